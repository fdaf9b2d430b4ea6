"""The mock's switches: every habit and standing hazard of the site, each to be turned by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.mock_site.dialects import UnknownDialect, whole

DEFAULTS: dict[str, Any] = {
    # mark-up
    "flavour": "classic",  # ids: classic | static | wizard
    "css_stars": "mixed",  # required stars: mixed | css | text
    "date_style": "mixed",  # mixed | plain | image | rad | window
    "dialect": {},  # construct: way of drawing; see dialects/
    "cloned_buttons": True,
    "decoy_button": True,
    "duplicate_ids": True,
    "missing_labels": False,
    "two_strips": True,
    "hamburger": False,
    # the way in (H6)
    "password_onkeyup": True,
    "second_factor": False,
    "staff_notice": True,
    "dashboard_popup": True,
    "home_is_dashboard": False,  # for whoever is signed in, the home address leads to the dashboard
    "wp_modal": "sometimes",  # sometimes (by person) | always | off
    "right_to_work_prompt": False,
    # wizards
    "wizard_saves": "next",  # next | finish
    "wizard_async": False,
    "tab_click_saves": False,
    "tab_links": True,  # whether the steps of a wizard can be opened by their tabs
    "leave_confirm": "dialog",  # dialog | native | none
    "finish_confirm": True,
    "asks_otherwise": False,  # leaving and finishing: by the browser's own dialog, in words of its own
    "late_editor_ms": 0,  # a script puts the frames of rich text in so long after the page has loaded
    "goal_texts": "number",  # lists of goals: number ("1 - employment") | type ("1 - Employment: steady wor...")
    "dates_filled": False,  # a step that was never saved shows the day in its required dates
    "client_validation": True,
    "notice": "",  # a sentence on every step of the wizards
    "print_without": [],  # labels of lines that the printed plan leaves out
    "rewrite": [],  # whole pages (not parts): [part of the address, regular expression, what takes its place]
    "local_questions": {},  # screen key: [{label, control, required, options}]
    # hazards that stand all the time
    "postback_style": "async",  # async | full
    "reset_delay_ms": 300,  # H1
    "blur_postback": True,  # H2
    "wait_layer": True,  # H3
    "fade_ms": 0,  # H3, H4: how long after an asynchronous answer the layer stays up and the buttons stay disabled
    "invisible_cover": True,  # H3
    "disabled_next": True,  # H4
    "late_lists": True,  # H5
    "late_lists_ms": 150,
    "latency_ms": 0,  # H9
    # Faults of posts: shares by kind (drop: carried out and not answered; http500: neither; session: signed out before)
    # and a seed; or `every`, so that each so many-th post meets the next of `kinds`.
    "faults": {},
    "session_timeout_minutes": 20,  # H8
    "cut_text": {},  # H12: field key: longest text kept
    "drop_field": [],  # H12: "screen.key"
    "request_validation": True,  # H13
    "stacked_dialogs": True,
    "native_confirm": True,
    "poll": True,
}
CHOICES: dict[str, tuple[str, ...]] = {
    "flavour": ("classic", "static", "wizard"),
    "css_stars": ("mixed", "css", "text"),
    "date_style": ("mixed", "plain", "image", "rad", "window"),
    "wp_modal": ("sometimes", "always", "off"),
    "wizard_saves": ("next", "finish"),
    "leave_confirm": ("dialog", "native", "none"),
    "postback_style": ("async", "full"),
    "goal_texts": ("number", "type"),
}
_WORDS = {"on": True, "off": False, "true": True, "false": False}


class UnknownSwitch(ValueError):
    """No such switch, or a value that it cannot have."""


class Switches:
    """The switches as they stand now; `reset` brings back the values given at the start."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._start = DEFAULTS | {name: checked(name, value) for name, value in given.items()}
        self._now = dict(self._start)

    def __getitem__(self, name: str) -> Any:
        return self._now[name]

    def set(self, given: Mapping[str, Any]) -> None:
        """Turn the switches named; all or none."""
        self._now |= {name: checked(name, value) for name, value in given.items()}

    def reset(self) -> None:
        """Back to the values of the start."""
        self._now = dict(self._start)

    def as_dict(self) -> dict[str, Any]:
        """Name and value of every switch."""
        return dict(self._now)


def checked(name: str, value: Any) -> Any:
    """The value as the switch holds it: "on" is True, "150" is 150, '{"size": 2}' is a dict.

    Raises UnknownSwitch for a name that is none and for a value of another type or outside its choices.
    """
    if name not in DEFAULTS:
        raise UnknownSwitch(f"no switch is called {name}")
    default = DEFAULTS[name]
    if isinstance(value, str) and not isinstance(default, str):
        value = _parsed(name, value)
    if isinstance(default, str) and isinstance(value, bool) and "off" in CHOICES[name]:
        value = "always" if value else "off"
    if type(value) is not type(default):
        raise UnknownSwitch(f"{name} is a {type(default).__name__}, not {value!r}")
    if name in CHOICES and value not in CHOICES[name]:
        raise UnknownSwitch(f"{name} is one of {', '.join(CHOICES[name])}, not {value!r}")
    if name == "dialect":
        try:
            whole(value)
        except UnknownDialect as mistake:
            raise UnknownSwitch(str(mistake)) from None
    return value


def _parsed(name: str, text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise UnknownSwitch(f"{name} cannot be {text!r}") from None
