"""Both reports in a real browser: nothing from elsewhere, nothing the own policy forbids, readable on a phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from bot.browser import launch
from bot.config import load_profile
from bot.report.drift_page import drift_html
from bot.survey.drifts import Drift
from bot.survey.model import ScreenSurvey, Survey, Unreached
from bot.testing.baseline import Baseline
from bot.testing.report.collect import Case, Collector, PictureNote, TimingNote
from bot.testing.report.html import report, write_report
from bot.testing.under_test import SiteUnderTest
from tests.kit import DAY, record


def only(report: str) -> pytest.MarkDecorator:
    """A test of one of the two."""
    return pytest.mark.parametrize("sheet", [report], indirect=True)


HOSTILE = "<script>document.title = 'taken over'</script><img src=x onerror=alert(1)>"
LONG = "http://127.0.0.1/" + "a" * 300
COMMAND = "caljobs-bot regress --site training --only 'test_screens.py::test_looks_as_before[36213-plan.goals]'"


def _picture(shade: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (1280, 300), (shade, shade, shade)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    """A run of four tests, one of them with words that a page must not take for mark-up."""
    site = SiteUnderTest(
        load_profile("mock"), None, (record(tmp_path),), Baseline(None, update=False),
        today=DAY, headed=False, watched=False,
    )  # fmt: skip
    cases = [
        Case("test_sign_in.py::test_staff_can_sign_in", "staff can sign in", "sign in", seconds=1.0),
        Case("a", "enters: 36213-plan", "steps", began=1, seconds=2, step="plan", user_id="36213"),
        Case(
            "b", "looks as before: 36213-plan.goals", "screens", "failed", f"{HOSTILE} {LONG}",
            began=3, seconds=4, screen="plan.goals", user_id="36213", command=COMMAND,
        ),
        Case("c", "lists offer what is known", "screens", "skipped", "there is no baseline", screen="plan.plan"),
    ]  # fmt: skip
    found = Collector(site, write_report, {case.node: case for case in cases}, browser="Chromium 1")
    now, golden = _picture(90), _picture(200)
    found.pictures += [
        PictureNote("plan.goals", "36213", "changed", now, golden, now, "9 pixels differ"),
        PictureNote("plan.plan", "36213", "same", now),
    ]
    found.timings += [TimingNote("36213 plan.goals", 2.0, 1.0), TimingNote("sign-in", 1.0, None)]
    found.notes.append(HOSTILE)
    return found


@pytest.fixture(scope="module")
def painter(playwright: Playwright) -> Iterator[Browser]:
    """A browser that does load pictures."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said."""
    return []


def _drift_page() -> str:
    """Drift of every length, with words that a page must not take for mark-up."""
    screen = ScreenSurvey(title="Plan <b>", heading="IEP")
    gap = Unreached(screen="print", why=HOSTILE)
    live = Survey(site="mock", taken=DAY, screens={"plan.plan": screen, "plan.goals": screen}, unreached=(gap,))
    found = [
        Drift(screen="plan.plan", title="Plan <b>", part="field", kind="renamed", name=HOSTILE, was="A", now=LONG),
        Drift(screen="plan.plan", title="Plan <b>", part="field", kind="gone", name="Office", blocks=True),
        Drift(screen="plan.plan", title="Plan <b>", part="field", kind="renamed", name="Status", was="A", now="B"),
        Drift(screen="plan.plan", title="Plan <b>", part="field", kind="renamed", name="Level", was=HOSTILE, now="C"),
    ]
    return drift_html(live, None, found)


@pytest.fixture(params=["regress", "drift"])
def sheet(
    request: pytest.FixtureRequest, collector: Collector, painter: Browser, complaints: list[str], tmp_path: Path
) -> Iterator[Page]:
    """A report on a phone, its console listened to, all requests noted among the complaints."""
    if request.param == "regress":
        write_report(collector, tmp_path / "report.html")
    else:
        (tmp_path / "report.html").write_text(_drift_page(), encoding="utf-8")
    with painter.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((tmp_path / "report.html").as_uri())
        page.on("request", lambda request: complaints.append(request.url[:60]))
        yield page


def test_it_keeps_its_own_policy_and_needs_nothing_else(sheet: Page, complaints: list[str]) -> None:
    style = sheet.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius")
    assert style != "0px", "the policy lets the style in"
    sheet.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    sheet.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    assert sheet.title() in ("1 of 4 tests failed - mock", "1 change of the site stops the work - mock")
    assert [text for text in complaints if not text.startswith("data:")] == []


def test_the_policy_forbids_scripts_and_other_places(sheet: Page, complaints: list[str]) -> None:
    """So a text that got into the page as mark-up would do nothing. That the console tells of it shows that the test
    above would have heard."""
    add = "([tag, more]) => document.body.append(Object.assign(document.createElement(tag), more))"
    sheet.evaluate(add, ["img", {"src": "https://example.invalid/x"}])
    sheet.evaluate(add, ["script", {"text": "document.title = 1"}])
    assert sheet.title() != "1"
    assert len([text for text in complaints if "Content Security Policy" in text]) == 2


def test_it_fits_a_phone(sheet: Page) -> None:
    sheet.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert sheet.evaluate("document.documentElement.scrollWidth") == 360
    wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 360.5).length"
    assert sheet.evaluate(wide) == 0


@only("drift")
def test_the_page_of_a_drift_tells_what_stops_the_work_and_what_else_changed(sheet: Page) -> None:
    assert "Office' is gone" in sheet.inner_text("section:has(#stops)")
    card = sheet.inner_text("article.card")
    assert HOSTILE in card
    assert "'Status' has another text\nA → B" in card
    assert f"{HOSTILE} → C" in card
    assert LONG not in card
    sheet.click("text=What was, and what is")
    assert LONG in sheet.inner_text("article.card")
    assert f"print: {HOSTILE}" in sheet.inner_text("section:has(#unreached)")
    assert "as it was" in sheet.inner_text("section:has(#screens)")
    counts = sheet.inner_text(".counts").split("\n")
    assert counts == ["1", "stop the work", "3", "other changes", "2", "screens", "1", "not reached"]


@only("regress")
def test_it_tells_what_happened_where_and_how_to_run_it_again(sheet: Page) -> None:
    text = sheet.inner_text("body")
    for words in ("Plan: Goals", HOSTILE, "See the pictures", "Participant 36213", "plan: passed", "2.0 x the base"):
        assert words in text
    sheet.click("text=Run it again")
    assert COMMAND in sheet.inner_text("#case-1")
    sheet.click("text=See the pictures")
    assert sheet.url.endswith("#picture-plan.goals-36213")


def test_it_can_be_read_without_seeing_it(sheet: Page) -> None:
    """One main heading, no level left out, a text for every picture."""
    levels = sheet.eval_on_selector_all("h1, h2, h3", "all => all.map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert sheet.eval_on_selector_all("img", "all => all.filter(i => !i.alt).length") == 0
    assert sheet.get_attribute("html", "lang") == "en"


CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).slice(0, 3).map(v => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  let least = 99;
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('style, script')) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    least = Math.min(least, (a + 0.05) / (b + 0.05));
  }
  return least;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(sheet: Page, scheme: str) -> None:
    """WCAG AA: 4.5 to 1, by day and by night."""
    sheet.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert sheet.evaluate(CONTRAST) >= 4.5


def test_a_run_that_was_kept_out_says_so_first(collector: Collector) -> None:
    collector.kept_out = "the site keeps the program out (Access Denied)"
    assert "<h1>The site keeps the program out</h1>" in report(collector)
