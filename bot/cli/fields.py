"""`show-fields`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.app import AnySiteName, app, forms_of_site, profile_of


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
    from bot.report.fields_table import fields_table

    forms = forms_of_site(profile_of(site) if site else None)
    if markdown:
        print(fields_markdown(forms), end="")
    else:
        Console().print(fields_table(fields_rows(forms, screen)))
