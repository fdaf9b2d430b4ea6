"""Small habits of sites: words, and what a new form already holds."""

from __future__ import annotations

from collections.abc import Callable

from tests.mock_site.webforms import Out

_WORDED = {
    "Activity Enrollment": "Enroll Individual in Activity/Service",
    "Objective Assessment Summary": "OAS Wizard",
    "Individual Employment Plan/Service Strategy": "IEP/ISS Information",
    "Display/Print Individual Employment Plan/Service Strategy": "Print Options",
    "Case Management Profile": "Case Management",
    "Staff Profiles": "Profile of the Individual",
}


def _worded(heading: str, step: str) -> str:
    return _WORDED.get(heading, heading)


def _step(heading: str, step: str) -> str:
    return step or heading


HEADINGS: dict[str, Callable[[str, str], str]] = {
    "plain": lambda heading, step: heading,
    "worded": _worded,  # another word than the tab and the buttons have
    "step": _step,  # a wizard's page is called as its step, not as the wizard
}

# How the list of goals names a goal; `text` is its description, cut after some characters.
GOALS: dict[str, str] = {
    "plain": "{number} - {text}",
    "typed": "{number} - {type}: {text}",
    "hash": "Goal #{number}: {text}",
    "text": "{text}",
    "id": "{id} - {type} - {text}",
}

# Which day a form that is new holds in its first date box: none, today, or today in all boxes that must be filled.
NEW_DATES = ("plain", "first", "required")

# How a wizard asks when it is left: as the switch leave_confirm says, natively in other words, in a dialog with others.
LEAVING = ("plain", "native", "exit")


def heading(out: Out, text: str, step: str) -> str:
    """What the page is called, by the way of `headings`."""
    return HEADINGS[out.dialect["headings"]](text, step)
