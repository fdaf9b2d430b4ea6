"""From an office's workbook to filed PDFs by the commands alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner

from bot.cli.app import app
from tests.mock_site.client import MockSite
from tests.system.cli_kit import bot_here, bot_in, profile_file
from tests.unit.sheets_kit import OTHER, Plans, load_sheets

DAY = "06/05/2019"


def ran(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    return done.exit_code, done.output


@pytest.mark.parametrize("target", ["plans.xlsx", "folder"])
def test_template_check_and_convert_both_ways(tmp_path: Path, target: str) -> None:
    made, again = tmp_path / target, tmp_path / "again.xlsx"
    assert ran("template", made, "--example", "--today", DAY)[0] == 0
    assert ran("check", made, "--today", DAY) == (0, "3 records, no problems\n")
    assert ran("convert", made, "--to", tmp_path / "yaml", "--today", DAY)[0] == 0
    assert sorted(file.name for file in (tmp_path / "yaml").iterdir()) == ["36213.yaml", "40200.yaml", "40300.yaml"]
    assert ran("convert", tmp_path / "yaml", "--to", again, "--today", DAY)[0] == 0
    assert load_sheets(again).records == load_sheets(made).records


def test_errors_are_told_and_marked_and_nothing_is_converted(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Goals", "Status", "Opened")
    plans.load()
    code, out = ran("check", plans.path, "--today", DAY, "--marked", tmp_path / "errors.xlsx")
    assert code == 1
    assert "plans.xlsx Goals!I2 Status: 'Opened' is not offered" in out
    assert out.endswith("errors.xlsx: a copy with 1 cells marked\n1 records are fine; 1 problems\n")
    assert ran("convert", plans.path, "--to", tmp_path / "yaml", "--today", DAY)[0] == 1
    assert not (tmp_path / "yaml").exists()
    for name in ("plans.csv", "plans.yaml"):  # or a folder of that name would be made
        done = bot_here("convert", plans.path, "--to", tmp_path / name)
        assert (done.code, done.out) == (2, "")
        assert "must end in .xlsx, or be a folder" in done.err
        assert not (tmp_path / name).exists()


def test_map_writes_a_file_to_correct(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.load()
    assert ran("map", plans.path)[0] == 0
    mapping = tmp_path / "plans.mapping.yaml"
    assert mapping.stat().st_mode & 0o777 == 0o600
    assert ran("check", plans.path, "--mapping", mapping, "--today", DAY) == (0, "1 records, no problems\n")


def test_a_workbook_is_entered_and_its_results_filed(tmp_path: Path, mock: MockSite, chromium: Browser) -> None:
    """Two rows: one is wrong and waits, the other is entered; no value of theirs is told, the input stays as it was."""
    plans = Plans(tmp_path, {}, {"participant.user_id": "40101", "participant.app_id": "2240101"})
    plans.put("Goals", "Status", "CANARY", row=3)
    plans.load()
    before = plans.path.read_bytes()
    site, out, results = profile_file(tmp_path, mock), tmp_path / "out", tmp_path / "results.xlsx"
    done = bot_in(chromium, "run", plans.path, "--site", site, "--out", out, "--results", results)
    assert done.code == 1, done.err
    assert "CANARY" not in done.out + done.err
    assert "Goals!I3 Status: is not offered" in done.err
    sheet: Any = openpyxl.load_workbook(results)["Results"]
    head, *rows = sheet.iter_rows()
    told = {row[0].value: {h.value: cell for h, cell in zip(head, row, strict=True)} for row in rows}
    assert {user: row["State"].value for user, row in told.items()} == {"36213": "done", "40101": "needs a fix"}
    link = told["36213"]["Printed Plan"].hyperlink.target
    assert (tmp_path / link).read_bytes().startswith(b"%PDF")
    assert told["36213"]["Plan Number"].value
    assert "Goals!I3 Status" in told["40101"]["Error"].value
    assert plans.path.read_bytes() == before
    refused = bot_here("run", plans.path, "--site", site, "--out", out, "--results", plans.path)
    assert (refused.code, refused.out) == (2, "")
    assert "is one of the inputs" in refused.err
