"""What could be done: effects, regret, and the robust choice."""
