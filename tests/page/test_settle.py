"""Settling: what our own act set off is waited for, what the site does by itself is not, and what stays open is named.

Nothing here measures time. Where something must be waited for, the page shows that it was; where it must not be, the
limit is shorter than what it would take.
"""

from __future__ import annotations

import pytest

from bot.errors import TimedOut
from tests.page.pages_by_hand.desk import Desk
from tests.page.pages_by_hand.places import BODY, FORM, MANAGER, county, on_change, set_city

XHR = "const x = new XMLHttpRequest(); x.open('GET', '/data?late=150');"
COVER = "<div id='{}' style='position:fixed;inset:0;{}'>Please wait</div>"


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
        desk.open(BODY + "<script async src='/slow?late=3000'></script>")
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
        desk.open(BODY + "<script async src='/slow?late=200'></script>", script="onload = () => { end('txtCounty').value = 'done'; };")  # noqa: E501
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
