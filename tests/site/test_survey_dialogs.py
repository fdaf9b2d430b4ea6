"""Dialogs in a survey: their words and buttons, the page's own and the browser's, and no value in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.agent.looks import Dialog, Guard
from bot.errors import UnknownDialog
from bot.survey.clean import Cleaner
from bot.survey.compare import drift
from bot.survey.model import SeenDialog, Survey
from bot.survey.noting import Notes
from tests.kit import Office
from tests.page.pages_by_hand.boxes import box, labelled
from tests.page.pages_by_hand.desk import Desk
from tests.site.survey_kit import planted, taken

LEAVING = "You have unsaved changes. Do you want to leave this page?"


def _dialogs(survey: Survey) -> dict[str, tuple[SeenDialog, ...]]:
    return {key: screen.dialogs for key, screen in survey.screens.items() if screen.dialogs}


def test_dialogs_are_noted_where_they_come_up_and_a_new_one_is_told(office: Office) -> None:
    """The mock asks before a wizard is left: by a dialog of the page, by the browser's own, and then something that
    nobody knows, which ends the way there and nowhere else."""
    user_id = planted(office).user_id
    accepted = taken(office, user_id, parts=["plan"])
    leave = SeenDialog(title="Leave this page?", text=LEAVING, buttons=("Leave", "Stay"), on="Cancel")
    assert _dialogs(accepted)["plan.services"] == (leave,)

    office.mock.set(leave_confirm="native")
    office.mock.arm("unknown_dialog", screen="plan.objectives")
    live = taken(office, user_id, parts=["plan", "print"])
    unknown = SeenDialog(
        title="Supervisor approval", text="This record needs the approval of a supervisor.",
        buttons=("Approve", "Not now"), on="Objectives",
    )  # fmt: skip
    assert unknown in _dialogs(live)["plan.goals"]
    why = {gap.screen: gap.why for gap in live.unreached}
    assert "a dialog nobody announced: Supervisor approval" in why["plan"]
    assert "print" in live.screens, "the next part begins anew"
    told = {(each.screen, each.kind, each.name) for each in drift(accepted, live) if each.part == "dialog"}
    assert told == {("plan.goals", "new", unknown.words)}
    assert office.written(user_id) == []

    office.mock.disarm()
    native = _dialogs(taken(office, user_id, parts=["plan"]))["plan.services"]
    assert native == (SeenDialog(text="unsaved changes", buttons=("OK", "Cancel"), native=True, on="Cancel"),)


def test_a_changed_dialog_is_told(survey: Survey) -> None:
    def live(**changes: object) -> Survey:
        own = survey.screens["plan.plan"]
        dialog = own.dialogs[0].model_copy(update=changes)
        return survey.model_copy(update={"screens": {"plan.plan": own.model_copy(update={"dialogs": (dialog,)})}})

    def told(now: Survey) -> list[tuple[str, str, str]]:
        return [(each.part, each.kind, each.now) for each in drift(survey, now)]

    assert told(live(text=LEAVING.replace("leave", "go away from"))) == [
        ("dialog", "renamed", "Leave this page?: You have unsaved changes. Do you want to go away from this page?")
    ]
    assert told(live(buttons=("Leave", "Stay", "Save"))) == [("dialog", "buttons changed", "Leave; Stay; Save")]
    assert told(survey) == []
    none = survey.screens["plan.plan"].model_copy(update={"dialogs": ()})
    assert told(survey.model_copy(update={"screens": {"plan.plan": none}})) == [], "it may come up tomorrow"


@pytest.fixture
def survey() -> Survey:
    """One screen with one dialog."""
    dialog = {"title": "Leave this page?", "text": LEAVING, "buttons": ["Leave", "Stay"], "on": "Cancel"}
    screen = {"title": "Plan", "heading": "IEP", "dialogs": [dialog]}
    return Survey.model_validate({"taken": "2019-06-05", "screens": {"plan.plan": screen}})


def test_values_of_the_page_are_taken_out_of_dialogs(desk: Desk) -> None:
    """Of the page's own while it lies there, of the browser's own when it has gone."""
    heard: list[tuple[Dialog, str]] = []
    city = labelled("City", "txtCity") + box("txtCity", "value='Pomona (East)'")
    ask = "<button type=button onclick='alert(`Pomona (East) is far. Go on?`)'>Go</button>"
    over = "<div role=dialog><h3>Question</h3>Is pomona (east) right?<button type=button>OK</button></div>"
    desk.open(f"{city}{ask}{over}")
    agent = desk.site.agent
    agent.witness = lambda dialog, pressed: heard.append((dialog, pressed))
    (dialog,) = agent.read().look.dialogs
    agent.notice(dialog)
    assert heard[0][0].text == "Is … right?"
    desk.js("document.querySelector('[role=dialog]').remove()")
    with pytest.raises(UnknownDialog):
        agent.press("Go")
    (native, pressed) = heard[1]
    assert (native.native, native.buttons, pressed) == (True, ("OK",), "Go")
    session: Any = SimpleNamespace(site=desk.site, profile=desk.profile)
    notes = Notes(session, tries=False)
    notes.screen("page")
    with pytest.raises(UnknownDialog):
        agent.press("Go")
    notes.keep_dialogs()
    assert [each.text for each in notes.screens["page"].dialogs] == ["… is far. Go on?"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Are you sure you want to delete the goal 'find work'?", "Are you sure you want to delete the goal …?"),
        ("Don't leave: it isn't saved.", "Don't leave: it isn't saved."),
        ("Zoe Zqxname (36213) has 2 open plans of 06/04/2019.", "… … (…) has … open plans of …."),
        ("Entered by Rivera, Ana; write to ana@example.org", "Entered by …; write to …"),
        ("x" * 400, "x" * 300),
    ],
)
def test_whatever_may_be_a_value_is_taken_out(text: str, kept: str) -> None:
    assert Cleaner(Guard("36213", "Zqxname, Zoe")).sentence(text) == kept
