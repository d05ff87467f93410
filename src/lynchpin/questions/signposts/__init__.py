"""What to watch, and when it would be known."""
