"""`enqueue`, `status`, `show`, `retry`, `cancel`, `pause`, `resume`, `purge`, `audit`, `rotate-key`: the
ledger and what waits in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, get_args

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
    day_of,
    open_ledger,
    profile_of,
)
from bot.errors import ConfigError
from bot.report.progress import complain, say

if TYPE_CHECKING:
    from bot.config import Profile
    from bot.ledger import Item, Ledger

_LISTED = 50
"""Participants that `status` names without --list."""
UserIds = Annotated[list[str] | None, typer.Argument(help="User IDs.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


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
    from bot.cli.loading import load_into

    profile = profile_of(site, base_url=base_url)
    with open_ledger(ledger) as book:
        done = load_into(
            book, inputs, profile, today=today, mapping=mapping, deadline=deadline, replace=replace, again=True
        )
    say(done.words)
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
    from bot.report.status_text import STOPPED, hold_lines, item_json, status_lines

    profile = profile_of(site, base_url=base_url) if site else None
    place, day = profile.site if profile else None, day_of(today, profile)
    with open_ledger(ledger) as book:
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
        say(*status_lines(name, found))
    say(*hold_lines(holds))
    _list(listed, everything=every)
    if not totals:
        say("nothing was loaded yet")


@app.command()
def show(
    user_id: Annotated[str, typer.Argument(help="A participant's User ID.")],
    site: AnySiteName = None,
    base_url: BaseUrl = None,
    as_json: AsJson = False,
    ledger: LedgerPlace = None,
) -> None:
    """Tells what was done for one participant, press by press, by names and never by values."""
    from bot.report.status_text import history, item_json, step_json

    profile = profile_of(site, base_url=base_url) if site else None
    with open_ledger(ledger) as book:
        found = book.views.find(user_id, profile.site if profile else None)
    if as_json:
        print(json.dumps([{**item_json(item), "steps": [step_json(step) for step in steps]} for item, steps in found]))
    for item, steps in () if as_json else found:
        say(*history(item, steps))
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
    profile = profile_of(site, base_url=base_url)
    with open_ledger(ledger) as book:
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
    profile = profile_of(site, base_url=base_url)
    with open_ledger(ledger) as book:
        chosen = _chosen(book, profile, user_ids, None, everyone)
        moved = book.loading.cancel(profile.site, chosen)
    _tell_moved(moved, "cancelled", chosen)


@app.command()
def pause(site: SiteName, base_url: BaseUrl = None, ledger: LedgerPlace = None) -> None:
    """Lets nobody be begun at a site until `resume`; workers end what they have in hand, and wait."""
    profile = profile_of(site, base_url=base_url)
    with open_ledger(ledger) as book:
        book.sites.pause(profile.site)
    say(f"{profile.site}: paused")


@app.command()
def resume(site: SiteName, base_url: BaseUrl = None, ledger: LedgerPlace = None) -> None:
    """Takes back a pause, a halt, and a breaker."""
    profile = profile_of(site, base_url=base_url)
    with open_ledger(ledger) as book:
        book.sites.resume(profile.site)
    say(f"{profile.site}: work may go on")


@app.command()
def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="Days, such as 90 or 90d.")],
    ledger: LedgerPlace = None,
) -> None:
    """Deletes from the ledger what is over and was not touched for so long; what waits or is in work stays."""
    days = older_than.removesuffix("d")
    if not days.isdigit():
        raise ConfigError(f"--older-than: '{older_than}' is no number of days such as 90")
    with open_ledger(ledger) as book:
        say(f"{book.loading.purge(int(days))} participants deleted from the ledger")


@app.command()
def audit(ledger: LedgerPlace = None) -> None:
    """Verifies the ledger's log line by line and every row; exit code 1 and what is not as it was written."""
    from bot.ledger import REPLACE_LEDGER

    with open_ledger(ledger) as book:
        found = book.check()
    if found.log is not None:
        complain(f"{found.log}: {REPLACE_LEDGER}")
    for problem in found.problems:
        complain(problem)
    if found.log is not None or found.problems:
        raise typer.Exit(1)
    say(f"the log's {found.lines} lines and the rows of {found.rows} participants are as they were written")


@app.command("rotate-key")
def rotate_key(ledger: LedgerPlace = None) -> None:
    """Makes a new key for the ledger and seals everything anew; the key so far opens nothing of it any more."""
    from bot.engine.alone import bury_the_dead
    from bot.engine.lock import only_parent
    from bot.engine.new_key import NEXT_STEP, new_key

    with open_ledger(ledger) as book, only_parent(book):
        bury_the_dead(book)
        new = new_key(book)
        rows = book.rotate(new.key)
        new.is_in_use()
    say(f"{rows} participants sealed anew; the new key is {new.where}")
    if new.is_given:
        say(NEXT_STEP)


def _chosen(
    book: Ledger, profile: Profile, user_ids: Sequence[str] | None, states: Sequence[str] | None, everyone: bool
) -> list[str] | None:
    """The User IDs that were named one way or another; None for everybody. Raises ConfigError."""
    from bot.ledger import STATES, State

    if sum(map(bool, (user_ids, states, everyone))) != 1:
        raise ConfigError("name User IDs, or say --all")
    if states:
        known = [state for state in STATES if state in states]
        if len(known) < len(set(states)):
            raise ConfigError(f"--state is one of {', '.join(get_args(State))}")
        return [item.user_id for item in book.views.items(profile.site, known)]
    return list(user_ids) if user_ids else None


def _tell_moved(moved: Sequence[str], words: str, asked: Sequence[str] | None) -> None:
    say(f"{len(moved)} participants {words}")
    left = [user_id for user_id in asked or () if user_id not in moved]
    if left:
        complain(f"not possible now (not loaded, in work, done, or to be loaded again): {', '.join(left)}")
        raise typer.Exit(1)


def _list(items: Sequence[Item], *, everything: bool) -> None:
    from bot.report.status_text import item_line

    shown = items if everything else items[:_LISTED]
    for item in shown:
        say(item_line(item))
    if len(items) > len(shown):
        say(f"and {len(items) - len(shown)} more: --list")
