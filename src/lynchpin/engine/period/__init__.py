"""One period: choices, events, the evolution of stocks, and the probability of the evidence of the period."""
