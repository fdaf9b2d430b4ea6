"""`regress`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.app import BaseUrl, SiteName, Today, app, day_of, make_folder, profile_of
from bot.errors import ConfigError
from bot.report.progress import complain


@app.command()
def regress(
    site: SiteName,
    base_url: BaseUrl = None,
    records: Annotated[
        Path | None, typer.Option(help="Reference records of made-up participants; default: those of the mock site.")
    ] = None,
    baseline: Annotated[Path | None, typer.Option(help="The folder of goldens that the site is compared with.")] = None,
    update: Annotated[bool, typer.Option("--update", help="Write what is seen into the baseline.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write the results as JUnit XML, too.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report: one file with everything in it.")] = None,
    out: Annotated[Path, typer.Option(help="The folder for traces, videos and pictures, emptied first.")] = Path(
        "out/regress"
    ),
    slower: Annotated[
        float | None, typer.Option(min=1.5, help="Fail screens that take more than so many times the baseline's time.")
    ] = None,
    tests: Annotated[
        list[Path] | None, typer.Option(help="Tests of your own, a file or folder; can be given again.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this test, as the report names it; can be given again.")
    ] = None,
    today: Today = None,
    pytest_options: Annotated[
        list[str] | None,
        typer.Argument(help="After --: options for pytest and pytest-playwright, such as -- --headed --tracing on."),
    ] = None,
) -> None:
    """Tests a training sandbox: its screens, the whole work on made-up participants, the rules it must enforce."""
    from bot.engine.machine_locks import MachineLocks
    from bot.session.credentials import find_login
    from bot.testing.launch import Run, check_packages, check_profile, run_suite

    check_packages()
    profile = profile_of(site, base_url=base_url)
    check_profile(profile)
    day_of(today, profile)
    if update and baseline is None:
        raise ConfigError("--update writes into the baseline: say which folder that is with --baseline")
    if baseline is None:
        complain("note: without --baseline nothing is compared with an earlier run; --baseline DIR --update makes one")
    make_folder(out)
    chosen = Run(
        site=site,
        base_url=base_url,
        records=records,
        baseline=baseline,
        update=update,
        junit=junit,
        html=html,
        out=out,
        today=today,
        slower=slower,
        tests=tuple(tests or ()),
        only=tuple(only or ()),
        pytest_options=tuple(pytest_options or ()),
    )
    login = find_login(profile)
    with MachineLocks(profile).sign_in(login.username if login else ""):
        code = run_suite(chosen)
    raise typer.Exit(code)
