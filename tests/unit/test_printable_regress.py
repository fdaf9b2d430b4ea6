"""What the site's words could do to the terminal and the JUnit file of a regression run."""

from __future__ import annotations

from typing import Any

import pytest

from bot.testing.report.collect import Collector

EVIL = "\x1b]0;owned\x07\u202e\nsecond"


@pytest.mark.parametrize("longrepr", [EVIL, ("file", 1, f"Skipped: {EVIL}")], ids=["failed", "skipped"])
def test_the_words_of_a_test_are_shown_and_not_obeyed(longrepr: Any) -> None:
    report = pytest.TestReport("a::b", ("a", 1, "b"), {}, "failed", longrepr, "call")
    making: Any = Collector.pytest_runtest_makereport(None, None, None)  # type: ignore[arg-type]
    next(making)
    with pytest.raises(StopIteration) as ended:
        making.send(report)
    made = ended.value.value.longrepr
    words = made[2] if isinstance(made, tuple) else made
    assert "\\x1b]0;owned\\x07\\u202e" in words
    assert "\x1b" not in words
    assert "second" in words
