"""The ledger's seals, codes and keys on PostgreSQL, where several programs write at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from bot.errors import ConfigError
from bot.ledger import Ledger, Outcome
from bot.ledger.integrity.rows import BATCH
from tests.system.postgres_kit import Postgres
from tests.unit.ledger_kit import KEY, SITE, entry, states, taken
from tests.unit.old_ledger import OldLedger

NEW = Fernet.generate_key()


@pytest.fixture
def url(server: Postgres) -> str:
    return server.fresh("rows")


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url, key=KEY) as ledger:
        yield ledger


def harm(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute(statement).rowcount > 0


def test_workers_at_once_with_bad_rows_in_front(ledger: Ledger, url: str) -> None:
    """Nobody is given to two of them, nobody is lost, and who was changed is set aside once."""
    ledger.loading.load(SITE, [entry(str(number), due=date(2026, 1, 1 + number % 9)) for number in range(80)])
    harm(url, "update items set state = 'queued', revision = 9 where id % 4 = 0")
    harm(url, "update items set sealed = (select sealed from items where id = 3) where id = 2")

    def work(owner: str) -> list[str]:
        done = []
        with Ledger.open(url, key=KEY) as mine:
            while (claim := mine.claims.take(SITE, owner)) is not None:
                done.append(claim.user_id)
                mine.claims.finish(claim, Outcome("done"))
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [user_id for part in pool.map(work, "abcd") for user_id in part]
    assert sorted(done) == sorted(str(number) for number in range(80) if number % 4 != 3 and number != 1)
    assert states(ledger) == {"done": 59, "needs_person": 21}
    found = ledger.check()
    assert (found.log, len(found.altered)) == (None, 21)
    with psycopg.connect(url) as connection:
        (told,) = connection.execute("select count(*) from audit where event = 'set aside'").fetchone() or ()
    assert told == 21


def test_the_key_is_changed(ledger: Ledger, url: str) -> None:
    ledger.loading.load(SITE, [entry(str(number)) for number in range(BATCH + 5)])
    harm(url, "update items set tries = 2 where id = 3")
    assert ledger.rotate(NEW) == BATCH + 4
    with pytest.raises(ConfigError, match="another key"), Ledger.open(url, key=KEY):
        pass
    with Ledger.open(url, key=NEW) as again:
        assert taken(again).user_id == "0"
        assert again.loading.load(SITE, [entry("7"), entry("x")]) == ["same", "new"]
        assert len(again.check().altered) == 1


def test_an_older_ledger_is_sealed_anew(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    people = ((str(number), entry(str(number)).record, date(2026, 1, 9)) for number in range(BATCH + 5))
    OldLedger(engine, KEY).fill(SITE, people)
    engine.dispose()

    def look(_: int) -> int:
        with Ledger.open(url, key=KEY) as ledger:
            return ledger.views.status(SITE).states["queued"]

    with ThreadPoolExecutor(2) as pool:  # two machines that are begun at once
        assert list(pool.map(look, range(2))) == [BATCH + 5] * 2
    with Ledger.open(url, key=KEY) as ledger:
        assert ledger.check().problems == []
        assert ledger.loading.load(SITE, [entry("0", due=date(2026, 1, 9)), entry("x")]) == ["same", "new"]
        assert taken(ledger).record == entry().record


def test_two_loads_at_once_make_each_one_item(ledger: Ledger, url: str) -> None:
    def load(_: int) -> list[str]:
        with Ledger.open(url, key=KEY) as mine:
            return list(mine.loading.load(SITE, [entry(str(number)) for number in range(2 * BATCH)]))

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(load, range(2))
    assert sorted(zip(first, second, strict=True)) == sorted(
        [("new", "same")] * first.count("new") + [("same", "new")] * second.count("new")
    )
    assert ledger.check().problems == []
    assert ledger.audit.verify() == 2 * BATCH
