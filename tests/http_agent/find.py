"""Finds, reads and sets controls, as `2_find.js` and `3_values.js` of the page agent do for the same mark-up."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from bot.controls import Raw, collapse, fold
from tests.http_agent.dom import Node, fill, visible
from tests.http_agent.tab import Tab

_LINES = ("text", "tel", "number", "date", "email", "password")
_TEXTS = ("span", "td", "strong", "b", "dt", "p", "div")
_CONTROLS = ("label", "input", "select", "textarea", "iframe")


@dataclass
class Found:
    """A control on the page: the element that stands for it, and the others it is made of."""

    el: Node
    inputs: list[Node] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)


def bare(text: str) -> str:
    """A label's words without the mark of what is required and without a colon."""
    return re.sub(r"[\s*:]+$", "", re.sub(r"^[*\s]+", "", collapse(text)))


def as_label(text: str) -> str:
    return fold(bare(text))


def is_line(node: Node) -> bool:
    return node.tag == "input" and node.kind in _LINES


class Index:
    """The labels of a page's content area, for finding controls by them. Made anew for every look."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.root = tab.root
        self.everything = list(self.root.walk())
        self.by_id = {node.id: node for node in reversed(self.everything) if node.id}
        self.labels: dict[str, list[Node]] = defaultdict(list)
        self.texts: dict[str, list[Node]] = defaultdict(list)
        self.label_of: dict[str, list[Node]] = defaultdict(list)
        for node in self.everything:
            self._enter(node)

    def _enter(self, node: Node) -> None:
        if node.tag in ("label", "legend"):
            self.label_of[node.attrs.get("for", "")].append(node)
            if visible(node):
                self.labels[as_label(node.text())].append(node)
        elif node.tag in _TEXTS and len(list(node.elements())) <= 2 and not any(
            each.tag in _CONTROLS for each in node.walk()
        ):
            text = node.text()
            if len(text) <= 160 and text.strip() and visible(node):
                self.texts[as_label(text)].append(node)
        if "aria-label" in node.attrs:
            self.labels[as_label(node.attrs["aria-label"])].append(node)

    # --- finding

    def find(self, spec: dict[str, Any]) -> Found | str:
        """The one control of a spec, or why there is none: missing, several."""
        if spec.get("locator"):
            raise NotImplementedError("this agent knows no locators of a profile: use the browser's")
        for way in (self._by_label, self._by_name, self._by_id):
            found = way(spec)
            if len(found) == 1:
                return found[0]
            if found:
                return "several"
        return "missing"

    def _by_label(self, spec: dict[str, Any]) -> list[Found]:
        key, kind = as_label(spec["label"]), spec["kind"]
        named = self.labels.get(key, [])
        direct = self._suiting((target for node in named for target in self._pointed_at(node)), kind)
        if direct:
            return direct
        loose = [node for node in named if not self._points_elsewhere(node)] + self.texts.get(key, [])
        near = [each for node in loose if node.tag not in _CONTROLS[1:] for each in self._beside(node, kind, key)]
        return _distinct(near)

    def _by_name(self, spec: dict[str, Any]) -> list[Found]:
        endings = spec["names"] + ([f"{n}1" for n in spec["names"]] if spec["kind"] == "phone" else [])
        return self._of_hits((node for node in self.everything if _ending(node.name) in endings), spec["kind"])

    def _by_id(self, spec: dict[str, Any]) -> list[Found]:
        ends = tuple(f"_{name}{more}" for name in spec["names"] for more in ("", "_dateInput"))
        return self._of_hits((node for node in self.everything if f"_{node.id}".endswith(ends)), spec["kind"])

    def _of_hits(self, hits: Iterable[Node], kind: str) -> list[Found]:
        nodes = list(hits)
        ticks = [node for node in nodes if node.kind == "checkbox"] if kind == "checklist" else []
        if not ticks:
            return self._suiting(nodes, kind)
        lists: dict[str, list[Node]] = defaultdict(list)
        for node in ticks:
            lists[re.sub(r"\$\d+$", "", node.name)].append(node)
        return [Found(boxes[0], boxes) for boxes in lists.values()]

    def _suiting(self, nodes: Iterable[Node], kind: str) -> list[Found]:
        return _distinct(found for node in nodes if (found := self.suits(node, kind)))

    def _pointed_at(self, label: Node) -> list[Node]:
        if label.tag != "label":
            return [label]
        target = self.by_id.get(label.attrs.get("for", ""))
        return [target] if target else label.tagged("input", "select", "textarea")

    def _points_elsewhere(self, label: Node) -> bool:
        targets = self._pointed_at(label) if label.tag == "label" else []
        return any(node.tag in _CONTROLS[1:] and visible(node) for node in targets)

    def _beside(self, text: Node, kind: str, key: str) -> list[Found]:
        places = []
        for node in text.next():
            if node.tag == "label":
                break
            places.append(node)
        cell = text.closest(lambda node: node.tag in ("td", "dt")) or text.parent
        if cell and (after := next(cell.next(), None)):
            places.append(after)
        for place in places:
            found = [each for each in self._held(place, kind) if not self._is_anothers(each, key)]
            if len(found) == 1 or (kind == "readonly" and found) or (kind == "phone" and len(found) == 3):
                return found[:1]
            if found:
                return []
        return []

    def _held(self, place: Node, kind: str) -> list[Found]:
        if kind == "checklist":
            return self._suiting([place], kind)
        return self._suiting([place, *place.walk()], kind)

    def _is_anothers(self, control: Found, key: str) -> bool:
        if not control.inputs:
            own = [node.text() for node in self.label_of.get(control.el.id, []) if control.el.id and visible(node)]
            return bool(own) and key not in map(as_label, own)
        holder = control.el.closest(lambda node: node.attrs.get("role") in ("radiogroup", "group"))
        name = holder.attrs.get("aria-label", "") if holder else ""
        return bool(name) and as_label(name) != key

    # --- what an element must be

    def suits(self, node: Node, kind: str) -> Found | None:
        """The control of a kind that an element is or holds; None when it is something else."""
        if kind in ("radio", "yesno"):
            return self._radios(node)
        if kind == "checklist":
            boxes = node.all(lambda each: each.kind == "checkbox") if node.tag != "input" else []
            return Found(boxes[0], boxes) if boxes else None
        if kind == "phone":
            return Found(node, boxes=_phone_boxes(node)) if is_line(node) and visible(node) else None
        return Found(node) if _fits(node, kind) else None

    def _radios(self, node: Node) -> Found | None:
        if node.tag in ("select", "textarea") or (node.tag == "input" and node.kind != "radio"):
            return None
        found = [node] if node.tag == "input" else node.all(lambda each: each.kind == "radio")
        names = {each.name for each in found if visible(each)}
        if len(names) != 1:
            return None
        inputs = [each for each in self.everything if each.kind == "radio" and each.name in names and visible(each)]
        return Found(inputs[0], inputs)

    def option_label(self, node: Node) -> str:
        labels = self.label_of.get(node.id, [])
        return labels[0].words() if labels else node.attrs.get("aria-label", node.value)

    # --- values

    def read(self, control: Found, kind: str) -> Raw:
        """The text that a control shows."""
        if kind == "checklist":
            return [self.option_label(node) for node in control.inputs if node.on]
        if kind in ("radio", "yesno"):
            return next((self.option_label(node) for node in control.inputs if node.on), "")
        if kind == "phone":
            parts = [box.value.strip() for box in control.boxes]
            return "-".join(parts) if any(parts) else ""
        return _read_one(control.el, kind)

    def options(self, control: Found, kind: str) -> list[str] | None:
        if kind == "select":
            return [option.words() for option in control.el.options() if not is_placeholder(option)]
        return [self.option_label(node) for node in control.inputs] or None


def _read_one(node: Node, kind: str) -> str:
    if kind == "select":
        chosen = node.chosen()
        return "" if chosen is None or is_placeholder(chosen) else chosen.words()
    if kind == "checkbox":
        return "Yes" if node.on else ""
    if kind == "richtext" and _is_editor(node):
        return _lines_of(node.value)
    return node.value if node.tag in ("input", "select", "textarea") else node.words()


def _fits(node: Node, kind: str) -> bool:
    if kind == "readonly":
        return node.tag not in ("select", "label") and visible(node)
    if kind == "richtext" and _is_editor(node):
        return True
    wanted = {
        "select": node.tag == "select",
        "checkbox": node.kind == "checkbox",
        "textarea": node.tag == "textarea" or is_line(node),
        "richtext": node.tag == "textarea" or is_line(node),
    }
    return wanted.get(kind, is_line(node)) and visible(node)


def _is_editor(node: Node) -> bool:
    return node.tag == "textarea" and "richtext" in node.classes


def _phone_boxes(first: Node) -> list[Node]:
    boxes = [node for node in first.parent.elements() if is_line(node)] if first.parent else []
    return boxes if len(boxes) == 3 else [first]


def _ending(name: str) -> str:
    parts = [part for part in name.split("$") if part != "dateInput" and not part.isdigit()]
    return parts[-1] if parts else ""


def _distinct(controls: Iterable[Found]) -> list[Found]:
    return list({id(control.el): control for control in controls}.values())


def is_placeholder(option: Node) -> bool:
    """Whether an option stands for no choice."""
    if option.attrs.get("value", option.words()) == "":
        return True
    first = option.parent is not None and next(option.parent.elements(), None) is option
    return first and re.fullmatch(r"(-+|select|none selected|please select)", option.words().lower()) is not None


def _lines_of(markup: str) -> str:
    body = Node("body", {}, None)
    fill(body, markup)
    paragraphs = body.tagged("p")
    lines = [p.text() for p in paragraphs] if paragraphs else [body.text()]
    return "\n".join(lines).replace("\xa0", " ").strip("\n")


# --- setting


def put(index: Index, control: Found, op: dict[str, Any]) -> str | None:
    """Sets a control as an operation says. A problem's name, or None."""
    if control.el.disabled:
        return "disabled"
    setter = _SETTERS.get(op["kind"], _put_text)
    return setter(index, control, op)


