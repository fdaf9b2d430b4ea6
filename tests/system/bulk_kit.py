"""What the tests of unattended work share: several participants, ledgers that hold them, workers real and made up."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.config import Profile, load_profile
from bot.engine.entries import entry_of
from bot.engine.hand import Settings
from bot.engine.local import Bounds, Local
from bot.ledger import Ledger
from bot.records.model import Record
from bot.session.credentials import Login
from tests.kit import DAY, brief, changed, plain
from tests.mock_site.client import MockSite
from tests.mock_site.people import Person, make_people
from tests.site.standing import standing
from tests.system.cli_kit import record_file

ADULTS: list[Person] = [person for person in make_people(DAY) if person.program == "adult"]
LOGINS = [Login(f"Staff{number}", f"Mock-pass-{number}!") for number in range(11, 43)]
PASSWORDS: dict[str, str | None] = {
    "CALJOBS_USERNAME": None,
    "CALJOBS_PASSWORD": None,
    **{f"CALJOBS_PASSWORD_{login.username.upper()}": login.password for login in LOGINS[:4]},
}
"""The environment of a run with several sign-ins."""


def who(person: Person) -> dict[str, str]:
    """The head of a participant's record."""
    return {"user_id": person.user_id, "name": person.name, "program": "adult", "app_id": person.app_id}


def briefs(folder: Path, count: int, **changes: Any) -> list[Record]:
    """Short records of as many participants: activity 205 and a plan."""
    return [brief(folder, {"participant": who(person), **changes}) for person in ADULTS[:count]]


def only_plans(mock: MockSite, folder: Path, count: int) -> list[Record]:
    """Short records whose activities stand already: for runs of the steps ONLY_PLAN."""
    records = briefs(folder, count)
    for each in records:
        mock.seed(each.user_id, activities=standing(each)["activities"])
    return records


def only_activity(folder: Path, count: int) -> list[Record]:
    """The smallest records of as many participants."""
    return briefs(folder, count, plan=None, print=None)


def brief_files(folder: Path, count: int, **changes: Any) -> Path:
    """A folder of short records, a file a participant."""
    activity = plain()["activities"][1]
    only = {"assessment": None, "activities": [activity], "plan.services": [activity["code"]], **changes}
    for person in ADULTS[:count]:
        record_file(folder / f"{person.user_id}.yaml", changed(plain(), {"participant": who(person), **only}))
    return folder


def mock_profile(mock: MockSite, **changes: Any) -> Profile:
    """The mock's profile without printing, and with short limits."""
    own = load_profile("mock", base_url=mock.home).model_dump()
    limits = {"answer_seconds": 15, "late_list_seconds": 5, "outcome_seconds": 5, "tries": 3}
    return Profile.model_validate({**own, "limits": limits, "steps": {"print": False}, **changes})


class Events:
    """What the workers of an engine told, and acts at chosen moments."""

    def __init__(self) -> None:
        self.all: list[tuple[int, dict[str, Any]]] = []
        self._acts: list[tuple[Callable[[int, dict[str, Any]], bool], Callable[[int], object]]] = []

    def once(self, fits: Callable[[int, dict[str, Any]], bool], act: Callable[[int], object]) -> None:
        """Acts, once, at the first event that fits; `act` is given the worker's number."""
        self._acts.append((fits, act))

    def __call__(self, number: int, event: dict[str, Any]) -> None:
        self.all.append((number, event))
        for each in list(self._acts):
            if each[0](number, event):
                self._acts.remove(each)
                each[1](number)

    def named(self, name: str) -> list[dict[str, Any]]:
        return [event for _, event in self.all if event["event"] == name]

    def results(self) -> list[tuple[str, str, str | None]]:
        """User ID, state and kind of error of each result."""
        told = [event["result"] for event in self.named("result")]
        return [(each["user_id"], each["state"], each["error"] and each["error"]["kind"]) for each in told]


def engine(
    ledger: Ledger, profile: Profile, folder: Path, events: Events, workers: int = 2, **bounds: Any
) -> Local:
    """A local engine with real workers."""
    settings = Settings(ledger.place, profile.model_dump(mode="json"), profile.site, str(folder), str(DAY))
    return Local(ledger, settings, LOGINS[:workers], events, lambda: False, Bounds(**bounds))


def load_all(ledger: Ledger, profile: Profile, records: Sequence[Record]) -> None:
    assert set(ledger.loading.load(profile.site, [entry_of(each) for each in records])) == {"new"}


def made_up(script: str) -> tuple[str, ...]:
    """A worker's program that only speaks: `say(event=...)` tells, `hear()` gives the next order."""
    head = (
        "import json, sys, time\n"
        "def say(**event): print(json.dumps(event), flush=True)\n"
        "def hear(): return sys.stdin.readline().strip()\n"
        "settings = json.loads(hear())\n"
    )
    return (sys.executable, "-c", head + script)


CLAIMS = """
from bot.ledger import Ledger, Outcome
with Ledger.open(settings["ledger"]) as ledger:
    say(event="free", why="on")
    site = settings["site"]
    while hear() == "go":
        claim = ledger.claims.take(site, str(sys.argv), among=settings["among"])
        if claim is None:
            say(event="free", why="empty")
            continue
        ledger.claims.finish(claim, Outcome("done"))
        steps = dict.fromkeys(("activities", "assessment", "plan", "print"), "entered")
        told = {"user_id": claim.user_id, "state": "done", "steps": steps, "plan_id": "1", "pdf": None, "error": None}
        say(event="result", pages=9, result=told | {"seconds": 1.0})
        say(event="free", why="on")
say(event="ended", why="empty", message=None)
"""
"""A worker that enters nothing and says that all is done."""


DIES_UNHEARD = CLAIMS.replace(
    "        told = {",
    """        say(event="begun", user_id=claim.user_id)
        sys.exit(1)
        told = {""",
)
"""One that dies once the ledger knows, and has told nobody."""


def twice(mock: MockSite) -> list[Any]:
    """Writes that were made more than once, and participants at whom two sign-ins wrote the same."""
    lines = mock.writes()
    same = Counter((line["user_id"], line["screen"], line["action"], line.get("row")) for line in lines)
    return [place for place, count in same.items() if count > 1]


def told(text: str) -> list[dict[str, Any]]:
    """The JSON objects of a text, a line each."""
    return [json.loads(line) for line in text.splitlines()]
