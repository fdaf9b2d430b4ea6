"""A survey of every screen of the mock, drawn in several ways: each declared box is noted, by its label and kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from bot.agent.looks import BoxSeen, Inventory
from bot.survey.boxes import box_of
from bot.survey.clean import Cleaner
from bot.survey.known import vocabulary
from tests.kit import Office
from tests.mock_site.dialects import documented_dialect, random_dialect
from tests.mock_site.screens import Field, catalogue
from tests.site.screens_kit import every_screen

DIALECTS = {"plain": {}, "documented": documented_dialect(), **{str(n): random_dialect(n) for n in (2, 3, 7)}}
"""Of the random ones: labels above, at the heads of columns, to the left; combo boxes, editors without a frame, list
boxes, dates with a calendar and without, headings of several kinds."""
WITHOUT_LABEL = {"2": {"lblAppId", "lblStaff"}}
"""Texts that are only shown, under a text that nothing marks as their label."""


def declared(key: str) -> list[Field]:
    """The fields that always stand on a screen, or in the form of a row."""
    screen = catalogue().screens.get(key.removesuffix(" (row)"))
    if screen is None:
        return []
    fields = screen.rows.fields if key.endswith("(row)") and screen.rows else screen.fields
    return [field for field in fields if field.when is None]


def unlike(key: str, seen: Inventory, clean: Cleaner) -> Iterator[str]:
    """What of a screen is not noted as it is declared."""
    for field in declared(key):
        found = [box for box in seen.boxes if field.control in (box.name, box.id)]
        if len(found) != 1:
            yield f"{key}: {field.control} is there {len(found)} times"
        else:
            yield from (f"{key}: {words}" for words in differs(field, found[0], clean))


def differs(field: Field, seen: BoxSeen, clean: Cleaner) -> Iterator[str]:
    """How a box differs from what is declared; its label as it goes into the survey's file."""
    box = box_of(seen, clean)
    if (box.label, box.kind, box.required) != (field.label, field.kind, field.required):
        yield f"{field.label}, {field.kind}, {field.required}: noted {box.label}, {box.kind}, {box.required}"


@pytest.mark.parametrize("name", DIALECTS)
def test_every_declared_box_is_noted_however_it_is_drawn(office: Office, name: str) -> None:
    wrong: list[str] = []
    count = 0
    clean = Cleaner(None, vocabulary(office.profile()))
    dialect: Mapping[str, str] = DIALECTS[name]
    with every_screen(office, dialect) as stops:
        for key, agent in stops:
            count += len(declared(key))
            wrong += unlike(key, agent.survey(), clean)
    assert count == 136
    known = [each for each in wrong if any(ending in each for ending in WITHOUT_LABEL.get(name, ()))]
    assert [each for each in wrong if each not in known] == []
    assert office.written() == []
