"""What a survey proposes for a profile, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bot.report.results_table import shown
from bot.survey.proposals import SURE, Proposal


def proposals_table(proposals: Sequence[Proposal]) -> Table:
    """One line a proposal: where it would stand in the profile, what the program looks for, what the site has."""
    table = Table("Sure", "Section", "Key", "We look for", "The site has", "Why")
    for each in proposals:
        sure = "open" if each.open else f"{each.confidence:.0%}"
        style = "bold" if each.open else "green" if each.confidence >= SURE else "yellow"
        texts = (each.section, each.place, each.ours, each.question or each.value, each.why)
        table.add_row(Text(sure, style=style), *map(shown, texts))  # a selector's brackets are no mark-up
    return table
