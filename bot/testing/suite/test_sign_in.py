"""Signing in as staff."""

from __future__ import annotations

from bot.testing.bench import Bench
from bot.testing.report.collect import Collector
from bot.testing.timings import note_timing


def test_staff_can_sign_in(bench: Bench, collector: Collector) -> None:
    """The home page leads to the sign-in page, and that to the dashboard."""
    note_timing(collector, "sign-in", bench.sign_in())
