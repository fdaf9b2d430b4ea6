"""What on a page can be pressed under some words: exactly one thing, none, or several that nobody can tell apart; and
what unfolds a section or a menu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.web.labels import folded
from bot.web.region import Region
from bot.web.view import Action, View

State = Literal["open", "folded", "unknown"]
_SIGNS = re.compile(
    r"^[\s(\[]*[+\-\u2212\u2013\u25b2-\u25c5\u203a\u2039\u00bb][\s)\]]*|[\s(\[]*[+\-\u2212\u2013\u25b2-\u25c5\u203a\u2039\u00bb][\s)\]]*$"
)
_OPEN = re.compile(r"^[\s(\[]*[-\u2212\u2013]|[-\u2212\u2013][\s)\]]*$|\b(collapse|hide|close)\b", re.IGNORECASE)
_FOLDED = re.compile(r"^[\s(\[]*\+|\+[\s)\]]*$|\b(expand|show|open|unfold)\b", re.IGNORECASE)
_FAR = 5
_LEADS_NOWHERE = re.compile(r"#.*|javascript:\s*(void.*|;)?$", re.IGNORECASE)
_MENU = re.compile(
    r"\W*((more|row|select)?\s*(actions?|options?|menu|more)\s*(menu)?)?\s*[.…⋮⋯☰≡▾▼▿⏷⚙]*\s*", re.IGNORECASE
)
_KINDS_OF_WRAPPER = ("li", "td", "th", "div", "span", "tr", "p", "h1", "h2", "h3", "h4", "img", "i", "b")


def words_of(action: Action) -> str:
    """What one would call it: its own words, else what aria or its title say."""
    return action.words or action.name


def called(view: View, text: str, nodes: frozenset[int] | None = None) -> list[Action]:
    """The things to press that are called so, within some nodes or anywhere; those around another are left out."""
    wanted = folded(text)
    among = [action for action in view.actions if nodes is None or action.node in nodes]
    found = [action for action in among if folded(action.words) == wanted]
    found = found or [action for action in among if folded(action.name) == wanted]
    return innermost(view, found)


def leads_nowhere(action: Action) -> bool:
    """Whether it is no button that posts and no link to another page."""
    return not action.leads or _LEADS_NOWHERE.fullmatch(action.leads) is not None


def unfolds_menu(action: Action) -> bool:
    """Whether it says that it unfolds more things to press: by its state, or by a word or sign for a menu. What posts
    its form is never taken for that."""
    if action.kind in ("submit", "image"):
        return False
    if action.expanded:
        return action.expanded == "false"
    return (leads_nowhere(action) or action.kind == "button") and _MENU.fullmatch(words_of(action)) is not None


def innermost(view: View, actions: Sequence[Action]) -> list[Action]:
    """Without those that only stand around another of them."""
    around = {node for action in actions for node in view.above(action.node)[1:]}
    return [action for action in actions if action.node not in around]


def beside(view: View, text: str, anchor: str, nodes: frozenset[int]) -> list[Action]:
    """Those called `text` in the smallest element that holds one called so and one called `anchor`."""
    anchors, wanted = called(view, anchor, nodes), called(view, text, nodes)
    if not anchors:
        return []
    for node in view.above(anchors[0].node)[1:]:
        near = [action for action in wanted if view.inside(action.node, node)]
        if near:
            return near
    return []


def one_of(found: Sequence[Action], strips: Iterable[frozenset[int]] = ()) -> list[Action]:
    """Those that do not lead to the same: the button or tab that stands above and below a page is one."""
    if len(found) < 2:
        return list(found)
    names = {"" if _LEADS_NOWHERE.fullmatch(action.leads) else action.leads for action in found}
    if len(names) == 1 and "" not in names:
        return [found[0]]
    return list(found)


# --- sections that unfold


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
