"""A desk to work at: one page of a browser, the site as the program sees it, and short ways to say what a test does."""

from __future__ import annotations

from typing import Annotated, Any

from playwright.sync_api import Page
from pydantic import create_model

from bot.agent import PageAgent
from bot.agent.looks import FieldReport, Guard, Reading
from bot.config import MOVED, Limits, Profile
from bot.controls import Control
from bot.converge import Converger, specs
from bot.forms import Form
from bot.site import Site
from tests.guide import forms_with
from tests.page.pages_by_hand.server import Answer, PageServer

GUARD = Guard("36213", "Mike, Mike")

_EVERY_PAGE = """
window.events = [];
for (const type of ['focusin', 'keydown', 'input', 'change', 'click', 'focusout', 'submit']) {
  document.addEventListener(type, () => window.events.push(type), true);
}
window.end = ending => document.querySelector(`[id$="_${ending}"]`);
function __doPostBack(target, argument) {
  const form = document.getElementById('aspnetForm');
  form.__EVENTTARGET.value = target;
  form.__EVENTARGUMENT.value = argument;
  form.submit();
}
"""


def document(body: str, *, script: str = "", outside: str = "", heading: str = "Page by hand") -> str:
    """A page of the site's build: one form, a content area holding `body`, `outside` before the form."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>VOS</title><script>{_EVERY_PAGE}</script></head><body>
{outside}
<form id="aspnetForm" method="post" action="">
<input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">
<div id="Main_content"><h2>{heading}</h2>
{body}
</div></form><script>{script}</script></body></html>"""


def form_of(**controls: Control) -> type[Any]:
    """A form of these controls, all of them optional."""
    fields: dict[str, Any] = {key: (Annotated[Any, control], None) for key, control in controls.items()}
    made: type[Form] = create_model("ByHand", __base__=Form, **fields)
    made.key, made.screen_title = "by.hand", "Page by hand"
    return made


class Desk:
    """One open page. Limits are short: nothing here is to be waited for long."""

    def __init__(self, page: Page, server: PageServer) -> None:
        self.page = page
        self.server = server
        self.profile = Profile(
            name="by hand", base_url=server.url, limits=Limits(answer_seconds=5, late_list_seconds=1)
        )
        self.site = self._site()

    def leave(self) -> None:
        """Stops answering the page's dialogs: the next to work at this page does."""
        agent = self.site.agent
        assert isinstance(agent, PageAgent)
        self.page.remove_listener("dialog", agent._native_dialog)

    def _site(self) -> Site:
        agent = PageAgent(self.page, self.profile.limits, self.profile.known_dialogs, self.profile.content)
        return Site(agent, self.profile, GUARD)

    def adjust(self, *, answer_seconds: float | None = None, **changes: Any) -> None:
        """Works on with a changed profile."""
        if answer_seconds is not None:
            changes["limits"] = Limits(answer_seconds=answer_seconds, late_list_seconds=1)
        if own := {key: changes.pop(key) for key in MOVED if key in changes}:
            changes["forms"] = forms_with(**own)
        self.profile = self.profile.model_copy(update=changes)
        self.leave()
        self.site = self._site()

    def open(self, body: str, *, script: str = "", outside: str = "", heading: str = "Page by hand") -> None:
        """Puts up a page and opens it."""
        self.serve("/page", document(body, script=script, outside=outside, heading=heading))
        self.go("/page")

    def serve(self, path: str, answer: Answer) -> None:
        self.server.pages[path] = answer

    def go(self, path: str) -> None:
        self.page.goto(self.server.url + path, wait_until="domcontentloaded")

    def read(self, form: type[Form]) -> Reading:
        return self.site.read(specs(self.profile.forms.of(form)), strangers=True, grids=True)

    def report(self, control: Control, key: str = "box") -> FieldReport:
        """How one box is found on the open page."""
        return self.read(form_of(**{key: control})).fields[key]

    def fill(self, form: Form) -> tuple[str, ...]:
        """Makes the open page agree with a form; gives the labels of what was set."""
        return Converger(self.site, form).fill(self.read(type(form)))[1]

    def fill_one(self, control: Control, value: Any) -> tuple[str, ...]:
        return self.fill(self.profile.forms.of(form_of(box=control))(box=value))

    def value(self, control: Control) -> Any:
        """What one box on the page says, as a value."""
        report = self.report(control)
        assert report.problem is None
        return control.read(report.raw)

    def js(self, expression: str) -> Any:
        """What the page's own script says."""
        return self.page.evaluate(expression)

    def events(self) -> list[str]:
        """The events since the last call of this."""
        return list(self.js("window.events.splice(0)"))
