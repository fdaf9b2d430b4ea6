"""H1 to H5: what postbacks do to a form while it is being filled, and to the buttons under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.site.hazard_kit import ONLY_PLAN, only_plan, short, stands

NO_PRINT = {"print": False}


@pytest.mark.parametrize("style", ["async", "full"])
def test_boxes_that_come_back_empty_300_ms_later(office: Office, tmp_path: Path, style: str) -> None:
    """H1. Guard: settling follows the timers and requests our own acts set off (pending, in 1_pending.js)."""
    office.mock.set(postback_style=style, reset_delay_ms=300)
    if style == "async":
        sample = short(tmp_path, {"plan": None, "print": None})
        office.enter(sample, steps=NO_PRINT)
    else:
        sample = only_plan(office, tmp_path)
        office.enter(sample, steps=ONLY_PLAN)
    stands(office, sample)


@pytest.mark.parametrize("style", ["async", "full"])
def test_leaving_a_box_replaces_the_page_under_the_hand(office: Office, tmp_path: Path, style: str) -> None:
    """H2. Guards: every box is found anew for its value, and what a new document swallowed goes round again."""
    office.mock.set(postback_style=style, blur_postback=True, latency_ms=40)
    sample = brief(tmp_path, {"activities.0.comments": "Plan developed jointly."})
    office.enter(sample, steps=NO_PRINT)
    stands(office, sample)


def test_a_wait_layer_that_swallows_clicks_until_it_has_faded(office: Office, tmp_path: Path) -> None:
    """H3. Guard: a visible wait layer keeps settling open. The invisible cover: presses go to the button itself."""
    office.mock.set(wait_layer=True, invisible_cover=True, disabled_next=False, fade_ms=200)
    sample = only_plan(office, tmp_path)
    office.enter(sample, steps=ONLY_PLAN)
    stands(office, sample)


def test_next_stays_disabled_after_the_answer(office: Office, tmp_path: Path) -> None:
    """H4. Guard: a press waits until the button is enabled (enabled, in 5_act.js)."""
    office.mock.set(wait_layer=False, disabled_next=True, fade_ms=200)
    sample = brief(tmp_path, {"plan": None, "print": None})
    office.enter(sample, steps=NO_PRINT)
    stands(office, sample)


def test_lists_that_come_late(office: Office, tmp_path: Path) -> None:
    """H5. Guards: setting waits for the list; reading waits too (with_late_lists), or a second run would save."""
    office.mock.set(late_lists=True, late_lists_ms=600)
    sample = only_plan(office, tmp_path)
    office.enter(sample, steps=ONLY_PLAN)
    stands(office, sample)
    before = office.written()
    assert office.enter(sample, steps=ONLY_PLAN).state == "unchanged"
    assert office.written() == before
