"""Rows that were changed from outside: set aside and named, the others go on, nobody is lost or entered twice."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import batch
from bot.cli.app import app
from bot.errors import AlteredItem, LostClaim
from bot.ledger import Ledger, Outcome, Reason
from bot.ledger import claims as claims_module
from bot.ledger.integrity.rows import BATCH
from bot.ledger.seal import Seal
from tests.unit.ledger_kit import KEY, SITE, entry, shift_clock, states, taken


def harm(file: Path, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


def rows(file: Path) -> dict[int, tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return {line[0]: line for line in connection.execute("select * from items")}


def worked_off(ledger: Ledger, owners: str = "ab") -> list[str]:
    """Everybody that workers come to, in turns: each finishes whom it took."""
    done = []
    while claims := [claim for owner in owners if (claim := ledger.claims.take(SITE, owner)) is not None]:
        for claim in claims:
            done.append(claim.user_id)
            ledger.claims.finish(claim, Outcome("done"))
    return done


@pytest.fixture
def five(ledger: Ledger) -> Ledger:
    ledger.loading.load(SITE, [entry(str(number), f"plan of {number}") for number in range(1, 6)])
    return ledger


COPIED = "update items set sealed = (select sealed from items where id = 4) where id = 1"
HARMS = {
    "a sealed record of another row": COPIED,
    "a User ID of another row": "update items set user_id = (select user_id from items where id = 4) where id = 1",
    "a code of another row": "update items set mac = (select mac from items where id = 4) where id = 1",
    "a row of another site": "update items set site = 'another' where id = 1",
    **{
        f"another {column}": f"update items set {column} = {value} where id = 1"
        for column, value in {
            "person": "'x'", "state": "'done'", "revision": "7", "kind": "'refused'", "reason": "'x'", "due": "1",
            "content": "'x'", "tries": "4", "epoch": "9", "owner": "'b'", "not_before": "9e99", "plan_id": "'7'",
            "key": "0", "mac": "''", "revision ": "'text'", "sealed": "null",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("what", HARMS)
def test_whatever_is_changed_the_item_is_set_aside_and_the_others_go_on(five: Ledger, file: Path, what: str) -> None:
    harm(file, HARMS[what])
    found = five.check()
    assert [item for item, _ in found.altered] == [1]
    assert len(found.problems) == 1
    assert sorted(worked_off(five)) == ["2", "3", "4", "5"]
    assert states(five) in ({"done": 4, "needs_person": 1}, {"done": 4})  # the row of another site is counted there
    five.loading.load(SITE, [entry("1", "plan of 1")])
    assert worked_off(five) == ["1"]


@pytest.mark.parametrize("what", HARMS)
def test_a_claim_finds_it_out_by_itself(five: Ledger, file: Path, what: str) -> None:
    """Nothing but a claim looks at the row: it is passed over, with no time spent on it again and again."""
    harm(file, HARMS[what])
    assert sorted(worked_off(five)) == ["2", "3", "4", "5"]
    assert states(five).get("unchanged") is None


def test_rows_that_changed_places(five: Ledger, file: Path) -> None:
    """Whole rows, codes and all: their numbers are covered, for the journal goes by them."""
    for statement in (
        "update items set id = 99 where id = 1", "update items set id = 1 where id = 2",
        "update items set id = 2 where id = 99",
    ):  # fmt: skip
        harm(file, statement)
    assert [item for item, _ in five.check().altered] == [1, 2]
    assert sorted(worked_off(five)) == ["3", "4", "5"]
    five.loading.load(SITE, [entry("1", "plan of 1"), entry("2", "plan of 2")])
    assert sorted(worked_off(five)) == ["1", "2"]
    assert five.check().problems == []


def test_persons_that_changed_places(five: Ledger, file: Path) -> None:
    """Loading one of them must not write over the row of the other."""
    first, second = (rows(file)[number][2] for number in (1, 2))
    harm(file, "update items set person = 'x' where id = 1")
    harm(file, "update items set person = ? where id = 2", first)
    harm(file, "update items set person = ? where id = 1", second)
    assert sorted(worked_off(five)) == ["3", "4", "5"]
    five.loading.load(SITE, [entry("1", "plan of 1")])
    assert worked_off(five) == ["1"]
    five.loading.load(SITE, [entry("2", "plan of 2")])
    assert worked_off(five) == ["2"]
    assert len(five.check().problems) == 2  # what is left of the old rows, until it is purged
    assert five.loading.purge(-1) == 7
    assert five.check().problems == []


def test_an_old_row_that_was_put_back(five: Ledger, file: Path) -> None:
    """Its code fits: the log says that it has gone on since."""
    five.claims.finish(taken(five), Outcome("needs_person", Reason("refused")))
    old = rows(file)[1]
    five.loading.load(SITE, [entry("1", "another")], replace=True)
    harm(file, f"replace into items values ({','.join('?' * len(old))})", *old)
    found = five.check()
    assert [item for item, _ in found.altered] == [1]
    assert "1 (item 1) was changed" in found.problems[0]


def test_a_row_that_was_taken_out(five: Ledger, file: Path) -> None:
    five.loading.purge(-1)
    harm(file, "delete from items where id = 3")
    found = five.check()
    assert (found.missing, found.altered) == ([3], [])
    assert "item 3" in found.problems[0]


def test_a_row_that_was_put_in(five: Ledger, file: Path) -> None:
    line = list(rows(file)[1])
    line[0], line[2] = 77, "x"
    harm(file, f"insert into items values ({','.join('?' * len(line))})", *line)
    assert [item for item, _ in five.check().altered] == [77]


def test_two_workers_with_bad_rows_in_front(ledger: Ledger, file: Path) -> None:
    """More than one transaction sets aside."""
    count = claims_module._ASIDE_AT_ONCE + 5
    ledger.loading.load(SITE, [entry(str(number)) for number in range(count + 4)])
    harm(file, "update items set tries = 1 where id <= ?", count)
    done = worked_off(ledger)
    assert sorted(done) == sorted(str(number) for number in range(count, count + 4))
    assert states(ledger) == {"done": 4, "needs_person": count}
    assert ledger.views.status(SITE).kinds == {"altered": count}
    assert len(ledger.check().problems) == count


def test_what_is_changed_in_the_hands_of_a_worker(five: Ledger, file: Path) -> None:
    """It presses nothing more, and files nothing."""
    claim = taken(five)
    journal = five.journal(claim)
    journal.at("plan", "Goals")
    harm(file, "update items set revision = 4 where id = 1")
    for act in (
        lambda: journal.intend("Save"),
        lambda: journal.step_done("plan", "entered"),
        lambda: five.claims.beat(claim),
        lambda: five.claims.finish(claim, Outcome("done")),
    ):
        with pytest.raises(AlteredItem, match=r"item 1\) was changed from outside: .* Say audit") as caught:
            act()
        assert isinstance(caught.value, LostClaim)
    assert states(five) == {"queued": 4, "needs_person": 1}


def test_a_dead_worker_s_altered_item(five: Ledger, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(five, "a")
    harm(file, "update items set tries = 0 where id = 1")
    assert five.claims.release("a") == 0
    shift_clock(five, monkeypatch, claims_module.LEASE_S + 1)
    assert sorted(worked_off(five)) == ["2", "3", "4", "5"]


def test_one_asked_for_by_name_is_told(five: Ledger, file: Path) -> None:
    """Not that somebody else works on it."""
    harm(file, COPIED)
    for _ in range(2):
        with pytest.raises(AlteredItem):
            five.claims.take(SITE, "a", user_id="1")


@pytest.mark.parametrize("act", ["retry", "cancel"])
def test_what_a_person_says_moves_no_altered_item(five: Ledger, file: Path, act: str) -> None:
    if act == "retry":
        five.loading.cancel(SITE)
    harm(file, "update items set revision = 4 where id = 2")
    assert getattr(five.loading, act)(SITE) == ["1", "3", "4", "5"]
    assert getattr(five.loading, act)(SITE, ["2"]) == []
    assert [item for item, _ in five.check().altered] == [2]


def test_purge_does_not_believe_an_altered_item(five: Ledger, file: Path) -> None:
    harm(file, "update items set state = 'done', changed_at = 1 where id = 2")
    harm(file, "update items set altered = 1 where id = 3")
    assert five.loading.purge(90) == 0
    found = five.check()
    assert [item for item, _ in found.altered] == [2]
    assert sorted(worked_off(five)) == ["1", "3", "4", "5"]


def test_loading_again_leaves_an_altered_item_in_work_alone(five: Ledger, file: Path) -> None:
    taken(five)
    harm(file, "update items set tries = 0 where id = 1")
    assert five.loading.load(SITE, [entry("1", "plan of 1")]) == ["busy"]


def test_a_nightly_load_does_not_hide_it(five: Ledger, file: Path) -> None:
    harm(file, COPIED)
    assert five.loading.load(SITE, [entry("1", "plan of 1")], again=False) == ["over"]
    assert len(five.check().problems) == 1


def test_views_show_it_and_the_others(five: Ledger, file: Path) -> None:
    harm(file, "update items set reason = 'x', kind = 'refused', state = 'done' where id = 2")
    shown = {item.user_id: item for item in five.views.items(SITE)}
    assert (shown["2"].state, shown["2"].reason and shown["2"].reason.kind) == ("needs_person", "altered")
    assert shown["3"].state == "queued"
    ((item, _),) = five.views.find("2")
    assert item.state == "needs_person"


def test_what_was_put_right_goes_on(five: Ledger, file: Path) -> None:
    harm(file, "update items set tries = 3 where id = 1")
    assert len(five.check().problems) == 1
    harm(file, "update items set tries = 0 where id = 1")
    assert five.check().problems == []
    assert sorted(worked_off(five)) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    "statement",
    [
        "update steps set outcome = 'not pressed' where id = 1",
        "update steps set receipt_at = 1 where id = 1",
        "update steps set revision = 7 where id = 1",
        "update steps set button = null where id = 1",
        "update steps set item = 1 where id = 2",
    ],
)
@pytest.mark.parametrize("looks", [True, False])
def test_a_line_of_the_journal_that_was_changed(five: Ledger, file: Path, statement: str, looks: bool) -> None:
    """Whoever decides by it finds it out: what was pressed may stand with the participant."""
    claim, other = taken(five), taken(five, "b")
    journal = five.journal(claim)
    for one in (journal, five.journal(other)):
        one.at("plan", "Goals")
        one.intend("Save")
    harm(file, statement)
    if looks:
        assert [item for item, _ in five.check().altered] == [1]
    with pytest.raises(AlteredItem):
        five.claims.finish(claim, Outcome("unchanged"))
    with pytest.raises(AlteredItem):
        journal.not_known()
    assert five.claims.finish(other, Outcome("needs_person", Reason("refused"))) in ("unknown", "needs_person")
    assert states(five)["queued"] == 3
    assert [item for item, _ in five.check().altered] == [1], "and it stays set aside"
    harm(file, "update items set beat_at = 1 where id = 1")
    assert five.loading.load(SITE, [entry("1", "plan of 1")]) == ["revised"]
    assert five.check().problems == []
    assert taken(five).user_id == "1"


class TestLog:
    """The chained log and its head."""

    def test_a_tail_that_was_cut_off_with_the_head_moved(self, five: Ledger, file: Path) -> None:
        """The head of what is left stands in its last line: it needs the key too."""
        five.claims.finish(taken(five), Outcome("needs_person", Reason("refused")))
        with closing(sqlite3.connect(file)) as connection, connection:
            (last,) = connection.execute("select hash from audit where id = 5").fetchone()
            (head,) = connection.execute("select value from meta where key = 'audit head'").fetchone()
            connection.execute("delete from audit where id > 5")
            forged = f"5:{last}:{head.rpartition(':')[2]}"
            connection.execute("update meta set value = ? where key = 'audit head'", [forged])
        assert five.check().log == "the audit log was cut short after its line 5"

    def test_an_old_log_that_was_put_back(self, five: Ledger, file: Path) -> None:
        """Head and all: the rows have gone on since."""
        with closing(sqlite3.connect(file)) as connection:
            (head,) = connection.execute("select value from meta where key = 'audit head'").fetchone()
        five.claims.finish(taken(five), Outcome("needs_person", Reason("refused")))
        harm(file, "delete from audit where id > 5")
        harm(file, "update meta set value = ? where key = 'audit head'", head)
        assert [item for item, _ in five.check().altered] == [1]


class TestCommands:
    """`audit`, and the start of `work`."""

    def test_audit_names_the_item(self, five: Ledger, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CALJOBS_LEDGER_KEY", KEY.decode())
        harm(file, COPIED)
        told = CliRunner().invoke(app, ["audit", "--ledger", str(file)])
        assert told.exit_code == 1
        assert "1 (item 1) was changed from outside and is set aside" in told.output
        five.loading.load(SITE, [entry("1", "plan of 1")])
        told = CliRunner().invoke(app, ["audit", "--ledger", str(file)])
        assert (told.exit_code, "the rows of 5 participants are as they were written" in told.output) == (0, True)

    def test_work_begins_with_a_look(self, five: Ledger, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert batch.check_ledger(five) == 0
        harm(file, "update items set state = 'done' where id = 5")
        assert batch.check_ledger(five) == 1
        assert "5 (item 5)" in capsys.readouterr().err
        assert states(five) == {"queued": 4, "needs_person": 1}


def test_seals_open_in_their_place_only() -> None:
    seal = Seal(KEY)
    sealed = seal.close({"plan": 1}, "record", SITE, "person", 1)
    assert seal.open(sealed, "record", SITE, "person", 1) == {"plan": 1}
    for place in (
        ("reason", SITE, "person", 1), ("record", "other", "person", 1), ("record", SITE, "other", 1),
        ("record", SITE, "person", 2), (),
    ):  # fmt: skip
        with pytest.raises(Exception, match="can't be opened"):
            seal.open(sealed, *place)


def test_a_load_that_is_killed_goes_on_when_it_is_said_again(
    ledger: Ledger, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before is there, and nobody is there twice."""
    entries = [entry(str(number)) for number in range(BATCH + 10)]
    write = ledger._database.write

    def dies(name: str, work: Any, **options: Any) -> Any:
        done = write(name, work, **options)
        raise KeyboardInterrupt(name) if name == "load" else done

    monkeypatch.setattr(ledger._database, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        ledger.loading.load(SITE, entries)
    monkeypatch.undo()
    shutil.copy(file, tmp_path / "half")
    assert states(ledger) == {"queued": BATCH}
    assert ledger.loading.load(SITE, entries) == ["same"] * BATCH + ["new"] * 10
    assert states(ledger) == {"queued": BATCH + 10}
    assert ledger.check().problems == []


def test_long_commands_let_others_in_between(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load, cancel, retry and purge of many write some hundred rows a transaction."""
    ledger.loading.load(SITE, [entry(str(number)) for number in range(2 * BATCH + 1)])
    times: dict[str, int] = {}
    write = ledger._database.write

    def counted(name: str, work: Any, **options: Any) -> Any:
        times[name] = times.get(name, 0) + 1
        return write(name, work, **options)

    monkeypatch.setattr(ledger._database, "write", counted)
    assert len(ledger.loading.cancel(SITE)) == 2 * BATCH + 1
    assert len(ledger.loading.retry(SITE)) == 2 * BATCH + 1
    assert len(ledger.loading.cancel(SITE, [str(number) for number in range(BATCH + 1)])) == BATCH + 1
    assert ledger.loading.purge(-1) == BATCH + 1
    assert times == {"cancelled": 5, "retried": 3, "purge": 2}
