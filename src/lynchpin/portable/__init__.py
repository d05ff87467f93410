"""The engine as a program that a page can carry and run."""
