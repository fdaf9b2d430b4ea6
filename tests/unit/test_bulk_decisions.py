"""What people decide of those who wait: load, cancel, retry, put first; and what cannot work is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.ledger import Ledger
from bot.report.status_text import WORDS
from tests.kit import ROOT
from tests.system.bulk_kit import brief_files
from tests.system.bulk_office import IDS, Office, signed_by_environment


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """An office whose site nobody reaches."""
    return Office(tmp_path, None, capsys)


def test_what_people_decide(desk: Office) -> None:
    """Totals stay what was loaded, whatever is said; the same row twice is one, another content waits for a person."""
    brief_files(desk.inputs, 3)
    assert desk.say("enqueue", desk.inputs)[:2] == (0, "3 participants: 3 new\n")
    assert desk.say("enqueue", desk.inputs)[1] == "3 participants: 3 waiting already\n"
    other = desk.inputs / f"{IDS[0]}.yaml"
    other.write_text(other.read_text() + "# the same\n")
    assert desk.say("enqueue", other)[1] == "1 participants: 1 waiting already\n"
    brief_files(desk.inputs, 1, **{"plan.goals.0.comments": "another"})
    assert desk.say("enqueue", other)[:2] == (1, "1 participants: 1 not the same as what waits: a person decides\n")
    assert desk.totals() == {"queued": 2, "needs_person": 1}
    assert f"{IDS[0]}  needs a person  another input says" in desk.say("status")[1]
    assert desk.say("enqueue", other, "--replace")[1] == "1 participants: 1 changed since it was loaded\n"
    assert desk.say("cancel", IDS[0])[1] == "1 participants cancelled\n"
    assert desk.totals() == {"queued": 2, "cancelled": 1}
    assert desk.say("retry", "--state", "cancelled")[1] == "1 participants queued again\n"
    code, _, err = desk.say("retry", IDS[1], "99999")
    assert (code, f"{IDS[1]}, 99999" in err) == (1, True)
    assert desk.say("cancel", "--all")[1] == "3 participants cancelled\n"
    assert "participants deleted" in desk.say("purge", "--older-than", "90d")[1]
    assert desk.totals() == {"cancelled": 3}
    code, out, _ = desk.say("show", IDS[2])
    assert (code, "cancelled" in out) == (0, True)
    assert desk.say("show", "99999")[0] == 1


def test_deadlines_are_reasons_of_order(desk: Office) -> None:
    """R4: seven days after the oldest activity, unless a deadline is said; what is late is told."""
    brief_files(desk.inputs, 2)
    late = desk.inputs / f"{IDS[1]}.yaml"
    late.write_text(late.read_text().replace("06/04/2019", "05/20/2019"))
    _, _, err = desk.say("enqueue", desk.inputs)
    assert f"note: {IDS[1]}: R4: entry is overdue by 9 days; 14 days are left until it is locked" in err
    with Ledger.open() as ledger:
        assert [item.user_id for item in ledger.views.items()] == [IDS[1], IDS[0]]
    assert "the next is due on 05/27/2019, 1 are overdue" in desk.say("status")[1]
    desk.say("enqueue", desk.inputs / f"{IDS[0]}.yaml", "--deadline", "05/01/2019")
    with Ledger.open() as ledger:
        assert [item.user_id for item in ledger.views.items()] == [IDS[0], IDS[1]]


def test_a_locked_record_can_be_retried_where_its_activity_stands_already(desk: Office) -> None:
    brief_files(desk.inputs, 1)
    only = desk.inputs / f"{IDS[0]}.yaml"
    only.write_text(only.read_text().replace("06/04/2019", "04/04/2019"))
    desk.say("enqueue", only)
    assert desk.totals() == {"needs_fix": 1}
    assert desk.say("retry", IDS[0])[1] == "1 participants queued again\n"
    desk.say("enqueue", only)
    assert desk.totals() == {"queued": 1}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["work", "--workers", "2"], "--workers 2: each needs a sign-in of its own"),
        (["work", "--staff", "Staff11", "--staff", "STAFF11"], "the same sign-in is named twice"),
        (["work", "--staff", "nobody"], "there is no password for nobody: fill the keyring"),
        (["work", *(w for n in range(11, 16) for w in ("--staff", f"Staff{n}"))], "lets 4 sign-ins be used at once"),
        (["work", "--until", "half past"], "--until: 'half past' is not a time of day"),
        (["work", "--until", "05:30", "--zone", "Mars"], "there is no time zone 'Mars'"),
        (["work", "--notify", "no-such-program-here"], "--notify: there is no such program"),
        (["work", "--rehearse"], "only rehearses"),
        (["cancel"], "name User IDs, or say --all"),
        (["retry", "--state", "lost"], "--state is one of queued, working"),
        (["purge", "--older-than", "soon"], "--older-than: 'soon' is no number of days"),
        (["enqueue", "IN", "--deadline", "soon"], "--deadline is not a date"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_begun(
    desk: Office, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    passwords: dict[str, Any] = {f"CALJOBS_PASSWORD_STAFF{n}": "x" for n in range(11, 16)}
    signed_by_environment(monkeypatch)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name, value in passwords.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=says):
        desk.say(*(str(desk.inputs) if word == "IN" else word for word in words))


def test_the_manual_explains_every_state() -> None:
    """docs/bulk.md has the words of each state, and what to do."""
    text = (ROOT / "docs" / "bulk.md").read_text(encoding="utf-8")
    assert [words for words in WORDS.values() if f"**{words}**" not in text] == []
