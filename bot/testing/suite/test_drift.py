"""Drift: every screen beside the accepted survey, and beside what the program needs."""

from __future__ import annotations

from collections.abc import Container

import pytest

from bot.survey.compare import drift
from bot.survey.drifts import Drift
from bot.survey.known import known_of, needs
from bot.survey.model import Survey
from bot.testing.bench import Bench
from bot.testing.cases import surveyed_record
from bot.testing.survey_baseline import accepted_survey


def test_screen_is_as_accepted(bench: Bench, surveyed_screen: str) -> None:
    """Nothing is gone, new, renamed, moved or required that was not; without a baseline: nothing needed is missing."""
    live = bench.survey(surveyed_record(bench.site.records.values()).user_id)
    known = known_of(bench.site.profile.forms).screens
    mine = [one for one in _drifts(bench, live) if _belongs(one, surveyed_screen, known)]
    if mine:
        pytest.fail("\n".join(f"{one.words()}{BLOCKS if one.blocks else ''}" for one in mine), pytrace=False)


BLOCKS = " (the program can't do its work there)"


def _drifts(bench: Bench, live: Survey) -> list[Drift]:
    profile = bench.site.profile
    accepted = accepted_survey(bench.site.baseline, live)
    return drift(accepted, live, needs(profile), profile.forms.map.answered)


def _belongs(one: Drift, screen: str, known: Container[str]) -> bool:
    """Whether a drift is of a screen; those of screens nobody knows are told under `others`."""
    return one.screen == screen if screen in known else one.screen not in known
