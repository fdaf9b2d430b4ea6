"""How armed hazards strike a request: dropped connections, lost sessions, refusals, outages."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tests.mock_site.hazards import Arm
from tests.mock_site.page import Answer, Redirect
from tests.mock_site.pages.signin import SignIn
from tests.mock_site.site import Session, Visit

TIMEOUT_ADDRESS = (
    "/vosnet/timeout.aspx?lblErrorMessage=You%20have%20exeeded%20the%20timeout%20settings%20for%20VOS"
)
CONNECTION = "mock.connection"
"""Where the request's scope holds the transport of its connection."""


async def drop_connection(request: Request) -> Response:
    """Close the connection without an answer."""
    transport: Any = request.scope[CONNECTION]
    transport.close()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()  # nobody is there to get it


def internal_error() -> Response:
    """The answer of a server that failed over a request."""
    return HTMLResponse(
        "<!DOCTYPE html><html><head><title>500</title></head><body><h1>Server Error</h1></body></html>", status_code=500
    )


def lose_session(session: Session) -> Redirect:
    """The session is over: the time-out page, in their own spelling."""
    session.end()
    session.expired = False
    return Redirect(TIMEOUT_ADDRESS)


def strike_session(visit: Visit, arm: Arm) -> Answer:
    """H8 in its three forms; None stands for a wrong page with status 200."""
    form = arm.options.get("form", "timeout")
    if form == "timeout":
        return lose_session(visit.session)
    visit.session.end()
    return Redirect(visit.address(SignIn.path)) if form == "signin" else None


def access_denied() -> Response:
    """H10: the answer of a service that protects the site."""
    return HTMLResponse(
        "<!DOCTYPE html><html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
        "<p>You don't have permission to access this server.</p><p>Reference #18.2d351ab8.1557.a4e16ab</p>"
        "</body></html>",
        status_code=403,
    )


def another_answer(arm: Arm) -> Response:
    """What stands before the site answers in its place."""
    return HTMLResponse(
        f"<!DOCTYPE html><html><head><title>{arm.options.get('title', '')}</title></head>"
        f"<body>{arm.options.get('body', '')}</body></html>",
        status_code=int(arm.options.get("status", 200)),
        headers=dict(arm.options.get("headers", {})),
    )


def unavailable() -> Response:
    """H9: the site is down."""
    return HTMLResponse(
        "<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body>"
        "<h2>Service Unavailable</h2><p>HTTP Error 503. The service is unavailable.</p></body></html>",
        status_code=503,
    )


def dangerous(message: str) -> Response:
    """H13: stock ASP.NET's page for refused mark-up; `message` is already escaped."""
    return HTMLResponse(
        "<!DOCTYPE html><html><head><title>A potentially dangerous Request.Form value was detected from the "
        "client</title></head><body><h1>Server Error in '/vosnet' Application.</h1><h2><i>A potentially "
        f"dangerous Request.Form value was detected from the client {message}.</i></h2></body></html>",
        status_code=500,
    )


