"""`run` in its own process: records in the order they were given, each through the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.config import Profile
from bot.engine.desk import Desk
from bot.engine.heart import Heart
from bot.engine.machine_locks import MachineLocks
from bot.errors import AlteredItem, ConfigError, InUse, LedgerTrouble, Stopped
from bot.flows.journal import NoStepJournal
from bot.flows.participant import Job
from bot.flows.results import Result, state_of
from bot.ledger import Ledger, is_dead, new_owner
from bot.records.model import Record


class Alone:
    """Works on given records; each is claimed, so that no other run works on the same participant meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.stop: Callable[[], bool] = desk.job.stop

    def run(self, record: Record) -> Result:
        """Works on one participant, as `Job.run` does."""
        desk = self._desk
        try:
            if held := self._held():
                return Result(record.user_id, "parked", error=held)
            claim = desk.ledger.claims.take(desk.site, desk.owner, user_id=record.user_id)
        except (LedgerTrouble, AlteredItem) as error:
            return Result(record.user_id, state_of(error), error=error)
        if claim is None:
            busy = InUse("another run is working on this participant just now")
            return Result(record.user_id, "parked", error=busy)
        return desk.work_on(claim, record)

    def _held(self) -> Stopped | None:
        """Why nobody is to be begun at this site, if a person or the site said so."""
        gate = self._desk.ledger.sites.gate(self._desk.site, self._desk.owner, probes=False)
        if gate.says == "halted":
            return Stopped(f"all work at this site was halted ({gate.kind}): look why, then say resume")
        return Stopped("the work at this site is paused: say resume") if gate.says == "paused" else None


class Rehearsing:
    """Rehearses given records: nothing goes into the ledger, and what it remembers of their rows is looked up."""

    def __init__(self, job: Job, ledger: Ledger) -> None:
        self._job = job
        self._ledger = ledger
        self.stop: Callable[[], bool] = job.stop

    def run(self, record: Record) -> Result:
        """Rehearses one participant, as `Job.run` does."""
        memory = self._ledger.views.memory(self._job.session.profile.site, record.user_id)
        return replace(self._job, journal=NoStepJournal(memory)).run(record)


@contextmanager
def signed_up(ledger: Ledger, profile: Profile, username: str) -> Iterator[tuple[str, Heart]]:
    """This process as an owner that has the sign-in to itself, its heart beating. ConfigError if it is in use, by a run
    of this ledger or by any other of this machine."""
    owner = new_owner()
    bury_the_dead(ledger)
    with MachineLocks(profile, ledger.identity).sign_in(username):
        yield from _signed_up(ledger, profile, username, owner)


def _signed_up(ledger: Ledger, profile: Profile, username: str, owner: str) -> Iterator[tuple[str, Heart]]:
    if not ledger.sign_ins.take(profile.site, username, owner, at_once=profile.pace.sessions):
        raise ConfigError(
            "this staff sign-in is in use by another run, or as many are in use as the profile's pace allows"
        )
    try:
        with Heart(ledger, owner).beating() as heart:
            yield owner, heart
    finally:
        ledger.bury(owner)


def bury_the_dead(ledger: Ledger) -> None:
    """Takes back at once what processes of this machine had in hand that were killed."""
    for owner in filter(is_dead, ledger.owners()):
        ledger.bury(owner)


def alone(
    job: Job,
    ledger: Ledger,
    profile: Profile,
    owner: str,
    heart: Heart,
    username: str,
    progress: Callable[[], None] = lambda: None,
) -> Alone:
    """`run`'s way to work, with the ledger behind it. `progress` is called for every page that is requested."""
    pace = profile.pace
    desk = Desk(ledger, profile.site, owner, heart, job, pace, username, job.stop, job.sleep, progress)
    return Alone(desk)
