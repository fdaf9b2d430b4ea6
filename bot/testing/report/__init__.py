"""The report of a run of regression tests: what is collected while they run, and the one file made of it."""
