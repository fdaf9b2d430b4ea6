"""A ledger of an older version is sealed anew when it is opened; nobody is lost, whoever is killed in the middle."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import time

import pytest
from sqlalchemy import create_engine

from bot.errors import ConfigError
from bot.ledger import Ledger, Outcome, Reason
from bot.ledger.integrity.rows import BATCH
from bot.ledger.points import KILL_AT
from tests.unit.ledger_kit import CANARY, KEY, SITE, entry, states, taken
from tests.unit.old_ledger import OldLedger

DUE = date(2026, 1, 9)


def old(file: Path, count: int, *, version: int = 2, state: str = "queued", due: date | None = DUE) -> None:
    file.parent.mkdir(parents=True)
    engine = create_engine(f"sqlite:///{file}")
    people = ((str(number), entry(str(number)).record, due) for number in range(count))
    OldLedger(engine, KEY, version).fill(SITE, people, state)
    engine.dispose()


def test_everything_is_there_and_sealed_anew(file: Path) -> None:
    old(file, 3)
    former = set(sqlite3.connect(file).execute("select person, content, user_id, sealed, due from items"))
    with Ledger.open(file, key=KEY) as ledger:
        assert [(item.user_id, item.due) for item in ledger.views.items(SITE)] == [(each, DUE) for each in "012"]
        assert ledger.loading.load(SITE, [entry("1", due=DUE), entry("2", "another"), entry("9")]) == [
            "same", "conflict", "new",
        ]  # fmt: skip
        claim = taken(ledger)
        assert (claim.user_id, claim.record["plan"]) == ("0", CANARY)
        assert ledger.claims.finish(claim, Outcome("unchanged")) == "done", "what was pressed is forgotten"
        found = ledger.check()
        assert (found.log, found.problems, found.rows) == (None, [], 4)
    now = sqlite3.connect(file).execute("select person, content, user_id, sealed, due from items").fetchall()
    for was, line in zip(sorted(former), sorted(now), strict=False):
        assert not set(was) & set(line), "an old hash or seal stands there yet"
    with Ledger.open(file, key=KEY) as ledger:
        assert states(ledger) == {"queued": 2, "needs_person": 1, "done": 1}


def test_reasons_are_kept(file: Path) -> None:
    old(file, 1, state="needs_person")
    with Ledger.open(file, key=KEY) as ledger:
        (item,) = ledger.views.items(SITE)
        assert item.reason == Reason("refused", "the site said no")
        assert ledger.loading.retry(SITE) == ["0"]


def test_a_ledger_of_the_first_version_forgets_its_days(file: Path) -> None:
    old(file, 1, version=1)
    with Ledger.open(file, key=KEY) as again:
        assert [item.due for item in again.views.items()] == [None]
        assert again.loading.load(SITE, [entry("0", due=DUE)]) == ["same"]
        assert again.views.status().soonest == DUE
    assert b"2026-01-09" not in file.read_bytes()


def test_killed_half_way_the_next_opening_does_the_rest(file: Path) -> None:
    old(file, BATCH + 3)
    program = f"from bot.ledger import Ledger\nwith Ledger.open({str(file)!r}, key={KEY!r}): pass"
    killed = subprocess.run([sys.executable, "-c", program], env={KILL_AT: "before upgrade:2"}, check=False)
    assert killed.returncode == -9
    half = sqlite3.connect(file).execute("select count(*) from items where key = 1").fetchone()
    assert half == (BATCH,)
    with Ledger.open(file, key=KEY) as ledger:
        assert states(ledger) == {"queued": BATCH + 3}
        assert ledger.check().problems == []


def test_one_that_can_not_be_opened_is_set_aside(file: Path) -> None:
    old(file, 2)
    with sqlite3.connect(file) as connection:
        connection.execute("update items set sealed = 'x' where id = 1")
    connection.close()
    with Ledger.open(file, key=KEY) as ledger:
        assert taken(ledger).user_id == "1"
        assert states(ledger) == {"working": 1, "needs_person": 1}
        assert len(ledger.check().altered) == 1


def test_another_key_does_not_touch_it(file: Path) -> None:
    old(file, 1)
    other = (b"A" if KEY[:1] != b"A" else b"B") + KEY[1:]  # keys are made by chance: a fixed end may be this one's
    with pytest.raises(ConfigError, match="another key"), Ledger.open(file, key=other):
        pass
    with Ledger.open(file, key=KEY) as ledger:
        assert taken(ledger).user_id == "0"


def test_not_while_an_older_program_works_on_it(file: Path) -> None:
    old(file, 1)
    with sqlite3.connect(file) as connection:
        connection.execute("update items set state = 'working', owner = 'x', beat_at = ?", [time() - 5])
    connection.close()
    with pytest.raises(ConfigError, match="older version"), Ledger.open(file, key=KEY):
        pass
