"""The reference model in several forms, one a file: each has `run(futures, seed, reasoning) -> Sample`."""
