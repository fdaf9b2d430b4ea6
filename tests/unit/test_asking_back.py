"""Which questions ask back for our own press, by their words alone."""

from __future__ import annotations

import pytest
import yaml

from bot.agent.asking_back import asks_back, profile_line, yes_button

LEAVE = [
    "Are you sure you want to leave?",
    "You have unsaved changes. Do you want to leave this page?",
    "Any information you have not saved will be lost. Continue?",
    "Press OK to continue, or Cancel to stay on the current page.",
    "Warning! Changes will be lost since you last saved. Exit the wizard?",
    "Are you sure you want to cancel? Your changes won't be saved.",
    "Do you really want to exit without saving?",
]
FINISH = [
    "Are you sure you want to finish?",
    "Save and finish the plan?",
    "Once completed it can't be changed. Continue?",
]
NEITHER = [
    "",
    "Delete this record?",
    "Leaving will remove the goal. Continue?",
    "Submit for approval?",
    "Sign the plan now?",
    "Yes - Create a registration?",
    "Register this person with Wagner-Peyser?",
    "Do you want to stop assisting this individual?",
    "Close the case?",
    "This individual does not show any veteran characteristics. Continue?",
    "Do you want to stay on this page?",
]
"""Whatever was pressed."""


@pytest.mark.parametrize("words", LEAVE)
def test_leaving_is_asked_back(words: str) -> None:
    assert asks_back(words, "leave")
    assert not asks_back(words, "any")


@pytest.mark.parametrize("words", FINISH)
def test_finishing_is_asked_back(words: str) -> None:
    assert asks_back(words, "finish")
    assert not asks_back(words, "open")


@pytest.mark.parametrize("act", ["leave", "finish"])
@pytest.mark.parametrize("words", NEITHER)
def test_another_matter(words: str, act: str) -> None:
    assert not asks_back(words, act)


def test_what_is_harmless_for_one_act_is_not_for_the_other() -> None:
    """Yes to "save?" on leaving would save; Yes to "leave?" at Finish would lose what was entered."""
    assert not asks_back("Do you want to save your changes?", "leave")
    assert not asks_back("Finish the wizard now?", "leave")
    assert not asks_back("You have unsaved changes. Leave?", "finish")
    assert not asks_back("Required items are missing. Finish anyway?", "finish")


@pytest.mark.parametrize(
    ("buttons", "act", "yes"),
    [
        (["OK", "Cancel"], "leave", "OK"),
        (["Leave", "Stay"], "leave", "Leave"),
        (["Yes, leave this page", "No"], "leave", "Yes, leave this page"),
        (["Don\u2019t Save", "Cancel"], "leave", "Don\u2019t Save"),
        (["Discard", "Continue"], "leave", None),
        (["Continue editing", "Stay"], "leave", None),
        (["Yes - Finish", "No"], "finish", "Yes - Finish"),
        (["Leave", "Stay"], "finish", None),
        (["OK", "OK"], "finish", "OK"),
        (["Yes - Create", "No - Do Not Create"], "finish", None),
        (["OK"], "open", None),
        ([], "leave", None),
    ],
)
def test_the_one_button_that_says_yes(buttons: list[str], act: str, yes: str | None) -> None:
    assert yes_button(buttons, act) == yes


def test_the_line_for_the_profile_is_ready_to_paste() -> None:
    told = profile_line('Plan … of \u2026 is "open" \\ still: go \u2026?', ["Go", "Wait"], "finish")
    line = told.partition("site profile: ")[2].partition(" (or press:")[0]
    (entry,) = yaml.safe_load(line)["dialogs"]
    assert entry["words"] == 'is "open" \\ still: go'
    assert entry["press"] == "Go"
    assert "(or press: 'Wait')" in told
    assert "a person answers it" in profile_line("\u2026 of \u2026?", ["OK"], "any")
