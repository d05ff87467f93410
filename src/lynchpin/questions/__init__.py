"""The room `questions`."""
