"""The ledger by itself: what holds a site, sign-ins, what lies on the disk, the audit log."""

from __future__ import annotations

import sqlite3
import stat
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, text

from bot.errors import ConfigError
from bot.ledger import Ledger, Outcome, Reason, new_owner
from bot.ledger import claims as claims_module
from bot.ledger.seal import Seal
from tests.unit.ledger_kit import CANARY, KEY, SITE, entry, shift_clock, taken


class TestSites:
    """What holds the work of all workers."""

    def test_the_breaker_lets_one_probe(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        assert ledger.sites.gate(SITE, "a").says == "go"
        assert [ledger.sites.failed(SITE, owner, most=3, wait_s=60) for owner in "aba"] == [False, False, True]
        assert ledger.sites.gate(SITE, "a").says == "wait"
        shift_clock(ledger, monkeypatch, 61)
        assert ledger.sites.gate(SITE, "a").says == "probe"
        assert ledger.sites.gate(SITE, "b").says == "wait"
        assert ledger.sites.failed(SITE, "a", most=3, wait_s=60)
        assert 60 < ledger.sites.gate(SITE, "a").wait <= 120  # twice as long
        shift_clock(ledger, monkeypatch, 121)
        assert ledger.sites.gate(SITE, "b").says == "probe"
        ledger.sites.worked(SITE)
        assert {ledger.sites.gate(SITE, owner).says for owner in "ab"} == {"go"}

    def test_pause_halt_and_resume(self, ledger: Ledger) -> None:
        ledger.sites.pause(SITE)
        assert ledger.sites.gate(SITE, "a").says == "paused"
        ledger.sites.halt(SITE, "access_denied")
        assert (ledger.sites.gate(SITE, "a").says, ledger.sites.gate(SITE, "a").kind) == ("halted", "access_denied")
        assert ledger.sites.gate("another", "a").says == "go"
        ledger.sites.resume(SITE)
        assert ledger.sites.gate(SITE, "a").says == "go"

    def test_the_same_strange_screen_again_and_again(self, ledger: Ledger) -> None:
        seen = [ledger.sites.strange(SITE, place, most=3) for place in ("x", "y", "y")]
        ledger.sites.worked(SITE)
        seen += [ledger.sites.strange(SITE, "y", most=3) for _ in range(3)]
        assert seen == [False] * 5 + [True]

    def test_turns_are_shared(self, ledger: Ledger) -> None:
        waits = [ledger.sites.turn(SITE, 60) for _ in range(4)]
        assert waits[0] == 0
        assert waits == sorted(waits)
        assert 2.5 < waits[3] <= 3

    def test_a_sign_in_has_one_user(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        take = ledger.sign_ins.take
        assert take(SITE, "Staff11", "a")
        assert take(SITE, "staff11", "a")
        assert not take(SITE, "staff11", "b")
        assert take("another", "Staff11", "b")
        assert not take(SITE, "Staff12", "b", at_once=1)
        shift_clock(ledger, monkeypatch, claims_module.LEASE_S + 1)
        assert take(SITE, "Staff11", "b", at_once=1)
        assert ledger.sign_ins.beat("b")
        assert not ledger.sign_ins.beat("a")
        ledger.sign_ins.release("b")
        assert take(SITE, "Staff11", "c")

    def test_lost_sessions_are_counted_in_a_window(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        ledger.sign_ins.take(SITE, "Staff11", "a")
        lost = ledger.sign_ins.lost
        assert [lost(SITE, "Staff11", window_s=600) for _ in range(3)] == [1, 2, 3]
        shift_clock(ledger, monkeypatch, 601)
        assert lost(SITE, "Staff11", window_s=600) == 1


class TestKeeping:
    """What lies on the disk."""

    def test_no_value_in_clear(self, ledger: Ledger, file: Path) -> None:
        """Neither raw nor decoded, in the file, its WAL or its names; files are their owner's alone."""
        ledger.loading.load(SITE, [entry("36213"), entry("40101")])
        claim = taken(ledger)
        ledger.claims.finish(claim, Outcome("needs_fix", Reason("record", f"{CANARY} and 36213")))
        ledger.sign_ins.take(SITE, "Staff11", "a")
        for path in file.parent.iterdir():
            content = path.read_bytes()
            for secret in (CANARY, "36213", "Staff11", "staff11"):
                assert secret.encode() not in content
                assert secret not in path.name
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        ((item, _),) = ledger.views.find("36213")
        assert item.reason is not None
        assert CANARY in item.reason.message

    def test_the_day_by_which_an_item_is_due_is_not_told(self, ledger: Ledger, file: Path) -> None:
        """Its number tells what goes first, with the key it tells the day, and without it neither day nor distance."""
        seal, other = Seal(KEY), Seal(Fernet.generate_key())
        days = [date(2026, 1, 1) + timedelta(days=number) for number in range(800)]
        numbers = [seal.order_of(day) for day in days]
        assert numbers == sorted(set(numbers))
        assert numbers[0] >= 0
        assert numbers[-1] < 2**31
        assert [seal.day_of(number) for number in numbers] == days
        apart = [second - first for first, second in pairwise(numbers)]
        assert max(apart) > 20 * min(apart)
        assert other.order_of(days[0]) != numbers[0]
        assert seal.order_of(date(1970, 1, 1)) == seal.order_of(date(2000, 1, 1))
        assert seal.order_of(date(9999, 1, 1)) > numbers[-1]
        ledger.loading.load(SITE, [entry("1", due=days[9]), entry("2", due=days[5])])
        assert [item.due for item in ledger.views.items()] == [days[5], days[9]]
        assert ledger.views.status(today=days[6]).overdue == 1
        assert ledger.views.status().soonest == days[5]
        (kept,) = sqlite3.connect(file).execute("select max(due) from items").fetchone()
        assert kept == ledger._seal.order_of(days[9])
        assert kept != numbers[9], "each ledger has its own"

    def test_another_key_is_told(self, ledger: Ledger, file: Path) -> None:
        with pytest.raises(ConfigError, match="another key"), Ledger.open(file, key=Fernet.generate_key()):
            pass

    def test_a_done_record_is_no_longer_kept(self, ledger: Ledger, file: Path) -> None:
        ledger.loading.load(SITE, [entry("1")])
        ledger.claims.finish(taken(ledger), Outcome("done"))
        assert sqlite3.connect(file).execute("select sealed from items").fetchall() == [(None,)]
        assert ledger.loading.retry(SITE) == []

    @pytest.mark.parametrize(
        "harm",
        [
            "update audit set detail = '{}' where id = 2",
            "delete from audit where id = 2",
            "delete from audit where id = (select max(id) from audit)",
            "update audit set at = at + 1 where id = 3",
        ],
    )
    def test_a_changed_audit_log_is_found_out(self, ledger: Ledger, file: Path, harm: str) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        ledger.claims.finish(taken(ledger), Outcome("done"))
        assert ledger.audit.verify() == 5
        connection = sqlite3.connect(file)
        connection.execute(harm)
        connection.commit()
        with pytest.raises(ValueError, match="audit log was"):
            ledger.audit.verify()

    def test_a_newer_ledger_is_not_touched(self, ledger: Ledger, file: Path) -> None:
        connection = sqlite3.connect(file)
        connection.execute("update meta set value = '99' where key = 'version'")
        connection.commit()
        with pytest.raises(ConfigError, match="newer version"), Ledger.open(file, key=KEY):
            pass

    def test_what_must_not_be_lost_is_synced(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is loaded, what a person says, and every intent; not what a look at the site makes good."""
        levels: dict[str, int] = {}
        write = ledger._database.write

        def watched(name: str, work: Any, **options: Any) -> Any:
            def asked(connection: Connection) -> Any:
                assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
                levels[name] = connection.execute(text("PRAGMA synchronous")).scalar_one()
                return work(connection)

            return write(name, asked, **options)

        monkeypatch.setattr(ledger._database, "write", watched)
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        journal = ledger.journal(claim)
        journal.at("plan", "Goals")
        journal.intend("Save")
        ledger.claims.beat(claim)
        journal.step_done("plan", "entered")
        journal.intend("Save")
        ledger.claims.finish(claim, Outcome("parked", Reason("timed_out")))
        ledger.loading.cancel(SITE)
        ledger.sites.pause(SITE)
        assert {name for name, level in levels.items() if level == 2} == {"load", "intent", "cancelled", "paused"}
        assert {name for name, level in levels.items() if level == 1} == {"claim", "beat", "receipt", "end"}

    @pytest.mark.parametrize("place", ["mysql://u:hush-hush@h/x", "postgresql://u:hush-hush@h:port/x"])
    def test_an_address_that_does_not_serve_is_not_quoted(self, place: str) -> None:
        with pytest.raises(ConfigError) as caught, Ledger.open(place, key=KEY):
            pass
        assert "hush" not in str(caught.value)

    def test_owners_are_unique(self) -> None:
        assert new_owner() != new_owner()
