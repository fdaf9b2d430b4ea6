"""The printed plan beside its golden, dates and numbers masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SiteError
from bot.testing.bench import Bench
from bot.testing.printed import Piece, as_json, from_json, layout_changes, pieces_of, text_changes, told


def _papers(bench: Bench, user_id: str) -> tuple[list[Piece], list[Piece]]:
    """The golden and what was printed now; a test without a golden writes one, or is skipped."""
    result = bench.step(user_id, "print")
    if result.pdf is None:
        raise result.error or SiteError("no plan was printed")
    now, baseline, name = pieces_of(Path(result.pdf)), bench.site.baseline, f"printed/{user_id}.json"
    if baseline.update:
        baseline.write_json(name, as_json(now))
        return now, now
    golden = baseline.read_json(name)
    if golden is None:
        pytest.skip(baseline.words)
    return from_json(golden), now


def test_says_the_same(bench: Bench, printed_user_id: str) -> None:
    """No text is gone, none is new."""
    if changes := text_changes(*_papers(bench, printed_user_id)):
        pytest.fail(f"the printed plan says something else:\n{told(changes)}", pytrace=False)


def test_has_the_same_layout(bench: Bench, printed_user_id: str) -> None:
    """Every text stands where it stood."""
    if moved := layout_changes(*_papers(bench, printed_user_id)):
        pytest.fail(f"texts stand elsewhere on the paper:\n{told(moved)}", pytrace=False)
