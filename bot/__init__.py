"""Enters assessments and employment plans into CalJOBS through the site's own screens."""

__version__ = "0.1.0"
