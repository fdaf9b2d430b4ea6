"""Sections that unfold: what is pressed to open the section of a title, and whether it stands open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.web.actions import leads_nowhere
from bot.web.labels import folded
from bot.web.region import Region
from bot.web.view import Action

State = Literal["open", "folded", "unknown"]
_SIGNS = re.compile(
    r"^[\s(\[]*[+\-\u2212\u2013\u25b2-\u25c5\u203a\u2039\u00bb][\s)\]]*|[\s(\[]*[+\-\u2212\u2013\u25b2-\u25c5\u203a\u2039\u00bb][\s)\]]*$"
)
_OPEN = re.compile(r"^[\s(\[]*[-\u2212\u2013]|[-\u2212\u2013][\s)\]]*$|\b(collapse|hide|close)\b", re.IGNORECASE)
_FOLDED = re.compile(r"^[\s(\[]*\+|\+[\s)\]]*$|\b(expand|show|open|unfold)\b", re.IGNORECASE)
_FAR = 5


@dataclass(frozen=True)
class Fold:
    """What opens and closes a section, and what it says of it."""

    action: Action
    state: State


def fold_of(region: Region, title: str) -> Fold | None:
    """The fold of the section with this title; None where nothing by the title can be pressed for it."""
    view, wanted = region.view, folded(title)
    own = [action for action in view.actions if action.node in region.nodes]
    for action in own:
        state = _state(action)
        if folded(_SIGNS.sub("", action.words)) == wanted and (state != "unknown" or leads_nowhere(action)):
            return Fold(action, state)
    for text in region.texts:
        if folded(_SIGNS.sub("", text.words)) != wanted:
            continue
        for node in view.above(text.parts[0].node)[:_FAR]:
            near = [action for action in own if view.inside(action.node, node)]
            signs = [action for action in near if _state(action) != "unknown"]
            if len(signs) == 1:
                return Fold(signs[0], _state(signs[0]))
            if near:
                break
    return None


def _state(action: Action) -> State:
    if action.expanded:
        return "open" if action.expanded == "true" else "folded"
    for says in (action.words, action.name):
        if _OPEN.search(says):
            return "open"
        if _FOLDED.search(says):
            return "folded"
    return "unknown"
