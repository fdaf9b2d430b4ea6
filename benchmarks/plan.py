"""How long a whole plan takes: the bot, the bare exchange of the same forms, and a plain script, side by side.

    python -m benchmarks.plan [--rounds 5] [--latency 0,150] [--json]

One mock process, one browser, rounds in turn; everyone is signed in before, with a warm HTTP cache, as in the middle of
a run over many participants. After each entry the site must hold exactly what the record says, or there is no figure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.bare import Counts, Exchange, exchange_of
from benchmarks.label_by_label import enter_plan
from bot.browser import launch
from bot.config import load_profile
from bot.records.model import Record
from bot.session import Session, browser_arguments
from tests.kit import DAY, QUICK, STAFF, Office, record
from tests.mock_site.bare import Bare
from tests.mock_site.client import MockSite
from tests.mock_site.exchange import sign_in
from tests.site.compare import unlike

OFF: dict[str, Any] = {**QUICK, "invisible_cover": False}
"""Switched off for everyone: waits that only wait (the delays of resets and of late lists), and the invisible cover
over the wizard's buttons, which no click of a plain script gets through. All other hazards are as in the tests."""
BARE, BARE_ONE_WAY, BOT, LABELS = "bare exchange", "bare, nothing read back", "bot", "label by label"


class WrongData(RuntimeError):
    """The site holds something else than the record says."""


@dataclass(frozen=True)
class Contestant:
    """One way to enter the plan, from a signed-in home page to the printed plan; `enter` does it once."""

    name: str
    enter: Callable[[], None]
    counts: Counts


@contextmanager
def contestants(mock: MockSite, browser: Browser, sample: Record, folder: Path) -> Iterator[list[Contestant]]:
    """All of them for one record, ready to go. The bot and the script have each gone once, to be recorded."""
    with ExitStack() as stack:
        office = Office(mock, browser, folder)
        script_folder = folder / "script"
        script_folder.mkdir()

        def signed_in(har: Path | None = None) -> BrowserContext:
            options: dict[str, Any] = {} if har is None else {"record_har_path": har, "record_har_content": "embed"}
            context = browser.new_context(accept_downloads=True, service_workers="block", locale="en-US", **options)
            stack.callback(context.close)
            context.add_cookies([{"name": name, "value": value, "url": mock.url} for name, value in _cookies(mock)])
            return context

        def bot_in(context: BrowserContext) -> Callable[[], None]:
            session = Session.on(context, office.profile())
            session.signed_in = True
            session.home()
            job = office.job(session)
            return lambda: _expect_done(job.run(sample).error)

        def script_in(context: BrowserContext) -> Callable[[], None]:
            page = context.new_page()
            page.goto(mock.home)
            return lambda: enter_plan(page, mock.home, state, script_folder / "plan.pdf")

        def recorded(make: Callable[[BrowserContext], Callable[[], None]], name: str) -> Exchange:
            har = folder / f"{name}.har"
            context = signed_in(har)
            enter = make(context)
            clear(mock)
            enter()
            context.close()
            return exchange_of(har, mock.home)

        exchange = recorded(bot_in, "bot")
        state = mock.state(sample.user_id)
        by_script = recorded(script_in, "script")
        one_way = exchange.without_reading_back()
        bare = stack.enter_context(Bare(mock.home))
        sign_in(bare, STAFF.username, STAFF.password)
        yield [
            Contestant(BARE, lambda: exchange.replay(bare.http), exchange.counts()),
            Contestant(BARE_ONE_WAY, lambda: one_way.replay(bare.http), one_way.counts()),
            Contestant(BOT, bot_in(signed_in()), exchange.counts()),
            Contestant(LABELS, script_in(signed_in()), by_script.counts()),
        ]


def _cookies(mock: MockSite) -> list[tuple[str, str]]:
    """Of a sign-in of its own: every contestant is a session of the server by itself."""
    with Bare(mock.home) as bare:
        sign_in(bare, STAFF.username, STAFF.password)
        return list(bare.http.cookies.items())


def _expect_done(error: Exception | None) -> None:
    if error is not None:
        raise error


def clear(mock: MockSite, latency_ms: int = 0) -> None:
    """Nothing entered, and the switches as they are for everyone."""
    mock.reset()
    mock.set(**OFF, latency_ms=latency_ms)


