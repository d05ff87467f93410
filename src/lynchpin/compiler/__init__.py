"""The room `compiler`."""
