"""The measurement of saves sent again counts each press once, and a repeated one where nothing guards."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.resends import measured
from tests.kit import Office


def test_a_press_is_counted_once_and_a_repeated_one_twice(office: Office, chromium: Browser, tmp_path: Path) -> None:
    found = measured(office, tmp_path, chromium, tries=2, only=["Goals"])
    assert [(counted.tries, counted.posts) for counted in found.values()] == [(2, 2)]
