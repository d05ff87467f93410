"""Which combinations of values lead to the answer, and futures that are typical of each outcome."""
