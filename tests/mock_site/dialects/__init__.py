"""Dialects: for each construct of a page, the ways in which the mock can draw it.

A dialect names one way for each construct; a construct that it does not name is drawn `plain`. It decides only how a
page is drawn, and a few small habits: state, rules and hazards are the same in all. `documented` is the way that
public style sheets and scripts of the product show, as far as they show one; the others are how sites of other vendors
and years draw the same thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

Dialect = Mapping[str, str]
PLAIN = "plain"

CONSTRUCTS: dict[str, tuple[str, ...]] = {
    # where the page's own content stands, and what stands round it
    "region": (PLAIN, "documented", "table", "main", "divs", "navbar"),
    # what names the page
    "title": (PLAIN, "documented", "h1", "legend", "styled", "instructions"),
    # the folders of a person
    "tabs": (PLAIN, "documented", "list", "roles", "cells", "text"),
    # the steps of a wizard
    "steps": (PLAIN, "documented", "heading", "progress", "roles", "stepper", "sidebar"),
    # where the label of a box stands
    "labels": (PLAIN, "documented", "cells", "above", "heads", "wrapping", "aria", "breaks", "definitions"),
    # how a box says that it is required
    "required": (PLAIN, "documented", "before", "behind", "words", "image", "colour"),
    # radio buttons and check boxes
    "ticks": (PLAIN, "documented", "fieldset", "behind", "wrapped", "styled", "roles", "before"),
    # boxes to choose one option from a list
    "select": (PLAIN, "worded", "blank", "listbox", "combobox", "rad"),
    # boxes for a date
    "date": (PLAIN, "text", "image", "rad", "window", "three", "native", "picker"),
    # boxes for rich text, and for phone numbers
    "editor": (PLAIN, "late", "div"),
    "phone": (PLAIN, "brackets", "one"),
    # what says whose page it is
    "person": (PLAIN, "table", "inline", "heads", "definitions"),
    # rows of records
    "grid": (PLAIN, "documented", "bare", "roles", "cards", "json", "paged", "rad"),
    # what can be done with a row
    "actions": (PLAIN, "bars", "buttons", "images", "icons", "menu"),
    # what Print brings
    "print": (PLAIN, "documented", "download", "window", "window_pdf", "here_pdf", "replaced"),
    # sections that unfold
    "fold": (PLAIN, "link", "button", "details", "image", "title"),
    # headings of parts of a page
    "section": (PLAIN, "h2", "bar", "legend", "bold"),
    # buttons that post
    "buttons": (PLAIN, "button", "link", "image", "scripted"),
    # what is refused
    "message": (PLAIN, "documented", "spans", "alert", "growl", "native"),
    # what lies over the page while it waits
    "wait": (PLAIN, "documented", "block", "loading", "progress", "telerik"),
    # questions and notices
    "dialog": (PLAIN, "documented", "bootstrap", "native", "popup", "rad", "element"),
    # habits: what a page is called, how the list of goals names one, the dates of a new form, leaving a wizard
    "headings": (PLAIN, "worded", "step"),
    "goals": (PLAIN, "typed", "hash", "text", "id"),
    "new_dates": (PLAIN, "first", "required"),
    "leaving": (PLAIN, "native", "exit"),
}


class UnknownDialect(ValueError):
    """No such construct, or no such way to draw it."""


def whole(given: Mapping[str, object]) -> dict[str, str]:
    """The way of every construct. Raises UnknownDialect for a name that is none."""
    dialect = dict.fromkeys(CONSTRUCTS, PLAIN)
    for construct, name in given.items():
        if construct not in CONSTRUCTS:
            raise UnknownDialect(f"no construct is called {construct}; there are {', '.join(CONSTRUCTS)}")
        if name not in CONSTRUCTS[construct]:
            raise UnknownDialect(f"{construct} is drawn {', '.join(CONSTRUCTS[construct])}, not {name!r}")
        dialect[construct] = str(name)
    return dialect


def documented_dialect() -> dict[str, str]:
    """Each construct as the product's public mark-up shows it; plain where it shows none."""
    return {
        construct: "documented" if "documented" in names else PLAIN for construct, names in CONSTRUCTS.items()
    }


def random_dialect(seed: int) -> dict[str, str]:
    """A dialect by chance: the same for the same seed, and unmoved in the other constructs when one is added."""
    chosen = {}
    for construct, names in CONSTRUCTS.items():
        mark = hashlib.blake2b(f"{seed}/{construct}".encode(), digest_size=8).digest()
        chosen[construct] = names[int.from_bytes(mark) % len(names)]
    return chosen


def sweep() -> list[dict[str, str]]:
    """The fewest dialects in which every way of every construct is drawn."""
    most = max(map(len, CONSTRUCTS.values()))
    return [
        {construct: names[number % len(names)] for construct, names in CONSTRUCTS.items()} for number in range(most)
    ]
