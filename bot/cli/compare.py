"""`compare`: what a run would do, told by looking only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.app import (
    BaseUrl,
    DecisionsFile,
    Headed,
    Inputs,
    LedgerPlace,
    LogFile,
    Mapping,
    SiteName,
    Staff,
    Today,
    app,
    day_of,
    decisions_in,
    load_records,
    open_ledger,
    profile_of,
)
from bot.errors import ConfigError
from bot.report.progress import complain

if TYPE_CHECKING:
    from bot.compare.items import Comparison
    from bot.flows.results import Result


@app.command()
def compare(
    inputs: Inputs,
    site: SiteName,
    html: Annotated[
        Path | None, typer.Option(help="A page for you alone with both words of all that differs (.html).")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a participant on standard output, without values.")
    ] = False,
    decisions: DecisionsFile = None,
    decisions_template: Annotated[
        Path | None,
        typer.Option("--decisions-template", help="A new file (.yaml or .csv) of what can be decided, to fill in."),
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option(help="A copy of the workbook with a sheet of what can be decided, which run reads back."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this User ID; can be given again.")] = None,
    out: Annotated[Path, typer.Option(help="The folder for what a page looked like that was not as expected.")] = Path(
        "out"
    ),
    base_url: BaseUrl = None,
    staff: Staff = None,
    headed: Headed = False,
    today: Today = None,
    ledger: LedgerPlace = None,
    mapping: Mapping = None,
    log: LogFile = None,
) -> None:
    """Reads the site and tells what a run would add, fill and change there. Nothing is saved."""
    from bot.cli.batch import Orders, staff_logins, with_a_sign_in
    from bot.cli.entering import by_itself, chosen, tell_unused
    from bot.flows.results import exit_code
    from bot.report.comparison import comparison_html
    from bot.report.progress import reporter

    profile = profile_of(site, base_url=base_url, save=False)
    day = day_of(today, profile)
    _check_page(html)
    _check_template(decisions_template)
    if marked is not None:
        from bot.decisions.sheet import check_copy_path

        check_copy_path(marked, inputs)
    decided = decisions_in(decisions, inputs)
    logins = staff_logins(profile, staff, 1)
    fixed = str(day) if today or profile.today else None
    orders = Orders(logins, out, headed=headed, today=fixed, compares=True, decisions=decided)
    loaded = load_records(inputs, profile, day, entering=False, mapping=mapping)
    records, wrong, nameless = chosen(loaded, only or [])
    tell_unused(decided, loaded)
    orders = with_a_sign_in(orders, profile) if records else orders
    telling = reporter(len(records) + len(wrong), as_json=as_json, purpose="compare")
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        telling.done(result)

    for result in wrong:
        tell(result)
    with open_ledger(ledger) as book:
        try:
            by_itself(book, profile, orders, records, [], telling, tell, day)
        finally:
            telling.end(results)
    found = [result.comparison for result in results if result.comparison is not None]
    if html is not None:
        others = [(result.user_id, result.error.message) for result in results if result.error is not None]
        _write(html, comparison_html(profile.name, found, others))
    if decisions_template is not None:
        from bot.decisions.file import decisions_text

        as_csv = decisions_template.suffix.lower() == ".csv"
        _write(decisions_template, decisions_text(found, decided, as_csv=as_csv))
    if marked is not None:
        from bot.decisions.sheet import copy_with_differences

        count = copy_with_differences(inputs[0], marked, found, decided)
        complain(f"{marked}: a copy with {count} differences to decide, for you alone")
    raise typer.Exit(exit_code(results, len(records) + len(wrong)) or int(bool(nameless) or _is_open(found)))


def _is_open(found: Sequence[Comparison]) -> bool:
    """Whether something is undecided or unread. A change is listed even where a run would stop at it."""
    return any(item.does in ("undecided", "unread") for each in found for item in each.items)


def _check_page(path: Path | None) -> None:
    """Raises ConfigError, before anything is looked at, where the page could not be written: over our own only."""
    from bot.sheets.files import refuse_existing

    if path is None:
        return
    if path.suffix.lower() not in (".html", ".htm"):
        raise ConfigError(f"--html: {path} must end in .html")
    if not path.exists():
        refuse_existing(path)
    elif not _is_ours(path):
        raise ConfigError(f"--html: {path} is there already and holds something else: name another")


def _is_ours(path: Path) -> bool:
    from bot.inputs import TooMuch, open_regular
    from bot.report.comparison import MARKER

    try:
        with open_regular(path, sys.maxsize) as file:
            return bool(file.read(len(MARKER)) == MARKER.encode())
    except (OSError, TooMuch):
        return False


def _check_template(path: Path | None) -> None:
    from bot.sheets.files import refuse_existing

    if path is None:
        return
    if path.suffix.lower() not in (".yaml", ".yml", ".csv"):
        raise ConfigError(f"--decisions-template: {path} must end in .yaml or .csv")
    refuse_existing(path)


def _write(path: Path, text: str) -> None:
    from bot.sheets.files import write_private

    write_private(path, text.encode(), replace=path.suffix.lower() in (".html", ".htm"))
    complain(f"{path}: written, for you alone")
