"""Every screen of a record as it stands on the site: what it holds and offers, what it looks like, how fast it is."""

from __future__ import annotations

import pytest

from bot.testing.bench import Bench
from bot.testing.report.collect import Collector
from bot.testing.seen import look_at_picture
from bot.testing.timings import too_slow
from bot.testing.visit import Seen, screens_of


def _seen(bench: Bench, user_id: str, screen: str) -> Seen:
    part = screens_of(bench.record(user_id), bench.site.profile)[screen]
    return bench.visit(user_id, part).seen(screen)


def test_every_field_is_kept(bench: Bench, user_id: str, screen: str) -> None:
    """The site holds every value of the record."""
    wrong = _seen(bench, user_id, screen).wrong
    if wrong:
        pytest.fail(wrong, pytrace=False)


def test_lists_offer_what_is_known(bench: Bench, user_id: str, screen: str) -> None:
    """Lists with fixed options offer those, and no others."""
    unlike = _seen(bench, user_id, screen).lists
    if unlike:
        pytest.fail("\n".join(unlike), pytrace=False)


def test_looks_as_before(bench: Bench, collector: Collector, user_id: str, screen: str) -> None:
    """The picture is the baseline's, but for dates and numbers."""
    look_at_picture(bench.site, collector, _seen(bench, user_id, screen).picture, screen, user_id)


def test_is_not_much_slower(bench: Bench, collector: Collector, user_id: str, screen: str) -> None:
    """How long the screen takes to come, beside the baseline. Told; failed only beyond the factor of --slower."""
    slow = too_slow(collector, f"{user_id} {screen}", _seen(bench, user_id, screen).seconds, bench.slower)
    if slow:
        pytest.fail(slow, pytrace=False)
