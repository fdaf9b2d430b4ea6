"""A person's hands and eyes on the mock, for each way in which it can draw a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Dialog, Download, Locator, Page

from tests.mock_site import exchange
from tests.mock_site.bare import Bare
from tests.mock_site.client import MockSite

# Which fields of the page are seen, and how far off the nearest text is that says what each is.
_LOOK = r"""labels => {
  const clean = text => text.replace(/\s+/g, ' ').replace(/^\* ?/, '').replace(/ ?(\*|\(required\))$/, '')
    .replace(/:\s*$/, '').trim();
  const seen = element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && style.display !== 'none';
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!clean(node.data) || !seen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push([clean(node.data), range.getBoundingClientRect()]);
  }
  const gap = (one, other) => {
    const across = Math.max(0, one.left - other.right, other.left - one.right);
    const down = Math.max(0, one.top - other.bottom, other.top - one.bottom);
    return across && down > 8 ? 9999 : Math.max(across / 6, down);
  };
  return labels.map(([label, control]) => {
    const boxes = [...document.querySelectorAll(`[id$="${control}"], [id*="${control}_"], [id$="${control}1"]`)]
      .flatMap(box => [box, ...box.querySelectorAll('*')])
      .flatMap(box => box.nextElementSibling?.matches('.custom-combobox, .cke') ? [box, box.nextElementSibling] : [box])
      .flatMap(box => box.closest('.pick') ? [box.closest('.pick')] : [box])
      .filter(seen).map(box => box.getBoundingClientRect());
    const own = texts.filter(([text]) => text === label).map(([, place]) => place);
    const distances = boxes.flatMap(box => own.map(place => gap(box, place)));
    return [label, boxes.length, own.length, distances.length ? Math.min(...distances) : null];
  });
}"""

_GRIDS_ARE_THERE = """() => [...document.querySelectorAll('.jsongrid tbody tr')].every(
  row => row.cells.length > 1
    && [...row.querySelectorAll('a')].every(link => link.textContent || link.querySelector('img'))
)"""

_FOLD_HEADS = (
    ".section-head, .fold > div:first-child, .fold > :is(h3, h4, summary), table.fold > tbody > tr:first-child"
)


@dataclass
class Hands:
    """Uses a page as a person would who knows where everything is."""

    tab: Page
    asked: list[str] = field(default_factory=list)
    over: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done when the test is over."""

    def answer(self, dialog: Dialog) -> None:
        """Say yes to a question of the browser, and remember its words."""
        self.asked.append(dialog.message)
        dialog.accept()

    def watch(self, windows: list[Page], downloads: list[Download]) -> None:
        """Note what opens and what is downloaded."""

        def loaded(download: Download) -> None:
            downloads.append(download)

        def opened(window: Page) -> None:
            windows.append(window)
            window.on("download", loaded)

        self.listen(self.tab, "download", loaded)
        self.listen(self.tab.context, "page", opened)

    def listen(self, to: Any, event: str, heard: Callable[[Any], None]) -> None:
        """Listen to something until the test is over."""
        to.on(event, heard)
        self.over.append(lambda: to.remove_listener(event, heard))

    def find(self, ending: str) -> Locator:
        """The element whose id ends so."""
        return self.tab.locator(f'#aspnetForm [id$="{ending}"]').first

    def choose(self, control: str, text: str) -> None:
        """Choose an option of a list."""
        if self.find(f"{control}_Input").count():
            self.find(f"{control}_Input").click()
            self.tab.locator(".rcbSlide .rcbItem", has_text=text).click()
            return
        box = self.find(control)
        if box.get_attribute("data-role") == "combobox":
            made = box.locator("xpath=following-sibling::span")
            made.locator("input:enabled").wait_for()
            made.locator(".custom-combobox-toggle").click()
            self.tab.locator(".ui-menu-item", has_text=text).click()
        else:
            box.select_option(label=text)

    def date(self, control: str, text: str) -> None:
        """Enter a date, MM/DD/YYYY."""
        month, day, year = text.split("/")
        if self.find(f"{control}_month").count():
            for part, value in (("month", month), ("day", day), ("year", year)):
                self.find(f"{control}_{part}").select_option(value)
        elif self.find(f"{control}_dateInput").count():
            self.find(f"{control}_dateInput").fill(text)
            self.find(f"{control}_dateInput").press("Tab")
        elif self.find(control).get_attribute("type") == "date":
            self.find(control).fill(f"{year}-{month}-{day}")
        else:
            self.find(control).fill(text)
            self.find(control).press("Tab")

    def tick(self, box: str) -> None:
        """Tick a check box or press a radio button."""
        found = self.find(box)
        found.wait_for(state="attached")
        mark = found.locator("xpath=ancestor::*[contains(@class, 'pick')]")
        if mark.count():
            mark.click()
        elif "custom-control-input" in (found.get_attribute("class") or ""):
            self.tab.locator(f'label[for="{found.get_attribute("id")}"]').click()
        else:
            found.check()

    def button(self, text: str) -> Locator:
        """A button of the form, however it is drawn."""
        form = self.tab.locator("#aspnetForm")
        kinds = (
            form.locator(f'input[type="submit"][value="{text}"], input[type="button"][value="{text}"]'),
            form.locator(f'input[type="image"][alt="{text}"]'),
            form.locator("button", has_text=text),
            form.locator("a.formbutt", has_text=text),
        )
        found = kinds[0].or_(kinds[1]).or_(kinds[2]).or_(kinds[3])
        return found.last

    def settle(self) -> None:
        """Leave the box one is in, and wait until the page has taken that in."""
        self.tab.evaluate("() => document.activeElement.blur()")
        self.tab.evaluate("() => new Promise(done => setTimeout(done))")
        self.tab.wait_for_function("() => !Sys.WebForms.PageRequestManager.getInstance().get_isInAsyncPostBack()")
        self.tab.wait_for_function("() => !document.querySelector('.cke:empty')")

    def press(self, text: str) -> None:
        """Press a button."""
        self.settle()
        self.button(text).click()

    def unfold(self, title: str) -> None:
        """Unfold the first section of that title, unless it has been unfolded."""
        heads = self.tab.locator(_FOLD_HEADS)
        head = heads.filter(has_text=title).first
        presses = head.locator("a, button, img")
        if presses.count():
            presses.first.click()
        else:
            head.click()

    def action(self, text: str, row: int = -1) -> Locator:
        """What can be done with a row, by default the last one on the page; a menu is unfolded."""
        self.tab.wait_for_function(_GRIDS_ARE_THERE)
        menus = self.tab.locator(".rowmenu button")
        if menus.count():
            menus.nth(row).click()
            return self.tab.locator(".rowmenu a", has_text=text).filter(visible=True)
        form = self.tab.locator("#aspnetForm")
        named = form.locator(f'a[title="{text}"], a:has(img[alt="{text}"])')
        plain = form.locator("a, button").filter(has_text=text)
        return named.or_(plain).nth(row)


