"""Strips: the folders of a person, and the steps of a wizard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out


@dataclass(frozen=True)
class Item:
    """One entry of a strip: its text, and the address of its link, if it is one."""

    text: str
    address: str = ""
    html_id: str = ""

    def link(self, more: str = "", inside: str = "") -> str:
        """It as a link; `inside` takes the place of its text."""
        identity = f' id="{self.html_id}"' if self.html_id else ""
        return f'<a{identity} href="{escape(self.address)}"{more}>{inside or escape(self.text)}</a>'

    def shown(self) -> str:
        """It as a link, or as text where it leads nowhere."""
        return self.link() if self.address else f"<span>{escape(self.text)}</span>"


@dataclass(frozen=True)
class Strip:
    """Some items of which one is chosen; `below` is the strip's second copy at the foot of the page."""

    items: Sequence[Item]
    selected: int
    html_id: str = ""
    below: bool = False

    def each(self, chosen: Callable[[Item], str], other: Callable[[Item], str]) -> str:
        """All items, the chosen one drawn in one way and the others in another."""
        return "".join(
            chosen(item) if number == self.selected else other(item) for number, item in enumerate(self.items)
        )

    @property
    def identity(self) -> str:
        """The attribute that carries its id."""
        return f' id="{self.html_id}"' if self.html_id else ""


def _plain(strip: Strip) -> str:
    cells = strip.each(
        lambda item: f'<li class="selected" aria-selected="true"><a>{escape(item.text)}</a></li>',
        lambda item: f'<li aria-selected="false">{item.shown()}</li>',
    )
    return f'<ul role="tablist" class="tabs"{strip.identity}>{cells}</ul>'


def _roles(strip: Strip) -> str:
    def tab(item: Item, selected: bool) -> str:
        state = f' role="tab" aria-selected="{str(selected).lower()}" class="ui-tabs-anchor"'
        if item.address and not selected:
            return item.link(state)
        return f'<a{state} tabindex="0">{escape(item.text)}</a>'

    return (
        f'<div role="tablist" class="tabrow"{strip.identity}>'
        f"{strip.each(lambda item: tab(item, True), lambda item: tab(item, False))}</div>"
    )


# --- folders


def _folder_table(strip: Strip) -> str:
    cells = strip.each(
        lambda item: f'<td class="active" nowrap><span>{escape(item.text)}</span></td>',
        lambda item: f"<td nowrap>{item.shown()}</td>",
    )
    return f'<div id="divFolderTabs"><table class="tabs_data" cellspacing="0"><tr>{cells}</tr></table></div>'


def _list(strip: Strip) -> str:
    cells = strip.each(
        lambda item: f'<li class="active"><a href="#" onclick="return false;">{escape(item.text)}</a></li>',
        lambda item: f"<li>{item.shown()}</li>",
    )
    return f'<ul class="nav nav-tabs"{strip.identity}>{cells}</ul>'


def _cells(strip: Strip) -> str:
    cells = strip.each(
        lambda item: f'<div class="tabs_drill_cell active"><span>{escape(item.text)}</span></div>',
        lambda item: f'<div class="tabs_drill_cell">{item.shown()}</div>',
    )
    return f'<div class="tabs_drill"{strip.identity}>{cells}</div>'


def _text(strip: Strip) -> str:
    """Words with bars between them: the one that is no link is the one that is open."""
    parts = [
        f"<b>{escape(item.text)}</b>" if number == strip.selected else item.shown()
        for number, item in enumerate(strip.items)
    ]
    return f'<p class="subnav">{" | ".join(parts)}</p>'


TABS: dict[str, Callable[[Strip], str]] = {
    "plain": _plain, "documented": _folder_table, "list": _list, "roles": _roles, "cells": _cells, "text": _text,
}


# --- steps


def _wizard_table(strip: Strip, chosen: str = "<span><a>{}</a></span>") -> str:
    end = "-bottom" if strip.below else ""
    cells = strip.each(
        lambda item: f'<td class="wizardtab-selected{end}">{chosen.format(escape(item.text))}</td>',
        lambda item: f'<td class="wizardtab{end}"><span>{item.shown()}</span></td>',
    )
    return f'<table class="wizardtabs{end}" cellspacing="0"{strip.identity}><tr>{cells}</tr></table>'


def _heading(strip: Strip) -> str:
    """The chosen step is a heading."""
    return _wizard_table(strip, '<h2 class="adah2tab">{}</h2>')


def _progress(strip: Strip) -> str:
    cells = []
    for number, item in enumerate(strip.items):
        state = "todo" if number > strip.selected else "done" if number < strip.selected else "current"
        cells.append(f'<li class="progtrckr-{state}">{item.shown()}</li>')
    return f'<ol class="progtrckr" data-progtrckr-steps="{len(cells)}"{strip.identity}>{"".join(cells)}</ol>'


def _stepper(strip: Strip) -> str:
    cells = []
    for number, item in enumerate(strip.items):
        inside = f'<span class="circle">{number + 1}</span> <span class="caption">{escape(item.text)}</span>'
        here = ' aria-current="step"' if number == strip.selected else ""
        css = "step here" if here else "step"
        cells.append(
            f'<div class="{css}"{here}>{item.link("", inside) if item.address and not here else inside}</div>'
        )
    return f'<div class="stepper"{strip.identity}>{"".join(cells)}</div>'


def _sidebar(strip: Strip) -> str:
    """ASP.NET's own wizard: a column of links beside the step, the chosen one in bold letters; there is one only."""
    if strip.below:
        return ""
    cells = strip.each(
        lambda item: f'<tr><td><a style="font-weight:bold;text-decoration:none">{escape(item.text)}</a></td></tr>',
        lambda item: f"<tr><td>{item.shown()}</td></tr>",
    )
    return f'<table class="sidebarlist" cellspacing="0" border="0"{strip.identity}>{cells}</table>'


STEPS: dict[str, Callable[[Strip], str]] = {
    "plain": _plain, "documented": _wizard_table, "heading": _heading, "progress": _progress, "roles": _roles,
    "stepper": _stepper, "sidebar": _sidebar,
}


def tabs(out: Out, strip: Strip) -> str:
    """The folders, by the way of `tabs`."""
    return TABS[out.dialect["tabs"]](strip)


def steps(out: Out, strip: Strip) -> str:
    """The steps, by the way of `steps`."""
    return STEPS[out.dialect["steps"]](strip)
