"""What to think given the evidence."""
