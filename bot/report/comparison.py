"""What a run would do for participants: as a table for a terminal, as a page for its owner alone, for machines.

Both words of a difference are shown to a person at a terminal, and in the page; never those of sensitive screens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from bot.compare.items import Comparison, Does, Item
from bot.report.page import document, escape
from bot.report.results_table import shown

DOES: dict[Does, tuple[str, str]] = {
    "add": ("add", "green"),
    "fill": ("fill", "green"),
    "change": ("change", "yellow"),
    "leave": ("leave", ""),
    "undecided": ("can't decide", "red"),
    "unread": ("not read", "red"),
}
"""What would be done in words, and its color."""
HIDDEN, ELSEWHERE = "(not shown)", "…"
"""In the place of words: of a sensitive screen; where no person looks on."""
TITLE = "What would be entered"
MARKER = "<!-- caljobs-bot compare -->"
"""What tells our page from anybody's file."""


def comparison_table(comparison: Comparison, *, values: bool) -> Table:
    """One line for each thing that the site does not have as the record says. Without `values` no word of either."""
    table = Table(
        title=f"{TITLE}: {comparison.user_id}",
        caption=counted(comparison),
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        title_justify="left",
        caption_justify="left",
    )
    for column in ("", "Screen", "Row", "Field", "The site says", "The record says", "Note"):
        table.add_column(column, overflow="fold")
    for item in comparison.items:
        if item.does == "leave" and not item.choices:
            continue
        does, style = DOES[item.does]
        site, ours = words_of(item, values=values)
        texts = (item.title, item.place.row, item.label, site, ours, note_of(item))
        table.add_row(shown(does, style), *map(shown, texts))
    return table


def counted(comparison: Comparison) -> str:
    """How much would be done, in words: `12 add, 1 change, 40 leave; 1 stops a run`."""
    counts = Counter(item.does for item in comparison.items)
    told = ", ".join(f"{counts[does]} {words}" for does, (words, _) in DOES.items() if counts[does])
    stops = len(comparison.stops)
    held = f"; {stops} {'stops' if stops == 1 else 'stop'} a run" if stops else ""
    return f"{told or 'nothing of this site is in the record'}{held}"


def words_of(item: Item, *, values: bool) -> tuple[str, str]:
    """The site's words and the record's, as far as they may be shown."""
    if values and not item.sensitive:
        return item.site, item.ours
    hidden = HIDDEN if item.sensitive else ELSEWHERE
    return hidden if item.site else "", hidden if item.ours else ""


def note_of(item: Item) -> str:
    """What is to be known of an item, and what a person may decide of it."""
    decide = f"decide: {', '.join(item.choices)}" if item.stops and item.choices else ""
    stop = "stops a run" if item.stops and not item.choices else ""
    return "; ".join(part for part in (item.why, decide, stop) if part)


def comparison_json(comparison: Comparison) -> list[dict[str, Any]]:
    """The items for machines, without any value."""
    return [
        {
            "step": item.step,
            "screen": item.place.screen,
            "row": item.place.row,
            "field": item.place.field,
            "label": item.label,
            "does": item.does,
            "stops": item.stops,
            "why": item.why,
            "choices": list(item.choices),
            "fingerprint": item.mark,
        }
        for item in comparison.items
    ]


def comparison_html(site: str, comparisons: Sequence[Comparison], others: Sequence[tuple[str, str]]) -> str:
    """The page: each participant, screen by screen; `others` are those who could not be compared, and why."""
    nav = "".join(f'<li><a href="#p{each.user_id}">{escape(each.user_id)}</a></li>' for each in comparisons)
    header = (
        f"<h1>{escape(TITLE)}</h1><p class='facts'>Site <strong>{escape(site)}</strong>. Nothing was saved.</p>"
        f'<nav aria-label="Participants"><ul>{nav}</ul></nav>'
    )
    sections = "".join(map(_section, comparisons))
    if others:
        rows = "".join(f'<li><span class="name">{escape(who)}: {escape(why)}</span></li>' for who, why in others)
        sections += f'<section><h2>Not compared</h2><ul class="rows">{rows}</ul></section>'
    footer = "It holds participants' data: keep it where such data may be kept, and delete it when you are done."
    return MARKER + document(f"{TITLE} - {site}", header, sections, footer)


def _section(comparison: Comparison) -> str:
    who = escape(comparison.user_id)
    groups: dict[str, list[Item]] = {}
    for item in comparison.items:
        groups.setdefault(item.title, []).append(item)
    cards = "".join(_card(title, items) for title, items in groups.items())
    return f'<section><h2 id="p{who}">{who}</h2><p class="facts">{escape(counted(comparison))}</p>{cards}</section>'


def _card(title: str, items: Sequence[Item]) -> str:
    failed = " failed" if any(item.stops for item in items) else ""
    open_ones = [item for item in items if item.does != "leave" or item.choices]
    same = [item for item in items if item not in open_ones]
    body = f'<ul class="rows">{"".join(map(_row, open_ones))}</ul>' if open_ones else ""
    if same:
        rows = "".join(map(_row, same))
        body += f'<details><summary>{len(same)} as the record says</summary><ul class="rows">{rows}</ul></details>'
    return f'<article class="card{failed}"><h3>{escape(title)}</h3>{body}</article>'


def _row(item: Item) -> str:
    does, _ = DOES[item.does]
    kind = "failed" if item.stops else "passed" if item.does in ("add", "fill") else "skipped"
    row = f"row {item.place.row}, " if item.place.row else ""
    site, ours = words_of(item, values=True)
    told = " &rarr; ".join(_parts(item, site, ours))
    told = f'<br><span class="quiet">{told}</span>' if told else ""
    note = f'<br><span class="quiet">{escape(note_of(item))}</span>' if note_of(item) else ""
    name = escape(f"{row}{item.label or 'as a whole'}")
    return (
        f'<li><span class="name">{name}{told}{note}</span>'
        f'<span class="marks"><span class="mark {kind}">{escape(does)}</span></span></li>'
    )


def _parts(item: Item, site: str, ours: str) -> Iterator[str]:
    """What stands there, and what would."""
    if item.does in ("change", "undecided") and (site or ours):
        yield escape(site or "(empty)")
        yield escape(ours or "(empty)")
    elif ours or site:
        yield escape(ours or site)
