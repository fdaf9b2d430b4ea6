"""`cluster init`, `cluster worker`, `cluster status`: many machines on one ledger; see docs/cluster.md."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli.app import (
    BaseUrl,
    Deadline,
    Mapping,
    NotifyBy,
    Out,
    Replace,
    Save,
    SiteName,
    Staff,
    Today,
    Webhook,
    Workers,
    Zone,
    app,
    day_of,
    make_folder,
    open_ledger,
    profile_of,
)
from bot.errors import ConfigError, LedgerTrouble
from bot.report.progress import complain, say
from bot.schedule import ZONE, Nightly, hours_of, time_of, zone_of

if TYPE_CHECKING:
    from bot.cluster.machine import Machine
    from bot.cluster.queue import Counts, Queue
    from bot.cluster.worker import Worker
    from bot.config import Profile
    from bot.ledger.model import AtWork
    from bot.session.credentials import Login

T = TypeVar("T")

cluster = typer.Typer(no_args_is_help=True, help="Many machines that work on one ledger, on PostgreSQL.")
app.add_typer(cluster, name="cluster")

Address = Annotated[
    str | None, typer.Option("--ledger", help="The ledger's address, postgresql://...; default: CALJOBS_LEDGER.")
]


@cluster.command()
def init(ledger: Address = None) -> None:
    """Makes the tables of the ledger and of the queue; where they are as this version has them nothing is changed."""
    place = _place(ledger)

    async def make() -> bool:
        async with _queue(place, "").open() as queue:
            return await queue.make_tables()

    with open_ledger(place):
        made = _run(make())
    say("the ledger and the queue are ready" if made else "the ledger and the queue were ready before")


@cluster.command()
def worker(
    site: SiteName,
    staff: Staff = None,
    workers: Workers = None,
    out: Out = Path("out"),
    hours: Annotated[
        str | None, typer.Option(help="Begin participants in these hours only, such as 22:00-05:30.")
    ] = None,
    backfill: Annotated[
        Path | None, typer.Option(help="A folder whose records are loaded every night, by one machine of all.")
    ] = None,
    at: Annotated[str, typer.Option(help="The time of day at which the folder is loaded.")] = "22:00",
    not_after: Annotated[
        str, typer.Option("--not-after", help="The time of day after which a missed load is not caught up.")
    ] = "05:30",
    zone: Zone = ZONE,
    deadline: Deadline = None,
    replace: Replace = False,
    mapping: Mapping = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON objects on standard output, a line each.")] = False,
    save: Save = None,
    base_url: BaseUrl = None,
    today: Today = None,
    ledger: Address = None,
) -> None:
    """Works on the queue as one machine of several, until it is stopped. Runs as a service."""
    place = _place(ledger)
    from bot.cli.batch import REFUSED, check_ledger, hang_seconds
    from bot.cli.loading import load_into
    from bot.cli.stopping import stopping
    from bot.cluster import machine
    from bot.cluster.staff import Staff as SignIns
    from bot.cluster.told import teller
    from bot.engine.hand import Settings

    profile = profile_of(site, base_url=base_url, save=save)
    if not profile.save:
        raise ConfigError(f"the site profile {profile.name} only rehearses: say --save, or save: true in it")
    logins = _logins(profile, staff)
    most = min(workers or len(logins), len(logins))
    is_open = hours_of(hours, zone_of(zone), "--hours")
    bounds = machine.Bounds(most, is_open, hang_s=hang_seconds(profile, headed=False))
    fixed = str(day_of(today, profile)) if today or profile.today else None
    make_folder(out)
    settings = Settings(place, profile.model_dump(mode="json"), profile.site, str(out.absolute()), fixed)
    with open_ledger(place) as book:
        check_ledger(book)

        def load() -> None:
            assert backfill is not None
            loaded = load_into(
                book, [backfill], profile,
                today=today, mapping=mapping, deadline=deadline, replace=replace, again=False,
            )  # fmt: skip
            complain(f"backfill: {loaded.words}")

        nightly = Nightly(
            time_of(at, "--at"), zone_of(zone), datetime.min.replace(tzinfo=UTC), time_of(not_after, "--not-after")
        )
        refill = machine.Backfill(nightly, load) if backfill else None
        sign_ins = SignIns(book, profile.site, logins, at_once=profile.pace.sessions)
        queue = _queue(place, profile.site)
        here = machine.Machine(book, queue, settings, sign_ins, bounds, teller(as_json=as_json), refill)
        with stopping() as stop:
            _run(_work(queue, here, stop.asked))
    if sign_ins.is_refused:
        complain("the site took none of the sign-ins: look at them by hand before they are tried again")
        raise typer.Exit(REFUSED)


@cluster.command()
def status(
    site: SiteName,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    notify: NotifyBy = None,
    webhook: Webhook = None,
    base_url: BaseUrl = None,
    today: Today = None,
    ledger: Address = None,
) -> None:
    """Tells which machines work, and how many participants are in which state."""
    from bot.cli.batch import Batch
    from bot.ledger import LEASE_S
    from bot.report.notify import Notify
    from bot.report.status_text import hold_lines, status_lines

    place = _place(ledger)
    profile = profile_of(site, base_url=base_url)
    batch = Batch("cluster status", profile, Notify(notify, webhook))

    async def count() -> Counts:
        async with _queue(place, profile.site).open() as queue:
            await _check_tables(queue)
            return await queue.counts()

    with open_ledger(place) as book:
        totals = book.views.status(profile.site, today=day_of(today, profile))
        holds, at_work = book.views.holds(profile.site), book.views.at_work(profile.site)
        jobs = _run(count())
    machines = _machines(at_work)
    batch.summarize({str(state): number for state, number in totals.states.items()}, totals.kinds, 0)
    if as_json:
        told = {
            "site": profile.site,
            "loaded": totals.loaded,
            "states": totals.states,
            "errors": totals.kinds,
            "overdue": totals.overdue,
            "holds": [{"paused": hold.paused, "halted": hold.halted, "down_for_s": hold.open_s} for hold in holds],
            "jobs": {"waiting": jobs.waiting, "running": jobs.running},
            "machines": machines,
        }
        print(json.dumps(told))
        return
    lines = [*status_lines(profile.site, totals), *hold_lines(holds)]
    lines.append(f"jobs made of them: {jobs.waiting} waiting, {jobs.running} running")
    lines += [
        f"machine {name}: {found['alive']} workers, {found['working']} at work"
        + (f"; {found['silent']} silent for more than {LEASE_S:.0f} s: dead" if found["silent"] else "")
        for name, found in machines.items()
    ]
    say(*lines, *([] if machines else ["no machine has a worker just now"]))


def _machines(at_work: list[AtWork]) -> dict[str, dict[str, int]]:
    """Workers that live, those of them with a participant in hand, and dead ones, by the machine's name."""
    from bot.ledger import LEASE_S

    found: dict[str, dict[str, int]] = {}
    for one in at_work:
        counts = found.setdefault(one.host, {"alive": 0, "working": 0, "silent": 0})
        lives = one.silent_s <= LEASE_S
        counts["alive"] += lives
        counts["silent"] += not lives
        counts["working"] += lives and one.item is not None
    return found


