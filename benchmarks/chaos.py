"""Whole plans into random bad worlds: every switch of the mock turned at random, and one hazard in the middle.

    python -m benchmarks.chaos [--worlds 30] [--first 0]

After each, the site must hold exactly what the record says, once; a run stopped by trouble is run again, as a person
would; and the run after that must find nothing to do and write nothing. A world is known by its number: the same number
is the same world. The exit code is 1 when any world went wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bot.browser import launch
from bot.config import load_profile
from bot.flows.results import Result
from bot.session import browser_arguments
from tests.kit import DAY, ROOT, Office, record
from tests.mock_site.client import MockSite
from tests.site.compare import unlike

SOURCES = ("36213", "40200", "40300", ROOT / "tests" / "records" / "every_field.yaml")
SCREENS = (
    "activity.general", "activity.closure", "assessment.general", "assessment.education", "assessment.employment",
    "assessment.referrals", "plan.plan", "plan.goals", "plan.objectives", "plan.services",
)  # fmt: skip
CHOSEN: dict[str, tuple[Any, ...]] = {
    "flavour": ("classic", "static", "wizard"),
    "css_stars": ("mixed", "css", "text"),
    "date_style": ("mixed", "plain", "image", "rad", "window"),
    "wp_modal": ("sometimes", "always", "off"),
    "leave_confirm": ("dialog", "native", "none"),
    "postback_style": ("async", "async", "full"),
    "reset_delay_ms": (0, 100, 300),
    "fade_ms": (0, 0, 200),
    "late_lists_ms": (0, 100, 400),
    "latency_ms": (0, 0, 20),
}
TOSSED = (
    "cloned_buttons", "decoy_button", "duplicate_ids", "missing_labels", "two_strips", "hamburger", "staff_notice",
    "dashboard_popup", "home_is_dashboard", "wizard_async", "tab_click_saves", "finish_confirm", "client_validation",
    "blur_postback", "wait_layer", "invisible_cover", "disabled_next", "late_lists", "stacked_dialogs",
    "native_confirm", "poll",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """One random world: the mock's switches, the record, how the bot prints, and the hazard that strikes, if any."""

    number: int
    switches: dict[str, Any]
    source: str | Path
    pdf: str
    hazard: tuple[str, dict[str, Any]] | None

    @classmethod
    def of(cls, number: int) -> World:
        """The world of a number."""
        dice = Random(number)
        switches = {name: dice.choice(values) for name, values in CHOSEN.items()}
        switches |= {name: dice.random() < 0.6 for name in TOSSED}
        switches["wizard_saves"] = dice.choice(("next", "finish"))
        hazard = _hazard(dice) if dice.random() < 0.7 else None
        return cls(number, switches, dice.choice(SOURCES), dice.choice(("download", "page")), hazard)

    def __str__(self) -> str:
        name, when = self.hazard or ("no hazard", {})
        source = self.source if isinstance(self.source, str) else self.source.stem
        return f"world {self.number}: {source}, {name} {when or ''}".rstrip()


def _hazard(dice: Random) -> tuple[str, dict[str, Any]]:
    when: dict[str, Any] = {"screen": dice.choice(SCREENS), "nth": dice.choice((1, 1, 2))}
    match dice.choice(("lost_answer", "session_loss", "slow", "down")):
        case "lost_answer":
            return "lost_answer", {**when, "resend": dice.choice(("drop", "dedupe", "answer_error"))}
        case "session_loss":
            when |= {"form": dice.choice(("timeout", "signin", "wrong_page"))}
            return "session_loss", {**when, "when": dice.choice(("before_write", "after_write"))}
        case "slow":
            return "slow", {"screen": when["screen"], "seconds": 1}
        case _:
            how = dice.choice(("503", "close"))
            return "down", {"screen": when["screen"], "requests": dice.choice((1, 2)), "how": how}


def live_through(world: World, office: Office) -> list[str]:
    """What went wrong in one world, in words; nothing when all is as it must be."""
    mock = office.mock
    mock.reset()
    mock.set(**world.switches)
    sample = record(office.folder, world.source)
    saves = world.switches["wizard_saves"]
    profile = {"wizard_saves": {"activity": "finish", "assessment": saves, "plan": saves}, "pdf": world.pdf}
    if world.hazard is not None:
        mock.arm(world.hazard[0], **world.hazard[1])
    with office.session(**profile) as session:
        job = office.job(session)
        first = job.run(sample)
        mock.disarm()
        wrong = [] if first.error is None else _told("run again", job.run(sample))
        wrong += unlike(sample, mock.state(sample.user_id))
        before = office.written(sample.user_id)
        last = job.run(sample)
        if last.state != "unchanged":
            wrong += _told("the run after", last) or [f"the run after it is {last.state}"]
        if office.written(sample.user_id) != before and not world.switches["tab_click_saves"]:
            wrong.append("the run after it wrote something")
    return wrong


def _told(when: str, result: Result) -> list[str]:
    return [] if result.error is None else [f"{when}: {result.error.step}, {result.error}"]


def live_through_all(numbers: Sequence[int], browser: Browser, mock: MockSite) -> int:
    """Tells of each world as it is over; gives the number of those that went wrong."""
    failures = 0
    with TemporaryDirectory() as folder:
        office = Office(mock, browser, Path(folder))
        for number in numbers:
            world = World.of(number)
            wrong = live_through(world, office)
            failures += bool(wrong)
            print(f"{'WRONG' if wrong else 'right'}  {world}", *wrong, sep="\n       ", flush=True)
    return failures


def main(arguments: Sequence[str] | None = None) -> int:
    """Lives through as many worlds as asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--worlds", type=int, default=30, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    options = parser.parse_args(arguments)
    with MockSite.start(clock=str(DAY)) as mock, sync_playwright() as playwright:
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock.home)))
        failures = live_through_all(range(options.first, options.first + options.worlds), browser, mock)
        browser.close()
    print(f"{options.worlds - failures} of {options.worlds} worlds came out right")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
