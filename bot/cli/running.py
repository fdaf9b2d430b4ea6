"""`check` and `run`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.app import (
    UNFINISHED,
    AnySiteName,
    BaseUrl,
    DecisionsFile,
    Headed,
    Inputs,
    KeepView,
    LedgerPlace,
    LogFile,
    Mapping,
    NotifyBy,
    Out,
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
    keep_views,
    load_records,
    make_folder,
    open_ledger,
    profile_of,
)
from bot.errors import BotError, ConfigError, Stopped
from bot.flows.results import Result, exit_code
from bot.report.progress import complain, reporter, say
from bot.schedule import ZONE

if TYPE_CHECKING:
    from bot.records.load import Loaded
    from bot.records.model import Record


@app.command()
def check(
    inputs: Inputs,
    site: AnySiteName = None,
    today: Today = None,
    mapping: Mapping = None,
    marked: Annotated[
        Path | None, typer.Option(help="A copy of the workbook, its errors as comments on red cells.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output, without what you wrote.")
    ] = False,
) -> None:
    """Checks records and tells every error of every record at once."""
    from bot.records.problems import lines_of
    from bot.sheets.marked import check_marked_path, mark_copy

    profile = profile_of(site) if site else None
    if marked is not None:
        check_marked_path(marked, inputs)
    day = day_of(today, profile)
    loaded = load_records(inputs, profile, day, entering=True, mapping=mapping, keep=False)
    count, wrong = loaded.count, len(loaded.problems)
    if as_json:
        told = [[each.as_json() for each in some] for some in (loaded.problems, loaded.warnings)]
        print(json.dumps({"records": count, "problems": told[0], "notes": told[1]}))
    else:
        say(*(f"note: {line}" for line in lines_of(loaded.warnings, for_author=True)))
        say(*lines_of(loaded.problems, for_author=True))
    if marked is not None:
        cells = mark_copy(inputs[0], marked, loaded.problems, loaded.warnings)
        words = f"{marked}: {'no copy is made of it' if cells is None else f'a copy with {cells} cells marked'}"
        complain(words) if as_json else say(words)
    if not as_json:
        say(f"{count} records are fine; {wrong} problems" if wrong else f"{count} records, no problems")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def run(
    inputs: Inputs,
    site: SiteName,
    base_url: BaseUrl = None,
    out: Out = Path("out"),
    save: Save = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this User ID; can be given again.")] = None,
    staff: Staff = None,
    workers: Workers = None,
    until: Until = None,
    zone: Zone = ZONE,
    headed: Headed = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a participant on standard output.")] = False,
    notify: NotifyBy = None,
    webhook: Webhook = None,
    today: Today = None,
    ledger: LedgerPlace = None,
    mapping: Mapping = None,
    results_file: Annotated[
        Path | None, typer.Option("--results", help="What became of each, as a workbook (.xlsx) or .csv file.")
    ] = None,
    decisions: DecisionsFile = None,
    log: LogFile = None,
    keep_view: KeepView = None,
) -> None:
    """Enters records: activities, assessment, plan, and the printed plan as a PDF."""
    from bot.cli.batch import Batch, Orders, ends_at, staff_logins, with_a_sign_in
    from bot.cli.entering import by_itself, chosen, tell_unused, with_workers
    from bot.engine.entries import entry_of, wrong_entries
    from bot.report.notify import Notify
    from bot.report.results_file import check_results_path

    profile = profile_of(site, base_url=base_url, save=save)
    keep_views(keep_view, profile)
    batch = Batch("run", profile, Notify(notify, webhook))
    day = day_of(today, profile)
    if results_file is not None:
        check_results_path(results_file, inputs)
    fixed = str(day) if today or profile.today else None
    decided = decisions_in(decisions, inputs)
    logins = staff_logins(profile, staff, workers)
    orders = Orders(logins, out, ends_at(until, zone), headed=headed, today=fixed, decisions=decided)
    if len(logins) > 1 and not profile.save:
        raise ConfigError("a rehearsal has one worker: several are for saving")
    make_folder(out)
    loaded = load_records(inputs, profile, day, entering=False, mapping=mapping)
    records, wrong, nameless = chosen(loaded, only or [])
    if not records and not wrong:
        complain("there is no record to enter")
    tell_unused(decided, loaded)
    orders = with_a_sign_in(orders, profile) if records else orders
    telling = reporter(len(records) + len(wrong), as_json=as_json, purpose="enter" if profile.save else "rehearse")
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        telling.done(result)

    for result in wrong:
        tell(result)
    theirs = [problem for problem in loaded.problems if not only or problem.user_id in only]
    entries = [*map(entry_of, records), *wrong_entries(theirs)] if profile.save else []
    try:
        with open_ledger(ledger) as book:
            if len(logins) > 1:
                with_workers(book, profile, orders, records, entries, results, tell, as_json=as_json)
            else:
                by_itself(book, profile, orders, records, entries, telling, tell, day)
    except KeyboardInterrupt:
        _park_the_rest(records, results, tell, Stopped("stopped at once by the user before it was begun"))
    except BotError as error:
        if len(results) == len(wrong):
            raise  # nothing was begun
        complain(str(error))
        _park_the_rest(records, results, tell, Stopped("it was not begun, after the error told: run it again"))
    finally:
        telling.end(results)
        is_written = _write_results(results_file, loaded, results, as_json=as_json)
    code = exit_code(results, len(records) + len(wrong)) or (1 if nameless else 0)
    code = code if is_written else UNFINISHED
    batch.summarize_results(results, code)
    raise typer.Exit(code)


def _park_the_rest(
    records: Sequence[Record], results: Sequence[Result], tell: Callable[[Result], None], why: BotError
) -> None:
    """Tells those of whom nothing was told yet as not begun."""
    told = {result.user_id for result in results}
    for record in records:
        if record.user_id not in told:
            tell(Result(record.user_id, "parked", error=why))


def _write_results(path: Path | None, loaded: Loaded, results: Sequence[Result], *, as_json: bool) -> bool:
    """Writes the results to their file, if one is named; where that can't be, under another name beside it, else to
    standard output. Whether they are in a file."""
    from bot.report.results_file import results_as_text, write_results, write_results_beside

    if path is None:
        return True
    try:
        write_results(path, loaded, results)
    except (ConfigError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        if (other := write_results_beside(path, loaded, results)) is not None:
            complain(f"--results: {path} can't be written ({why}; is it open elsewhere?): the results are in {other}")
            return True
        place = "standard output has them" if as_json else "they follow on standard output"
        complain(f"--results: the participants were worked on, and the results are not in their file: {why}; {place}")
        if not as_json:
            say(*results_as_text(loaded, results).splitlines())
        return False
    return True
