"""Statistics: estimates with standard errors from arrays, with numpy and scipy only."""
