"""What a settled view of a page says to the rest of the program: a `Reading`, and what to set or press by number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from bot.agent.looks import Dialog, FieldReport, Grid, Look, PersonSigns, Reading, Row, Stranger, Strip
from bot.web.actions import beside, called, innermost, one_of, unfolds_menu, words_of
from bot.web.fields import Fields, Spec, Target, date_places, within
from bot.web.grids import Grid as GridSeen
from bot.web.grids import GridRow, Words, actions_in, grids, ticks_in
from bot.web.labels import folded
from bot.web.pagers import Pagers
from bot.web.region import EMPHASIS, Region
from bot.web.strips import Strip as StripSeen
from bot.web.strips import strips
from bot.web.view import Action, Line, Text, View

_COMPLAINT = re.compile(r"@validator|validat|error|danger|growl|valsummary|valerr", re.IGNORECASE)
_COMPLAINT_ID = re.compile(r"valSummary|valErr|lblError|lblMessage", re.IGNORECASE)
_REQUIRED = re.compile(r"required|^\s*\*\s*$", re.IGNORECASE)
"""How a validator says that a box must be filled."""
_NONE = re.compile(r"\b(no|0) (records?|results?|match(es)?|rows|data|entries|individuals?)\b|not found", re.IGNORECASE)
_DIALOG_TITLE = re.compile(r"(^|[-_ ])(dialog|modal)[-_]?(title|header)|title[-_]?bar", re.IGNORECASE)


class Seen:
    """One settled view, judged. Each part is worked out when somebody asks for it."""

    def __init__(self, data: dict[str, Any], content: str | None, locators: Sequence[str]) -> None:
        self.open: str | None = data["open"]
        self.glance: dict[str, Any] = data["glance"]
        self.raw: str = data["view"]
        self.view = View.parse(self.raw)
        self.content = content
        self.locators = locators

    @cached_property
    def region(self) -> Region:
        hits = self.view.located[0] if self.content else ()
        return Region(self.view, hits[0].node if hits else -1)

    @cached_property
    def fields(self) -> Fields:
        content = within(self.view, self.region.nodes)
        required = [owner for owner, words in self.glance["checks"] if _REQUIRED.search(words)]
        return Fields(content, required=required, locators=self.locators)

    @cached_property
    def checks(self) -> dict[str, str]:
        """What the page's validators say, by the id of the box that each looks at."""
        found: dict[str, str] = {}
        for owner, words in self.glance["checks"]:
            found[owner] = f"{found.get(owner, '')} {words}"
        return found

    @cached_property
    def strips(self) -> tuple[StripSeen, ...]:
        """The strips of the content; what only looks like one within a row of a list is none."""
        return tuple(strip for strip in strips(self.view, self.region.nodes) if not self.is_listed(strip.node))

    @cached_property
    def tables(self) -> tuple[GridSeen, ...]:
        """All that stands in rows under headings."""
        return grids(self.region)

    @cached_property
    def grids(self) -> tuple[GridSeen, ...]:
        """The lists of records: not the boxes of a form, whose labels stand over them as headings."""
        return tuple(
            grid for grid in self.tables if not grid.rows or not all(self.is_form(row.line) for row in grid.rows)
        )

    @cached_property
    def pagers(self) -> Pagers:
        return Pagers(self.region, self.grids)

    def reading(self, specs: Sequence[Spec], problems: dict[str, str] | None = None) -> Reading:
        """The page as the screens read it, with the fields of `specs`."""
        targets = {spec["key"]: self.fields.find(spec) for spec in specs}
        return Reading(
            open=self.open,
            look=self.look,
            fields={key: self._report(target) for key, target in targets.items()},
            strangers=tuple(self._strangers(targets.values())),
            grids=tuple(_grid(grid) for grid in self.grids),
            problems=problems or {},
        )

    def _report(self, target: Target | str) -> FieldReport:
        if isinstance(target, str):
            return FieldReport(problem=target)
        options = self.fields.options(target)
        room = target.boxes[0].room if len(target.boxes) == 1 else 0
        return FieldReport(
            self.fields.raw(target),
            None if options is None else tuple(options),
            room or None,
            bool(target.boxes) and _is_disabled(target),
            self.fields.is_ambiguous(target),
        )

    def _strangers(self, targets: Iterable[Target | str]) -> Iterator[Stranger]:
        for asked in self.fields.unclaimed(targets):
            target = Target(asked.kind, asked.boxes)
            options = self.fields.options(target)
            label = self._untold(asked.boxes[0].node, asked.label)
            yield Stranger(
                label, asked.kind, asked.boxes[0].name, asked.required, self.fields.raw(target),
                None if options is None else tuple(options), self.fields.is_ambiguous(target),
            )  # fmt: skip

    @cached_property
    def look(self) -> Look:
        glance, person = self.glance, self.glance["person"]
        titles = self.region.titles
        return Look(
            url=glance["url"],
            headings=tuple(dict.fromkeys(title.words for title in titles if title.level <= 2)),
            subheadings=tuple(dict.fromkeys(title.words for title in titles if 2 < title.level < EMPHASIS)),
            emphasized=tuple(dict.fromkeys(title.words for title in titles if title.level == EMPHASIS)),
            strips=tuple(Strip(strip.items, strip.chosen, strip.pressable) for strip in self.strips),
            dialogs=tuple(self._dialogs()),
            complaints=tuple(dict.fromkeys(self._complaints())),
            person=PersonSigns(person["hidden"], person["cookie"], person["shownId"], person["shownName"]),
            sign_in=glance["signIn"],
            system_error=glance["systemError"],
            dangerous=glance["dangerous"],
            denied=glance["denied"],
            timed_out=glance["timedOut"],
            unavailable=glance["unavailable"],
            empty=glance["empty"],
            trouble=glance["trouble"],
            labels=tuple(self._labels()),
            says_none=any(_NONE.search(text.words) for text in self.region.texts),
            actions=tuple(dict.fromkeys(words_of(a) for a in self.view.actions if a.node in self.region.nodes)),
        )

    @cached_property
    def _rows(self) -> dict[int, tuple[str, ...]]:
        """The rows of the lists by their nodes, with the headings of their columns."""
        return {
            row.line.node: grid.headers for grid in self.tables for row in grid.rows if not self.is_form(row.line)
        }

    @cached_property
    def words(self) -> Words:
        """The texts of the page by the nodes that hold them."""
        return Words(self.view)

    @cached_property
    def _held(self) -> frozenset[int]:
        return frozenset(node for box in self.view.boxes for node in self.view.above(box.node))

    def holds_box(self, node: int) -> bool:
        """Whether a box stands in it."""
        return node in self._held

    def is_form(self, line: Line) -> bool:
        """Whether a row under column headings is a form: each of its cells that says anything has a box, and not only
        one to tick, as the rows of lists have."""
        own = {cell.node for cell in line.cells if self.words.of(cell.node)}
        boxes = (box for box in self.view.boxes if not box.is_tick)
        return own <= self._held and any(self.view.inside(box.node, line.node) for box in boxes)

    def is_listed(self, node: int) -> bool:
        """Whether it stands in a row of a list, whose texts are values."""
        return any(above in self._rows for above in self.view.above(node))

    def _untold(self, node: int, label: str) -> str:
        """A box's label; in a row of a list only where it is the heading of a column: what stands beside is a value."""
        heads = [self._rows[above] for above in self.view.above(node) if above in self._rows]
        return label if all(folded(label) in map(folded, headers) for headers in heads) else ""

    def _labels(self) -> Iterator[str]:
        for box in self.fields.view.boxes:
            group = self.fields.asked_as(box)
            if (not group or group[0] is box) and (label := self._untold(box.node, self.fields.label_of(box, group))):
                yield label

    def _dialogs(self) -> Iterator[Dialog]:
        over = self.view.over
        if over < 0:
            return
        inside = [text for text in self.view.texts if self.view.inside(text.parts[0].node, over)]
        titles = [text for text in inside if self._is_dialog_title(text)]
        buttons = innermost(self.view, [a for a in self.view.actions if self.view.inside(a.node, over)])
        pressed = {a.node for a in buttons}
        rest = " ".join(
            text.words
            for text in inside
            if text not in titles and not pressed.intersection(self.view.above(text.parts[0].node))
        )
        title = titles[0].words if titles else ""
        yield Dialog(title, rest, tuple(dict.fromkeys(words for a in buttons if (words := words_of(a)))))

    def _is_dialog_title(self, text: Text) -> bool:
        near = [self.view.nodes[node] for node in self.view.above(text.parts[0].node)[:3]]
        return any(node.tag in ("h1", "h2", "h3", "h4", "h5") or _DIALOG_TITLE.search(node.marks) for node in near)

    def _complaints(self) -> Iterator[str]:
        busy = {node for box in self.view.boxes for node in self.view.above(box.node)}
        for text in self.view.texts:
            path = [node for node in self.view.above(text.parts[0].node)[:5] if node not in busy]
            if self.view.over in path or text.words.strip() == "*":
                continue
            nodes = [self.view.nodes[node] for node in path]
            if any(n.role == "alert" or _COMPLAINT.search(n.marks) or _COMPLAINT_ID.search(n.id) for n in nodes):
                yield text.words

    # --- what it holds

    @cached_property
    def values(self) -> tuple[str, ...]:
        """All that may be a value: what boxes hold, what cells say, and texts that the site has filled in."""
        found = [str(box.value) for box in self.view.boxes if isinstance(box.value, str)]
        found += [box.options[box.chosen].words for box in self.view.boxes if box.chosen > 0]
        cells = [cell.node for table in self.view.tables for line in table.lines for cell in line.cells]
        shown = [number for number, node in enumerate(self.view.nodes) if node.tag == "span" and node.id]
        found += [self.words.of(node) for node in (*cells, *shown) if not self._is_apart(node)]
        return tuple(dict.fromkeys(" ".join(text.split()) for text in found))

    def _is_apart(self, node: int) -> bool:
        """Whether what it says is no value by itself: it holds boxes, or is of a dialog."""
        return node in self._held or (self.view.over >= 0 and self.view.inside(node, self.view.over))

    # --- what to set

    def setting(self, target: Target, op: dict[str, Any]) -> dict[str, Any] | str:
        """How a field is set to an `op`'s text: the kind of act and the boxes by number; or why it can't be."""
        numbers = [box.number for box in target.boxes]
        if _is_disabled(target):
            return "disabled"
        if target.boxes[0].is_tick and target.kind in ("radio", "yesno", "checklist"):
            return self._ticking(target, op)
        if target.kind == "three":
            places = date_places(target.boxes, str(op["text"]))
            return "no-option" if places is None else {"kind": "three", "boxes": numbers, "places": places}
        return {"kind": target.kind, "boxes": numbers}

    def _ticking(self, target: Target, op: dict[str, Any]) -> dict[str, Any] | str:
        """Which ticks of a list are to be on: those whose words the text says, or another word for it."""
        texts = op["text"] if isinstance(op["text"], list) else [op["text"]] if op["text"] else []
        others: Any = op.get("aliases") or []
        offered = [folded(self.fields.option_words(box)) for box in target.boxes]
        on = [False] * len(offered)
        for text in texts:
            wanted = {folded(text), *map(folded, others.get(text, []) if isinstance(others, dict) else others)}
            places = [n for n, words in enumerate(offered) if words in wanted]
            if len(places) != 1:
                return "several-options" if places else "no-option"
            if target.boxes[places[0]].disabled and target.boxes[places[0]].value is not True:
                return "option-disabled"
            on[places[0]] = True
        numbers = [box.number for box in target.boxes]
        if target.boxes[0].kind == "checkbox":
            return {"kind": "ticks", "boxes": numbers, "on": on}
        if not texts:
            return "not-clearable"
        return {"kind": "ticks", "boxes": [numbers[on.index(True)]], "on": [True]}

    # --- what to press

    def to_press(self, text: str, *, in_dialog: bool, near: str | None, anywhere: bool) -> list[Action]:
        """The actions that a text means: one, or all that nobody can tell apart."""
        if in_dialog:
            over = self.view.over
            nodes = (
                frozenset(n for n in range(len(self.view.nodes)) if self.view.inside(n, over)) if over >= 0 else None
            )
            return called(self.view, text, nodes) if nodes else []
        if near is not None:
            return one_of(beside(self.view, text, near, self.region.nodes))
        return self._once(called(self.view, text, None if anywhere else self.region.nodes))

    def _once(self, found: list[Action]) -> list[Action]:
        """One of those that stand in strips that are alike: a wizard's tabs above and below it."""
        found = one_of(found)
        if len(found) < 2:
            return found
        every = strips(self.view, frozenset(range(len(self.view.nodes))))
        of = [[strip for strip in every if self.view.inside(action.node, strip.node)] for action in found]
        if not all(of):
            return found
        alike = {(strip[0].items, strip[0].chosen) for strip in of}
        if len(alike) == 1 and of[0][0].chosen >= 0 and len({strip[0].node for strip in of}) == len(of):
            return found[:1]
        return found

    def rows(self, row: Row, *, alike: bool) -> list[GridRow]:
        """The rows of the page with these texts; with `alike` the very one of those that look the same."""
        found = [
            each
            for grid in self.grids
            if row.heading is None or grid.heading == row.heading
            for each in grid.rows
            if each.cells == row.cells
        ]
        nth, of = row.alike if alike else (0, 1)
        return [found[nth]] if len(found) == of else []

    def in_row(self, row: GridRow, text: str) -> list[Action]:
        """The actions of a row that are called so."""
        own = frozenset(n for n in range(len(self.view.nodes)) if self.view.inside(n, row.line.node))
        return one_of(called(self.view, text, own))

    def links_in(self, row: GridRow) -> list[str]:
        return [words_of(action) for action in innermost(self.view, actions_in(self.view, row.line))]

    def menu_of(self, row: GridRow) -> Action | None:
        """What unfolds a menu of things to do with a row; None where nothing surely does."""
        found = [action for action in innermost(self.view, actions_in(self.view, row.line)) if unfolds_menu(action)]
        return found[0] if len(found) == 1 else None

    def ticked(self) -> Iterator[tuple[GridRow, int, bool]]:
        """The rows that have one check box: the box's number, and whether it is ticked."""
        for grid in self.grids:
            for row in grid.rows:
                boxes = ticks_in(self.view, row.line)
                if len(boxes) == 1:
                    yield row, boxes[0].number, boxes[0].value is True


