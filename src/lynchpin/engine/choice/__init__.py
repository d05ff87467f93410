"""Choices: projected payoffs and the logit quantal response equilibrium of each period's game."""
