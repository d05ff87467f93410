"""What a run leaves: futures with names, their sums, and their forms on disk."""