def seconds(mock: MockSite, sample: Record, contestant: Contestant, latency_ms: int) -> float:
    """One entry into an empty site, timed. Raises WrongData if the site then holds anything else than the record."""
    clear(mock, latency_ms)
    begin = perf_counter()
    contestant.enter()
    took = perf_counter() - begin
    if wrong := unlike(sample, mock.state(sample.user_id)):
        raise WrongData(f"{contestant.name}: {wrong[0]}")
    return took


def measure(latencies: Sequence[int], rounds: int) -> list[dict[str, Any]]:
    """One line for each latency and contestant: its times in seconds, and how many requests it makes of each kind."""
    with (
        TemporaryDirectory() as place,
        MockSite.start(clock=str(DAY)) as mock,
        sync_playwright() as playwright,
    ):
        folder = Path(place)
        sample = record(folder)
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock.home)))
        try:
            with contestants(mock, browser, sample, folder) as field:
                return [line for latency in latencies for line in _lines(mock, sample, field, latency, rounds)]
        finally:
            browser.close()


def _lines(
    mock: MockSite, sample: Record, field: Sequence[Contestant], latency: int, rounds: int
) -> list[dict[str, Any]]:
    times: dict[str, list[float]] = {contestant.name: [] for contestant in field}
    for number in range(rounds):
        for contestant in field if number % 2 == 0 else reversed(field):
            times[contestant.name].append(seconds(mock, sample, contestant, latency))
            _say(f"{latency} ms, round {number + 1}: {contestant.name} {times[contestant.name][-1]:.2f} s")
    bare = median(times[BARE])
    return [
        {
            "latency_ms": latency,
            "name": contestant.name,
            "seconds": [round(took, 3) for took in times[contestant.name]],
            "median": round(median(times[contestant.name]), 3),
            "min": round(min(times[contestant.name]), 3),
            "ratio": round(median(times[contestant.name]) / bare, 2),
            "requests": contestant.counts,
        }
        for contestant in field
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- the table


@dataclass(frozen=True)
class Target:
    """A ratio of two medians that is to be kept at one latency."""

    latency_ms: int
    of: str
    to: str
    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        bound = f"at most {self.most}" if self.most is not None else f"at least {self.least}"
        return f"at {self.latency_ms} ms: {self.of} {bound} x {self.to}"

    def ratio(self, lines: Sequence[dict[str, Any]]) -> float | None:
        """What was measured; None if this latency was not."""
        found = {line["name"]: line["median"] for line in lines if line["latency_ms"] == self.latency_ms}
        return found[self.of] / found[self.to] if found else None

    def met(self, ratio: float) -> bool:
        return (self.most is None or ratio <= self.most) and (self.least is None or ratio >= self.least)


TARGETS = (
    Target(150, BOT, BARE, most=1.5),
    Target(0, BOT, BARE, most=4),
    Target(0, LABELS, BOT, least=2.5),
)


def table(lines: Sequence[dict[str, Any]]) -> str:
    """The figures and the targets, for people."""
    head = f"{'latency':>7}  {'':<24}{'median':>8}{'min':>8}{'ratio':>7}"
    head += f"{'documents':>11}{'redirects':>11}{'postbacks':>11}{'lists':>7}"
    shown = [head]
    for line in lines:
        asked = line["requests"]
        shown.append(
            f"{line['latency_ms']:>4} ms  {line['name']:<24}{line['median']:>6.2f} s{line['min']:>6.2f} s"
            f"{line['ratio']:>7.2f}{asked.get('document', 0):>11}{asked.get('redirect', 0):>11}"
            f"{asked.get('postback', 0):>11}{asked.get('list', 0):>7}"
        )
    shown.append("")
    for target in TARGETS:
        ratio = target.ratio(lines)
        if ratio is not None:
            shown.append(f"{'met   ' if target.met(ratio) else 'missed'} {target}: {ratio:.2f}")
    return "\n".join(shown)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="entries by each contestant at each latency")
    parser.add_argument("--latency", default="0,150", help="milliseconds by which each answer is late, with commas")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args(arguments)
    lines = measure([int(part) for part in options.latency.split(",")], options.rounds)
    print(json.dumps(lines, indent=1) if options.json else table(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
