"""One chart a file; each `draw_NAME` takes a finding as its dictionary and returns a `Figure`."""
