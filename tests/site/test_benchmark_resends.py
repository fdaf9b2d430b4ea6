"""The measurement of saves sent again counts what it says: the posts that came in for so many presses."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.resends import measured
from tests.kit import Office


def test_each_press_comes_in_once(office: Office, chromium: Browser, tmp_path: Path) -> None:
    found = measured(office, tmp_path, chromium, tries=2, only=["Goals"])
    assert [(counted.tries, counted.posts) for counted in found.values()] == [(2, 2)]
