"""Regression-testing of a training sandbox: a pytest plugin with fixtures, a suite of tests, and a report.

As a plugin it is asked for by name (`-p bot.testing`), and does nothing until `--caljobs-site` says which site is
meant: other people's runs of pytest never notice it. This module imports neither pytest nor anything else of the extra
`testing`, so that `caljobs-bot regress` can say in words what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; all begin with --caljobs- so that they are nobody else's."""
    group = parser.getgroup("caljobs", "CalJOBS sandbox")
    group.addoption("--caljobs-site", metavar="NAME", help="site profile, marked synthetic: what the tests are run on")
    group.addoption("--caljobs-records", metavar="DIR", help="reference records; default: the made-up ones of the mock")
    group.addoption("--caljobs-baseline", metavar="DIR", help="goldens: the survey, printed pages, pictures, timings")
    group.addoption("--caljobs-update", action="store_true", help="write what was seen into the baseline")
    group.addoption("--caljobs-html", metavar="FILE", help="the report, one self-contained file")
    group.addoption("--caljobs-today", metavar="DATE", help="the site's date, where its clock stands elsewhere")
    group.addoption("--caljobs-slower", metavar="FACTOR", type=float, help="fail what takes more than FACTOR x as long")


def pytest_configure(config: pytest.Config) -> None:
    """Brings in the fixtures when a site is named; after all plugins, so that they override pytest-playwright's."""
    if config.getoption("--caljobs-site"):
        from bot.testing.plugin import activate

        activate(config)
