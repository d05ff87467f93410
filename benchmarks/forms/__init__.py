"""Implementations of the reference model, one per file. Each has `run(futures, seed, reasoning) -> Sample`."""
