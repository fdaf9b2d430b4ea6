"""Screens with a grid of rows: degrees, jobs, goals, objectives. A row is found by what it says, never by its place."""

from bot.rows.editor import R9, Adding, Policy, RowChange, RowEditor, is_cut, refuse_to_change

__all__ = ["R9", "Adding", "Policy", "RowChange", "RowEditor", "is_cut", "refuse_to_change"]
