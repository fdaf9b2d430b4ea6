"""`work` and `backfill`: what waits in the ledger is worked on by several browsers, all night."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.app import (
    BaseUrl,
    Deadline,
    DecisionsFile,
    Headed,
    LedgerPlace,
    LogFile,
    Mapping,
    NotifyBy,
    Out,
    Replace,
    Save,
    SiteName,
    Staff,
    Today,
    Until,
    Webhook,
    Workers,
    Zone,
    app,
    day_of,
    decisions_in,
    make_folder,
    open_ledger,
    profile_of,
)
from bot.errors import ConfigError
from bot.report.progress import complain, say
from bot.schedule import ZONE

if TYPE_CHECKING:
    from bot.cli.batch import Batch, Orders, Worked
    from bot.compare.decisions import Decision
    from bot.config import Profile
    from bot.ledger import Ledger

Most = Annotated[int | None, typer.Option("--max", min=1, help="Participants at most.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON objects on standard output, a line each.")]


@app.command()
def work(
    site: SiteName,
    staff: Staff = None,
    workers: Workers = None,
    until: Until = None,
    zone: Zone = ZONE,
    most: Most = None,
    out: Out = Path("out"),
    headed: Headed = False,
    as_json: AsJson = False,
    notify: NotifyBy = None,
    webhook: Webhook = None,
    save: Save = None,
    base_url: BaseUrl = None,
    today: Today = None,
    ledger: LedgerPlace = None,
    decisions: DecisionsFile = None,
    log: LogFile = None,
) -> None:
    """Enters what waits in the ledger, nearest due day first, with a browser for each sign-in."""
    from bot.cli.batch import Batch, ends_at, work_through
    from bot.report.notify import Notify

    profile = _saving(profile_of(site, base_url=base_url, save=save))
    batch = Batch("work", profile, Notify(notify, webhook))
    decided = decisions_in(decisions)
    orders = _orders(profile, staff, workers, ends_at(until, zone), most, headed, out, today, decided)
    with open_ledger(ledger) as book:
        worked = work_through(book, profile, orders, as_json=as_json)
        raise typer.Exit(_finish(book, batch, worked, worked.code, as_json=as_json))


@app.command()
def backfill(
    folder: Annotated[Path, typer.Argument(help="The folder of records that an office fills; or one file of them.")],
    site: SiteName,
    until: Until,
    deadline: Deadline = None,
    replace: Replace = False,
    staff: Staff = None,
    workers: Workers = None,
    zone: Zone = ZONE,
    most: Most = None,
    out: Out = Path("out"),
    headed: Headed = False,
    as_json: AsJson = False,
    notify: NotifyBy = None,
    webhook: Webhook = None,
    save: Save = None,
    base_url: BaseUrl = None,
    today: Today = None,
    mapping: Mapping = None,
    ledger: LedgerPlace = None,
) -> None:
    """Loads what is new or changed in a folder, and works on all that waits, oldest due day first, until a time."""
    from bot.cli.batch import Batch, ends_at, work_through
    from bot.cli.loading import load_into
    from bot.report.notify import Notify

    profile = _saving(profile_of(site, base_url=base_url, save=save))
    batch = Batch("backfill", profile, Notify(notify, webhook))
    orders = _orders(profile, staff, workers, ends_at(until, zone), most, headed, out, today)
    with open_ledger(ledger) as book:
        loaded = load_into(
            book, [folder], profile, today=today, mapping=mapping, deadline=deadline, replace=replace, again=False
        )
        complain(loaded.words)
        worked = work_through(book, profile, orders, as_json=as_json)
        code = worked.code or (1 if loaded.is_wrong else 0)
        raise typer.Exit(_finish(book, batch, worked, code, as_json=as_json))


def _saving(profile: Profile) -> Profile:
    if not profile.save:
        raise ConfigError(f"the site profile {profile.name} only rehearses: say --save, or save: true in it")
    return profile


def _orders(
    profile: Profile,
    staff: list[str] | None,
    workers: int | None,
    until: datetime | None,
    most: int | None,
    headed: bool,
    out: Path,
    today: str | None,
    decisions: Sequence[Decision] = (),
) -> Orders:
    from bot.cli.batch import Orders, staff_logins

    fixed = str(day_of(today, profile)) if today or profile.today else None
    logins = staff_logins(profile, staff, workers)
    make_folder(out)
    return Orders(logins, out, until, most, headed, fixed, decisions=decisions)


def _finish(book: Ledger, batch: Batch, worked: Worked, code: int, *, as_json: bool) -> int:
    """Tells how it ended: the ledger's totals for people or machines, the summary for who is not there."""
    from bot.report.status_text import status_lines

    status = book.views.status(batch.profile.site, today=day_of(None, batch.profile))
    if worked.halted is not None:
        complain(f"all work at this site stopped: {worked.halted.replace('_', ' ')}; look why, then say resume")
    if as_json:
        totals = {state: number for state, number in status.states.items() if number}
        told = {"event": "end", "exit_code": code, "batch": worked.states, "halted": worked.halted, "states": totals}
        print(json.dumps(told), flush=True)
    else:
        say(*status_lines(batch.profile.site, status))
    batch.summarize(worked.states, worked.course.kinds, code)
    return code
