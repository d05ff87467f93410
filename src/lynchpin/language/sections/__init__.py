"""Reads the sections of the file into records, one module per family of sections.

Every reader takes the `Reading` of the file, to whose diagnostics it adds, and the entries of its section (or a node, None if it is missing).
Sections with expressions also take the `Inference` that resolves them.
"""
