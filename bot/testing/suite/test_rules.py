"""Rules the site must enforce: invalid screens are submitted, and must be refused."""

from __future__ import annotations

import pytest

from bot.testing.bench import Bench
from bot.testing.cases import EMPTY_FORM
from bot.testing.report.collect import Collector
from bot.testing.rules_baseline import judge
from bot.testing.seen import look_at_picture
from bot.testing.trials import Rule


def _check(bench: Bench, collector: Collector, user_id: str, screen: str, *rules: Rule) -> None:
    tried = [one for one in bench.trial(user_id, screen).tried if one.rule in rules]
    wrong = judge(bench.site.baseline, collector, screen, tried)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    if all(one.verdict == "not tried" for one in tried):
        pytest.skip("; ".join(f"{one.label}: {one.words}" for one in tried) or "the screen shows no such box")


@pytest.mark.rules("required")
def test_required_boxes_must_be_filled(bench: Bench, collector: Collector, user_id: str, rule_screen: str) -> None:
    """Each required box, left empty, keeps the screen from being saved."""
    _check(bench, collector, user_id, rule_screen, "required")


@pytest.mark.rules("date")
def test_dates_must_be_days(bench: Bench, collector: Collector, user_id: str, rule_screen: str) -> None:
    """A day that no calendar has is refused in every date box."""
    _check(bench, collector, user_id, rule_screen, "date")


@pytest.mark.rules("R4", "R7")
def test_dates_must_be_in_order(bench: Bench, collector: Collector, user_id: str, rule_screen: str) -> None:
    """R4 for activities, R7 for goals and objectives."""
    _check(bench, collector, user_id, rule_screen, "R4", "R7")


def test_empty_form_looks_as_before(bench: Bench, collector: Collector, user_id: str, empty_form: str) -> None:
    """The form that comes up for a new row or activity, before anything stands in it."""
    picture = bench.empty_form(user_id, empty_form)
    look_at_picture(bench.site, collector, picture, f"{empty_form}{EMPTY_FORM}", user_id)


def test_lists_of_rows_offer_what_is_known(bench: Bench, user_id: str, rule_screen: str) -> None:
    """Lists in the forms of rows and activities offer what the program knows, and nothing else."""
    if unlike := bench.trial(user_id, rule_screen).lists:
        pytest.fail("\n".join(unlike), pytrace=False)
