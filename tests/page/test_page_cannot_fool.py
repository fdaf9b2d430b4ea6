"""A page that replaces what scripts use can't make itself look like another participant's."""

from __future__ import annotations

import pytest

from bot.controls import TextBox
from bot.errors import SiteError, WrongPerson
from tests.page.pages_by_hand.boxes import box, labelled
from tests.page.pages_by_hand.buttons import person, show
from tests.page.pages_by_hand.desk import Desk

OURS = "36213"
REPLACED = {
    "list methods": """for (const name of ['map', 'filter', 'some', 'every', 'find', 'forEach', 'slice', 'push'])
      Array.prototype[name] = () => []; Array.prototype[Symbol.iterator] = function* () {};""",
    "queries": """const real = Document.prototype.querySelectorAll;
      Document.prototype.querySelectorAll = function (what) {
        return real.call(this, what.includes('user') ? 'nothing' : what); };
      Document.prototype.querySelector = Element.prototype.querySelector = () => null;
      Element.prototype.querySelectorAll = () => document.createDocumentFragment().childNodes;""",
    "values": f"""const getters = [[HTMLInputElement, 'value'], [Node, 'textContent'], [HTMLElement, 'innerText']];
      for (const [type, name] of getters)
      Object.defineProperty(type.prototype, name, {{get: () => '{OURS}'}});""",
    "texts": f"""for (const name of ['trim', 'replace', 'toLowerCase', 'normalize', 'slice', 'split'])
      String.prototype[name] = () => '{OURS}';""",
    "json": """JSON.stringify = () => '{"problem": null}'; JSON.parse = () => ({name: 'guard'});
      Object.prototype.toJSON = () => ({problem: null});""",
    "our own script": """window.__caljobs = {calls: {pressNumber: () => ({problem: null}), guard: () => []}};
      window.__caljobs.press = window.__caljobs.guardProblems = () => [];""",
}


@pytest.mark.parametrize("trick", REPLACED.values(), ids=REPLACED.keys())
def test_another_participants_page_is_not_pressed(desk: Desk, trick: str) -> None:
    body = person(hidden="99999", shown="99999") + "<a href='#pressed'>Save</a>"
    show(desk, body, script=f"try {{ {trick} }} catch {{}}")
    with pytest.raises((WrongPerson, SiteError)):
        desk.site.press("Save", guarded=True)
    assert "#pressed" not in desk.page.url


def test_a_box_is_read_as_it_is(desk: Desk) -> None:
    desk.open(labelled("City", "txtCity") + box("txtCity", "value=Fresno"), script=REPLACED["values"])
    assert desk.value(TextBox("City")) == "Fresno"


def test_a_page_that_breaks_all_scripts_is_told_so(desk: Desk) -> None:
    desk.open(labelled("City", "txtCity") + box("txtCity"), script=REPLACED["list methods"])
    with pytest.raises(SiteError, match="its scripts failed"):
        desk.value(TextBox("City"))


def test_a_button_that_says_delete_in_its_title_is_not_pressed(desk: Desk) -> None:
    show(desk, person() + "<a href='javascript:void(0)' title='Delete this plan'>Next &gt;&gt;</a>")
    with pytest.raises(SiteError, match="is never pressed by the program"):
        desk.site.press("Next >>", guarded=True)
