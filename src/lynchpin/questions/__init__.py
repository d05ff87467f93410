"""Questions, one per folder: a model or futures in, a finding out. The README says which file to read first."""
