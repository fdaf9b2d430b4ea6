"""A request of the page that failed: told with what then is not as expected, and never taken for the site's shape."""

from __future__ import annotations

from typing import Any

import pytest

from bot.controls import DropDown
from bot.errors import BotError, ControlMissing, Mismatch, OptionNotOffered, RequestFailed, SiteDown, WrongPerson
from tests.page.pages_by_hand.boxes import box, drop_down, labelled
from tests.page.pages_by_hand.desk import Desk, document, form_of
from tests.page.pages_by_hand.places import BODY, FORM
from tests.page.pages_by_hand.server import Asked

XHR = "const x = new XMLHttpRequest(); x.open('POST', '/part'); {more} x.send('a=1');"
PARTIAL = XHR.replace("{more}", "x.setRequestHeader('X-MicrosoftAjax', 'Delta=true');")
ASKED = {
    "xhr": XHR.replace("{more}", ""),
    "partial": PARTIAL,
    "fetch": "fetch('/part').catch(() => 0);",
}
FAILS: dict[str, Any] = {"500": 500, "503": 503, "closed": 0}
ON_CHANGE = "end('txtCity').addEventListener('change', () => {{ {work} }});"


def trouble_after(desk: Desk, work: str) -> str | None:
    """What the page says after City was filled, and did some work at that."""
    desk.open(BODY, script=ON_CHANGE.format(work=work))
    desk.fill(FORM(city="Fresno"))
    return desk.site.agent.trouble()


@pytest.mark.parametrize("how", FAILS)
@pytest.mark.parametrize("what", ASKED)
def test_a_request_of_our_own_doing(desk: Desk, what: str, how: str) -> None:
    desk.serve("/part", FAILS[how])
    assert trouble_after(desk, ASKED[what]) is not None


@pytest.mark.parametrize(
    "answer",
    ["9|error|500|No luck.|", "1|#||4|8|error|500|No luck|", "<html>maintenance</html>"],
    ids=["error", "error after the version", "no delta"],
)
def test_a_partial_postback_that_fails_with_200(desk: Desk, answer: str) -> None:
    desk.serve("/part", answer)
    assert trouble_after(desk, PARTIAL) is not None


@pytest.mark.parametrize(
    ("work", "answer"),
    [
        (PARTIAL, "1|#||4|5|updatePanel|p|hello|"),
        (PARTIAL, "9|error|500|A potentially dangerous Request.Form value was detected|"),
        (ASKED["fetch"], 404),
        (ASKED["fetch"].replace("/part", "/signalr/connect"), 500),
        (ASKED["fetch"].replace("/part", "/api/poll.ashx"), 0),
        (ASKED["fetch"].replace("/part", "http://127.0.0.1:1/elsewhere"), 500),
        (PARTIAL + "x.abort();", 0),
        ("const c = new AbortController(); fetch('/part', {signal: c.signal}).catch(() => 0); c.abort();", 0),
        ("const i = new Image(); i.src = '/part';", 500),
    ],
    ids=["well", "refused text", "404", "signalr", "poll", "elsewhere", "xhr given up", "fetch given up", "image"],
)
def test_what_is_no_trouble(desk: Desk, work: str, answer: Any) -> None:
    for path in ("/part", "/signalr/connect", "/api/poll.ashx"):
        desk.serve(path, answer)
    assert trouble_after(desk, work) is None


def test_a_poll_that_nobody_named(desk: Desk) -> None:
    """What is asked again and again, and started by nobody, is a poll."""
    desk.serve("/status", 500)
    desk.open(BODY, script="let n = 0; const ask = () => { n += 1; fetch('/status').then(ask); }; ask();")
    desk.page.wait_for_function("n > 3")
    assert desk.site.agent.trouble() is None


