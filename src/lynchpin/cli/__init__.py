"""The command line: one file for each group of commands, in `commands`. Start reading in `app`."""

from lynchpin.cli.entry import main

__all__ = ["main"]
