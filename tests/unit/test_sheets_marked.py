"""The copy of a workbook in which every error stands at its cell; the workbook itself is never touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from bot.errors import ConfigError
from bot.sheets import marked as marking
from bot.sheets.marked import check_marked_path, mark_copy
from bot.sheets.marked_styles import RED, YELLOW
from tests.unit.sheets_kit import Plans


def marked(plans: Plans) -> tuple[Any, int]:
    loaded = plans.load(keep=False)
    before = plans.path.read_bytes()
    target = plans.folder / "errors.xlsx"
    count = mark_copy(plans.path, target, loaded.problems, loaded.warnings)
    assert plans.path.read_bytes() == before
    assert target.stat().st_mode & 0o777 == 0o600
    assert count is not None
    return openpyxl.load_workbook(target), count


def test_errors_stand_at_their_cells_in_red(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Estimated Date of Completion", "soon")
    plans.put("Goals", "Status", None)
    plans.cell("Goals", "Status").comment = Comment("ask Pat", "somebody")
    plans.put("Objectives", "Program", "=1+1")
    book, count = marked(plans)
    assert count == 3
    goal = book["Goals"]["G2"]
    assert goal.value == "soon"
    assert goal.fill.fgColor.rgb == RED
    assert goal.comment.text == "'soon' is not a date such as 01/31/2026"
    missing = book["Goals"]["I2"]
    assert missing.comment.text == "Status is required by the site\nask Pat"
    assert missing.fill.fgColor.rgb == RED
    formula = book["Objectives"]["F2"]
    assert (formula.value, formula.data_type) == ("=1+1", "f")
    assert formula.comment.text.startswith("is a formula whose result is not stored")
    assert book["Goals"]["A2"].fill.fgColor.rgb != RED


def test_what_concerns_a_row_or_is_only_to_be_known(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book["Objectives"].delete_rows(2)
    plans.book["Goals"]["L1"] = "Statuss"
    book, count = marked(plans)
    assert count == 2
    assert book["Goals"]["A2"].comment.text == "Goals > goal 1: R6: every goal needs an objective"
    assert book["Goals"]["L1"].fill.fgColor.rgb == YELLOW


def test_texts_like_formulas_stay_texts(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    cell = plans.cell("Goals", "Comments")
    cell.value = "=SUM(A1)"
    cell.data_type = "s"
    plans.put("Goals", "Status", "x")
    book, _ = marked(plans)
    assert book["Goals"]["K2"].data_type == "s"


def test_merged_cells_are_marked_where_they_begin(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, {"participant.user_id": "40101", "participant.app_id": "2240101"})
    plans.book["Goals"].merge_cells("I2:I3")
    book, count = marked(plans)
    assert count == 1, "what is wrong in the hidden cell stands at the first"
    assert "is merged with other cells" in book["Goals"]["I2"].comment.text


def test_a_note_is_not_longer_than_a_cell_can_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "LONGEST", 10)
    plans = Plans(tmp_path)
    plans.put("Goals", "Status", "x")
    book, _ = marked(plans)
    assert book["Goals"]["I2"].comment.text == "'x' is not ..."


def test_what_is_sensitive_is_not_quoted(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Participants", "Ever Convicted of a Crime", "CANARY")
    book, _ = marked(plans)
    told = [cell.comment.text for row in book["Participants"] for cell in row if cell.comment]
    assert any("is not Yes or No" in text for text in told)
    assert not any("CANARY" in text for text in told)


@pytest.mark.parametrize(
    ("target", "inputs", "said"),
    [
        ("errors.xlsx", ["a.yaml"], "name one workbook"),
        ("errors.xlsx", ["a.xlsx", "b.xlsx"], "name one workbook"),
        ("errors.txt", ["a.xlsx"], "must end in .xlsx"),
        ("there.xlsx", ["a.xlsx"], "is there already"),
    ],
)
def test_wrong_paths(tmp_path: Path, target: str, inputs: list[str], said: str) -> None:
    (tmp_path / "there.xlsx").touch()
    with pytest.raises(ConfigError, match=said):
        check_marked_path(tmp_path / target, [tmp_path / name for name in inputs])


def test_a_file_that_is_no_workbook_has_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    path.write_bytes(b"no workbook")
    assert mark_copy(path, tmp_path / "errors.xlsx", [], []) is None
    assert not (tmp_path / "errors.xlsx").exists()
