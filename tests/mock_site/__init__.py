"""A mock of the CalJOBS site: the way in, the forms of Steps 1-5, and the hazards a program meets there."""
