"""A record that fills every box of every screen once: the site then holds exactly what it says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.guide import SCREENS
from tests.kit import Office, record
from tests.site.compare import fields_filled, unlike
from tests.site.hazard_kit import quick

EVERY_FIELD = Path(__file__).parent.parent / "records" / "every_field.yaml"
def _declared() -> set[str]:
    """Every box that can be filled, of every screen, rows included."""
    return {
        f"{form.key}.{key}"
        for form in SCREENS.values()
        for key, control in form.controls.items()
        if control.kind != "readonly"
    }


def test_the_record_fills_every_declared_box(tmp_path: Path) -> None:
    """Without this the end-to-end test below could pass while a field is never tried."""
    filled = fields_filled(record(tmp_path, EVERY_FIELD))
    assert _declared() - filled == set()
    assert len(_declared()) > 140


@pytest.mark.parametrize("saves", ["next", quick("finish")])
def test_the_site_holds_every_field_and_a_second_run_writes_nothing(
    office: Office, tmp_path: Path, saves: str
) -> None:
    """Holds the way of a value: filling, posting, keeping; the comparison does not use the bot's reading.

    With wizards that save at Finish only, nothing may be taken for saved before.
    """
    office.mock.set(wizard_saves=saves)
    profile = {"wizard_saves": {"activity": "finish", "assessment": saves, "plan": saves}}
    sample = record(tmp_path, EVERY_FIELD)
    result = office.enter(sample, **profile)
    state = office.mock.state("40101")
    assert (result.state, unlike(sample, state)) == ("done", [])
    assert [place for place, worse in _each_emptied(state) if not unlike(sample, worse)] == []
    before = office.written("40101")
    (second,) = office.run(sample, **profile)
    assert (second.state, second.error, office.written("40101")) == ("unchanged", None, before)


def _each_emptied(state: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The state with one value emptied, for every value in it: what the comparison must not overlook."""
    for way in _ways(state):
        worse = copy.deepcopy(state)
        *outer, last = way
        place: Any = worse
        for key in outer:
            place = place[key]
        place[last] = type(place[last])()
        yield ".".join(map(str, way)), worse


def _ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all filled boxes of a state; what the site adds by itself is none of them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            status_of_the_whole = key == "status" and len(way) == 2
            if key not in ("person", "id", "staff") and not key.endswith("_html") and not status_of_the_whole:
                yield from _ways(inner, (*way, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from _ways(inner, (*way, number))
    elif value:
        yield way
