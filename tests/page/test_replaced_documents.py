"""Documents that go away under a call: the new one is read, and an act is never repeated."""

from __future__ import annotations

import pytest

from bot.controls import DropDown
from tests.page.pages_by_hand.boxes import drop_down, labelled
from tests.page.pages_by_hand.desk import Desk, document, form_of
from tests.page.pages_by_hand.places import BODY, FORM, MANAGER, county, on_change, set_city
from tests.page.pages_by_hand.server import Asked


def with_county(text: str) -> str:
    return document(BODY, script=f"end('txtCounty').value = '{text}';")


def test_in_the_middle_of_a_read(desk: Desk) -> None:
    desk.serve("/next", with_county("next"))
    replace = "updating = true; setTimeout(() => location.replace('/next'), 200);"
    desk.open(BODY, script=MANAGER + replace)
    reading = desk.read(FORM)
    assert (reading.open, county(reading)) == (None, "next")


def test_again_and_again(desk: Desk) -> None:
    for n in range(3):
        script = MANAGER + f"updating = true; setTimeout(() => location.replace('/page{n + 1}'), 50);"
        desk.serve(f"/page{n}", document(BODY, script=script))
    desk.serve("/page3", with_county("last"))
    desk.go("/page0")
    assert county(desk.read(FORM)) == "last"


@pytest.mark.parametrize(
    "work",
    [
        "__doPostBack('txtCity', '')",
        "setTimeout('__doPostBack(\\'txtCity\\', \\'\\')', 0)",
        "setTimeout(\"__doPostBack('txtCity', '')\", 200)",
        "setTimeout(() => document.forms[0].submit(), 100)",
        "document.forms[0].requestSubmit()",
        "location.href = '/page'",
    ],
    ids=["at-once", "text-timer", "late-text-timer", "timer", "request-submit", "location"],
)
def test_by_the_change_of_a_box(desk: Desk, work: str) -> None:
    def page(asked: Asked) -> str:
        posted = asked.method == "POST" or len(desk.server.asked) > 1
        return with_county("posted") if posted else document(BODY, script=on_change(work))

    desk.serve("/page", page)
    desk.go("/page")
    reading = set_city(desk)
    assert (reading.open, county(reading)) == (None, "posted")


def test_a_text_timer_that_posts_back_is_followed_even_when_the_page_set_it(desk: Desk) -> None:
    script = "setTimeout(\"__doPostBack('tick', '')\", 250);"

    def page(asked: Asked) -> str:
        return with_county(asked.form["__EVENTTARGET"]) if asked.form else document(BODY, script=script)

    desk.serve("/page", page)
    desk.go("/page")
    assert county(desk.read(FORM)) == "tick"


def test_what_the_new_document_asks_is_seen_too(desk: Desk) -> None:
    local = "<label class=required for=q>Own car?</label><input id=q name=ctl00$q>"

    def page(asked: Asked) -> str:
        return document(BODY + local) if asked.form else document(BODY, script=on_change("__doPostBack('x', '')"))

    desk.serve("/page", page)
    desk.go("/page")
    assert [stranger.label for stranger in set_city(desk).strangers] == ["Own car?"]


def test_under_a_press_which_is_never_repeated(desk: Desk) -> None:
    def page(asked: Asked) -> str:
        return with_county("posted") if asked.form else document(BODY + "<input type=submit value='Next >>'>")

    desk.serve("/page", page)
    desk.go("/page")
    desk.site.press("Next >>")
    assert county(desk.read(FORM)) == "posted"
    assert len(desk.server.posts()) == 1


def test_a_list_filled_by_the_postback_of_another(desk: Desk) -> None:
    form = form_of(region=DropDown("Region", postback=True), office=DropDown("Office"))
    regions = labelled("Region", "ddlRegion") + drop_down("ddlRegion", ("North", "South"), 'onchange="post()"')

    def page(asked: Asked) -> str:
        region = asked.form.get("ctl00$Main_content$ucBox$ddlRegion", "")
        offices = ("Fresno", "Kern") if region == "2" else ()
        office = labelled("Office", "ddlOffice") + drop_down("ddlOffice", offices)
        post = "function post() { setTimeout(\"__doPostBack('r','')\", 0); }"
        return document(regions + office, script=f"end('ddlRegion').value = '{region}'; {post}")

    desk.serve("/page", page)
    desk.go("/page")
    assert desk.fill(form(region="South", office="Kern")) == ("Region", "Office")
    assert len(desk.server.posts()) == 1
