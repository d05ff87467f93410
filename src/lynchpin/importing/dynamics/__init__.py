"""System dynamics models, as PySD parses them."""
