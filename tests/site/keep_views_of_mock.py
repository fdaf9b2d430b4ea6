"""Keeps the views of every screen of the mock, in some dialects, for the tests that need no browser.

    python -m tests.site.keep_views_of_mock

writes `tests/data/views/DIALECT/SCREEN.json.gz` anew. It is run when what a view says of a page has changed.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import keyring
from keyring.backends import fail
from playwright.sync_api import sync_playwright

from bot.agent.kept_views import as_json
from bot.browser import WITHOUT_PICTURES, launch
from tests.kit import DAY, QUICK, Office
from tests.mock_site.client import MockSite
from tests.mock_site.dialects import documented_dialect, random_dialect
from tests.site.screens_kit import every_screen

FOLDER = Path(__file__).parent.parent / "data" / "views"
DIALECTS = {"documented": documented_dialect(), "random-2": random_dialect(2), "random-3": random_dialect(3)}


def main() -> None:
    """Keeps them all."""
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    mock_site = MockSite.start(clock=str(DAY), **QUICK)
    with sync_playwright() as playwright, TemporaryDirectory() as place, mock_site as mock:
        browser = launch(playwright, arguments=WITHOUT_PICTURES)
        office = Office(mock, browser, Path(place))
        for name, dialect in DIALECTS.items():
            (FOLDER / name).mkdir(parents=True, exist_ok=True)
            mock.reset()
            with every_screen(office, dialect) as stops:
                for key, agent in stops:
                    text = as_json(agent.seen())
                    file = FOLDER / name / f"{key.replace(' (row)', '+row')}.json.gz"
                    file.write_bytes(gzip.compress(text.encode(), mtime=0))
        browser.close()


if __name__ == "__main__":
    main()
