"""`show-fields`, `template`, `convert` and `map`: what records are made of, workbooks and folders of CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.app import AnySiteName, Inputs, Mapping, Today, app, day_of, forms_of_site, load_records, profile_of
from bot.errors import ConfigError
from bot.report.progress import complain, say

if TYPE_CHECKING:
    from bot.sheets.columns import SheetSet

_WORKBOOK = ".xlsx"


@app.command("show-fields")
def show_fields(
    screen: Annotated[
        str | None, typer.Option(help="Only this screen, by its key, such as plan.goals.")
    ] = None,
    site: AnySiteName = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole page, as in docs/fields.md.")] = False,
) -> None:
    """Shows the fields that a record for a site can have, with labels, options and limits."""
    from rich.console import Console

    from bot.records.fields import fields_markdown, fields_rows
    from bot.report.small_tables import fields_table

    forms = forms_of_site(profile_of(site) if site else None)
    if markdown:
        print(fields_markdown(forms), end="")
    else:
        Console().print(fields_table(fields_rows(forms, screen)))


@app.command()
def template(
    target: Annotated[Path, typer.Argument(help="A workbook to make (.xlsx), or a folder for CSV files.")],
    site: AnySiteName = None,
    example: Annotated[bool, typer.Option("--example", help="With three made-up participants.")] = False,
    today: Today = None,
) -> None:
    """Makes an empty workbook to write plans into: instructions, headings with notes, lists to choose from.

    With --site it asks what that site asks.
    """
    from bot.sheets.example import example_rows

    ours = _sheets_for(site)
    _write_sheets(target, example_rows(day_of(today, None), ours) if example else {}, ours)
    say(f"{target}: fill it in, then: caljobs-bot check {target}{f' --site {site}' if site else ''}")


@app.command()
def convert(
    inputs: Inputs,
    to: Annotated[Path, typer.Option("--to", help="A workbook (.xlsx), a folder for YAML files, or csv:FOLDER.")],
    site: AnySiteName = None,
    today: Today = None,
    mapping: Mapping = None,
) -> None:
    """Turns workbooks and CSV folders into YAML records, and records into a workbook or CSV files."""
    from bot.records.problems import lines_of
    from bot.sheets.rows import rows_of
    from bot.sheets.writing import write_yaml

    is_sheets = to.suffix.lower() == _WORKBOOK or str(to).startswith("csv:")
    if not is_sheets:
        _refuse_file(to)
    profile = profile_of(site) if site else None
    loaded = load_records(inputs, profile, day_of(today, None), entering=False, mapping=mapping)
    for line in lines_of(loaded.warnings, for_author=True):
        say(f"note: {line}")
    for line in lines_of(loaded.problems, for_author=True):
        say(line)
    if loaded.problems or not loaded.records:
        complain("nothing is written: correct what is wrong first" if loaded.problems else "there is no record")
        raise typer.Exit(1)
    if is_sheets:
        ours = _sheets_for(site)
        _write_sheets(Path(str(to).removeprefix("csv:")), rows_of(loaded.records, ours), ours)
    else:
        write_yaml(to, loaded.records)
    say(f"{to}: {len(loaded.records)} records")


@app.command("map")
def map_workbook(
    workbook: Annotated[Path, typer.Argument(help="An office's own workbook (.xlsx), or a folder of CSV files.")],
    to: Annotated[Path | None, typer.Option("--to", help="The mapping file; default: its name with .yaml.")] = None,
    site: AnySiteName = None,
) -> None:
    """Proposes which sheets and columns of an office's own workbook mean which of ours, for a person to correct."""
    from bot.sheets.files import refuse_existing, write_private
    from bot.sheets.proposal import propose_mapping

    target = to or workbook.with_suffix(".mapping.yaml")
    refuse_existing(target)
    proposal = propose_mapping(workbook, _sheets_for(site))
    write_private(target, proposal.text.encode())
    for line in proposal.told:
        say(line)
    say(f"{target}: look through it and correct it, then: caljobs-bot check {workbook} --mapping {target}")


def _sheets_for(site: str | None) -> SheetSet:
    """The sheets of the site's workbooks."""
    from bot.sheets.columns import sheets_of

    return sheets_of(forms_of_site(profile_of(site) if site else None))


def _write_sheets(target: Path, rows: dict[str, list[list[str | None]]], ours: SheetSet) -> None:
    from bot.sheets.writing import write_folder, write_workbook

    if target.suffix.lower() == _WORKBOOK:
        write_workbook(target, rows, ours)
    else:
        _refuse_file(target)
        write_folder(target, rows, ours)


def _refuse_file(target: Path) -> None:
    """Raises ConfigError for what looks like the name of a file: a folder is to be made."""
    if target.suffix:
        raise ConfigError(f"{target} must end in .xlsx, or be a folder")
