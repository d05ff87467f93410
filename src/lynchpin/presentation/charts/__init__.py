"""Charts, one per file. Each `draw_NAME` takes a finding or a state of knowledge and returns a `Figure`."""
