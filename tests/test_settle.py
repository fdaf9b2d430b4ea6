"""Settling: what our own act set off is waited for, what the site does by itself is not, and what stays open is named.

Nothing here measures time. Where something must be waited for, the page shows that it was; where it must not be, the
limit is shorter than what it would take.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.agent.looks import Reading
from bot.controls import DropDown, TextBox
from bot.converge import specs
from bot.errors import TimedOut
from tests.pages_by_hand.boxes import box, drop_down, labelled
from tests.pages_by_hand.desk import Desk, document, form_of
from tests.pages_by_hand.server import Asked

pytest_plugins = ["tests.pages_by_hand.fixtures"]

BODY = labelled("City", "txtCity") + box("txtCity") + labelled("County", "txtCounty") + box("txtCounty")
FORM = form_of(city=TextBox("City"), county=TextBox("County"))
MANAGER = """
window.Sys = {WebForms: {PageRequestManager: {getInstance: () => ({get_isInAsyncPostBack: () => window.updating})}}};
"""
XHR = "const x = new XMLHttpRequest(); x.open('GET', '/data?late=150');"
COVER = "<div id='{}' style='position:fixed;inset:0;{}'>Please wait</div>"


def on_change(work: str) -> str:
    """A page's script that does some work when City has changed; `done()` shows that the work came to its end."""
    return f"""const done = () => {{ end('txtCounty').value = 'done'; }};
      end('txtCity').addEventListener('change', () => {{ {work} }});"""


def set_city(desk: Desk, text: str = "Fresno") -> Reading:
    """Sets City alone, without looking whether it agrees afterwards."""
    known = specs(FORM, desk.profile)
    op: dict[str, Any] = {**known[0], "text": text, "aliases": [], "postback": False}
    return desk.site.agent.apply([op], known)


def county(reading: Reading) -> object:
    return reading.fields["county"].raw


