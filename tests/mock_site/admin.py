"""The admin addresses, for tests and for people: what was entered, writes, switches, hazards, seeds."""

from __future__ import annotations

import datetime
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.mock_site.admin_page import admin_html
from tests.mock_site.from_survey import screens_of
from tests.mock_site.hazards import UnknownHazard
from tests.mock_site.people import Person
from tests.mock_site.records import state_of
from tests.mock_site.seeds import seed
from tests.mock_site.site import Site
from tests.mock_site.switches import UnknownSwitch

Handler = Callable[[Request], Awaitable[Response]]


class Admin:
    """The handlers; answers are JSON and know no latency and no hazards."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def page(self, request: Request) -> Response:
        """The page for people."""
        site = self.site
        content = admin_html(
            site.store.people(), site.switches.as_dict(), site.store.writes(), site.today.isoformat()
        )
        return HTMLResponse(content)

    async def switches(self, request: Request) -> Response:
        """See the switches, or turn some."""
        if request.method == "POST":
            self.site.switches.set(await _json(request))
        return JSONResponse(self.site.switches.as_dict())

    async def reset(self, request: Request) -> Response:
        """Back to the start."""
        self.site.reset()
        return JSONResponse({"ok": True})

    async def state(self, request: Request) -> Response:
        """What stands for a person or a staff account."""
        number = request.path_params["user_id"]
        found = state_of(self.site.store, number) or _staff_state(self.site, number)
        return JSONResponse(found) if found else JSONResponse({"error": f"nobody is {number}"}, 404)

    async def writes(self, request: Request) -> Response:
        """The log of writes."""
        return JSONResponse(self.site.store.writes())

    async def arm(self, request: Request) -> Response:
        """Arm a hazard; `none` disarms all."""
        given = await _json(request)
        if given.get("hazard") == "none":
            self.site.armory.clear()
        else:
            self.site.armory.arm(given.pop("hazard"), given)
        return JSONResponse({"ok": True})

    async def person(self, request: Request) -> Response:
        """Add a person."""
        return JSONResponse(_add_person(self.site, await _json(request)))

    async def plant(self, request: Request) -> Response:
        """Plant records."""
        return JSONResponse(seed(self.site, await _json(request)))

    async def assist(self, request: Request) -> Response:
        """H11: the sessions of a staff member assist another person from now on."""
        given = await _json(request)
        touched = [
            session for session in self.site.sessions.values()
            if session.staff is not None and session.staff.username == given["staff"]
        ]
        for session in touched:
            session.assisted = str(given["user_id"])
        return JSONResponse({"sessions": len(touched)})

    async def expire(self, request: Request) -> Response:
        """H8: all sessions are timed out."""
        for session in self.site.sessions.values():
            session.end()
            session.expired = True
        return JSONResponse({"sessions": len(self.site.sessions)})

    async def screens(self, request: Request) -> Response:
        """Serve other screens: the content of a file of screens or of a survey. Nothing: those of the start."""
        given = await _json(request)
        self.site.show(screens_of(given) if given else None)
        return JSONResponse({"ok": True})

    async def faults(self, request: Request) -> Response:
        """How many posts there were since the switch `faults` was turned, and how many met each kind of fault."""
        return JSONResponse(dict(self.site.faults.met))

    async def saving_posts(self, request: Request) -> Response:
        """How many posts that save came in since the start, by their screens."""
        return JSONResponse(dict(self.site.saving_posts))

    async def clock(self, request: Request) -> Response:
        """Set the mock's day."""
        self.site.today = datetime.date.fromisoformat((await _json(request))["date"])
        return JSONResponse({"date": self.site.today.isoformat()})


def routes(site: Site) -> list[Route]:
    """All routes under `/admin/`."""
    admin = Admin(site)
    posts = {
        "arm": admin.arm, "person": admin.person, "seed": admin.plant, "assist": admin.assist,
        "reset": admin.reset, "expire": admin.expire, "clock": admin.clock,
        "screens": admin.screens,
    }
    return [
        Route("/admin/", admin.page),
        Route("/admin/switches", _careful(admin.switches), methods=["GET", "POST"]),
        Route("/admin/state/{user_id}", admin.state),
        Route("/admin/writes", admin.writes),
        Route("/admin/faults", admin.faults),
        Route("/admin/saving_posts", admin.saving_posts),
        *(Route(f"/admin/{name}", _careful(handler), methods=["POST"]) for name, handler in posts.items()),
    ]


def _careful(handler: Handler) -> Handler:
    """A mistake in what a test sent is answered with 400 and what is wrong."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except (UnknownHazard, UnknownSwitch, KeyError, TypeError, ValueError) as mistake:
            return JSONResponse({"error": f"{type(mistake).__name__}: {mistake}"}, 400)

    return answer


async def _json(request: Request) -> dict[str, Any]:
    given = json.loads(await request.body() or b"{}")
    if not isinstance(given, dict):
        raise ValueError("the body is a JSON object")
    return given


def _staff_state(site: Site, username: str) -> dict[str, Any] | None:
    """A staff account: the second factor's code, and the sessions signed in."""
    staff = site.staff(username)
    if staff is None:
        return None
    sessions = list(site.sessions.values())
    codes = [session.code for session in sessions if session.waiting == staff and session.code]
    return {
        "staff": {"username": staff.username, "name": staff.name, "office": staff.office},
        "verification_code": codes[-1] if codes else None,
        "wrong_tries": site.wrong_tries.get(staff.username, 0),
        "sessions": [
            {"id": session.id, "assisted": session.assisted} for session in sessions if session.staff == staff
        ],
    }


def _add_person(site: Site, given: dict[str, Any]) -> dict[str, Any]:
    """A person more; what is not said is made up from the User ID."""
    user_id = str(given["user_id"])
    made: dict[str, Any] = {
        "username": f"user{user_id}", "name": "Doe, Pat", "state_id": f"CA{user_id}", "city": "Los Angeles",
        "program": "adult", "app_id": f"9{user_id}", "app_date": _weeks_ago(site), "ssn": "900-00-0000",
        "wp_registered": True,
    }
    person = asdict(Person(**(made | given | {"user_id": user_id})))
    site.store.put_person(person)
    return person


def _weeks_ago(site: Site) -> str:
    return (site.today - datetime.timedelta(days=28)).strftime("%m/%d/%Y")


