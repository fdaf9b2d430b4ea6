"""Every kept view is judged as its page was: the screen known, each declared box found, the chosen tab read.

A page that was judged wrongly becomes a test here by keeping its view: `--keep-view`, and the file goes into
`tests/data/views/NAME/KEY.json` (or `.json.gz`). KEY is the screen's, with `+row` where the form of a row is open.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.agent.kept_views import load
from bot.config import Profile
from bot.converge import specs
from bot.forms import Form
from bot.pages.case_profile import CaseProfile, StaffProfiles
from bot.pages.find_person import IndividualList
from bot.screen import Screen
from bot.survey.known import PLAN_TAB, PROGRAMS
from bot.web.strips import strip_words
from tests.guide import KNOWN, WIZARDS

FOLDER = Path(__file__).parent.parent / "data" / "views"
VIEWS = sorted(path for path in FOLDER.glob("*/*.json*"))
PROFILE = Profile(name="kept", base_url="http://mock.test/")
OTHERS: dict[str, type[Screen]] = {"individual_list": IndividualList, "staff_profiles": StaffProfiles}
TABBED = {step.key for steps in WIZARDS.values() for step in steps} | {PROGRAMS, PLAN_TAB}


def key_of(path: Path) -> str:
    return path.name.partition(".json")[0]


def screen_of(key: str) -> type[Screen]:
    base = key.removesuffix("+row")
    return KNOWN[base].kind if base in KNOWN else OTHERS[base]


def form_of(key: str) -> type[Form] | None:
    known = KNOWN.get(key.removesuffix("+row"))
    if known is None:
        return None
    return known.row if key.endswith("+row") else known.form


def test_there_is_a_view_of_every_screen_in_each_dialect() -> None:
    rows = {f"{key}+row" for key, known in KNOWN.items() if known.row is not None}
    for name in ("documented", "random-2", "random-3"):
        assert {key_of(path) for path in VIEWS if path.parent.name == name} == {*KNOWN, *OTHERS, *rows}


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parent.name}/{key_of(path)}")
def test_a_kept_view_is_judged_as_its_page_was(path: Path) -> None:
    key, seen = key_of(path), load(path)
    site: Any = SimpleNamespace(profile=PROFILE, mask=str)
    form, screen = form_of(key), screen_of(key)(site)
    wanted = specs(form) if form else []
    reading = seen.reading(wanted)
    assert screen.is_here(reading.look)
    assert not CaseProfile(site).is_here(reading.look) or key in (PROGRAMS, PLAN_TAB)
    always = [spec for spec in wanted if form and form.controls[spec["key"]].shown_if is None]
    assert {spec["label"]: reading.fields[spec["key"]].problem for spec in always} == {s["label"]: None for s in always}
    if key.removesuffix("+row") in TABBED:
        assert strip_words(screen.name()) in {strip_words(tab) for tab in reading.look.tabs}


@pytest.mark.parametrize("name", sorted({path.parent.name for path in VIEWS}))
def test_kept_views_hold_no_value(name: str) -> None:
    """Guards: values of boxes, rows, texts filled in, the person's signs (kept_views.as_json)."""
    for path in (each for each in VIEWS if each.parent.name == name):
        seen = load(path)
        assert all(box.value is None and box.chosen == -1 for box in seen.view.boxes), path
        told = [word for word in ("garcia", "maria", "40101", "enc=", "staff11, lai") if word in seen.raw.casefold()]
        assert told == [], path
