"""Being here puts this folder on the path of all tests: `small_programs` serves several rooms."""
