"""One period: events, choices, stocks, and how likely the evidence of the period is."""
