"""What the commands do, one file for each group. `lynchpin.cli.app` loads the file of a command when the command runs."""
