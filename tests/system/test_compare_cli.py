"""`compare` by the command alone, and what it leads to: decisions that `run` goes by."""

from __future__ import annotations

import csv
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from playwright.sync_api import Browser

from bot.sheets.rows import rows_of
from bot.sheets.writing import write_workbook
from tests.guide import BOOK
from tests.kit import DAY, brief, plain
from tests.mock_site.client import MockSite
from tests.site.standing import standing
from tests.system.cli_kit import bot, bot_here, bot_in, brief_file, profile_file

JUNE_4 = plain()["activities"][1]
TERM = plain()["plan"]["goals"][0]["term"]
CHANGES = {
    "activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}],
    "plan.goals.0.term": "Long Term",
    "plan.goals.0.comments": "Said to nobody",
}


@pytest.fixture
def seeded(mock: MockSite, tmp_path: Path) -> list[str | Path]:
    """The arguments for a record that differs from what stands on the site."""
    mock.seed("36213", **standing(brief(tmp_path)))
    record = brief_file(tmp_path, changes=CHANGES)
    return [record, "--site", profile_file(tmp_path, mock, steps={"print": False}), "--ledger", tmp_path / "l.db"]


def test_compare_decide_run(seeded: list[str | Path], tmp_path: Path, chromium: Browser, mock: MockSite) -> None:
    page, file = tmp_path / "page.html", tmp_path / "decisions.yaml"
    more: list[str | Path] = ["--html", page, "--decisions-template", file]
    ran = bot_in(chromium, "compare", *seeded, *more)
    assert ran.code == 0, ran.err
    assert "What would be entered: 36213" in ran.out
    assert "2 stop a run" in ran.out
    assert not any(word in ran.out + ran.err for word in ("Long Term", "Said to nobody"))
    assert all(word in page.read_text() for word in ("Long Term", TERM, "Said to nobody"))
    assert "Said to nobody" not in file.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (page, file)} == {0o600}
    assert [line for line in mock.writes() if line["user_id"] == "36213"] == []

    out: list[str | Path] = ["--out", tmp_path / "out"]
    stopped = bot_in(chromium, "run", *seeded, *out, "--only", "36213")
    assert (stopped.code, "Term of Goal; Comments" in stopped.out) == (1, True), stopped.out
    entries = yaml.safe_load(file.read_text())
    entries["decisions"].append({**entries["decisions"][0], "participant": "99999", "decision": "keep"})
    for entry in entries["decisions"]:
        entry["decision"] = "keep" if entry["field"] == "term" else "overwrite"
    file.write_text(yaml.safe_dump(entries))
    done = bot_in(chromium, "run", *seeded, *out, "--decisions", file)
    assert done.code == 0, done.out + done.err
    assert "decisions about 99999 are not used" in done.err
    (goal,) = mock.state("36213")["plans"][0]["goals"]
    assert (goal["term"], goal["comments"]) == (TERM, "Said to nobody")
    again = bot_in(chromium, "compare", *seeded, "--decisions", file, "--html", page, "--json")
    (told,) = again.objects
    assert (again.code, told["error"]) == (0, None)
    assert [(item["does"], item["why"]) for item in told["items"] if item["why"]] == [("leave", "kept, as decided")]
    assert not any(word in again.out for word in (TERM, "Said to nobody"))


def test_decided_in_a_copy_of_the_workbook(tmp_path: Path, chromium: Browser, mock: MockSite) -> None:
    """The sheet Differences of the copy: chosen there, done by `run`."""
    mock.seed("36213", **standing(brief(tmp_path)))
    plans, copy = tmp_path / "plans.xlsx", tmp_path / "copy.xlsx"
    write_workbook(plans, rows_of([brief(tmp_path, CHANGES)], BOOK), BOOK)
    profile = profile_file(tmp_path, mock, steps={"print": False})
    site: list[str | Path] = ["--site", profile, "--ledger", tmp_path / "l.db"]
    compared = bot_in(chromium, "compare", plans, *site, "--marked", copy)
    assert compared.code == 0, compared.err
    assert "a copy with 2 differences to decide" in compared.err
    book: Any = openpyxl.load_workbook(copy)
    for cell in ("D2", "D3"):
        book["Differences"][cell] = "overwrite"
    book.save(copy)
    done = bot_in(chromium, "run", copy, *site, "--out", tmp_path / "out")
    assert done.code == 0, done.out + done.err
    (goal,) = mock.state("36213")["plans"][0]["goals"]
    assert (goal["term"], goal["comments"]) == ("Long Term", "Said to nobody")


def test_a_rehearsal_begins_with_the_same(seeded: list[str | Path], tmp_path: Path, chromium: Browser) -> None:
    ran = bot_in(chromium, "run", *seeded, "--rehearse", "--out", tmp_path / "out")
    assert ran.code == 1
    assert ran.out.index("What would be entered: 36213") < ran.out.index("36213: needs a person")
    assert "What was entered" not in ran.out


@pytest.mark.parametrize(
    ("option", "name", "words"),
    [
        ("--html", "page.txt", "--html: "),
        ("--html", "36213.yaml", "must end in .html"),
        ("--html", "mine.html", "holds something else"),
        ("--decisions-template", "36213.yaml", "is there already"),
        ("--decisions-template", "d.xlsx", "must end in .yaml or .csv"),
        ("--decisions", "none.yaml", "can't be read"),
    ],
)
def test_files_are_looked_at_before_the_site(
    tmp_path: Path, chromium: Browser, option: str, name: str, words: str
) -> None:
    file = brief_file(tmp_path)
    (tmp_path / "mine.html").write_text("<!-- my own -->")
    ran = bot_in(chromium, "compare", file, "--site", profile_file(tmp_path), option, tmp_path / name)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_who_is_not_found_and_what_can_not_be_told(tmp_path: Path, chromium: Browser, mock: MockSite) -> None:
    """Exit 1: somebody has to look; the others are compared all the same."""
    mock.seed("36213", **standing(brief(tmp_path, {"plan.start_date": "03/01/2019"})))
    brief_file(tmp_path / "in")
    content = {"participant.user_id": "99999", "participant.app_id": "1"}
    brief_file(tmp_path / "in", "40300", content)
    where: list[str | Path] = ["--site", profile_file(tmp_path, mock), "--out", tmp_path / "out"]
    ran = bot_in(chromium, "compare", tmp_path / "in", *where, "--today", str(DAY))
    assert ran.code == 1
    assert [path.name for path in (tmp_path / "out" / "evidence").iterdir()] == ["99999-open.json"]
    assert "R8: " in ran.out
    assert "99999: needs a person" in ran.out


def test_workers_go_by_decisions_too(
    seeded: list[str | Path], tmp_path: Path, chromium: Browser, mock: MockSite
) -> None:
    file = tmp_path / "decisions.csv"
    assert bot_in(chromium, "compare", *seeded, "--decisions-template", file).code == 0
    with file.open(newline="") as opened:
        head, *rows = csv.reader(opened)
    for row in rows:
        row[head.index("decision")] = "overwrite"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([head, *rows])
    assert bot_here("enqueue", *seeded).code == 0
    worked = bot("work", *seeded[1:], "--out", tmp_path / "out", "--decisions", file)
    assert worked.code == 0, worked.out + worked.err
    (goal,) = mock.state("36213")["plans"][0]["goals"]
    assert (goal["term"], goal["comments"]) == ("Long Term", "Said to nobody")
