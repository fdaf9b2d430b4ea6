"""The benchmark of a workbook: all contestants see the same cells, and the bot finds nothing wrong with them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.workbook import GOALS, OBJECTIVES, peak_mb, with_bot, with_calamine, with_openpyxl
from benchmarks.workbook import make_workbook as make


def test_the_contestants_read_the_same_cells(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    cells = make(path, 4)
    assert with_openpyxl(path) == with_calamine(path) == cells
    assert with_bot(path) == 4
    assert cells > 4 * (75 + GOALS * 11 + GOALS * OBJECTIVES * 8)
    assert peak_mb() > 1
