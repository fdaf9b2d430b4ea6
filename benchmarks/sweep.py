"""One mock, runs that die, and what must hold when they were started again: what `benchmarks.crashes` is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.fernet import Fernet

from bot.ledger import Ledger
from bot.ledger.points import KILL_AT, ONCE
from bot.records.load import load
from bot.records.model import Record
from tests.kit import DAY, QUICK, plain
from tests.mock_site.client import MockSite
from tests.site.hazard_kit import short_content
from tests.system.bulk_kit import LOGINS, PASSWORDS, brief_files
from tests.system.cli_kit import brief_file, profile_file, record_file
from tests.system.crash_kit import KILLED, Death, Runs
from tests.system.crash_proof import posted_again, what_is_wrong
from tests.system.postgres_kit import QUICK as QUICK_SERVER
from tests.system.postgres_kit import postgres

MOST_RUNS = 6
"""So often a run is started again without being killed before that counts as not coming to an end."""
OUTCOME_S = 2
"""Seconds for which this site may be at a save after its client is gone: above the mock's slowest."""


class Sweep:
    """Records, one mock, and runs that die."""

    def __init__(
        self,
        mock: MockSite,
        runs: Runs,
        folder: Path,
        given: Path,
        *,
        workers: int = 0,
        new_ledger: Callable[[int], str] | None = None,
        **profile: Any,
    ) -> None:
        """`given` is what the program is given. `workers`: so many sign-ins, each in a process of its own; none: the
        run enters by itself. `new_ledger`: makes a database for a world's number; none: worlds have files."""
        self.mock = mock
        self.runs = runs
        self.ledger: str | Path = ""
        """The present world's: a file, or a server's database."""
        self.usual = 4.0
        """The seconds that a run took lately."""
        self.records: list[Record] = list(load([given], today=DAY).records)
        self._folder = folder
        self._new_ledger = new_ledger or (lambda number: str(folder / f"ledger{number}.db"))
        self._number = 0
        self._workers = workers
        self._limits = profile.pop("limits", {})
        self._profile = profile
        limits = {"answer_seconds": 30, "late_list_seconds": 5, "outcome_seconds": OUTCOME_S, **self._limits}
        pace = {"sign_ins_again": 20, "sessions": workers or 1}
        site = profile_file(folder, mock, limits=limits, pace=pace, **profile)
        staff = [word for login in LOGINS[:workers] for word in ("--staff", login.username)]
        self._command: tuple[str | Path, ...] = ("run", given, "--site", site, "--json", *staff)

    @property
    def record(self) -> Record:
        """The one record."""
        (record,) = self.records
        return record

    def with_record(self, file: Path) -> Sweep:
        """The same with another record."""
        return Sweep(self.mock, self.runs, file.parent, file, limits=self._limits, **self._profile)

    def afresh(self, **switches: Any) -> None:
        """An empty site, an empty ledger, and the true time."""
        self.runs.set_clock(0)
        self.mock.reset()
        self.mock.disarm()
        self.mock.set(**switches)
        self._number += 1
        self.ledger = self._new_ledger(self._number)

    @property
    def command(self) -> tuple[str | Path, ...]:
        """The arguments of a run."""
        return (*self._command, "--ledger", self.ledger, "--out", self._folder / f"out{self._number}")

    def points(self) -> list[str]:
        """Every point that a run passes but those that depend on how long it takes."""
        self.afresh()
        ran = self.runs.run(*self.command)
        if ran.code != 0 or (wrong := self.wrong()):
            raise RuntimeError(f"a run that nobody kills goes wrong: {ran.err or wrong}")
        passed = dict.fromkeys(ran.points)  # workers pass the same ones
        return [point for point in passed if " beat:" not in point]

    def killed_at(self, point: str) -> list[str]:
        """What is wrong after a run was killed at a point and started again; nothing when all is right.

        Of several processes the first that comes there is killed, and another takes its place.
        """
        self.afresh()
        if self._workers:
            died = self._folder / f"died{self._number}"
            ran = self.runs.run(*self.command, **{KILL_AT: point, ONCE: str(died)})
            if not died.exists() or ran.code not in (0, KILLED):
                return [f"none was killed there, or it ended otherwise: {ran.code}, {told(ran)}"]
            return self.until_done() + self.wrong()
        ran = self.runs.killed_at(point, *self.command)
        if ran.code != KILLED or ran.points[-1] != point:
            return [f"it was not killed there: {ran.code}, {ran.err[-300:]}"]
        before = self.mock.writes()
        return self.until_done() + posted_again(before, self.mock.writes()[len(before) :]) + self.wrong()

    def until_done(self) -> list[str]:
        """Starts runs until one finds no trouble; in words, if none does.

        A save that was cut off and had to be made again is not known, and is told once: the next run finds all there.
        """
        not_known: set[str] = set()
        for _ in range(MOST_RUNS):
            ran = self.runs.run(*self.command)
            if ran.code == 0:
                return []
            unknown = {user_id for user_id, state in ran.states.items() if state == "unknown"}
            if unknown & not_known or set(ran.states.values()) - {"parked", "done", "unchanged", "unknown"}:
                break
            not_known |= unknown
        return [f"it does not come to an end: {ran.code}, {told(ran)}"]

    def wrong(self) -> list[str]:
        """What is not as it must be at the end: on the site, and in the ledger."""
        with Ledger.open(self.ledger, key=KEY) as ledger:
            states = [item.state for item in ledger.views.items()]
            ledger.audit.verify()
        wrong = [f"the ledger says {state}" for state in states if state not in ("done", "unchanged")]
        if len(states) != len(self.records):
            wrong.append(f"the ledger has {len(states)} of {len(self.records)}")
        return wrong + what_is_wrong(self.mock, self.records)


def told(ran: Death) -> str:
    """Why a run did not come to its end."""
    errors = [line["error"] for line in ran.objects if line["error"]]
    return "; ".join(f"{error['kind']}: {error['screen']}, {error['message']}" for error in errors) or ran.err[-300:]


KEY = Fernet.generate_key()


@contextmanager
def sweep(
    kind: str,
    *,
    workers: int = 0,
    on_server: bool = False,
    **profile: Any,
) -> Iterator[Sweep]:
    """A sweep over a record: `brief` (an activity and a plan), `short` (an assessment too), `full` (the demo's); with
    workers, over twice as many brief ones as there are workers. `on_server`: the ledgers are on PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        mock = stack.enter_context(MockSite.start(clock=str(DAY), **QUICK))
        own = {"CALJOBS_LEDGER_KEY": KEY.decode(), **(PASSWORDS if workers else {})}
        runs = stack.enter_context(Runs.start(folder, **own))
        given = brief_files(folder / "in", 2 * workers) if workers else file_of(folder / "in", kind)
        new_ledger: Callable[[int], str] | None = None
        if on_server:
            server = stack.enter_context(postgres(*QUICK_SERVER))
            new_ledger = lambda number: server.fresh(f"world{number}")  # noqa: E731 - one line says it
        yield Sweep(mock, runs, folder, given, workers=workers, new_ledger=new_ledger, **profile)


def file_of(folder: Path, kind: str) -> Path:
    """The file of a record of a kind."""
    match kind:
        case "brief":
            return brief_file(folder)
        case "short":
            return record_file(folder / "36213.yaml", short_content())
        case _:
            return record_file(folder / "36213.yaml", plain())
