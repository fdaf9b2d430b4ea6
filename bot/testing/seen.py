"""Pictures against the baseline, where they can be compared: the same browser on the same system paints the same."""

from __future__ import annotations

import pytest

from bot.testing.pictures import compare
from bot.testing.report.collect import Collector, PictureNote
from bot.testing.under_test import SiteUnderTest

MADE_WITH = "made-with.json"


def look_at_picture(
    site: SiteUnderTest, collector: Collector, now: bytes | None, screen: str, user_id: str
) -> None:
    """Compares a screen's picture with the baseline's, keeps both for the report, and fails where they differ."""
    if now is None:
        pytest.skip("no picture was taken")
    baseline, name = site.baseline, f"pictures/{user_id}-{screen}.png"
    if baseline.update:
        baseline.write(name, now)
        baseline.write_json(MADE_WITH, {"browser": collector.browser})
        collector.pictures.append(PictureNote(screen, user_id, "new", now))
        return
    golden = baseline.read(name)
    if golden is None:
        collector.pictures.append(PictureNote(screen, user_id, "new", now))
        pytest.skip(baseline.words)
    made_with = (baseline.read_json(MADE_WITH) or {}).get("browser")
    if made_with != collector.browser:
        collector.pictures.append(PictureNote(screen, user_id, "new", now))
        pytest.skip(f"the baseline's pictures were painted by {made_with}, these by {collector.browser}")
    came = compare(golden, now)
    if came.is_same:
        collector.pictures.append(PictureNote(screen, user_id, "same", now))
        return
    note = PictureNote(screen, user_id, "changed", now, golden, came.marked, came.words)
    collector.pictures.append(note)
    pytest.fail(f"the screen looks different: {came.words}; see the picture in the report", pytrace=False)
