"""Workbooks and folders of CSV files: read as records, written from records, made ready to be filled in."""
