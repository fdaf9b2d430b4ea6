"""Questions a local area adds to a screen: answered from the record's `extra` or the profile, else named."""

from __future__ import annotations

from typing import Any

import pytest

from bot.controls import Raw, TextBox
from bot.converge import specs
from bot.errors import Mismatch, RecordError, UnknownField
from bot.pages.plan_goals import GoalsStep
from bot.pages.plan_objectives import ObjectivesStep
from bot.pages.plan_services import ServicesStep
from bot.questions import answer_questions, check_answers
from bot.screen import FormScreen
from tests.guide import PAGES
from tests.page.pages_by_hand.boxes import box, choice, drop_down, labelled
from tests.page.pages_by_hand.desk import Desk, form_of

FORM = form_of(city=TextBox("City"))
CITY = labelled("City", "txtCity", "class=required") + box("txtCity")
VETERAN = "Is this participant a veteran?"
MUST = "role={} aria-required=true aria-label='* {}'"
RADIO = choice("rblVet", ("Yes", "No"), "radio", "table|td|" + MUST.format("radiogroup", VETERAN))
TICK = box("chkQ", "aria-required=true", "checkbox") + labelled("Consent given", "chkQ")
SHIFTS = choice("chkQ", ("Day", "Swing", "Night"), "checkbox", "table|td|" + MUST.format("group", "Shifts"))
QUESTIONS = {
    "radio": (RADIO, VETERAN, "No"),
    "select": (labelled("* County:", "ddlQ") + drop_down("ddlQ", ("Kern", "Fresno")), "County", "Fresno"),
    "text": (labelled("Case number", "txtQ", "class=required") + box("txtQ"), "Case number", "00-17"),
    "area": ("<label class=required for=q>Notes</label><textarea id=q name=x$q></textarea>", "Notes", "One\nTwo"),
    "checkbox": (TICK, "Consent given", "Yes"),
    "checklist": (SHIFTS, "Shifts", ["Day", "Night"]),
    "validated": (
        labelled("Zone", "txtQ") + box("txtQ")
        + "<span controltovalidate='ctl00_Main_content_ucBox_txtQ' style='visibility:hidden'>Zone is required.</span>",
        "Zone",
        "7",
    ),
}  # fmt: skip
every_question = pytest.mark.parametrize(("body", "label", "answer"), QUESTIONS.values(), ids=QUESTIONS.keys())


def ask(desk: Desk, body: str, **extra: Raw) -> None:
    desk.open(CITY + body)
    desk.site.extra = {FORM.key: extra} if extra else {}


def enter(desk: Desk) -> tuple[str, ...]:
    return answer_questions(desk.site, FORM, desk.read(FORM), specs(FORM))


@every_question
def test_an_answer_of_the_record_is_entered_once(desk: Desk, body: str, label: str, answer: Raw) -> None:
    ask(desk, body, **{label: answer})
    assert enter(desk) == (label,)
    desk.events()
    assert enter(desk) == ()
    assert desk.events() == []
    check_answers(desk.site, FORM, desk.read(FORM))


@every_question
def test_an_unanswered_one_that_is_required_is_named(desk: Desk, body: str, label: str, answer: Raw) -> None:
    ask(desk, body)
    with pytest.raises(UnknownField, match="put it under `extra`") as caught:
        enter(desk)
    assert (caught.value.screen, caught.value.field) == ("Page by hand", label)
    assert desk.events() == []


def test_one_that_is_not_required_is_left_alone(desk: Desk) -> None:
    ask(desk, labelled("Nickname", "txtQ") + box("txtQ"))
    assert enter(desk) == ()


def test_one_that_somebody_answered_on_the_site_is_left_alone(desk: Desk) -> None:
    ask(desk, labelled("* Zone", "txtQ") + box("txtQ", "value=7"))
    assert enter(desk) == ()


def test_a_required_box_without_a_label_is_named_by_its_name(desk: Desk) -> None:
    ask(desk, box("txtOdd", "required"))
    with pytest.raises(UnknownField) as caught:
        enter(desk)
    assert caught.value.field == "a box without a label (name ending txtOdd)"


@pytest.mark.parametrize("label", ["county", "* COUNTY :", "County"])
def test_labels_are_told_by_sight(desk: Desk, label: str) -> None:
    ask(desk, labelled("*County:", "ddlQ") + drop_down("ddlQ", ("Kern", "Fresno")), **{label: "kern"})
    assert enter(desk) == ("County",)


