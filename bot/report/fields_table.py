"""The fields of a record as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from bot.records.fields import FieldRow
from bot.report.results_table import shown


def fields_table(rows: Sequence[FieldRow]) -> Table:
    """One line a field: where it stands in the record, its label on the site, what to write, and its limits."""
    table = Table("Key", "Label on the site", "Write", "Required", "")
    for row in rows:
        choice = "; ".join(row.options)
        write = f"{'such as ' if row.is_open else ''}{choice}" if choice else row.write
        limit = f"at most {row.maxlength} characters" if row.maxlength else None
        notes = [row.condition, limit, f"left out: {row.default}" if row.default else None]
        told = "; ".join(note for note in notes if note)
        table.add_row(*map(shown, (row.path, row.label, write, "yes" if row.required else "", told)))
    return table
