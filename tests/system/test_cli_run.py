"""`caljobs-bot run` as people and programs call it: output, options, exit codes 0, 1, 3 and 4 (down).

In this process and the browser of the tests, but for a run of the first test, and where a browser may reach no other
host than the one it was given.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from playwright.sync_api import Browser

from bot.report.results_table import STATES
from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.system.cli_kit import ERROR_KEYS, KEYS, STEPS, bot, bot_in, brief_file, profile_file

ONLY_ACTIVITY = {"plan": None, "print": None}
UNKNOWN_PERSON = {"participant.user_id": "99999", "participant.app_id": "2299999"}


def test_rehearsed_entered_and_nothing_left_to_do(mock: MockSite, chromium: Browser, tmp_path: Path) -> None:
    """Exit 0 three times. Holds: --rehearse against the profile, --only, --json, --out, and plain lines otherwise."""
    records, out = tmp_path / "records", tmp_path / "plans"
    brief_file(records, changes=ONLY_ACTIVITY)
    brief_file(records, "40300")
    common: list[str | Path] = ["run", records, "--site", "mock", "--base-url", mock.home, "--out", out]

    rehearsed = bot_in(chromium, *common, "--rehearse", "--json", "--only", "40300")
    assert rehearsed.code == 0
    assert [(line["user_id"], line["state"]) for line in rehearsed.objects] == [("40300", "rehearsed")]
    assert mock.writes() == []

    done = bot(*common)
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "…" not in done.out
    assert "  2/2  40300  plan: Goals\n" in done.out
    assert re.search(r"^36213: done \(\d+\.\d s\)$", done.out, re.MULTILINE)
    assert re.search(r"^36213 +done +entered +skipped +skipped +skipped +\d", done.out, re.MULTILINE)
    assert re.search(r"^40300 +done +\d+ +entered +skipped +entered +printed +\d", done.out, re.MULTILINE)
    assert "2 of 2 need nothing more" in done.out
    (plan,) = out.glob("*.pdf")
    assert (re.sub(r"\d+\.pdf", "N", plan.name), stat.S_IMODE(plan.stat().st_mode)) == ("40300-plan-N", 0o600)

    again = bot_in(chromium, *common, "--json")
    assert again.code == 0
    assert [line["user_id"] for line in again.objects] == ["36213", "40300"]
    for line, pdf in zip(again.objects, (None, str(plan)), strict=True):
        assert list(line) == KEYS
        assert list(line["steps"]) == STEPS
        assert (line["state"], line["error"], line["pdf"]) == ("unchanged", None, pdf)
    assert plan.name == f"40300-plan-{again.objects[1]['plan_id']}.pdf"
    assert "2 of 2 need nothing more" in again.err


def test_another_home_page_is_allowed_too(mock: MockSite, tmp_path: Path) -> None:
    """--base-url takes the place of the profile's address, and of the one host that the browser may reach. With --only
    a file that is no YAML is told all the same: nobody knows whose it is."""
    records, out = tmp_path / "records", tmp_path / "out"
    brief_file(records, changes=ONLY_ACTIVITY)
    (records / "2.yaml").write_text("participant: [", encoding="utf-8")
    options = ("--only", "36213", "--today", "06/05/2019", "--out", out)
    ran = bot("run", records, "--site", "production", "--base-url", mock.home, *options)
    assert ran.code == 1, ran.out
    assert "2.yaml line 1" in ran.err
    assert "rehearsed" in ran.out  # production rehearses unless told to save
    assert mock.writes() == []


def test_some_need_a_fix_or_a_person_and_the_others_are_done(mock: MockSite, chromium: Browser, tmp_path: Path) -> None:
    """Exit 1, one object for each of five. Holds: a bad record, a missing person, another name, a broken file, do not
    stop the others."""
    records = tmp_path / "records"
    brief_file(records, changes={"plan.goals.0.status": "Opened"})
    unknown = brief_file(records, "40200", UNKNOWN_PERSON)
    unknown.rename(records / "1.yaml")
    brief_file(records, "40200", {"participant.name": "Nguyen, Lin"})
    (records / "2.yaml").write_text("participant: [", encoding="utf-8")
    brief_file(records, "40300", ONLY_ACTIVITY)
    options = ("--base-url", mock.home, "--out", tmp_path / "out", "--json")
    ran = bot_in(chromium, "run", records, "--site", "mock", *options)
    assert ran.code == 1
    by_id = {line["user_id"]: line for line in ran.objects}
    assert {user_id: line["state"] for user_id, line in by_id.items()} == {
        "36213": "needs_fix",
        "99999": "needs_person",
        "40200": "needs_person",
        "40300": "done",
    }
    errors = {user_id: line["error"] for user_id, line in by_id.items() if line["error"]}
    assert all(list(error) == ERROR_KEYS for error in errors.values())
    assert errors["99999"]["kind"] == errors["40200"]["kind"] == "participant_not_found"
    assert (errors["40200"]["step"], errors["40200"]["field"]) == ("open", "Name")
    assert (errors["36213"]["step"], errors["36213"]["field"]) == ("record", "Status")
    assert "Opened" not in ran.out + ran.err
    assert "is not offered; offered are: Open; " in ran.err
    assert "2.yaml line 1" in ran.err
    assert {line["user_id"] for line in mock.writes()} == {"40300"}


def test_a_wrong_password_is_tried_once_for_all(mock: MockSite, chromium: Browser, tmp_path: Path) -> None:
    """Exit 3. Holds: the site locks accounts after three tries; a run has one, with however many participants."""
    brief_file(tmp_path)
    brief_file(tmp_path, "40300")
    ran = bot_in(chromium, "run", tmp_path, "--site", "mock", "--base-url", mock.home, "--json", "--out", tmp_path,
              CALJOBS_PASSWORD="Wrong-pass-7")  # fmt: skip
    assert ran.code == 3
    assert mock.state("Staff11")["wrong_tries"] == 1
    assert [line["error"]["kind"] for line in ran.objects] == ["sign_in_failed"] * 2
    assert "The username or password is incorrect." in ran.objects[0]["error"]["message"]
    assert "Wrong-pass" not in ran.out + ran.err


def test_access_denied_stops_everything(mock: MockSite, chromium: Browser, tmp_path: Path) -> None:
    """Exit 3, and no way round is tried."""
    brief_file(tmp_path)
    brief_file(tmp_path, "40300")
    mock.arm("access_denied")
    ran = bot_in(chromium, "run", tmp_path, "--site", "mock", "--base-url", mock.home, "--json", "--out", tmp_path)
    assert (ran.code, [line["error"]["kind"] for line in ran.objects]) == (3, ["access_denied"] * 2)


def test_a_page_that_is_no_caljobs_is_not_signed_in_to(mock: MockSite, chromium: Browser, tmp_path: Path) -> None:
    """Exit 3 as the site is not the known one."""
    brief_file(tmp_path)
    options = ("--base-url", f"{mock.url}/admin/", "--json", "--out", tmp_path)
    ran = bot_in(chromium, "run", tmp_path, "--site", "mock", *options)
    assert (ran.code, ran.objects[0]["error"]["kind"], ran.objects[0]["state"]) == (3, "unknown_site", "needs_person")


def test_a_site_that_is_down(chromium: Browser, tmp_path: Path) -> None:
    """Exit 4, and the others are not tried for minutes: nothing listens at the profile's address."""
    site = profile_file(tmp_path)
    brief_file(tmp_path / "records")
    brief_file(tmp_path / "records", "40300")
    ran = bot_in(chromium, "run", tmp_path / "records", "--site", site, "--json", "--out", tmp_path)
    assert ran.code == 4
    assert [(line["state"], line["error"]["kind"]) for line in ran.objects] == [("parked", "site_down")] * 2
    assert ran.err.count("sign-in: Sign In") == 3


def test_the_manual_explains_every_state() -> None:
    """docs/using.md has the words of each state that the table at the end of a run shows."""
    text = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    assert [words for words, _ in STATES.values() if f"**{words}**" not in text] == []
