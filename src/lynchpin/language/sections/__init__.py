"""The sections of the file, one module per family: each turns entries into records."""
