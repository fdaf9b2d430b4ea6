"""Pressing: the one button of exactly that text, only for the participant of the record, and some buttons never."""

from __future__ import annotations

import pytest

from bot.agent.looks import Row
from bot.config import KnownDialog
from bot.errors import BotError, ControlMissing, SiteError, TimedOut, UnknownDialog, WrongPerson
from tests.pages_by_hand.desk import Desk

pytest_plugins = ["tests.pages_by_hand.fixtures"]

NOTED = """
window.pressed = [];
document.addEventListener('click', e => {
  const button = e.target.closest('button, input, a');
  if (button) pressed.push(button.dataset.as || button.value || button.textContent);
}, true);
"""
HIDDEN, SHOWN = "name='ctl00$gui_assisted_userid'", "<p><span>User ID:</span> <span>{}</span></p>"
NAME = "<p><span>Name:</span> <span>{}</span></p>"


def link(text: str, said: str = "") -> str:
    return f"<a href='javascript:void(0)' data-as='{said or text}'>{text}</a>"


def person(hidden: str = "36213", shown: str = "36213", name: str = "Mike, Mike") -> str:
    return f"<input type=hidden {HIDDEN} value='{hidden}'>" + SHOWN.format(shown) + NAME.format(name)


def pressed(desk: Desk) -> list[str]:
    return list(desk.js("window.pressed"))


def show(desk: Desk, body: str, *, script: str = "", outside: str = "") -> None:
    desk.open(body, script=NOTED + script, outside=outside)


class TestExactText:
    def test_print_is_not_display_print(self, desk: Desk) -> None:
        show(desk, link("Display/Print") + link("Print") + link("Print All"))
        desk.site.press("Print")
        desk.site.press("display / print")
        assert pressed(desk) == ["Print", "Display/Print"]
        show(desk, link("Display/Print") + link("Print All"))
        with pytest.raises(ControlMissing, match="no button or link 'Print'"):
            desk.site.press("Print")
        assert pressed(desk) == []

    def test_brackets_and_bars_drawn_by_the_style_sheet(self, desk: Desk) -> None:
        style = "<style>.A a::before{content:'['} .A a+a::before{content:'| '} "
        style += ".A a:last-child::after{content:']'}</style>"
        show(desk, f"{style}<div class='A'>{link('Edit')}{link('Delete')}{link('Print')}</div>")
        desk.site.press("Edit")
        desk.site.press("Print")
        assert pressed(desk) == ["Edit", "Print"]

    @pytest.mark.parametrize(
        "button",
        [
            "<input type='button' value='Next >>'>", "<button type='button'><span>Next</span> &gt;&gt;</button>",
            "<span role=button><a data-as='Next >>' href='#x'>next&nbsp;>></a></span>".replace("role=button", ""),
        ],
    )  # fmt: skip
    def test_every_sort_of_button(self, desk: Desk, button: str) -> None:
        show(desk, button)
        desk.site.press("Next >>")
        assert len(pressed(desk)) == 1

    def test_two_of_a_text_are_told_apart_by_nobody(self, desk: Desk) -> None:
        show(desk, link("Edit", "first") + link("Edit", "second") + "<a href='#'>Open</a><a href='#'>Open</a>")
        for text in ("Edit", "Open"):
            with pytest.raises(ControlMissing, match="more than one"):
                desk.site.press(text)
        assert pressed(desk) == []

    def test_nor_are_the_links_of_two_rows_one_link(self, desk: Desk) -> None:
        links = f"<ul>{link('Edit', 'first')}{link('Print')}</ul><ul>{link('Edit', 'second')}{link('Print')}</ul>"
        show(desk, links)
        with pytest.raises(ControlMissing, match="more than one"):
            desk.site.press("Edit")
        assert pressed(desk) == []

    def test_a_tab_shown_above_and_below_is_one(self, desk: Desk) -> None:
        strip = f"<ul><li class=selected>Plan</li><li aria-selected=false>{link('Goals')}</li></ul>"
        show(desk, strip + "<p>boxes</p>" + strip)
        desk.site.press("Goals")
        assert pressed(desk) == ["Goals"]

    def test_the_same_button_above_and_below_is_one(self, desk: Desk) -> None:
        button = "<input type='button' name='ctl00$btnNext' value='Next >>'>"
        up = "<a href=\"javascript:f('x')\">Up</a>"
        show(desk, f"{button}{up}<p>boxes</p>{button}{up}", script="function f() {}")
        desk.site.press("Next >>")
        desk.site.press("Up")
        assert pressed(desk) == ["Next >>", "Up"]

    def test_what_nobody_sees_is_not_pressed(self, desk: Desk) -> None:
        show(desk, f"<div style='display:none'>{link('Next >>', 'hidden')}</div>" + link("Next >>"))
        desk.site.press("Next >>")
        assert pressed(desk) == ["Next >>"]

    def test_the_decoy_outside_the_content(self, desk: Desk) -> None:
        decoy = "<form><button type='button' id='btnNext' data-as='decoy'>Next &gt;&gt;</button></form>"
        show(desk, link("Next >>"), outside=decoy)
        desk.site.press("Next >>")
        assert pressed(desk) == ["Next >>"]
        show(desk, "<p>no button here</p>", outside=decoy)
        with pytest.raises(ControlMissing):
            desk.site.press("Next >>")
        assert pressed(desk) == []
        desk.site.press("Next >>", anywhere=True)
        assert pressed(desk) == ["decoy"]

    def test_the_profile_knows_the_sites_word(self, desk: Desk) -> None:
        desk.adjust(headings={"Next >>": "Continue"})
        show(desk, link("Continue"))
        desk.site.press("Next >>")
        assert pressed(desk) == ["Continue"]

    def test_beside_another_button(self, desk: Desk) -> None:
        row = f"<div><div>{link('Save')}</div><div>{link('Cancel', 'of the row')}</div></div>"
        show(desk, f"<div>{row}</div><div>{link('Cancel', 'of the wizard')}</div>")
        desk.site.press("Cancel", beside="Save")
        assert pressed(desk) == ["of the row"]