def _wanted(text: str, aliases: Iterable[str]) -> set[str]:
    return {fold(word) for word in (text, *aliases)}


def _type(tab: Tab, box: Node, text: str) -> None:
    box.value = text
    if picker := box.closest(lambda node: "RadPicker" in node.classes):
        _copy_date(picker, box)
    tab.changed(box)


def _put_text(index: Index, control: Found, op: dict[str, Any]) -> None:
    _type(index.tab, control.el, op["text"])


def _copy_date(picker: Node, shown: Node) -> None:
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", shown.value.strip())
    iso = ""
    if found:
        month, day, year = found.groups()
        try:
            iso = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            iso = ""
    hidden = next(node for node in picker.walk() if "rdfd_" in node.classes)
    state = next(node for node in picker.walk() if node.kind == "hidden")
    moment = f"{iso}-00-00-00" if iso else ""
    kept = {"valueAsString": moment, "validationText": moment, "lastSetTextBoxValue": shown.value}
    state.value = json.dumps({**json.loads(state.value), **kept}, separators=(",", ":"))
    hidden.value = iso


def _put_option(index: Index, control: Found, op: dict[str, Any]) -> str | None:
    options = control.el.options()
    if op["text"] == "":
        option = next(filter(is_placeholder, options), None)
    else:
        wanted = _wanted(op["text"], op.get("aliases") or ())
        option = next((each for each in options if fold(each.words()) in wanted), None)
    if option is None:
        return "no-option"
    control.el.choose(option)
    index.tab.changed(control.el)
    return None


