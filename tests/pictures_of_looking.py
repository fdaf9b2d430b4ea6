"""Makes the pictures of docs/how-it-finds-things.md: `python -m tests.pictures_of_looking`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import keyring
from keyring.backends import fail
from playwright.sync_api import sync_playwright

from bot.agent.drawn import drawn_over
from bot.browser import WITHOUT_PICTURES, launch
from tests.kit import DAY, QUICK, ROOT, Office
from tests.mock_site.client import MockSite
from tests.mock_site.dialects import documented_dialect, random_dialect
from tests.site.screens_kit import every_screen

FOLDER = ROOT / "docs" / "pictures"
PICTURES = {"seen-documented": (documented_dialect(), "plan.plan"), "seen-otherwise": (random_dialect(3), "plan.goals")}


def main() -> None:
    """Draws what is seen over one screen of the mock, in two dialects."""
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    mock_site = MockSite.start(clock=str(DAY), **QUICK)
    with mock_site as mock, sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        browser = launch(playwright, arguments=WITHOUT_PICTURES)
        for name, (dialect, wanted) in PICTURES.items():
            mock.reset()
            with every_screen(Office(mock, browser, Path(place)), dialect) as stops:
                agent = next(agent for key, agent in stops if key == wanted)
                agent.page.set_viewport_size({"width": 1180, "height": 620})
                seen, picture = agent.seen(), agent.snapshot()
                assert picture is not None
                (FOLDER / f"{name}.png").write_bytes(drawn_over(picture, seen))
        browser.close()


if __name__ == "__main__":
    main()
