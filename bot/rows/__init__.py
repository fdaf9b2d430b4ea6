"""Screens with a grid of rows: degrees, jobs, goals, objectives. A row is found by what it says, never by its place."""

from bot.rows.editor import R9, Adding, RowChange, RowEditor, is_cut
from bot.rows.judging import Policy

__all__ = ["R9", "Adding", "Policy", "RowChange", "RowEditor", "is_cut"]
