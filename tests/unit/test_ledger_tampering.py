"""Who changes the ledger's file from outside is found out: by `audit`, before work is begun, at a claim."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.batch import work_through
from bot.config import load_profile
from bot.errors import ConfigError
from bot.ledger import Ledger
from tests.unit.ledger_kit import KEY, SITE, entry

_ALTERED = "update audit set detail = '{}' where id = 2"


def _harm(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _audit(file: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CALJOBS_LEDGER_KEY", KEY.decode())
    return CliRunner().invoke(app, ["audit", "--ledger", str(file)])


class TestLog:
    """The chained log."""

    def test_audit_counts_the_lines(self, ledger: Ledger, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        told = _audit(file, monkeypatch)
        assert (told.exit_code, "3 lines" in told.output) == (0, True)

    def test_audit_names_the_broken_line(self, ledger: Ledger, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        _harm(file, _ALTERED)
        told = _audit(file, monkeypatch)
        assert told.exit_code == 1
        assert "changed at its line 2" in told.output

    def test_no_work_is_begun_on_a_broken_log(self, ledger: Ledger, file: Path) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2")])
        _harm(file, _ALTERED)
        orders = cast(Any, SimpleNamespace())  # refused before anything of it is looked at
        with pytest.raises(ConfigError, match=r"line 2; no work is begun: .* load the records again"):
            work_through(ledger, load_profile("training"), orders, as_json=True)
