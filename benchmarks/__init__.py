"""Speed measurements: run the scripts from the root of the project, for example `python benchmarks/engine.py`."""
