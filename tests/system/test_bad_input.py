"""Bad input of every kind: a clear error for each, all told at once, and nothing lost of what is right."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.agent.looks import Grid, Reading, Row
from bot.errors import NotFound
from bot.pages.find_person import IndividualList
from tests.kit import DAY, DEMO, Office, brief, changed, plain
from tests.system.cli_kit import bot_here, brief_file, record_file


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Sixteen kinds of mistake in one folder and a missing file; each named by file, and by line and label if it has
    them. The right record beside them is still counted as right."""
    late = (DAY + timedelta(days=1)).strftime("%m/%d/%Y")
    old = (DAY - timedelta(days=31)).strftime("%m/%d/%Y")
    mistakes: dict[str, tuple[dict[str, Any], str]] = {
        "unknown key": ({"plan.colour": "blue"}, r"line \d+, .*'colour' is not a known key"),
        "wrong type": ({"plan.goals": "many"}, r"line \d+, Goals: must be a list"),
        "not a date": ({"plan.start_date": "soon"}, r"Plan Start Date: 'soon' is not a date such as 01/31/2026"),
        "no such day": ({"plan.start_date": "02/30/2019"}, r"Plan Start Date: '02/30/2019'"),
        "not offered": ({"plan.goals.0.status": "Opened"}, r"Status: 'Opened' is not offered; offered are: Open; "),
        "too long": ({"plan.goals.0.comments": "x" * 5000}, r"Comments: .*5000 characters"),
        "in the future": ({"activities.0.date": late}, r"R4: "),
        "too old": ({"activities.0.date": old}, r"R4: "),
        "no goal": ({"plan.goals": []}, r"R6: "),
        "no objective": ({"plan.goals.0.objectives": []}, r"Goals > goal 1: R6: every goal needs an objective"),
        "no name": ({"participant.name": None}, r"Participant: Name is required"),
        "no number": ({"participant.app_id": None}, r"R5: "),
        "no 205": ({"activities": []}, r"205"),
    }
    folder = tmp_path / "records"
    for number, (name, (changes, _)) in enumerate(mistakes.items()):
        own = {"participant.user_id": str(50000 + number), "participant.app_id": str(60000 + number)}
        brief_file(folder, changes={**own, **changes}).rename(folder / f"{name}.yaml")
    (folder / "empty.yaml").write_text("")
    (folder / "no yaml.yaml").write_text("participant: {user_id: 1\nplan: ]")
    (folder / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    brief_file(folder, "40300")
    brief_file(folder, "40200").rename(folder / "twice a.yaml")
    brief_file(folder, "40200", {"plan.goals.0.status": "Closed"}).rename(folder / "twice b.yaml")
    ran = bot_here("check", folder, tmp_path / "missing.yaml", "--today", DAY.strftime("%m/%d/%Y"))
    assert (ran.code, ran.err) == (1, "")
    told = ran.out.splitlines()
    expected = {name: words for name, (_, words) in mistakes.items()} | {
        "empty": "is empty: there is no record in it",
        "no yaml": r"line \d",
        "binary": "is not text in UTF-8",
        "twice a": "this participant stands in .*twice b.yaml line 1 too",
        "twice b": "this participant stands in .*twice a.yaml line 1 too",
    }
    for name, words in expected.items():
        assert any(f"{name}.yaml" in line and re.search(words, line) for line in told), (name, [
            line for line in told if f"{name}.yaml" in line
        ])  # fmt: skip
    assert f"{tmp_path / 'missing.yaml'}: there is no such file" in told
    assert told[-1].startswith("1 records are fine; ")


def test_a_record_without_a_plans_goal_is_not_half_entered(office: Office, tmp_path: Path) -> None:
    """Bad records bar themselves before anything of them is entered; `run` is given only whole ones."""
    file = record_file(tmp_path / "a.yaml", changed(plain(DEMO / "36213.yaml"), {"plan.goals": []}))
    ran = bot_here("run", file, "--site", "mock", "--base-url", office.mock.home, "--out", tmp_path, "--json")
    assert (ran.code, ran.objects[0]["state"]) == (1, "needs_fix")
    assert office.mock.writes() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"participant.user_id": "99999"}, "found no participant|no participant with this User ID"),
        ({"participant.name": "Mike, Michael"}, "has another name than the record"),
    ],
)
def test_somebody_else_or_nobody(office: Office, tmp_path: Path, changes: dict[str, str], words: str) -> None:
    (result,) = office.run(brief(tmp_path, changes))
    assert (result.state, result.error and result.error.kind) == ("needs_person", "participant_not_found")
    assert result.error is not None
    assert re.search(words, result.error.message)
    assert office.mock.writes() == []


def test_two_people_of_one_number_are_never_picked_from(office: Office) -> None:
    """The mock's numbers are unique, so the list is made up here; it is not even pressed."""
    headers = ("Name", "User ID")
    rows = tuple(Row("", headers, ("Mike, Mike", "36213")) for _ in range(2))
    with office.session() as session:
        session.home()
        seen = session.site.agent.read()
        two = Reading(seen.open, seen.look, {}, (), (Grid("", headers, rows),))
        with pytest.raises(NotFound, match="more than one participant"):
            IndividualList(session.site).open(two, "36213", "Mike, Mike")


def test_a_list_without_the_number_does_not_pass_for_nobody_found(office: Office, tmp_path: Path) -> None:
    """The column is worded otherwise than the profile says."""
    sample = brief(tmp_path)
    with office.session(headings={"User ID": "Client number"}) as session:
        result = office.job(session).run(sample)
    assert result.error is not None
    assert (result.error.kind, result.error.field) == ("control_missing", "Client number")
    assert office.mock.writes() == []
