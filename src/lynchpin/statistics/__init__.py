"""Estimates with standard errors, from arrays: numpy and scipy only."""
