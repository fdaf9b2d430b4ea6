"""The routes of the mock and the life of one request: hazards, session, page, post, answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import re
import time
from html import escape
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.mock_site import admin, faults, layout
from tests.mock_site.addresses import BadToken
from tests.mock_site.page import Answer, Page, Redirect
from tests.mock_site.pages import (
    activity,
    assessment,
    plan,
    plan_tab,
    print,
    profile,
    programs,
    search,
    signin,
    windows,
)
from tests.mock_site.site import Gone, Repeat, Session, Site, Visit
from tests.mock_site.webforms import BadPost, DangerousValue, Event, Out, delta, parse_form

SESSION_COOKIE = "ASP.NET_SessionId"
PERSON_COOKIE = "assisted_userid"
LONG_POLL_S = 20
SAVING_EVENTS = frozenset({"next", "finish", "row-save", "row-delete", "delete"})

PAGES: dict[str, type[Page]] = {
    page.path.lower(): page
    for page in (
        signin.Home, signin.SignIn, signin.SecondFactor, signin.StaffNotice, signin.Dashboard, signin.SignOut,
        signin.Timeout, signin.SystemError, signin.ReleaseUser, search.Assist, search.IndividualList,
        search.OpenIndividual, profile.StaffProfiles, profile.ReportProfile, profile.CaseSummary,
        profile.Assessments, programs.Programs, plan_tab.PlanTab, activity.ActivityWizard,
        assessment.AssessmentWizard, plan.PlanWizard, print.DisplayPrint, print.PrintPlan,
        print.PrintAssessment, windows.ActivityCodes, windows.Providers, windows.Calendar, windows.Offices,
    )
}


class Server:
    """Answers everything under `/vosnet/`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def answer(self, request: Request) -> Response:
        """One request."""
        site = self.site
        path: str = request.path_params["path"]
        if path in ("api/poll.ashx", "signalr/connect"):
            return await self._poll(path, request)
        if site.armory.take("access_denied"):
            return faults.access_denied()
        own = site.armory.take("answer", method=request.method, path=path.lower())
        if own is not None:
            return faults.another_answer(own)
        down = site.armory.take("down")
        if down is not None:
            return await (faults.drop_connection(request) if down.options.get("how") == "close" else _done(
                faults.unavailable()
            ))
        try:
            await request.body()  # what came whole is carried out, whether or not anybody waits for the answer
        except ClientDisconnect:
            return Response()
        if site.switches["latency_ms"]:
            await asyncio.sleep(site.switches["latency_ms"] / 1000)
        session = site.session(request.cookies.get(SESSION_COOKIE, ""))
        fault = site.faults.next(site.switches["faults"]) if request.method == "POST" else None
        if fault == "http500" or (request.method == "GET" and await self._fails("data", request)):
            return faults.internal_error()
        if fault == "session":
            session.end()
            session.expired = True
        response = await self._page(request, path, session)
        if fault == "drop":
            return await faults.drop_connection(request)
        return self._with_cookies(request, session, response)

    async def _fails(self, part: str, request: Request, screen: str = "") -> bool:
        """Whether a hazard strikes this request: True to answer it with 500, and one that closes does so here."""
        if part == "data" and "json" not in request.headers.get("accept", ""):
            return False
        arm = self.site.armory.take("failing", screen, part=part)
        if arm is not None and arm.options.get("how") == "close":
            await faults.drop_connection(request)
        return arm is not None

    async def static(self, request: Request) -> Response:
        """One file; scripts may fail."""
        if request.path_params["name"].endswith(".js") and await self._fails("script", request):
            return faults.internal_error()
        return await _static(request)

    async def _poll(self, path: str, request: Request) -> Response:
        if self.site.armory.peek("access_denied"):
            return faults.access_denied()
        if path == "signalr/connect":
            await self._hold(request)
        session = self.site.sessions.get(request.cookies.get(SESSION_COOKIE, ""))
        response: Response = JSONResponse({"messages": 0})
        return self._with_cookies(request, session, response) if session else response

    async def _hold(self, request: Request) -> None:
        """Keep a long poll waiting until its time is over, the browser left, or the server stops."""
        ends = [asyncio.ensure_future(request.receive()), asyncio.ensure_future(self.site.stopping.wait())]
        # The first message is the request's empty body.
        await asyncio.wait(ends[:1])
        ends[0] = asyncio.ensure_future(request.receive())
        await asyncio.wait(ends, timeout=LONG_POLL_S, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()

    def _with_cookies(self, request: Request, session: Session, response: Response) -> Response:
        response.headers["Cache-Control"] = "private, no-store"
        if request.cookies.get(SESSION_COOKIE) != session.id:
            response.set_cookie(SESSION_COOKIE, session.id, httponly=True, path="/")
        # As a second tab's own script would: the browser learns whom the session assists now.
        if session.assisted and request.cookies.get(PERSON_COOKIE, session.assisted) != session.assisted:
            response.set_cookie(PERSON_COOKIE, session.assisted, path="/")
        return response

    async def _page(self, request: Request, path: str, session: Session) -> Response:
        visit = Visit(
            self.site, session, path, {}, is_async=request.headers.get("x-microsoftajax") == "Delta=true"
        )
        page_type = PAGES.get(path.lower(), signin.SystemError)
        visit.path = page_type.path
        refused = self._admit(visit, page_type, request.query_params.get("enc", ""))
        if isinstance(refused, Redirect):
            return self._redirect(visit, refused)
        if refused is not None:
            # As the real site: a token that does not hold leads to another page, with status 200.
            visit = Visit(self.site, session, refused.path, {})
            return await self._get(refused(visit, {}))
        session.seen = time.monotonic()
        try:
            if request.method == "POST":
                return await self._post(request, visit, page_type)
            return await self._get(page_type(visit, {}))
        except (BadPost, Gone):
            return await self._system_error(visit)
        except DangerousValue as refusal:
            if visit.is_async:
                text = f"A potentially dangerous Request.Form value was detected from the client {refusal}."
                return _delta_response([("error", "500", text)])
            return faults.dangerous(escape(str(refusal)))

    def _admit(self, visit: Visit, page: type[Page], token: str) -> Redirect | type[Page] | None:
        """None when the page may be shown; else where to go, or what page is shown instead."""
        session = visit.session
        idle = time.monotonic() - session.seen > self.site.switches["session_timeout_minutes"] * 60
        if page.access != "public" and (session.expired or (session.staff is not None and idle)):
            return faults.lose_session(session)
        if page.access != "public" and session.staff is None:
            return Redirect(visit.address(signin.SignIn.path))
        try:
            visit.token = token
            visit.args = self.site.sealer.open(token, page.path, session.id) if token else {}
        except BadToken:
            token = ""
        if page.token and not token:
            return signin.Home if session.staff is None else signin.Dashboard
        if page.access == "person" and not session.assisted:
            return Redirect(visit.address(search.Assist.path))
        return None

    async def _get(self, page: Page) -> Response:
        page.fresh = True
        answer = page.open()
        await self._slow(page)
        if page.delay_ms:
            await asyncio.sleep(page.delay_ms / 1000)
        return self._answer(page, answer, self.site.tickets.new_page())

    async def _post(self, request: Request, visit: Visit, page_type: type[Page]) -> Response:
        site = self.site
        body = await request.body()
        form = parse_form(body)
        mark = hashlib.blake2b(body).digest()
        repeat = site.repeats.get(mark)
        if repeat is not None and repeat.resend == "answer_error":
            return PlainTextResponse("Internal Server Error", 500)
        if repeat is not None and repeat.resend == "dedupe":
            answer: Response = repeat.answer
            return answer
        ticket = site.tickets.find(form, visit.path, visit.session.id, stale=repeat is not None)
        ticket.check(form, site.switches["request_validation"])
        page = page_type(visit, json.loads(ticket.state))
        screen = page.screen
        event = ticket.event(form)
        saves = event[0] in SAVING_EVENTS
        site.saving_posts[screen] += saves
        await self._slow(page)
        if await self._fails("partial" if visit.is_async else "post", request, screen):
            return faults.internal_error()
        lost = self._session_loss(page, screen, event, "before_write")
        if lost is not None:
            return lost
        page.load(form)
        result = self._approve(visit) if event[0] == "approve" else page.handle(event, form)
        if page.moved_on or visit.wrote or not visit.is_async:
            site.tickets.move_on(ticket.page)
        lost = self._session_loss(page, screen, event, "after_write") if visit.wrote else None
        if lost is not None:
            return lost
        response = self._answer(page, result, ticket.page)
        armed = site.armory.peek("lost_answer", screen)
        strikes = visit.wrote or (saves and armed is not None and armed.options.get("always"))
        dropped = site.armory.take("lost_answer", screen) if strikes else None
        if dropped is not None:
            site.repeats[mark] = Repeat(dropped.options.get("resend", "drop"), response)
            return await faults.drop_connection(request)
        if page.delay_ms:
            await asyncio.sleep(page.delay_ms / 1000)
        return response

    def _session_loss(self, page: Page, screen: str, event: Event, when: str) -> Response | None:
        """H8: strikes a post that saves, before or after its write, or one that only redraws."""
        on = "save" if event[0] in SAVING_EVENTS else "redraw"
        arm = self.site.armory.take("session_loss", screen, when=when, on=on)
        if arm is None:
            return None
        answer = faults.strike_session(page.visit, arm)
        if isinstance(answer, Redirect):
            return self._redirect(page.visit, answer)
        visit = Visit(self.site, page.visit.session, signin.Home.path, {})
        return self._answer(signin.Home(visit, {}), None, self.site.tickets.new_page())

    async def _slow(self, page: Page) -> None:
        slow = self.site.armory.take("slow", page.screen)
        if slow is not None:
            await asyncio.sleep(float(slow.options.get("seconds", 4)))

    def _approve(self, visit: Visit) -> Answer:
        visit.write("supervisor_approval", "create", 0)
        return None

    def _answer(self, page: Page, answer: Answer, number: int) -> Response:
        if isinstance(answer, Redirect):
            return self._redirect(page.visit, answer)
        if answer is not None:
            return answer
        visit = page.visit
        out = page.new_out()
        body = page.body(out)
        self._unknown_dialog(page, out)
        token = self.site.tickets.issue(visit.path, visit.session.id, number, page.state, out)
        if visit.is_async:
            return _text(layout.delta_page(page, out, token))
        text = layout.full_page(page, out, body, token)
        for where, find, put in self.site.switches["rewrite"]:
            text = re.sub(find, put, text) if where.lower() in visit.path.lower() else text
        return HTMLResponse(text)

    def _unknown_dialog(self, page: Page, out: Out) -> None:
        if self.site.armory.peek("unknown_dialog", page.screen) is None:
            return
        # The dialog outlives redraws, so its button must be good after them too.
        approve = out.target("ctl00$Main_content$btnApprove", "approve")
        if page.fresh and self.site.armory.take("unknown_dialog", page.screen):
            out.dialogs.append({
                "title": "Supervisor approval",
                "text": "This record needs the approval of a supervisor.",
                "buttons": [
                    {"id": "btn-dialog-save", "text": "Approve", "post": approve},
                    {"id": "btn-dialog-cancel", "text": "Not now"},
                ],
            })

    def _redirect(self, visit: Visit, redirect: Redirect) -> Response:
        if visit.is_async:
            return _delta_response([("pageRedirect", "", redirect.address)])
        return RedirectResponse(redirect.address, status_code=302)

    async def _system_error(self, visit: Visit) -> Response:
        if visit.is_async:
            return _delta_response([("pageRedirect", "", "/vosnet/Error.aspx")])
        other = Visit(self.site, visit.session, signin.SystemError.path, {})
        return await self._get(signin.SystemError(other, {}))


async def _done(response: Response) -> Response:
    return response


def _delta_response(entries: list[tuple[str, str, str]]) -> Response:
    return _text(delta(entries))


def _text(content: str) -> Response:
    return Response(content, media_type="text/plain")


def make_app(site: Site) -> ASGIApp:
    """The application that serves a site."""
    server = Server(site)
    app = Starlette(routes=[
        Route("/", lambda request: RedirectResponse("/vosnet/Default.aspx")),
        Route("/vosnet/{path:path}", server.answer, methods=["GET", "POST"]),
        Route("/static/{name}", server.static),
        *admin.routes(site),
    ])

    async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
        # A lost answer needs the connection itself, which ASGI hides: uvicorn's `send` is a method of the
        # object that holds it.
        if scope["type"] == "http":
            scope[faults.CONNECTION] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return with_connection


_STATIC: dict[str, Any] = {}


async def _static(request: Request) -> Response:
    name: str = request.path_params["name"]
    if name not in _STATIC:
        file = layout.STATIC / name
        if not file.is_file():
            return PlainTextResponse("not found", 404)
        _STATIC[name] = file.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(_STATIC[name], media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})
