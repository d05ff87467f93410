"""Which unknowns the answer depends on, and the value of resolving each."""