def test_the_profiles_answer_is_taken_and_the_records_goes_before_it(desk: Desk) -> None:
    desk.adjust(questions={FORM.key: {VETERAN: "Yes", "Not asked here": "x"}})
    ask(desk, RADIO)
    assert enter(desk) == (VETERAN,)
    assert desk.js("end('rblVet_0').checked")
    desk.site.extra = {FORM.key: {VETERAN: "No"}}
    assert enter(desk) == (VETERAN,)
    assert desk.js("end('rblVet_1').checked")


def test_an_answer_to_what_is_not_asked_is_an_error(desk: Desk) -> None:
    ask(desk, "", **{VETERAN: "No"})
    with pytest.raises(RecordError, match="does not ask that") as caught:
        enter(desk)
    assert caught.value.field == VETERAN


def test_a_list_where_one_answer_is_asked(desk: Desk) -> None:
    ask(desk, labelled("* County", "ddlQ") + drop_down("ddlQ", ("Kern", "Fresno")), County=["Kern", "Fresno"])
    with pytest.raises(RecordError, match="takes one answer, not a list") as caught:
        enter(desk)
    assert caught.value.field == "County"


def test_an_answer_the_site_does_not_offer(desk: Desk) -> None:
    ask(desk, labelled("* County", "ddlQ") + drop_down("ddlQ", ("Kern", "Fresno")), County="Perhaps")
    with pytest.raises(Mismatch, match="offered are: Kern; Fresno") as caught:
        enter(desk)
    assert caught.value.field == "County"


def test_an_answer_the_site_does_not_keep(desk: Desk) -> None:
    ask(desk, labelled("Zone", "txtQ") + box("txtQ", "onchange=\"this.value=''\""), Zone="Canary")
    with pytest.raises(Mismatch, match="does not take the answer") as caught:
        enter(desk)
    assert "Canary" not in str(caught.value)


def test_reading_back_sets_nothing(desk: Desk) -> None:
    ask(desk, RADIO, **{VETERAN: "No"})
    with pytest.raises(Mismatch):
        check_answers(desk.site, FORM, desk.read(FORM))
    assert desk.events() == []


def test_a_question_that_comes_up_with_an_answer_is_answered_too(desk: Desk) -> None:
    branch = "<div id=more style='display:none'>" + labelled("* Branch", "txtQ") + box("txtQ") + "</div>"
    ask(desk, RADIO + branch, **{VETERAN: "Yes", "Branch": "Navy"})
    desk.js("end('rblVet_0').addEventListener('change', () => { more.style.display = 'block'; })")
    assert enter(desk) == (VETERAN, "Branch")
    assert desk.js("end('txtQ').value") == "Navy"


def test_known_fields_are_no_questions(desk: Desk) -> None:
    ask(desk, "")
    reading = desk.read(FORM)
    assert reading.strangers == ()
    assert [s.label for s in desk.site.read([], strangers=True).strangers] == ["City"]


NAMELESS_LIST = choice("chkOdd", ("A", "B"), "checkbox", "div|span|role=group aria-required=true")
NAMELESS = box("txtOdd", "required") + NAMELESS_LIST


def test_a_box_without_a_label_is_answered_by_the_ending_of_its_name(desk: Desk) -> None:
    ask(desk, NAMELESS, txtOdd="7", chkOdd=["B"])
    assert enter(desk) == ("txtOdd", "chkOdd")
    assert desk.js("[end('txtOdd').value, end('chkOdd_1').checked]") == ["7", True]
    ask(desk, NAMELESS, txtOdd="7")
    words = r"as 'chkOdd', or a standing answer in the form map, under the `questions` of by\.hand"
    with pytest.raises(UnknownField, match=words):
        enter(desk)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (PAGES["certificate"], "assessment.certificate"),
        (GoalsStep, "plan.goals"),
        (ObjectivesStep, "plan.objectives"),
        (ServicesStep, "plan.services"),
    ],
)
def test_a_screen_of_rows_alone_is_asked_about_too(desk: Desk, kind: type[FormScreen[Any]], key: str) -> None:
    """Beside its rows it may have a required box that nobody knows; its answer is kept under the screen's key."""
    body = labelled("* Zone", "txtQ") + box("txtQ")
    desk.open(body)
    screen = kind(desk.site)
    with pytest.raises(UnknownField) as caught:
        screen.fill(None, desk.site.read([], strangers=True))
    assert caught.value.field == "Zone"
    desk.adjust(questions={key: {"Zone": "7"}})
    desk.open(body)
    assert kind(desk.site).fill(None, desk.site.read([], strangers=True)) == ("Zone",)
