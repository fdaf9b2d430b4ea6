"""The mock's dialects: what is named can be drawn, and a site by chance stays the same."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from tests.mock_site.dialects import (
    CONSTRUCTS,
    PLAIN,
    UnknownDialect,
    buttons,
    dates,
    documented_dialect,
    folds,
    frame,
    grids,
    habits,
    lines,
    messages,
    persons,
    prints,
    random_dialect,
    selects,
    strips,
    texts,
    ticks,
    waits,
    whole,
)
from tests.mock_site.switches import UnknownSwitch, checked

DRAWN: dict[str, Collection[str]] = {
    "region": frame.REGIONS,
    "title": frame.TITLES,
    "tabs": strips.TABS,
    "steps": strips.STEPS,
    "labels": lines.LABELS,
    "required": lines.MARKS,
    "ticks": ticks.GROUPS,
    "select": selects.SELECTS,
    "date": dates.DATES,
    "editor": texts.EDITORS,
    "phone": texts.PHONES,
    "person": persons.BANNERS,
    "grid": grids.GRIDS,
    "actions": grids.ACTIONS,
    "print": prints.PRINTS,
    "fold": folds.FOLDS,
    "section": folds.SECTIONS,
    "buttons": buttons.BUTTONS,
    "message": messages.MESSAGES,
    "wait": waits.WAITS,
    "dialog": ("plain", "documented", "bootstrap", "native", "popup", "rad", "element"),  # drawn by the page's script
    "headings": habits.HEADINGS,
    "goals": habits.GOALS,
    "new_dates": habits.NEW_DATES,
    "leaving": habits.LEAVING,
}


def test_what_is_named_can_be_drawn() -> None:
    assert {construct: list(ways) for construct, ways in DRAWN.items()} == {
        construct: list(names) for construct, names in CONSTRUCTS.items()
    }


def test_each_construct_has_a_plain_way_and_two_others() -> None:
    for construct, names in CONSTRUCTS.items():
        assert names[0] == PLAIN
        assert len(names) >= 3, construct


def test_a_site_by_chance_is_the_same_for_the_same_seed() -> None:
    assert random_dialect(7) == random_dialect(7)
    assert len({tuple(random_dialect(seed).items()) for seed in range(50)}) == 50


def test_every_way_comes_up_within_a_hundred_seeds() -> None:
    seen = {(construct, name) for seed in range(100) for construct, name in random_dialect(seed).items()}
    assert seen == {(construct, name) for construct, names in CONSTRUCTS.items() for name in names}


def test_documented_is_plain_where_nothing_is_documented() -> None:
    assert whole(documented_dialect()) == documented_dialect()
    assert documented_dialect()["tabs"] == "documented"


@pytest.mark.parametrize("given", [{"tab": "list"}, {"tabs": "lists"}, {"tabs": 3}])
def test_a_wrong_name_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(UnknownDialect):
        whole(given)
    with pytest.raises(UnknownSwitch):
        checked("dialect", given)


def test_the_command_line_gives_a_dialect_as_json() -> None:
    assert checked("dialect", '{"tabs": "list"}') == {"tabs": "list"}
