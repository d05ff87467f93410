"""Shapes that several charts share: bars with intervals, lines with names at their ends, pairs of values, axes."""
