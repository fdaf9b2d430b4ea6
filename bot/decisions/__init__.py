"""Decisions on their way to a person and back: files to fill in, and a sheet of a workbook."""
