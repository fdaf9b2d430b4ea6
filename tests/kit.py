"""What the end-to-end tests share: records from changed demo files, and runs of the whole bot against the mock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from playwright.sync_api import Browser
from tenacity import wait_none

from bot.config import MOVED, Limits, Profile, load_profile
from bot.flows.participant import Job
from bot.flows.results import Result
from bot.records.dump import dump_record, read_back
from bot.records.load import load
from bot.records.model import Record
from bot.session import Session
from bot.session.credentials import Login
from tests.guide import FORMS, forms_with
from tests.mock_site.client import MockSite

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "configs" / "demo"
DAY = date(2019, 6, 5)
STAFF = Login("Staff11", "Mock-pass-11!")
QUICK: dict[str, Any] = {"reset_delay_ms": 0, "late_lists_ms": 0}
"""Switches for tests that are about something else: the hazards stay on, their delays go."""


def in_own_thread(call: Callable[[], T]) -> T:
    """Calls something in a thread of its own, where no event loop runs.

    The browser that tests share keeps Playwright's loop running in the main thread: there asyncio.run() and a second
    sync_playwright() refuse to start.
    """
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(call).result()


def plain(source: Path | str = "36213") -> dict[str, Any]:
    """The content of a record's file (a demo participant's by User ID), every scalar as text."""
    path = DEMO / f"{source}.yaml" if isinstance(source, str) else source
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


def changed(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The content with values set by dotted paths (`plan.goals.0.status`); None takes a key out."""
    for path, value in changes.items():
        *outer, last = path.split(".")
        place: Any = content
        for key in outer:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        if isinstance(place, list):
            place[int(last)] = value
        elif value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return content


def record(folder: Path, source: Path | str = "36213", changes: dict[str, Any] | None = None, **options: Any) -> Record:
    """A record made of a file with changes; the test fails if the loader finds anything wrong with it."""
    file = folder / "record.yaml"
    text = yaml.safe_dump(changed(plain(source), changes or {}), allow_unicode=True, default_style='"')
    file.write_text(text, encoding="utf-8")
    loaded = load([file], today=DAY, **options)
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    return loaded.records[0]


def brief(folder: Path, changes: dict[str, Any] | None = None, **options: Any) -> Record:
    """A small record: activity 205 and a plan, no assessment; quick to enter."""
    only = {"assessment": None, "activities": [plain()["activities"][1]], "plan.services": ["205"]}
    return record(folder, "36213", {**only, **(changes or {})}, **options)


def for_site(record: Record, profile: Profile) -> Record:
    """A record as it is read for the site of a profile."""
    own = record.participant.site_forms or FORMS
    return record if own is profile.forms else read_back(dump_record(record), record.source, profile.forms)


class Watched:
    """Notes what a run said it was doing."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def screen(self, user_id: str, step: str, screen: str) -> None:
        self.said.append((step, screen))


class Office:
    """A mock site and a browser, and runs of the bot between them. Signed in once for each profile."""

    def __init__(self, mock: MockSite, browser: Browser, folder: Path) -> None:
        self.mock = mock
        self.folder = folder
        self.watched = Watched()
        self._browser = browser

    def profile(self, **changes: Any) -> Profile:
        """The mock's profile, with short limits."""
        own = load_profile("mock", base_url=self.mock.home)
        limits = Limits(answer_seconds=15, late_list_seconds=5)
        if words := {key: changes.pop(key) for key in MOVED if key in changes}:
            changes["forms"] = forms_with(**words)
        return Profile.model_validate({**own.model_dump(), "limits": limits, **changes})

    @contextmanager
    def session(self, **changes: Any) -> Iterator[Session]:
        """A session that nobody has signed in yet."""
        with Session.within(self._browser, self.profile(**changes)) as session:
            yield session

    def job(self, session: Session, **options: Any) -> Job:
        """A job for a session, saving as its profile says."""
        settings: dict[str, Any] = {"login": STAFF, "save": session.profile.save, "today": DAY, "wait": wait_none()}
        return Job(session=session, folder=self.folder, watch=self.watched, **{**settings, **options})

    def run(self, *records: Record, **changes: Any) -> list[Result]:
        """Runs records one after the other in one session, read by its site's forms; `changes` are the profile's."""
        with self.session(**changes) as session:
            records = tuple(for_site(each, session.profile) for each in records)
            job = self.job(session)
            return [job.run(each) for each in records]

    def enter(self, each: Record, **changes: Any) -> Result:
        """Runs one record and expects it done."""
        (result,) = self.run(each, **changes)
        assert result.error is None, f"{result.error!r} at {result.error.step}"
        return result

    def written(self, user_id: str = "36213") -> list[str]:
        """What was written for a person since the last reset: `screen action`, in order."""
        return [f"{line['screen']} {line['action']}" for line in self.mock.writes() if line["user_id"] == user_id]
