"""The benchmark of a workbook: all contestants see the same cells, and the bot finds what is wrong and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.workbook import (
    GOALS,
    OBJECTIVES,
    loading,
    marking,
    peak_mb,
    with_bot,
    with_calamine,
    with_openpyxl,
    wrong_of,
)
from benchmarks.workbook import make_workbook as make


@pytest.mark.filterwarnings("error")
def test_the_contestants_read_the_same_cells(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    cells = make(path, 4)
    assert with_openpyxl(path) == with_calamine(path) == cells
    assert with_bot(path) == loading(path) == 4
    assert cells > 4 * (75 + GOALS * 11 + GOALS * OBJECTIVES * 8)
    assert peak_mb() > 1


def test_one_participant_of_twenty_is_wrong_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    make(wrong_of(path), 21, wrong=True)
    assert marking(path) == 2
