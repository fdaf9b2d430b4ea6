"""Runs of one participant after the other with a ledger behind them, as `run` and `work` have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.fernet import Fernet

from bot.engine.desk import outcome_of
from bot.engine.entries import entry_of, record_of
from bot.flows.participant import Job
from bot.flows.results import Result
from bot.ledger import Ledger
from bot.records.load import load
from bot.records.model import Record
from bot.sheets.opening import Sheets
from bot.sheets.rows import rows_of
from bot.sheets.writing import write_workbook
from tests.guide import BOOK, FORMS
from tests.kit import DAY, Office

KEY = Fernet.generate_key()
SITE = "site.example"


@dataclass
class Remembering:
    """A job, and the ledger that it is done through."""

    job: Job
    ledger: Ledger
    site: str
    unattended: bool = False
    """Whether the record comes out of the ledger, as a worker has it."""

    def run(self, record: Record) -> Result:
        """Loads a participant, works on it and files what became of it."""
        self.ledger.loading.load(self.site, [entry_of(record)], replace=True)
        claim = self.ledger.claims.take(self.site, "owner")
        assert claim is not None
        journal = self.ledger.journal(claim)
        job = replace(self.job, journal=journal)
        result = job.run(record_of(claim, FORMS) if self.unattended else record)
        journal.flush()
        filed = self.ledger.claims.finish(claim, outcome_of(result))
        if filed in ("done", "unknown"):
            result.state = filed
        return result


@contextmanager
def remembering(
    office: Office, *, unattended: bool = False, site: str = SITE, **changes: object
) -> Iterator[Remembering]:
    """An office with a ledger; `changes` are the profile's."""
    with office.session(**changes) as session, Ledger.open(office.folder / "ledger.db", key=KEY) as ledger:
        yield Remembering(office.job(session), ledger, site, unattended)


def in_a_workbook(record: Record, folder: Path) -> Record:
    """The same record, written to a workbook and read from it."""
    path = folder / "plans.xlsx"
    path.unlink(missing_ok=True)
    write_workbook(path, rows_of([record], BOOK), BOOK)
    loaded = load([path], today=DAY, opener=Sheets(None))
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    assert loaded.records[0] == record
    return loaded.records[0]
