"""Futures given evidence: the particle filter."""
