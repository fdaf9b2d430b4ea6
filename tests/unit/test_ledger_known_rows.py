"""What the ledger remembers of the site's rows: keyed hashes, written with the receipts, covered as all else is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.errors import AlteredItem
from bot.ledger import Journal, Ledger, Outcome
from bot.ledger.schema import VERSION
from bot.row_memory import KnownRow
from tests.unit.ledger_kit import CANARY, KEY, SITE, entry, taken

LIST = "plan.goals 0123456789abcdef"
TWO = [KnownRow(1, "a", "n", "x"), KnownRow(2, "b", "", "y")]


def begun(ledger: Ledger, user_id: str = "36213") -> Journal:
    """A journal at work, a press of it answered."""
    ledger.loading.load(SITE, [entry(user_id)])
    journal = ledger.journal(taken(ledger, owner=user_id))
    journal.at("plan", "Goals")
    journal.intend("Save")
    journal.answered()
    return journal


def done(ledger: Ledger, rows: list[KnownRow] = TWO, user_id: str = "36213") -> None:
    """A participant is done whose rows are known."""
    journal = begun(ledger, user_id)
    journal.know_rows(LIST, rows)
    journal.step_done("plan", "entered")
    ledger.claims.finish(journal._claim, Outcome("done"))


def anew(ledger: Ledger, content: str = "corrected") -> Journal:
    """The journal of the same participant, the record of whom was corrected."""
    ledger.loading.load(SITE, [entry("36213", content)])
    return ledger.journal(taken(ledger))


def on_disk(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        (count,) = connection.execute("select count(*) from known_rows").fetchone()
    return int(count)


def harm(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_they_are_written_with_the_receipts_and_known_to_the_next_record(ledger: Ledger, file: Path) -> None:
    journal = begun(ledger)
    journal.know_rows(LIST, TWO)
    assert (on_disk(file), journal.known_rows(LIST)) == (0, TWO)
    journal.intend("Save")
    assert on_disk(file) == 2
    journal.know_rows(LIST, TWO[1:])
    journal.flush()
    assert on_disk(file) == 1
    ledger.claims.finish(journal._claim, Outcome("done"))
    later = anew(ledger)
    assert (later.known_rows(LIST), later.known_rows("plan.goals of another plan")) == (TWO[1:], [])


def test_they_are_each_participants_own(ledger: Ledger) -> None:
    done(ledger)
    assert begun(ledger, "40101").known_rows(LIST) == []


def test_who_has_lost_the_claim_writes_none(ledger: Ledger, file: Path) -> None:
    journal = begun(ledger)
    journal.know_rows(LIST, TWO)
    ledger.bury("36213")
    journal.flush()
    assert on_disk(file) == 0


def test_marks_tell_nothing_and_stay_when_the_key_is_changed(ledger: Ledger, file: Path) -> None:
    journal = begun(ledger)
    mark = journal.mark("goal", CANARY)
    assert mark == journal.mark("goal", CANARY) != journal.mark("goal", "another")
    journal.know_rows(LIST, [KnownRow(1, mark, "", mark)])
    journal.step_done("plan", "entered")
    ledger.claims.finish(journal._claim, Outcome("done"))
    ledger.sign_ins.release("36213")
    ledger.rotate(Fernet.generate_key())
    assert ledger.check().problems == []
    later = anew(ledger)
    assert later.known_rows(LIST) == [KnownRow(1, later.mark("goal", CANARY), "", mark)]
    assert CANARY.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "change",
    ["place = 7", "record = 'z'", "number = 'z'", "site = 'z'", "listing = 'plan.goals z'", "mac = ''", "item = 2"],
)
def test_one_that_was_changed_from_outside_is_found_out(ledger: Ledger, file: Path, change: str) -> None:
    """By `audit`, of one who is over too, and when it would be used; then the participant is set aside."""
    done(ledger, user_id="40101")
    done(ledger)
    harm(file, f"update known_rows set {change} where item = {1 if change == 'item = 2' else 2} and place = 1")
    (problem,) = ledger.check().problems
    assert problem.startswith("36213 (item 2) was changed from outside and is set aside")
    assert ledger.loading.load(SITE, [entry("36213", "corrected")]) == ["revised"], "it is begun anew"
    assert ledger.check().problems == []


def test_it_is_found_out_when_it_is_used(ledger: Ledger, file: Path) -> None:
    done(ledger)
    journal = anew(ledger)
    harm(file, "update known_rows set site = record")
    with pytest.raises(AlteredItem):
        journal.known_rows(LIST)
    assert [item.reason and item.reason.kind for item in ledger.views.items(SITE)] == ["altered"]


def test_purged_with_their_participant(ledger: Ledger, file: Path) -> None:
    done(ledger)
    assert ledger.loading.purge(-1) == 1
    assert on_disk(file) == 0


def test_a_ledger_of_version_3_gets_the_table_and_keeps_all(ledger: Ledger, file: Path) -> None:
    done(ledger)
    ledger.close()
    harm(file, "drop table known_rows")
    harm(file, "update meta set value = '3' where key = 'version'")
    with Ledger.open(file, key=KEY) as again:
        assert again.check().problems == []
        assert anew(again).known_rows(LIST) == []
    with sqlite3.connect(file) as connection:
        assert connection.execute("select value from meta where key = 'version'").fetchone() == (str(VERSION),)
