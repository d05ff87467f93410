"""The room `presentation`."""
