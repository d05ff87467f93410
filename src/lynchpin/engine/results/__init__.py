"""The results of a run: futures with names, summaries, and files."""