def _put_tick(index: Index, control: Found, op: dict[str, Any]) -> None:
    if control.el.on != (op["text"] == "Yes"):
        index.tab.click(control.el)


def _put_radio(index: Index, control: Found, op: dict[str, Any]) -> str | None:
    if op["text"] == "":
        return "not-clearable" if any(node.on for node in control.inputs) else None
    wanted = _wanted(op["text"], op.get("aliases") or ())
    node = next((each for each in control.inputs if fold(index.option_label(each)) in wanted), None)
    if node is None:
        return "no-option"
    if not node.on:
        index.tab.click(node)
    return None


def _put_ticks(index: Index, control: Found, op: dict[str, Any]) -> str | None:
    wanted = [_wanted(text, (op.get("aliases") or {}).get(text, ())) for text in op["text"]]
    labels = [fold(index.option_label(node)) for node in control.inputs]
    if any(not words & set(labels) for words in wanted):
        return "no-option"
    for node, label in zip(control.inputs, labels, strict=True):
        if node.on != any(label in words for words in wanted):
            index.tab.click(node)
    return None


def _put_phone(index: Index, control: Found, op: dict[str, Any]) -> None:
    count = len(control.boxes)
    parts = [op["text"]] if count == 1 else op["text"].split("-") if op["text"] else [""] * count
    for box, part in zip(control.boxes, parts, strict=True):
        if box.value != part:
            _type(index.tab, box, part)


def _put_rich(index: Index, control: Found, op: dict[str, Any]) -> None:
    if not _is_editor(control.el):
        _put_text(index, control, op)
    elif op["text"]:
        lines = (escape(line, quote=False).replace("\xa0", "&nbsp;") or "&nbsp;" for line in op["text"].split("\n"))
        control.el.value = "".join(f"<p>{line}</p>" for line in lines)
    else:
        control.el.value = ""


_SETTERS: dict[str, Callable[[Index, Found, dict[str, Any]], str | None]] = {
    "select": _put_option,
    "checkbox": _put_tick,
    "radio": _put_radio,
    "yesno": _put_radio,
    "checklist": _put_ticks,
    "phone": _put_phone,
    "richtext": _put_rich,
    "lookup": lambda index, control, op: "by-hand",
    "readonly": lambda index, control, op: "read-only",
}
