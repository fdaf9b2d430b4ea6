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
from tests.mock_site.hazards import UnknownHazard
from tests.mock_site.people import Person
from tests.mock_site.records import state_of
from tests.mock_site.seeds import seed
from tests.mock_site.site import Site
from tests.mock_site.switches import UnknownSwitch

Handler = Callable[[Request], Awaitable[Response]]


def routes(site: Site) -> list[Route]:
    """All routes under `/admin/`; answers are JSON and know no latency and no hazards."""

    async def page(request: Request) -> Response:
        switches, clock = site.switches.as_dict(), site.today.isoformat()
        return HTMLResponse(admin_html(site.store.people(), switches, site.store.writes(), clock))

    async def switches(request: Request) -> Response:
        if request.method == "POST":
            site.switches.set(await _json(request))
        return JSONResponse(site.switches.as_dict())

    async def reset(request: Request) -> Response:
        site.reset()
        return JSONResponse({"ok": True})

    async def state(request: Request) -> Response:
        number = request.path_params["user_id"]
        found = state_of(site.store, number) or _staff_state(site, number)
        return JSONResponse(found) if found else JSONResponse({"error": f"nobody is {number}"}, 404)

    async def writes(request: Request) -> Response:
        return JSONResponse(site.store.writes())

    async def arm(request: Request) -> Response:
        given = await _json(request)
        if given.get("hazard") == "none":
            site.armory.clear()
        else:
            site.armory.arm(given.pop("hazard"), given)
        return JSONResponse({"ok": True})

    async def person(request: Request) -> Response:
        return JSONResponse(_add_person(site, await _json(request)))

    async def plant(request: Request) -> Response:
        return JSONResponse(seed(site, await _json(request)))

    async def assist(request: Request) -> Response:
        given = await _json(request)
        touched = [
            session for session in site.sessions.values()
            if session.staff is not None and session.staff.username == given["staff"]
        ]
        for session in touched:
            session.assisted = str(given["user_id"])
        return JSONResponse({"sessions": len(touched)})

    async def expire(request: Request) -> Response:
        for session in site.sessions.values():
            session.end()
            session.expired = True
        return JSONResponse({"sessions": len(site.sessions)})

    async def clock(request: Request) -> Response:
        site.today = datetime.date.fromisoformat((await _json(request))["date"])
        return JSONResponse({"date": site.today.isoformat()})

    return [
        Route("/admin/", page),
        Route("/admin/switches", _careful(switches), methods=["GET", "POST"]),
        Route("/admin/reset", reset, methods=["POST"]),
        Route("/admin/state/{user_id}", state),
        Route("/admin/writes", writes),
        Route("/admin/arm", _careful(arm), methods=["POST"]),
        Route("/admin/person", _careful(person), methods=["POST"]),
        Route("/admin/seed", _careful(plant), methods=["POST"]),
        Route("/admin/assist", _careful(assist), methods=["POST"]),
        Route("/admin/expire", expire, methods=["POST"]),
        Route("/admin/clock", _careful(clock), methods=["POST"]),
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
    made = {
        "username": f"user{user_id}", "name": "Doe, Pat", "state_id": f"CA{user_id}", "city": "Los Angeles",
        "program": "adult", "app_id": f"9{user_id}", "app_date": _weeks_ago(site), "ssn": "900-00-0000",
        "wp_registered": True,
    }
    person = asdict(Person(**(made | given | {"user_id": user_id})))
    site.store.put_person(person)
    return person


def _weeks_ago(site: Site) -> str:
    return (site.today - datetime.timedelta(days=28)).strftime("%m/%d/%Y")


