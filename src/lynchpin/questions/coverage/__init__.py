"""Which claims of the sources are in the model."""