class RowMenu:
    """A menu of things to do with a row, on the views before and after it is unfolded."""

    def __init__(self, seen: Seen, opener: Action) -> None:
        alike = [action for action in seen.view.actions if action.own == opener.own]
        self._own, self._place = opener.own, alike.index(opener)
        self._before = self._counted(seen)

    def opener(self, seen: Seen) -> list[Action]:
        """What unfolds the menu and folds it again."""
        return [action for action in seen.view.actions if action.own == self._own][self._place : self._place + 1]

    def shown(self, seen: Seen) -> list[Action]:
        """What can be pressed since the menu is unfolded, and could not before."""
        counted = self._counted(seen)
        return [a for a in seen.view.actions if counted[a.own, a.leads] > self._before[a.own, a.leads]]

    def _counted(self, seen: Seen) -> Counter[tuple[str, str]]:
        return Counter((action.own, action.leads) for action in seen.view.actions)


def _is_disabled(target: Target) -> bool:
    """Whether nothing of a field can be changed: of ticks, some may be."""
    boxes = target.boxes if target.boxes[0].is_tick else target.boxes[:1]
    return all(box.disabled for box in boxes)


def _grid(grid: GridSeen) -> Grid:
    all_cells = [row.cells for row in grid.rows]
    rows = tuple(
        Row(grid.heading, grid.headers, cells, (all_cells[:place].count(cells), all_cells.count(cells)))
        for place, cells in enumerate(all_cells)
    )
    return Grid(grid.heading, grid.headers, rows, grid.before, grid.waits)
