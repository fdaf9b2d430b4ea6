"""Tables for the terminal: the fields of a record, and what a survey proposes for a profile."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bot.records.fields import FieldRow
from bot.report.results_table import shown
from bot.survey.proposals import SURE, Proposal


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


def proposals_table(proposals: Sequence[Proposal]) -> Table:
    """One line a proposal: where it would stand in the profile, what the program looks for, what the site has."""
    table = Table("Sure", "Section", "Key", "We look for", "The site has", "Why")
    for each in proposals:
        sure = "open" if each.open else f"{each.confidence:.0%}"
        style = "bold" if each.open else "green" if each.confidence >= SURE else "yellow"
        texts = (each.section, each.place, each.ours, each.question or each.value, each.why)
        table.add_row(Text(sure, style=style), *map(shown, texts))  # a selector's brackets are no mark-up
    return table