@pytest.mark.parametrize(("answer", "in_trouble"), [(500, True), (0, True), (404, False), ("let ok = 1;", False)])
@pytest.mark.parametrize("tag", ["<script src=/file.js></script>", "<link rel=stylesheet href=/file.js>"])
def test_a_file_of_the_page(desk: Desk, tag: str, answer: Any, in_trouble: bool) -> None:
    if isinstance(answer, str) and "link" in tag:
        answer = 404  # a style sheet of the wrong type is none
    desk.serve("/file.js", answer)
    desk.open(BODY + tag)
    desk.read(FORM)
    assert (desk.site.agent.trouble() is not None) == in_trouble


@pytest.mark.parametrize("how", [500, 503])
def test_the_page_itself(desk: Desk, how: int) -> None:
    desk.serve("/page", how)
    desk.go("/page")
    with pytest.raises(SiteDown):
        desk.site.read()


def dependent(desk: Desk, answer: Any) -> BotError:
    """The error for a list that another one fills, with what was made of it."""
    form = form_of(region=DropDown("Region", postback=True), office=DropDown("Office"))
    regions = labelled("Region", "ddlRegion") + drop_down("ddlRegion", ("North", "South"), 'onchange="load()"')
    offices = labelled("Office", "ddlOffice") + drop_down("ddlOffice", ())
    load = "fetch('/offices').then(a => a.text()).then(t => end('ddlOffice').add(new Option(t, t))).catch(() => 0);"
    desk.serve("/offices", answer)
    desk.open(regions + offices, script=f"function load() {{ {load} }}")
    with pytest.raises(BotError) as caught:
        desk.fill(form(region="South", office="Kern"))
    return desk.site.behind(caught.value)


@pytest.mark.parametrize("how", FAILS)
def test_a_dependent_list(desk: Desk, how: str) -> None:
    """Guard: an unmet expectation is the site's trouble where a request failed (Site.behind)."""
    error = dependent(desk, FAILS[how])
    assert isinstance(error, RequestFailed)
    assert error.field == "Office"


def test_a_dependent_list_that_has_no_such_option(desk: Desk) -> None:
    assert isinstance(dependent(desk, "Fresno"), OptionNotOffered)


def test_a_failure_is_forgotten_with_its_document(desk: Desk) -> None:
    desk.serve("/part", 500)
    trouble_after(desk, ASKED["xhr"])
    desk.open(BODY)
    desk.read(FORM)
    assert desk.site.agent.trouble() is None


def test_the_window_that_a_page_opens(desk: Desk) -> None:
    """What failed there is told here, for the window is gone by then."""
    desk.serve("/part", 500)
    desk.serve(
        "/window",
        document(box("txtCode"), script="const x = new XMLHttpRequest(); x.open('GET', '/part', false); x.send();"),
    )
    desk.open("<a href='javascript:void(window.open(\"/window\"))'>Codes</a>")
    with desk.site.window("Codes") as window:
        window.read()
    error = desk.site.behind(ControlMissing("the window has no such row"))
    assert isinstance(error, RequestFailed)


@pytest.mark.parametrize("error", [WrongPerson("another"), ControlMissing("no box"), Mismatch("another value")])
def test_what_it_is_told_of(desk: Desk, error: BotError) -> None:
    desk.open(BODY)
    assert desk.site.behind(error) is error
    desk.serve("/part", 500)
    trouble_after(desk, ASKED["xhr"])
    assert isinstance(desk.site.behind(error), WrongPerson | RequestFailed)


def test_a_page_whose_postback_replaced_it_is_judged_anew(desk: Desk) -> None:
    """A request that is cut off because the page goes on has not failed."""

    def page(asked: Asked) -> str:
        leave = "fetch('/slow?late=3000').catch(() => 0); __doPostBack('x', '');"
        return document(BODY) if asked.form else document(BODY, script=ON_CHANGE.format(work=leave))

    desk.serve("/page", page)
    desk.serve("/slow", "")
    desk.go("/page")
    desk.read(FORM)
    desk.js("end('txtCity').value = 'x'; end('txtCity').dispatchEvent(new Event('change'))")
    desk.read(FORM)
    assert desk.site.agent.trouble() is None
