"""Reads the sections of the file into records, one module per family of sections."""
