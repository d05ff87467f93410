"""Helpers of several questions."""
