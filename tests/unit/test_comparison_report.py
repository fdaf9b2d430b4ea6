"""What a comparison shows: both words to a person, never a sensitive screen's, none to machines."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from bot.compare.items import Comparison, Item, Place, grouped
from bot.report.comparison import comparison_html, comparison_json, comparison_table, counted

OPEN, PRIVATE, ALIKE = ("here<b>", "ours"), ("convicted", "acquitted"), ("agreed", "agreed")
FOUND = Comparison(
    "36213",
    [
        Item(Place("p.g", "1", "term"), "Goals", "Term", "change", *OPEN, stops=True, choices=("keep", "overwrite")),
        Item(Place("a.b", "", "x"), "Background", "Record", "change", *PRIVATE, sensitive=True),
        Item(Place("p.g", "1", "type"), "Goals", "Type", "leave", *ALIKE),
        Item(Place("p.s"), "Services", "", "unread", why="it can't be opened"),
    ],
)


def printed(*, values: bool) -> str:
    screen = io.StringIO()
    Console(file=screen, width=200).print(comparison_table(FOUND, values=values))
    return screen.getvalue()


def test_the_table_shows_both_words_to_a_person() -> None:
    text = printed(values=True)
    assert "What would be entered: 36213" in text
    assert all(word in text for word in (*OPEN, "decide: keep, overwrite", "not read", "it can't be opened"))
    assert not any(word in text for word in (*PRIVATE, *ALIKE))
    assert counted(FOUND) in text


def test_where_nobody_looks_on_no_word_is_shown() -> None:
    assert not any(word in printed(values=False) for word in (*OPEN, *PRIVATE))


def test_machines_are_told_no_word() -> None:
    text = json.dumps(comparison_json(FOUND))
    assert not any(word in text for word in (*OPEN, *PRIVATE, *ALIKE))
    assert [item["does"] for item in json.loads(text)] == ["change", "change", "leave", "unread"]


def test_the_page_needs_nothing_but_itself() -> None:
    page = comparison_html("mock", [FOUND], [("40101", "not found")])
    assert all(word in page for word in ("here&lt;b&gt;", "ours", "agreed", "40101: not found", "default-src 'none'"))
    assert not any(word in page for word in PRIVATE)
    assert "<b>" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_words_of_others_do_nothing_to_a_terminal_or_page() -> None:
    """What the site and the record say, and what an area calls its questions."""
    bad = "\x1b[2J[/red]\u202e<script>"
    found = Comparison("1", [Item(Place("p"), "Plan", bad, "change", bad, bad, why=bad)])
    screen = io.StringIO()
    Console(file=screen, width=400).print(comparison_table(found, values=True))
    page = comparison_html("mock", [found], [("2", bad)])
    for text in (screen.getvalue(), page):
        assert not set(text) & {"\x1b", "\u202e"}
    assert screen.getvalue().count("[/red]") == 4
    assert "<script" not in page


def test_items_show_no_value_by_accident() -> None:
    assert not any(word in repr(FOUND) + "".join(grouped(FOUND.items)) for word in (*OPEN, *PRIVATE, *ALIKE))


@pytest.mark.parametrize("step", ["plan", ""])
def test_a_step_that_is_begun_anew_is_noted_once(step: str) -> None:
    found = Comparison("1")
    for _ in range(2):
        found.begin(step)
        found.note(FOUND.items[0])
    assert len(found.items) == 1
