"""`enqueue`, `status`, `show`, `retry`, `cancel`, `pause`, `resume`, `purge`, `audit`: what waits in the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

import typer

from bot.cli.app import (
    AnySiteName,
    BaseUrl,
    Deadline,
    Inputs,
    LedgerPlace,
    Mapping,
    Replace,
    SiteName,
    Today,
    app,
    date_of,
    day_of,
    load_records,
)
from bot.config import Profile, load_profile
from bot.engine.entries import entry_of, refused, warning, wrong_entries
from bot.errors import ConfigError
from bot.ledger import REPLACE_LEDGER, STATES, Item, Ledger, Loaded, State
from bot.report.progress import complain
from bot.report.status_text import STOPPED, history, hold_lines, item_json, item_line, status_lines, step_json

_WORDS: dict[Loaded, str] = {
    "new": "new",
    "revised": "changed since it was loaded",
    "again": "once more",
    "same": "waiting already",
    "over": "as it was, not begun again",
    "conflict": "not the same as what waits: a person decides",
    "busy": "in work just now, left alone",
}
_LISTED = 50
"""Participants that `status` names without --list."""
UserIds = Annotated[list[str] | None, typer.Argument(help="User IDs.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@dataclass(frozen=True)
class Enqueued:
    """What loading did, and whether something is wrong that nobody will enter by itself."""

    counts: Counter[Loaded]
    wrong: int
    nameless: int

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong or self.nameless or self.counts["conflict"])

    @property
    def words(self) -> str:
        """One line for people."""
        parts = [f"{self.counts[kind]} {words}" for kind, words in _WORDS.items() if self.counts[kind]]
        parts += [f"{self.wrong} of them need a fix"] if self.wrong else []
        return f"{self.counts.total()} participants: {', '.join(parts) or 'nothing'}"


def load_into(
    book: Ledger,
    inputs: list[Path],
    profile: Profile,
    *,
    today: str | None,
    mapping: Path | None,
    deadline: str | None,
    replace: bool,
    again: bool,
) -> Enqueued:
    """Loads records into the ledger, those that are wrong or locked (R4) too, each with its reason.

    What is wrong or late is told on standard error, without the values that the author wrote.
    """
    day = day_of(today, profile)
    by = None if deadline is None else date_of(deadline, "--deadline")
    loaded = load_records(inputs, profile, day, entering=False, mapping=mapping)
    entries = [refused(record, day, deadline=by) or entry_of(record, deadline=by) for record in loaded.records]
    bad = wrong_entries(loaded.problems)
    for problem in loaded.problems:
        complain(str(problem))
    for note in loaded.warnings:
        complain(f"note: {note}")
    did = book.loading.load(profile.site, [*entries, *bad], replace=replace, again=again)
    news = [entry for entry, what in zip([*entries, *bad], did, strict=True) if what in ("new", "revised", "again")]
    locked = [entry for entry in news if entry.wrong and entry.record is not None]
    for entry in locked:
        assert entry.wrong is not None
        complain(f"{entry.user_id}: {entry.wrong.message}")
    barred = {entry.user_id for entry in locked}
    for late in (warning(record, day) for record in loaded.records if record.user_id not in barred):
        if late is not None:
            complain(f"note: {late}")
    nameless = sum(problem.user_id is None for problem in loaded.problems)
    return Enqueued(Counter(did), sum(entry.wrong is not None for entry in news), nameless)


@app.command()
def enqueue(
    inputs: Inputs,
    site: SiteName,
    deadline: Deadline = None,
    replace: Replace = False,
    base_url: BaseUrl = None,
    today: Today = None,
    mapping: Mapping = None,
    ledger: LedgerPlace = None,
) -> None:
    """Puts records into the ledger, encrypted, for `work` to enter; opens no browser."""
    profile = load_profile(site, base_url=base_url)
    with Ledger.open(ledger) as book:
        done = load_into(
            book, inputs, profile, today=today, mapping=mapping, deadline=deadline, replace=replace, again=True
        )
    print(done.words)
    raise typer.Exit(1 if done.is_wrong else 0)


@app.command()
def status(
    site: AnySiteName = None,
    base_url: BaseUrl = None,
    every: Annotated[bool, typer.Option("--list", help="Name every participant, not only those who need one.")] = False,
    as_json: AsJson = False,
    today: Today = None,
    ledger: LedgerPlace = None,
) -> None:
    """Tells how many participants are in which state, and why some need a fix or a person."""
    profile = load_profile(site, base_url=base_url) if site else None
    place, day = profile.site if profile else None, day_of(today, profile)
    with Ledger.open(ledger) as book:
        holds = book.views.holds(place)
        listed = book.views.items(place, None if every else STOPPED)
        totals = {name: book.views.status(name, today=day) for name in book.views.sites(place)}
    if as_json:
        sites = {
            name: {
                "loaded": found.loaded,
                "states": found.states,
                "errors": found.kinds,
                "overdue": found.overdue,
                "soonest": found.soonest and found.soonest.isoformat(),
            }
            for name, found in totals.items()
        }
        held = [{"site": h.site, "paused": h.paused, "halted": h.halted, "down_for_s": h.open_s} for h in holds]
        print(json.dumps({"sites": sites, "holds": held, "items": [item_json(item) for item in listed]}))
        return
    for name, found in totals.items():
        print("\n".join(status_lines(name, found)))
    print("\n".join(hold_lines(holds)) or "", end="\n" if holds else "")
    _list(listed, everything=every)
    if not totals:
        print("nothing was loaded yet")


@app.command()
def show(
    user_id: Annotated[str, typer.Argument(help="A participant's User ID.")],
    site: AnySiteName = None,
    base_url: BaseUrl = None,
    as_json: AsJson = False,
    ledger: LedgerPlace = None,
) -> None:
    """Tells what was done for one participant, press by press, by names and never by values."""
    profile = load_profile(site, base_url=base_url) if site else None
    with Ledger.open(ledger) as book:
        found = book.views.find(user_id, profile.site if profile else None)
    if as_json:
        print(json.dumps([{**item_json(item), "steps": [step_json(step) for step in steps]} for item, steps in found]))
    for item, steps in () if as_json else found:
        print("\n".join(history(item, steps)))
    if not found:
        complain(f"nobody with the User ID {user_id} was loaded")
        raise typer.Exit(1)


@app.command()
def retry(
    site: SiteName,
    user_ids: UserIds = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody who was stopped.")] = False,
    state: Annotated[list[str] | None, typer.Option(help="Everybody in this state, such as needs_person.")] = None,
    base_url: BaseUrl = None,
    ledger: LedgerPlace = None,
) -> None:
    """Queues again who was stopped; one whose record was wrong is loaded again instead."""
    profile = load_profile(site, base_url=base_url)
    with Ledger.open(ledger) as book:
        chosen = _chosen(book, profile, user_ids, state, everyone)
        moved = book.loading.retry(profile.site, chosen)
    _tell_moved(moved, "queued again", chosen)


@app.command()
def cancel(
    site: SiteName,
    user_ids: UserIds = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody who waits.")] = False,
    base_url: BaseUrl = None,
    ledger: LedgerPlace = None,
) -> None:
    """Takes participants out of the work; one who is in work just now is not touched."""
    profile = load_profile(site, base_url=base_url)
    with Ledger.open(ledger) as book:
        chosen = _chosen(book, profile, user_ids, None, everyone)
        moved = book.loading.cancel(profile.site, chosen)
    _tell_moved(moved, "cancelled", chosen)


@app.command()
def pause(site: SiteName, base_url: BaseUrl = None, ledger: LedgerPlace = None) -> None:
    """Lets nobody be begun at a site until `resume`; workers end what they have in hand, and wait."""
    profile = load_profile(site, base_url=base_url)
    with Ledger.open(ledger) as book:
        book.sites.pause(profile.site)
    print(f"{profile.site}: paused")


@app.command()
def resume(site: SiteName, base_url: BaseUrl = None, ledger: LedgerPlace = None) -> None:
    """Takes back a pause, a halt, and a breaker."""
    profile = load_profile(site, base_url=base_url)
    with Ledger.open(ledger) as book:
        book.sites.resume(profile.site)
    print(f"{profile.site}: work may go on")


@app.command()
def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="Days, such as 90 or 90d.")],
    ledger: LedgerPlace = None,
) -> None:
    """Deletes from the ledger what is over and was not touched for so long; what waits or is in work stays."""
    days = older_than.removesuffix("d")
    if not days.isdigit():
        raise ConfigError(f"--older-than: '{older_than}' is no number of days such as 90")
    with Ledger.open(ledger) as book:
        print(f"{book.loading.purge(int(days))} participants deleted from the ledger")


@app.command()
def audit(ledger: LedgerPlace = None) -> None:
    """Verifies the ledger's log line by line; exit code 1 and the first line that is not as it was written."""
    with Ledger.open(ledger) as book:
        try:
            lines = book.audit.verify()
        except ValueError as error:
            complain(f"{error}: {REPLACE_LEDGER}")
            raise typer.Exit(1) from None
    print(f"the log's {lines} lines are as they were written")


def _chosen(
    book: Ledger, profile: Profile, user_ids: Sequence[str] | None, states: Sequence[str] | None, everyone: bool
) -> list[str] | None:
    """The User IDs that were named one way or another; None for everybody. Raises ConfigError."""
    if sum(map(bool, (user_ids, states, everyone))) != 1:
        raise ConfigError("name User IDs, or say --all")
    if states:
        known = [state for state in STATES if state in states]
        if len(known) < len(set(states)):
            raise ConfigError(f"--state is one of {', '.join(get_args(State))}")
        return [item.user_id for item in book.views.items(profile.site, known)]
    return list(user_ids) if user_ids else None


def _tell_moved(moved: Sequence[str], words: str, asked: Sequence[str] | None) -> None:
    print(f"{len(moved)} participants {words}")
    left = [user_id for user_id in asked or () if user_id not in moved]
    if left:
        complain(f"not possible now (not loaded, in work, done, or to be loaded again): {', '.join(left)}")
        raise typer.Exit(1)


def _list(items: Sequence[Item], *, everything: bool) -> None:
    shown = items if everything else items[:_LISTED]
    for item in shown:
        print(item_line(item))
    if len(items) > len(shown):
        print(f"and {len(items) - len(shown)} more: --list")
