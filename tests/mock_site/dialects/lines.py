"""Lines of a form: where a box's label stands, and how it says that the box is required."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from tests.mock_site.webforms import Out

_IN_A_ROW = 3


@dataclass(frozen=True)
class Mark:
    """The sign that a box is required: what stands before and behind the label's text, or a class of the label."""

    before: str = ""
    behind: str = ""
    css: bool = False


NO_MARK = Mark()


@dataclass(frozen=True)
class Line:
    """A control and its label. `aim` is the id that a label points at.

    A `tick` has its text behind it, as part of `control`, a `group` of ticks is asked by a question, and what is
    `shown` can't be edited. No text: no label.
    """

    text: str
    control: str
    aim: str = ""
    kind: Literal["box", "tick", "group", "shown"] = "box"
    mark: Mark = NO_MARK

    @property
    def html(self) -> str:
        """The label's text with its mark."""
        return marked(self.text, self.mark)

    def label(self) -> str:
        """A label that is tied to its box, where there is one box to tie it to."""
        if not self.text:
            return "<span></span>"
        if self.kind == "group":
            css = "question required" if self.mark.css else "question"
            return f'<span class="{css}">{self.html}</span>'
        if self.kind == "shown":
            return f"<label>{self.html}</label>"
        css = ' class="required"' if self.mark.css else ""
        return f'<label for="{self.aim}"{css}>{self.html}</label>'

    def loose(self, tag: str = "span") -> str:
        """The text alone, tied to nothing."""
        css = ' class="required"' if self.mark.css else ""
        return f"<{tag}{css}>{self.html}</{tag}>"


def marked(text: str, mark: Mark) -> str:
    """A text with its mark, as HTML."""
    return f"{mark.before}{escape(text)}{mark.behind}" if text else ""


# --- required marks

MARKS: dict[str, Mark] = {
    "plain": NO_MARK,  # by the switch css_stars
    "documented": Mark(css=True),
    "before": Mark(before='<span class="SpacerAsterisk">*</span>'),
    "behind": Mark(behind='<font color="red"> *</font>'),
    "words": Mark(behind=" (required)"),
    "image": Mark(behind=' <img src="/static/required.svg" width="9" height="9" alt="Required field">'),
    "colour": NO_MARK,  # the box itself is coloured
}
ON_THE_BOX = {"documented": ' aria-required="true"', "colour": ' aria-required="true"'}


# --- placements


def _batches(lines: Sequence[Line]) -> list[Sequence[Line]]:
    return [lines[at:at + _IN_A_ROW] for at in range(0, len(lines), _IN_A_ROW)]


def _plain(lines: Sequence[Line], table: bool) -> str:
    if not table:
        return "".join(
            f'<div class="field">{line.label()}<div class="control">{line.control}</div></div>' for line in lines
        )
    rows = []
    for line in lines:
        css, label = (' class="label"', line.label()) if line.kind != "shown" else ("", line.html)
        rows.append(f"<tr><td{css}>{label}</td><td>{line.control}</td></tr>")
    return f'<table class="formTable" role="presentation">{"".join(rows)}</table>'


def _documented(lines: Sequence[Line], table: bool) -> str:
    rows = [
        f'<div class="CTRcontainerblock"><div class="CTRLabel">{line.label()}</div><div>{line.control}</div></div>'
        for line in lines
    ]
    return f'<div class="GSIcntnr">{"".join(rows)}</div>'


def _cells(lines: Sequence[Line], table: bool) -> str:
    """A table; the text in the cell to the left belongs to the box by its place alone."""
    rows = [
        f'<tr><td class="lbl" align="right" valign="top">{line.loose() if line.text else "&nbsp;"}</td>'
        f"<td>{line.control}</td></tr>"
        for line in lines
    ]
    return f'<table class="entry" cellpadding="3" border="0">{"".join(rows)}</table>'


def _above(lines: Sequence[Line], table: bool) -> str:
    """A table of some boxes in a row, each under its text."""
    rows = []
    for group in _batches(lines):
        texts = "".join(f'<td class="over">{line.loose("b") if line.text else ""}</td>' for line in group)
        rows.append(f"<tr>{texts}</tr><tr>{''.join(f'<td>{line.control}</td>' for line in group)}</tr>")
    return f'<table class="entry" border="0">{"".join(rows)}</table>'


def _heads(lines: Sequence[Line], table: bool) -> str:
    """Small tables of one row: the text of a box is the head of its column."""
    tables = []
    for group in _batches(lines):
        heads = "".join(f'<th scope="col">{line.loose() if line.text else ""}</th>' for line in group)
        cells = "".join(f"<td>{line.control}</td>" for line in group)
        tables.append(
            f'<table class="columns"><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>'
        )
    return "".join(tables)


def _wrapping(lines: Sequence[Line], table: bool) -> str:
    """A label round text and box; groups and ticks have labels of their own inside, so theirs stands before."""
    parts = []
    for line in lines:
        css = ' class="wrap required"' if line.mark.css else ' class="wrap"'
        if line.kind == "box" and line.text:
            parts.append(f"<label{css}><span>{line.html}</span> {line.control}</label>")
        else:
            parts.append(f'<div class="wrap">{line.loose()} {line.control}</div>')
    return "".join(parts)


def _aria(lines: Sequence[Line], table: bool) -> str:
    """The box has its own name; the text that is seen is tied to nothing."""
    return "".join(
        f'<div class="row"><div class="col-name">{line.loose() if line.text else ""}</div>'
        f'<div class="col-box">{line.control}</div></div>'
        for line in lines
    )


def _breaks(lines: Sequence[Line], table: bool) -> str:
    """Bare text, a line break, the box, an empty line."""
    return "".join(
        f"{line.loose('b') + '<br>' if line.text else ''}{line.control}<br><br>" for line in lines
    )


def _definitions(lines: Sequence[Line], table: bool) -> str:
    rows = "".join(f"<dt>{line.loose() if line.text else ''}</dt><dd>{line.control}</dd>" for line in lines)
    return f'<dl class="form-list">{rows}</dl>'


LABELS: dict[str, Callable[[Sequence[Line], bool], str]] = {
    "plain": _plain, "documented": _documented, "cells": _cells, "above": _above, "heads": _heads,
    "wrapping": _wrapping, "aria": _aria, "breaks": _breaks, "definitions": _definitions,
}


def form(out: Out, lines: Sequence[Line], table: bool = False) -> str:
    """The lines of a form, by the way of `labels`; plain asks whether the page is laid out as a table."""
    return LABELS[out.dialect["labels"]](lines, table) if lines else ""


def on_the_box(out: Out, text: str, required: bool) -> str:
    """The attributes that the ways of `labels` and `required` put on the box itself."""
    name = f' aria-label="{escape(text)}"' if text and out.dialect["labels"] == "aria" else ""
    must = ON_THE_BOX.get(out.dialect["required"], "") if required else ""
    return name + must
