"""Makes the pictures of the README from a run against the mock site: `python -m tests.pictures`."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from bot.agent import PageAgent
from bot.browser import launch
from bot.config import load_profile
from bot.flows.participant import Job
from bot.flows.results import Result
from bot.flows.run import run_all
from bot.records.load import load
from bot.report.progress import LiveReporter
from bot.session import Session
from tests.kit import DAY, DEMO, QUICK, ROOT, STAFF
from tests.mock_site.client import MockSite

FOLDER = ROOT / "docs" / "pictures"
COMMAND = "$ caljobs-bot run configs/demo --site mock"


class Photographer:
    """Watches a run, and takes a picture of one filled-in tab while it is read back."""

    def __init__(self, console: Console, total: int) -> None:
        self._told = LiveReporter(console, total)
        self.session: Session | None = None
        self._taken = False

    def screen(self, user_id: str, step: str, screen: str) -> None:
        if screen == "Expectation (reading back)" and not self._taken and self.session:
            self._taken = True
            agent = self.session.site.agent
            assert isinstance(agent, PageAgent)
            page = agent.page
            page.set_viewport_size({"width": 1200, "height": 900})
            page.screenshot(path=FOLDER / "assessment.png")

    def done(self, result: Result) -> None:
        self._told.done(result)

    def end(self, results: Sequence[Result]) -> None:
        self._told.end([replace(result, pdf=None) for result in results])


def main() -> None:
    """Enters the demo's participants, and takes the two pictures."""
    FOLDER.mkdir(exist_ok=True)
    console = Console(record=True, file=io.StringIO(), width=92)
    console.print(COMMAND, highlight=False)
    with MockSite.start(clock=str(DAY), **QUICK) as mock, sync_playwright() as playwright:
        browser = launch(playwright)
        profile = load_profile("mock", base_url=mock.home)
        records = load([DEMO], today=DAY).records
        watch = Photographer(console, len(records))
        with Session.within(browser, profile) as session, tempfile.TemporaryDirectory() as out:
            watch.session = session
            job = Job(session=session, login=STAFF, folder=Path(out), watch=watch, save=True, today=DAY)
            watch.end(run_all(job, records, watch.done))
        picture_of(browser, console.export_svg(title="caljobs-bot"), FOLDER / "run.png")
        browser.close()


def picture_of(browser: Browser, svg: str, path: Path) -> None:
    """Paints an SVG with the browser, without waiting for the web fonts it names."""
    page = browser.new_page(device_scale_factor=1.5)
    page.set_content(f"<body style='margin:0'>{svg.replace('@font-face', '@nothing')}</body>", wait_until="commit")
    page.locator("svg").screenshot(path=path)


if __name__ == "__main__":
    main()
