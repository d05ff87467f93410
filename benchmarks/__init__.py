"""Measurements of speed: run the scripts from the root of the project, as `python benchmarks/engine.py`."""
