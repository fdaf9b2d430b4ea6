"""Radio buttons and check boxes: lists of them, and a lone one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out

_UNSEEN = ' class="custom-control-input"'
_HIDDEN = ' style="display:none"'


@dataclass(frozen=True)
class Tick:
    """One radio button or check box; `more` are attributes it has in every dialect."""

    html_id: str
    name: str
    value: str
    text: str
    radio: bool
    checked: bool
    more: str = ""

    def box(self, extra: str = "") -> str:
        """The box itself."""
        kind = "radio" if self.radio else "checkbox"
        value = f' value="{self.value}"' if self.value else ""
        return (
            f'<input id="{self.html_id}" type="{kind}" name="{escape(self.name)}"{value}'
            f'{" checked" if self.checked else ""}{self.more}{extra}>'
        )

    def label(self, css: str = "") -> str:
        """A label that is tied to the box."""
        look = f' class="{css}"' if css else ""
        return f'<label{look} for="{self.html_id}">{escape(self.text)}</label>' if self.text else ""


@dataclass(frozen=True)
class Group:
    """A list of ticks; `label` names it (empty: nothing does), `question` is the same as HTML with its mark."""

    html_id: str
    ticks: Sequence[Tick]
    radio: bool
    label: str
    question: str
    css: bool = False

    @property
    def aria(self) -> str:
        """The attribute that names it."""
        return f' aria-label="{escape(self.label)}"' if self.label else ""


# --- lists


def _plain(group: Group, look: str = "") -> str:
    if group.radio:
        cells = "".join(f"<td>{tick.box()}{tick.label()}</td>" for tick in group.ticks)
        return f'<table id="{group.html_id}"{look} role="radiogroup"{group.aria}><tr>{cells}</tr></table>'
    rows = "".join(f"<tr><td>{tick.box()}{tick.label()}</td></tr>" for tick in group.ticks)
    return f'<table id="{group.html_id}"{look} role="group"{group.aria}>{rows}</table>'


def _documented(group: Group) -> str:
    return _plain(group, ' class="radiobuttonlist"' if group.radio else ' class="checkboxlist"')


def _fieldset(group: Group) -> str:
    """The question is the legend; it stands nowhere else."""
    css = ' class="required"' if group.css else ""
    ticks = "".join(f'<div class="tick">{tick.box()} {tick.label()}</div>' for tick in group.ticks)
    legend = f"<legend{css}>{group.question}</legend>" if group.label else ""
    return f'<fieldset id="{group.html_id}" class="ticks">{legend}{ticks}</fieldset>'


def _behind(group: Group) -> str:
    """The text stands behind the box and nothing ties them."""
    between = " &nbsp; " if group.radio else "<br>"
    ticks = between.join(f"{tick.box()} {escape(tick.text)}" for tick in group.ticks)
    return f'<span id="{group.html_id}">{ticks}</span>'


def _wrapped(group: Group) -> str:
    css = "radio" if group.radio else "checkbox"
    ticks = "".join(
        f'<div class="{css}"><label>{tick.box()} {escape(tick.text)}</label></div>' for tick in group.ticks
    )
    return f'<div id="{group.html_id}">{ticks}</div>'


def _styled(group: Group) -> str:
    """The real box can't be seen; the label draws one."""
    ticks = "".join(
        f'<div class="custom-control">{tick.box(_UNSEEN)}{tick.label("custom-control-label")}</div>'
        for tick in group.ticks
    )
    return f'<div id="{group.html_id}" class="custom-controls">{ticks}</div>'


def _role(tick: Tick) -> str:
    role = "radio" if tick.radio else "checkbox"
    return (
        f'<span role="{role}" tabindex="0" class="pick" aria-checked="{str(tick.checked).lower()}"'
        f' onclick="vos.pick(this)">{tick.box(_HIDDEN)}<i></i>{escape(tick.text)}</span>'
    )


def _roles(group: Group) -> str:
    """Boxes made of nothing but roles; what is posted is hidden inside."""
    role = "radiogroup" if group.radio else "group"
    return f'<div id="{group.html_id}" role="{role}"{group.aria}>{"".join(map(_role, group.ticks))}</div>'


def _before(group: Group) -> str:
    """A table: the text in the first cell, its box in the second."""
    rows = "".join(f"<tr><td>{escape(tick.text)}</td><td>{tick.box()}</td></tr>" for tick in group.ticks)
    return f'<table id="{group.html_id}" class="tickrows" border="1" cellspacing="0">{rows}</table>'


GROUPS: dict[str, Callable[[Group], str]] = {
    "plain": _plain, "documented": _documented, "fieldset": _fieldset, "behind": _behind, "wrapped": _wrapped,
    "styled": _styled, "roles": _roles, "before": _before,
}


# --- a lone tick


def _lone_plain(tick: Tick) -> str:
    return tick.box() + tick.label()


def _lone_emptied(tick: Tick) -> str:
    """The page's script has moved the text out of the label."""
    if not tick.text:
        return tick.box()
    aria = f' aria-label="{escape(tick.text)}"'
    return (
        f'<span class="IPTstyle2">{tick.box(aria)}<label for="{tick.html_id}"> </label>'
        f'<span style="font-weight:bold">{escape(tick.text)}</span></span>'
    )


def _lone_behind(tick: Tick) -> str:
    return f"{tick.box()} {escape(tick.text)}"


def _lone_wrapped(tick: Tick) -> str:
    return f"<label>{tick.box()} {escape(tick.text)}</label>"


def _lone_styled(tick: Tick) -> str:
    return f'<span class="custom-control">{tick.box(_UNSEEN)}{tick.label("custom-control-label")}</span>'


LONE: dict[str, Callable[[Tick], str]] = {
    "plain": _lone_plain, "documented": _lone_emptied, "fieldset": _lone_plain, "behind": _lone_behind,
    "wrapped": _lone_wrapped, "styled": _lone_styled, "roles": _role, "before": _lone_behind,
}


def group(out: Out, ticks: Group) -> str:
    """A list of ticks, by the way of `ticks`."""
    return GROUPS[out.dialect["ticks"]](ticks)


def asks_itself(out: Out) -> bool:
    """Whether a list carries its question with it, so that none is needed beside it."""
    return out.dialect["ticks"] == "fieldset"


def lone(out: Out, tick: Tick) -> str:
    """One check box with its text."""
    return LONE[out.dialect["ticks"]](tick)