def look(tab: Page, fields: list[tuple[str, str]]) -> list[tuple[str, int, int, Any]]:
    """Of each label and control: the label, how many boxes and such texts are seen, how far apart they are."""
    seen: list[tuple[str, int, int, Any]] = tab.evaluate(_LOOK, fields)
    return seen


@contextmanager
def staff(mock: MockSite, tab: Page, folder: str) -> Iterator[Hands]:
    """The tab on a folder of the guide's own person, signed in by bare HTTP; questions of the browser get a yes.

    Tests share the tab: a new one is a new process of the browser, which loads every script of the site again.
    """
    context = tab.context
    context.clear_cookies()
    kept = mock.switches()["dialect"]
    mock.set(dialect={})
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        bare.follow(folder)
        mock.set(dialect=kept)
        session = bare.http.cookies["ASP.NET_SessionId"]
        context.add_cookies([{"name": "ASP.NET_SessionId", "value": session, "url": mock.url}])
        hands = Hands(tab)
        hands.listen(tab, "dialog", hands.answer)
        tab.goto(mock.url + bare.address)
    try:
        yield hands
    except BaseException:
        context.close()
        raise
    for window in context.pages:
        if window is not tab:
            window.close()
    tab.goto("about:blank")
    for act in hands.over:
        act()
