"""The results of a run: futures with names, their sums, and files."""
