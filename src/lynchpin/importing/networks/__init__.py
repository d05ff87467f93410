"""Bayesian networks in the Bayesian interchange format."""
