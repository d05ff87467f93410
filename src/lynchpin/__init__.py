"""lynchpin: assessments that run."""