def _logins(profile: Profile, staff: list[str] | None) -> list[Login]:
    """The sign-ins that this machine may use. Nobody is there to be asked, or to sign in by hand."""
    from bot.session.credentials import find_login, find_logins

    if staff:
        return find_logins(profile, staff, None)
    login = find_login(profile)
    if login is None:
        raise ConfigError("whose sign-ins may be used here? --staff NAME, with a password where docs/cluster.md says")
    return [login]


def _place(given: str | None) -> str:
    """The ledger's address. Raises ConfigError when it is none, shows a password, or something is not installed."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from bot.ledger import default_place

    place = given or default_place()
    try:
        address = make_url(place) if "://" in place else None
    except ArgumentError:
        address = None
    if address is None or not address.drivername.startswith("postgres"):
        raise ConfigError(
            "many machines share a ledger on PostgreSQL: set CALJOBS_LEDGER, or --ledger postgresql://..."
        )
    if given is not None and (address.password or "password" in address.query):
        raise ConfigError(
            "--ledger: everyone on this machine can read a password there: put the address into CALJOBS_LEDGER"
        )
    try:
        import bot.cluster.queue  # noqa: F401
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("bot"):
            raise
        raise ConfigError(
            "for many machines more is needed: install what requirements.txt names, as docs/cluster.md says"
        ) from None
    return place


def _queue(place: str, site: str) -> Queue[Worker]:
    from bot.cluster.queue import Queue

    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # its messages may quote values
    return Queue(place, site)


async def _work(queue: Queue[Worker], machine: Machine, stop: Callable[[], bool]) -> None:
    async with queue.open():
        await _check_tables(queue)
        await machine.run(stop)


async def _check_tables(queue: Queue[Worker]) -> None:
    if not await queue.has_tables():
        raise ConfigError("the queue has no tables of this version: say caljobs-bot cluster init once, on any machine")


def _run(main: Coroutine[Any, Any, T]) -> T:
    """Runs to the end. On Windows psycopg needs the loop that is not the usual one."""
    import asyncio

    from bot.cluster.queue import AWAY

    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        try:
            return runner.run(main)
        except AWAY as error:
            raise LedgerTrouble(f"the ledger's database does not answer ({type(error).__name__})") from None