class TestClonesAndDisabled:
    CLONE = """
    function clone() {
      const old = document.getElementById('real');
      document.querySelectorAll('.copy').forEach(e => e.remove());
      const box = document.createElement('span');
      box.className = 'copy';
      box.innerHTML = '<span><span><span></span></span></span>';
      const copy = old.cloneNode();
      copy.style.display = '';
      copy.id = '';
      copy.dataset.as = 'copy';
      box.querySelector('span span span').append(copy);
      old.style.display = 'none';
      old.after(box);
    }
    clone();
    """

    def test_the_clone_is_pressed_not_the_hidden_original(self, desk: Desk) -> None:
        show(desk, "<input type='button' id='real' name='n' value='Next >>'>", script=self.CLONE)
        desk.site.press("Next >>")
        desk.js("clone()")
        desk.site.press("Next >>")
        assert pressed(desk) == ["copy", "copy"]

    def test_a_clone_made_anew_while_we_wait_for_it(self, desk: Desk) -> None:
        later = "real.disabled = true; clone(); setTimeout(() => { real.disabled = false; clone(); }, 200);"
        show(desk, "<input type='button' id='real' name='n' value='Next >>'>", script=self.CLONE + later)
        desk.site.press("Next >>")
        assert pressed(desk) == ["copy"]

    def test_a_disabled_button_gets_time(self, desk: Desk) -> None:
        show(desk, "<input type='button' id='b' value='Next >>' disabled>",
             script="setTimeout(() => { document.getElementById('b').disabled = false; }, 300);")  # fmt: skip
        desk.site.press("Next >>")
        assert pressed(desk) == ["Next >>"]

    def test_one_that_stays_disabled_is_an_error(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        show(desk, "<input type='button' value='Next >>' disabled>")
        with pytest.raises(TimedOut, match="stays disabled"):
            desk.site.press("Next >>")

    def test_nothing_is_pressed_while_the_page_is_at_work(self, desk: Desk) -> None:
        desk.adjust(answer_seconds=0.3)
        show(desk, link("Next >>"), outside="<div id='modalGSIPleaseWait'>Please wait</div>")
        with pytest.raises(TimedOut, match="cover"):
            desk.site.press("Next >>")
        assert pressed(desk) == []


NEVER = [
    "Delete", "[Delete", "Delete Goal", "Remove", "REMOVE", "Applicant Signature", "Staff Signature", "Yes - Create",
    "Yes – Create",
]  # fmt: skip


class TestNeverPressed:
    @pytest.mark.parametrize("text", NEVER)
    def test_on_the_page(self, desk: Desk, text: str) -> None:
        show(desk, link(text) + f"<div role=dialog>{link(text)}</div>")
        for anywhere in (False, True):
            with pytest.raises(BotError):
                desk.site.press(text, anywhere=anywhere)
        show(desk, link(text))
        with pytest.raises(SiteError, match="never pressed by the program"):
            desk.site.press(text)
        with pytest.raises(SiteError, match="never pressed by the program"):
            desk.site.press(text, anywhere=True)
        assert pressed(desk) == []

    @pytest.mark.parametrize("text", NEVER)
    def test_in_a_dialog_even_when_the_profile_says_so(self, desk: Desk, text: str) -> None:
        desk.adjust(dialogs=(KnownDialog(words="A question", press=text, on="any"),))
        show(desk, f"<div role=dialog><h3>A question</h3>{link(text)}</div>")
        with pytest.raises(SiteError, match="never pressed by the program"):
            desk.site.read()
        assert pressed(desk) == []

    def test_by_id(self, desk: Desk) -> None:
        show(desk, "<button type='button' id='b'>Delete</button>")
        assert not desk.site.agent.press_element("#b")
        assert pressed(desk) == []

    def test_in_a_row(self, desk: Desk) -> None:
        show(desk, grid(("1", "Fresno")))
        with pytest.raises(SiteError, match="never pressed by the program"):
            desk.site.press_in_row(Row("", ("#", "Office", "Action"), ("1", "Fresno", "Edit Delete Print")), "Delete")
        assert pressed(desk) == []

    def test_by_unfolding(self, desk: Desk) -> None:
        show(desk, f"<div><h3>Activities</h3>{link('+ Remove')}</div>")
        desk.site.agent.unfold("Activities")
        assert pressed(desk) == []
        show(desk, f"<div><h3>Activities</h3>{link('+')}</div>")
        desk.site.agent.unfold("Activities")
        assert pressed(desk) == ["+"]


def grid(*rows: tuple[str, str]) -> str:
    rest = f"{link('Delete')} {link('Print')}"
    lines = "".join(
        f"<tr><td>{number}</td><td>{office}</td><td>{link('Edit', f'Edit {number}')} {rest}</td></tr>"
        for number, office in rows
    )
    return f"<table><tr><th>#</th><th>Office</th><th>Action</th></tr>{lines}</table>"


class TestRows:
    def test_a_row_is_known_by_all_its_texts(self, desk: Desk) -> None:
        show(desk, grid(("1", "Fresno"), ("2", "Fresno"), ("12", "Fresno")))
        rows = desk.site.read(grids=True).grids[0].rows
        desk.site.press_in_row(rows[1], "Edit")
        assert pressed(desk) == ["Edit 2"]

    def test_a_row_that_stands_there_twice_or_no_more_is_not_touched(self, desk: Desk) -> None:
        show(desk, grid(("1", "Fresno"), ("1", "Fresno"), ("2", "Kern")))
        rows = desk.site.read(grids=True).grids[0].rows
        for row in (rows[0], Row("", rows[0].headers, ("3", "Gone", rows[0].cells[2]))):
            with pytest.raises(ControlMissing):
                desk.site.press_in_row(row, "Edit")
        assert pressed(desk) == []


def dialog(title: str, buttons: str, height: int, style: str = "") -> str:
    return (
        f"<div class='ui-dialog' style='position:absolute;z-index:{height};{style}'><span class='ui-dialog-title'>"
        f"{title}</span><div class='ui-dialog-content'>Are you sure?</div>{buttons}</div>"
    )


def ok(said: str, text: str = "OK") -> str:
    return f"<button type='button' id='btn-dialog-ok' data-as='{said}'>{text}</button>"


class TestDialogs:
    KNOWN = (KnownDialog(words="Lower", press="OK", on="any"), KnownDialog(words="Upper", press="OK", on="any"))
    CLOSES = "addEventListener('click', e => e.target.closest('.ui-dialog')?.remove());"

    @pytest.mark.parametrize("first", ["Lower", "Upper"])
    def test_only_the_topmost_is_answered(self, desk: Desk, first: str) -> None:
        desk.adjust(dialogs=self.KNOWN)
        off = dialog("Off", ok("off"), 9999, "display:none")
        both = [dialog("Lower", ok("lower"), 1001), dialog("Upper", ok("upper"), 1003), off]
        show(desk, "", outside="".join(both if first == "Lower" else both[::-1]), script=self.CLOSES)
        assert desk.site.agent.read().look.dialogs[0].title == "Upper"
        desk.site.read()
        assert pressed(desk) == ["upper", "lower"]

    def test_a_button_is_known_by_its_text_not_by_its_id(self, desk: Desk) -> None:
        desk.adjust(dialogs=(KnownDialog(words="Leave", press="No", on="any"),))
        save = "<button type='button' id='btn-dialog-save' data-as='no'>No</button>"
        show(desk, "", outside=dialog("Leave", ok("yes", "Yes") + save, 1), script=self.CLOSES)
        desk.site.read()
        assert pressed(desk) == ["no"]

    def test_an_unknown_one_is_not_answered(self, desk: Desk) -> None:
        show(desk, link("OK"), outside=dialog("Close this case", ok("ok"), 1))
        with pytest.raises(UnknownDialog, match="Close this case"):
            desk.site.read()
        assert pressed(desk) == []

    def test_a_known_one_only_after_the_act_it_belongs_to(self, desk: Desk) -> None:
        buttons = ok("create", "Yes - Create") + ok("no", "No - Do Not Create")
        show(desk, "", outside=dialog("WP Registered Only Notification", buttons, 1), script=self.CLOSES)
        with pytest.raises(UnknownDialog):
            desk.site.read()
        assert pressed(desk) == []
        desk.site.read(act="open")
        assert pressed(desk) == ["no"]

    def test_finishing_is_confirmed_for_our_person_only(self, desk: Desk) -> None:
        sure = dialog("Are you sure you want to finish?", ok("ok"), 1)
        show(desk, person(hidden="99999"), outside=sure)
        with pytest.raises(WrongPerson):
            desk.site.read(act="finish")
        assert pressed(desk) == []

    def test_a_native_one_nobody_announced_is_answered_no(self, desk: Desk) -> None:
        asks = "document.querySelector('a').onclick = () => { window.said = confirm('Close the case?'); };"
        show(desk, link("Next >>"), script=asks)
        with pytest.raises(UnknownDialog, match="nobody announced"):
            desk.site.press("Next >>")
        assert desk.js("said") is False

    def test_a_native_one_that_is_known_for_the_act(self, desk: Desk) -> None:
        asks = "document.querySelector('a').onclick = () => { window.said = confirm('There are unsaved changes.'); };"
        show(desk, link("Cancel"), script=asks)
        desk.site.press("Cancel", act="leave")
        assert desk.js("said") is True
        with pytest.raises(UnknownDialog):
            desk.site.press("Cancel", act="finish")
        assert desk.js("said") is False


class TestGuard:
    @pytest.mark.parametrize(
        ("body", "cookie", "words"),
        [
            (person(hidden="99999"), "36213", "the page belongs to another participant"),
            (person(hidden=""), "36213", "the page belongs to another participant"),
            (person(), "99999", "another window of the same sign-in"),
            (person(), "", "another window of the same sign-in"),
            (person(shown="99999"), "36213", "another User ID"),
            (person(name="Mike, Other"), "36213", "another name"),
            ("<p>nobody</p>", "36213", "does not say whose it is"),
            (NAME.format("Mike, Mike"), "36213", "does not say whose it is"),
        ],
        ids=["hidden", "released", "cookie", "cookie-cleared", "banner-id", "banner-name", "nobody", "name-only"],
    )
    def test_any_sign_of_another_person_stops(self, desk: Desk, body: str, cookie: str, words: str) -> None:
        show(desk, body + link("Save") + grid(("1", "Fresno")), script=f"document.cookie = 'assisted_userid={cookie}';")
        row = desk.site.read(grids=True).grids[0].rows[0]
        with desk.site.writing(True):
            with pytest.raises(WrongPerson, match=words):
                desk.site.press("Save", guarded=True)
            with pytest.raises(WrongPerson, match=words):
                desk.site.press("Save", writes=True)
        with pytest.raises(WrongPerson, match=words):
            desk.site.press_in_row(row, "Edit", guarded=True)
        with pytest.raises(WrongPerson, match=words):
            desk.site.check_person()
        assert pressed(desk) == []

    @pytest.mark.parametrize("name", ["Mike, Mike", "MIKE,  MIKE", " mike, mike "])
    def test_our_person_passes(self, desk: Desk, name: str) -> None:
        show(desk, person(name=name) + link("Save"), script="document.cookie = 'assisted_userid=36213';")
        desk.site.press("Save", guarded=True)
        desk.site.check_person()
        assert pressed(desk) == ["Save"]

    @pytest.mark.parametrize("body", [SHOWN.format("36213"), f"<input type=hidden {HIDDEN} value=36213>"])
    def test_one_sign_is_enough_where_the_page_has_no_more(self, desk: Desk, body: str) -> None:
        show(desk, body + link("Save"))
        desk.site.press("Save", guarded=True)
        assert pressed(desk) == ["Save"]

    def test_without_a_record_nothing_is_written(self, desk: Desk) -> None:
        show(desk, person() + link("Save"))
        desk.site.guard = None
        with pytest.raises(WrongPerson, match="no participant is open"):
            desk.site.press("Save", guarded=True)
        assert pressed(desk) == []

    def test_the_person_is_compared_at_the_click_itself(self, desk: Desk) -> None:
        switch = "document.cookie = 'assisted_userid=99999'; document.getElementById('b').disabled = false;"
        show(desk, person() + "<input type='button' id='b' value='Save' disabled>",
             script=f"setTimeout(() => {{ {switch} }}, 200);")  # fmt: skip
        with pytest.raises(WrongPerson, match="another window"):
            desk.site.press("Save", guarded=True)
        assert pressed(desk) == []

    def test_what_saves_is_pressed_only_while_saving_is_allowed(self, desk: Desk) -> None:
        show(desk, person() + link("Save"))
        with pytest.raises(SiteError, match="rehearsal"):
            desk.site.press("Save", writes=True)
        with desk.site.writing(False), pytest.raises(SiteError, match="rehearsal"):
            desk.site.press("Save", writes=True)
        assert pressed(desk) == []
        with desk.site.writing(True):
            desk.site.press("Save", writes=True)
        with pytest.raises(SiteError, match="rehearsal"):
            desk.site.press("Save", writes=True)
        assert pressed(desk) == ["Save"]

    def test_the_name_never_stands_in_the_message(self, desk: Desk) -> None:
        show(desk, person(name="Sanchez, Maria") + link("Save"))
        with pytest.raises(WrongPerson) as caught:
            desk.site.press("Save", guarded=True)
        assert not {"Sanchez", "Maria", "Mike"} & set(str(caught.value).replace(",", " ").split())
