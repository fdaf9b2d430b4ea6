"""Pressing: the one button of exactly that text, only for the participant of the record, and some buttons never."""

from __future__ import annotations

import pytest

from bot.agent.looks import Row
from bot.errors import BotError, ControlMissing, SiteError, TimedOut, WrongPerson
from tests.page.pages_by_hand.buttons import HIDDEN, NAME, NEVER, SHOWN, grid, link, person, pressed, show
from tests.page.pages_by_hand.desk import Desk


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
            "<a href='#x'>next&nbsp;>></a>", "<span role='button' data-as='x'>Next >></span>",
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
