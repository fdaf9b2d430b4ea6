"""The pages of the mock site, one idea a file."""
