"""What the answer depends on: loads, interactions and minimal cut sets."""
