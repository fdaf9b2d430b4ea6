"""The page's own content, apart from header, menu and footer; and the titles in it, by their weight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from bot.web.labels import folded
from bot.web.view import Action, Box, Node, Part, Table, Text, View

CONTENT = ("mstContent", "contentregion", "VOS_page-content-wrapper", "Main_content", "MainContent")
"""The product's documented ids of its content."""
_CHROME_IDS = ("gui_toolbar", "gui_toolbar_v22", "VOS_topmenubar", "gui_menu", "review_encl")
_CHROME_TAGS = ("header", "nav", "footer", "aside")
_CHROME_ROLES = ("banner", "navigation", "contentinfo", "complementary", "search", "menubar", "menu")
_MENU_LINKS = 4
_MENU_SHARE = 0.8
_MENU_WIDTH = 0.4
_LARGER = 1.15
_TITLE_LENGTH = 90
_BOLD = 600
EMPHASIS = 7
"""The level of a text that is only bold: it may head something, and it may as well be a value."""


@dataclass(frozen=True)
class Title:
    """A text that heads something: level 1 or 2 the page, higher ones a part of it."""

    level: int
    text: Text

    @property
    def words(self) -> str:
        return self.text.words


class Region:
    """The part of a view that holds the page's own content."""

    def __init__(self, view: View, content: int = -1) -> None:
        self.view = view
        self._content = content

    @cached_property
    def root(self) -> int:
        """The node of the content: the profile's, a documented one, a landmark, or the whole page."""
        if self._content >= 0:
            return self._content
        nodes = self.view.nodes
        for test in (_is_main, *(_has_id(name) for name in CONTENT)):
            found = [number for number, node in enumerate(nodes) if test(node)]
            if found:
                return found[0]
        return 0

    @cached_property
    def nodes(self) -> frozenset[int]:
        """The numbers of all nodes of the content; a dialog over the page is none of it."""
        inside: set[int] = set()
        for number, node in enumerate(self.view.nodes):  # what holds a node has a lower number
            parent = node.parent in inside
            chrome = number != self.root and (_is_chrome(node) or number in self._menus or number == self.view.over)
            if (number == self.root or parent) and not chrome:
                inside.add(number)
        return frozenset(inside)

    @cached_property
    def _menus(self) -> frozenset[int]:
        """Columns of links beside the content: no boxes, nearly all words can be pressed, one above another."""
        view = self.view
        links: dict[int, list[int]] = {}
        for n, action in enumerate(view.actions):
            for node in view.above(action.node):
                links.setdefault(node, []).append(n)
        busy = {node for box in view.boxes for node in view.above(box.node)}
        busy |= {node for table in view.tables for node in view.above(table.node) if len(table.lines) > 1}
        width = max((text.place.right for text in view.texts), default=0)
        return frozenset(node for node, own in links.items() if node not in busy and self._is_menu(node, own, width))

    def _is_menu(self, node: int, own: list[int], width: int) -> bool:
        actions = [self.view.actions[n] for n in own]
        if len(actions) < _MENU_LINKS or len({action.place.y for action in actions}) < _MENU_LINKS:
            return False
        texts = [text for text in self.view.texts if self.view.inside(text.parts[0].node, node)]
        pressed = sum(len(action.words) for action in actions)
        said = sum(len(text.words) for text in texts)
        left, right = min(t.place.x for t in texts), max(t.place.right for t in texts)
        return said > 0 and pressed >= _MENU_SHARE * said and right - left < _MENU_WIDTH * width

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        return tuple(text for text in self.view.texts if text.parts[0].node in self.nodes)

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """What heads the page and its parts, in the order of the page."""
        sizes = [part.size for text in self.view.texts for part in text.parts]
        usual = median(sizes) if sizes else 0
        found = list(self._titles(usual))
        if found and all(title.level > 2 for title in found):  # whatever stands first names the page
            found[0] = Title(2, found[0].text)
        return tuple(found)

    def _titles(self, usual: float) -> Iterator[Title]:
        tables = {node for table in self.view.tables if _is_list(table) for node in (table.node,)}
        for text in self.texts:
            if len(text.words) > _TITLE_LENGTH:
                continue
            path = self.view.above(text.parts[0].node)
            level = self._level(path)
            part = text.parts[0]
            if not level and not tables.intersection(path):
                level = 2 if part.size > usual * _LARGER else EMPHASIS if part.weight >= _BOLD else 0
            if level:
                yield Title(level, text)

    def _level(self, path: tuple[int, ...]) -> int:
        for above in path[:4]:
            node = self.view.nodes[above]
            if node.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                return int(node.tag[1])
            if node.role == "heading":
                return 2
            if node.tag in ("legend", "caption"):
                return 2 if self._holds_only(node.parent, above) else 3
            if "gui_instructions" in node.id.casefold():
                return 2
        return 0

    def _holds_only(self, node: int, inner: int) -> bool:
        """Whether a part of the page holds nothing but its own title: it heads what comes after it."""
        things: tuple[Part | Box | Action, ...] = (
            *(text.parts[0] for text in self.view.texts),
            *self.view.boxes,
            *self.view.actions,
        )
        return all(self.view.inside(thing.node, inner) for thing in things if self.view.inside(thing.node, node))


def _is_list(table: Table) -> bool:
    return any(cell.head for line in table.lines for cell in line.cells)


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.role == "main"


def _has_id(name: str) -> Callable[[Node], bool]:
    def test(node: Node) -> bool:
        return node.id == name or node.id.endswith(f"_{name}")

    return test


def _is_chrome(node: Node) -> bool:
    if node.tag in _CHROME_TAGS or node.role in _CHROME_ROLES:
        return True
    return node.id in _CHROME_IDS or "mstPageFooter" in node.id or "adaskiplink" in node.marks.split()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same words."""
    return folded(one) == folded(other)
