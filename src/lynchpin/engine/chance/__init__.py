"""Random numbers: the generator, distributions, and the draws of a future and of a period."""
