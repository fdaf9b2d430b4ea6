"""What the ledger remembers of the site's rows, on PostgreSQL: kept, purged, found out when changed, upgraded."""

from __future__ import annotations

import psycopg

from bot.ledger import Ledger
from tests.system.postgres_kit import Postgres
from tests.unit.ledger_kit import KEY
from tests.unit.test_ledger_known_rows import LIST, TWO, anew, done


def test_known_rows_on_a_server(server: Postgres) -> None:
    url = server.fresh("known")
    with Ledger.open(url, key=KEY) as ledger:
        done(ledger, user_id="40101")
        assert ledger.loading.purge(-1) == 1
        with psycopg.connect(url) as connection:
            assert connection.execute("select count(*) from known_rows").fetchone() == (0,)
        done(ledger)
        assert anew(ledger).known_rows(LIST) == TWO
        ledger.bury("a")
        with psycopg.connect(url) as connection:
            connection.execute("update known_rows set place = 9 where place = 1")
        assert len(ledger.check().problems) == 1
    with psycopg.connect(url) as connection:
        connection.execute("drop table known_rows")
        connection.execute("update meta set value = '3' where key = 'version'")
    with Ledger.open(url, key=KEY) as again:
        assert anew(again).known_rows(LIST) == []