class TestNamesTheOpenQuestion:
    def still(self, desk: Desk) -> str | None:
        reading = desk.site.agent.read()
        if reading.open is not None:
            with pytest.raises(TimedOut) as caught:
                desk.site.judge(reading)
            assert reading.open in str(caught.value)
            assert "0.3 seconds" in str(caught.value)
        return reading.open

    def test_loading(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY + "<img src='/picture?late=3000'>")
        desk.page.wait_for_selector("label")
        assert self.still(desk) == "the page was still loading"

    def test_the_sites_answer(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY + "<a href='/slow?late=3000'>Plan</a>")
        desk.site.press("Plan")
        assert self.still(desk) == "the site had not answered"

    def test_a_postback_of_the_whole_page(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY + "<a href=\"javascript:__doPostBack('x','')\">Plan</a>")
        desk.js("document.forms[0].action = '/slow?late=3000'")
        desk.site.press("Plan")
        assert self.still(desk) == "the site had not answered"

    def test_a_submit_button(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY + "<input type=submit value='Search' formaction='/slow?late=3000'>")
        desk.site.press("Search")
        assert self.still(desk) == "the site had not answered"

    def test_a_part_of_the_page(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY, script=MANAGER + "window.updating = true;")
        assert self.still(desk) == "a part of the page was being updated"
        desk.js("window.updating = false")
        assert self.still(desk) is None

    def test_a_timer(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY, script=on_change("setTimeout(done, 3000)"))
        set_city(desk)
        assert self.still(desk) == "the page had something scheduled"

    @pytest.mark.parametrize("call", ["fetch(url)", "const x = new XMLHttpRequest(); x.open('GET', url); x.send()"])
    def test_a_request(self, desk: Desk, call: str) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY, script=on_change(f"const url = '/slow?late=3000'; {call}"))
        set_city(desk)
        assert self.still(desk) == "a request of the page was running"

    @pytest.mark.parametrize("layer", ["modalGSIPleaseWait", "ctl00_Main_content_pnlPleaseWaitModal"])
    def test_a_cover(self, desk: Desk, layer: str) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY, outside=COVER.format(layer, ""))
        assert self.still(desk) == 'a "please wait" cover was up'
        desk.js(f"document.getElementById('{layer}').style.display = 'none'")
        assert self.still(desk) is None

    def test_a_block_ui(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        desk.open(BODY, outside=COVER.format("x", "").replace("id=", "class=blockUI id="))
        assert self.still(desk) == 'a "please wait" cover was up'


class TestWaitsForWhatWeSetOff:
    @pytest.mark.parametrize(
        "work",
        [
            "setTimeout(done, 300)",
            "setTimeout(() => setTimeout(() => setTimeout(done, 100), 100), 100)",
            "setTimeout(word => { if (word === 'now') done(); }, 100, 'now')",
            "Promise.resolve().then(() => setTimeout(done, 100))",
            "window.done = done; setTimeout('setTimeout(done, 100)', 100)",
            "fetch('/data?late=150').then(done)",
            "fetch('/data?late=150').then(a => a.text()).then(text => { if (text === 'data') done(); })",
            "fetch('/data?late=150').then(() => setTimeout(done, 150))",
            "(async () => { await fetch('/data?late=80'); await fetch('/data?late=80'); done(); })()",
            f"{XHR} x.onload = done; x.send()",
            f"{XHR} x.onreadystatechange = () => {{ if (x.readyState === 4) setTimeout(done, 150); }}; x.send()",
            f"{XHR} x.addEventListener('load', () => fetch('/data?late=100').then(done)); x.send()",
            "setTimeout(() => fetch('/data?late=100').then(done), 100)",
        ],
        ids=[
            "timer", "chain", "arguments", "promise", "text", "fetch", "fetch-body", "fetch-timer", "fetch-fetch",
            "xhr", "xhr-timer", "xhr-fetch", "timer-fetch",
        ],
    )  # fmt: skip
    def test_timers_and_requests_of_a_change(self, desk: Desk, work: str) -> None:
        desk.serve("/data", "data")
        desk.open(BODY, script=on_change(work))
        reading = set_city(desk)
        assert reading.open is None
        assert county(reading) == "done"

    def test_the_blur_of_the_box_too(self, desk: Desk) -> None:
        script = on_change("").replace("'change'", "'blur'").replace("{  }", "{ setTimeout(done, 150); }")
        desk.open(BODY, script=script)
        assert county(set_city(desk)) == "done"

    def test_a_cancelled_timer_is_forgotten(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=1)
        desk.open(BODY, script=on_change("clearTimeout(setTimeout(done, 5000)); done()"))
        reading = set_city(desk)
        assert (reading.open, county(reading)) == (None, "done")

    def test_a_request_that_fails_is_over(self, desk: Desk) -> None:
        desk.open(BODY, script=on_change("fetch('http://127.0.0.1:9/').catch(done)"))
        reading = set_city(desk)
        assert (reading.open, county(reading)) == (None, "done")

    def test_a_request_manager_that_takes_up_work_later(self, desk: Desk) -> None:
        work = "setTimeout(() => { updating = true; setTimeout(() => { updating = false; done(); }, 200); }, 50)"
        desk.open(BODY, script=MANAGER + on_change(work))
        assert county(set_city(desk)) == "done"

    def test_each_box_before_the_next(self, desk: Desk) -> None:
        clear = "setTimeout(() => { end('txtCounty').value = ''; }, 200)"
        desk.open(BODY, script=on_change(clear))
        desk.fill(FORM(city="Fresno", county="Kern"))
        assert desk.js("events.filter(e => e === 'change').length") == 2

    def test_the_page_itself(self, desk: Desk) -> None:
        desk.open(BODY + "<img src='/picture?late=200'>", script="onload = () => { end('txtCounty').value = 'done'; };")
        assert county(desk.read(FORM)) == "done"


class TestDoesNotWaitForTheSite:
    @pytest.mark.parametrize(
        "script",
        [
            "setInterval(() => fetch('/poll'), 3000);",
            "(function poll() { setTimeout(() => fetch('/poll').finally(poll), 3000); })();",
            "(function poll() { setTimeout(() => fetch('/poll').finally(poll), 20); })();",
            "fetch('/poll?late=4000');",
            "const x = new XMLHttpRequest(); x.open('GET', '/poll?late=4000'); x.send();",
            "onload = () => { fetch('/poll?late=4000'); setTimeout(() => {}, 4000); };",
        ],
        ids=["interval", "poll", "quick-poll", "long-poll", "long-poll-xhr", "after-load"],
    )
    def test_polls_started_by_nobody(self, desk: Desk, script: str) -> None:
        desk.adjust(answer_seconds=1)
        desk.serve("/poll", "")
        desk.open(BODY, script=script + on_change("setTimeout(done, 100)"))
        assert desk.read(FORM).open is None
        reading = set_city(desk)
        assert (reading.open, county(reading)) == (None, "done")

    def test_timers_of_a_session_time_out(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=1)
        desk.open(BODY, script=on_change("setTimeout(() => alert('Your session ends'), 1200000); done()"))
        reading = set_city(desk)
        assert (reading.open, county(reading)) == (None, "done")

    @pytest.mark.parametrize("layer", ["divPleaseWait", "loadingDIV"])
    def test_layers_that_cover_nothing(self, desk: Desk, layer: str) -> None:
        desk.adjust(answer_seconds=1)
        desk.open(BODY, outside=COVER.format(layer, ""))
        assert desk.read(FORM).open is None

    @pytest.mark.parametrize("style", ["display:none", "visibility:hidden"])
    def test_covers_that_are_down(self, desk: Desk, style: str) -> None:
        desk.adjust(answer_seconds=1)
        desk.open(BODY, outside=COVER.format("modalGSIPleaseWait", style))
        assert desk.read(FORM).open is None

    def test_links_that_lead_to_another_window_or_nowhere(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=1)
        links = "<a href='#top'>Top</a><a href='javascript:void(0)'>Void</a><a href='/x' onclick='return false'>No</a>"
        desk.open(BODY + links)
        for text in ("Top", "Void", "No"):
            desk.site.press(text)
            assert desk.read(FORM).open is None


def with_county(text: str) -> str:
    return document(BODY, script=f"end('txtCounty').value = '{text}';")


class TestReplacedDocuments:
    def test_in_the_middle_of_a_read(self, desk: Desk) -> None:
        desk.serve("/next", with_county("next"))
        replace = "updating = true; setTimeout(() => location.replace('/next'), 200);"
        desk.open(BODY, script=MANAGER + replace)
        reading = desk.read(FORM)
        assert (reading.open, county(reading)) == (None, "next")

    def test_again_and_again(self, desk: Desk) -> None:
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
    def test_by_the_change_of_a_box(self, desk: Desk, work: str) -> None:
        def page(asked: Asked) -> str:
            posted = asked.method == "POST" or len(desk.server.asked) > 1
            return with_county("posted") if posted else document(BODY, script=on_change(work))

        desk.serve("/page", page)
        desk.go("/page")
        reading = set_city(desk)
        assert (reading.open, county(reading)) == (None, "posted")

    def test_a_text_timer_that_posts_back_is_followed_even_when_the_page_set_it(self, desk: Desk) -> None:
        script = "setTimeout(\"__doPostBack('tick', '')\", 250);"

        def page(asked: Asked) -> str:
            return with_county(asked.form["__EVENTTARGET"]) if asked.form else document(BODY, script=script)

        desk.serve("/page", page)
        desk.go("/page")
        assert county(desk.read(FORM)) == "tick"

    def test_what_the_new_document_asks_is_seen_too(self, desk: Desk) -> None:
        local = "<label class=required for=q>Own car?</label><input id=q name=ctl00$q>"

        def page(asked: Asked) -> str:
            return document(BODY + local) if asked.form else document(BODY, script=on_change("__doPostBack('x', '')"))

        desk.serve("/page", page)
        desk.go("/page")
        assert [stranger.label for stranger in set_city(desk).strangers] == ["Own car?"]

    def test_under_a_press_which_is_never_repeated(self, desk: Desk) -> None:
        def page(asked: Asked) -> str:
            return with_county("posted") if asked.form else document(BODY + "<input type=submit value='Next >>'>")

        desk.serve("/page", page)
        desk.go("/page")
        desk.site.press("Next >>")
        assert county(desk.read(FORM)) == "posted"
        assert len(desk.server.posts()) == 1

    def test_a_list_filled_by_the_postback_of_another(self, desk: Desk) -> None:
        form = form_of(region=DropDown("Region", postback=True), office=DropDown("Office"))
        regions = labelled("Region", "ddlRegion") + drop_down("ddlRegion", ("North", "South"), "onchange=\"post()\"")

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
