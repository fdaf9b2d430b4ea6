"""A page's elements: what its mark-up says, what a person would see of it, and what its boxes hold now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Final

from bot.controls import collapse

VOID: Final = frozenset({"input", "br", "img", "meta", "link", "hr"})
_NEVER_SEEN: Final = frozenset({"script", "style", "head", "title", "option"})
_WAIT_LAYERS: Final = frozenset({"modalGSIPleaseWait", "divPleaseWait", "loadingDIV"})
_SEEN_BY_TEXT: Final = frozenset({"span", "a", "label", "li", "h2", "h3", "h4", "p", "strong", "b", "button"})


class Node:
    """An element. `value` and `on` are what a box holds now, not what its mark-up said."""

    __slots__ = ("attrs", "kids", "on", "parent", "tag", "value")

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.kids: list[Node | str] = []
        self.value = attrs.get("value", "")
        self.on = "checked" in attrs

    @property
    def id(self) -> str:
        return self.attrs.get("id", "")

    @property
    def name(self) -> str:
        return self.attrs.get("name", "")

    @property
    def kind(self) -> str:
        """The type of an input, else the tag."""
        return self.attrs.get("type", "text") if self.tag == "input" else self.tag

    @property
    def disabled(self) -> bool:
        return "disabled" in self.attrs

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    def toggle(self, name: str) -> bool:
        """Adds or takes away a class; whether it has it now."""
        has = name not in self.classes
        self.attrs["class"] = " ".join([*self.classes, name] if has else [c for c in self.classes if c != name])
        return has

    def elements(self) -> Iterator[Node]:
        """Its children that are elements."""
        return (kid for kid in self.kids if isinstance(kid, Node))

    def walk(self) -> Iterator[Node]:
        """All elements within, in the order of the document."""
        ahead = self.kids[::-1]
        while ahead:
            kid = ahead.pop()
            if isinstance(kid, Node):
                yield kid
                ahead += reversed(kid.kids)

    def all(self, test: Callable[[Node], bool]) -> list[Node]:
        return [node for node in self.walk() if test(node)]

    def tagged(self, *tags: str) -> list[Node]:
        return [node for node in self.walk() if node.tag in tags]

    def up(self) -> Iterator[Node]:
        """The element itself, then what it stands in, outwards."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def closest(self, test: Callable[[Node], bool]) -> Node | None:
        return next((node for node in self.up() if test(node)), None)

    def next(self) -> Iterator[Node]:
        """The elements that follow it beside it."""
        siblings = list(self.parent.elements()) if self.parent else []
        return iter(siblings[siblings.index(self) + 1 :] if self in siblings else ())

    def before(self) -> Node | None:
        """The element right before it."""
        siblings = list(self.parent.elements()) if self.parent else []
        place = siblings.index(self) if self in siblings else 0
        return siblings[place - 1] if place else None

    def text(self) -> str:
        """All text within, a line break as a blank."""
        return "".join(kid if isinstance(kid, str) else " " if kid.tag == "br" else kid.text() for kid in self.kids)

    def words(self) -> str:
        return collapse(self.text())

    # --- lists

    def options(self) -> list[Node]:
        return [kid for kid in self.elements() if kid.tag == "option"]

    def chosen(self) -> Node | None:
        """The option of a list that is chosen: the last one marked, else the first."""
        options = self.options()
        return next((option for option in reversed(options) if option.on), options[0] if options else None)

    def choose(self, option: Node | None) -> None:
        for each in self.options():
            each.on = each is option


class _Builder(HTMLParser):
    def __init__(self, into: Node) -> None:
        super().__init__(convert_charrefs=True)
        self._at = into
        self._top = into

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._at)
        if tag == "option":
            node.on = "selected" in node.attrs
        if node.kind in ("checkbox", "radio") and "value" not in node.attrs:
            node.value = "on"
        self._at.kids.append(node)
        if tag not in VOID:
            self._at = node

    def handle_data(self, data: str) -> None:
        self._at.kids.append(data)

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self._at
        while node is not None and node is not self._top:
            if node.tag == tag:
                if tag == "textarea":
                    node.value = node.text().removeprefix("\n")
                assert node.parent is not None
                self._at = node.parent
                return
            node = node.parent


def fill(node: Node, markup: str) -> None:
    """Puts mark-up in the place of what an element holds."""
    node.kids.clear()
    builder = _Builder(node)
    builder.feed(markup)
    builder.close()


def is_hidden(node: Node) -> bool:
    """Whether an element by itself keeps itself and what is in it out of sight."""
    if node.tag in _NEVER_SEEN:
        return True
    attrs = node.attrs
    if attrs:  # most elements have none: this is asked of every element and all that it stands in
        style, html_id = attrs.get("style", ""), attrs.get("id", "")
        if "display:none" in style or "visibility:hidden" in style or node.kind == "hidden":
            return True
        if html_id in _WAIT_LAYERS or ("valSummary" in html_id and not node.kids):
            return True
        if "section-body" in attrs.get("class", ""):
            return node.parent is not None and _is_folded(node, node.parent)
    return node.tag == "ul" and node.parent is not None and _is_folded(node, node.parent)


def _is_folded(node: Node, parent: Node) -> bool:
    """Sections behind a plus sign, and the entries of the menu."""
    if "section-body" in node.classes:
        return "collapsed" in parent.classes
    if node.tag != "ul" or not node.closest(lambda each: each.id == "menu"):
        return False
    return "collapsed" in parent.classes if parent.id == "menu" else "open" not in parent.classes


def visible(node: Node) -> bool:
    """Whether a person would see an element."""
    if node.tag in _SEEN_BY_TEXT and "fa-bars" not in node.classes and not node.text().strip():
        return any(visible(each) for each in node.elements())
    at: Node | None = node
    while at is not None and not is_hidden(at):
        at = at.parent
    return at is None
