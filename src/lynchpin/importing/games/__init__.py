"""Games in the formats of Gambit."""
