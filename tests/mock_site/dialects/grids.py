"""Grids of rows, and what can be done with a row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out

Cells = Sequence[str]
"""The cells of a row, as HTML."""


@dataclass(frozen=True)
class Grid:
    """`heads` are texts, of which a column of ticks has an empty one; `posts`: its cells hold boxes of the form."""

    html_id: str
    heads: Sequence[str]
    rows: Sequence[Cells]
    posts: bool = False


def _rows(rows: Sequence[Cells], css: tuple[str, str] = ("", "")) -> str:
    lines = []
    for number, cells in enumerate(rows):
        look = f' class="{css[number % 2]}"' if css[number % 2] else ""
        lines.append(f"<tr{look}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return "".join(lines)


def _heads(grid: Grid, more: str = "") -> str:
    return "".join(f'<th scope="col"{more}>{escape(head)}</th>' for head in grid.heads)


def _plain(grid: Grid) -> str:
    return f'<table class="grid" id="{grid.html_id}"><tr>{_heads(grid)}</tr>{_rows(grid.rows)}</table>'


def _documented(grid: Grid) -> str:
    rows = _rows(grid.rows, ("rowStyle", "altRowStyle"))
    return (
        f'<div><table class="datatable" cellspacing="0" rules="all" border="1" id="{grid.html_id}">'
        f'<tr class="headerStyle">{_heads(grid)}</tr>{rows}</table></div>'
    )


def _bare(grid: Grid) -> str:
    """No `th`: the heads are cells with bold letters."""
    heads = "".join(f"<td><b>{escape(head) or '&nbsp;'}</b></td>" for head in grid.heads)
    rows = _rows(grid.rows)
    return (
        f'<table width="100%" border="1" cellspacing="0" cellpadding="4"><tr bgcolor="#dddddd">{heads}</tr>{rows}'
        "</table>"
    )


def _roles(grid: Grid) -> str:
    heads = "".join(f'<div role="columnheader">{escape(head)}</div>' for head in grid.heads)
    rows = ""
    for cells in grid.rows:
        inside = "".join(f'<div role="gridcell">{cell}</div>' for cell in cells)
        rows += f'<div role="row">{inside}</div>'
    return f'<div role="grid" class="divgrid" id="{grid.html_id}"><div role="row">{heads}</div>{rows}</div>'


def _cards(grid: Grid) -> str:
    """Each row a card, in which each cell has its head beside it."""
    cards = []
    for cells in grid.rows:
        lines = "".join(
            f'<div class="card-line"><span class="card-key">{escape(head)}{":" if head else ""}</span> '
            f'<span class="card-value">{cell}</span></div>'
            for head, cell in zip(grid.heads, cells, strict=True)
        )
        cards.append(f'<div class="card">{lines}</div>')
    return f'<div class="cards" id="{grid.html_id}">{"".join(cards)}</div>'


_ID = re.compile(r' id="[^"]*_(lnk|btn)(\w+)"')


def _json(grid: Grid) -> str:
    """Rows that a script draws some time after load, all with the same ids; their texts come later still."""
    if grid.posts:
        return _documented(grid)
    rows = [[_ID.sub(r' id="\1\2"', cell) for cell in cells] for cells in grid.rows]
    heads = "".join(f"<th>{escape(head)}</th>" for head in grid.heads)
    buttons = " ".join(
        f'<input type="button" class="nostyle" id="grdbtn{name}" value="{name}" disabled>'
        for name in ("First", "Prev", "Next", "Last")
    )
    return (
        f'<div class="jsongrid" id="{grid.html_id}" data-source="{escape(json.dumps(rows))}"><table><thead><tr>{heads}'
        f'</tr></thead><tbody></tbody></table><div class="myFooter">{buttons}</div></div>'
    )


def _paged(grid: Grid) -> str:
    """dataTables: the page's script shows a few rows at a time, with a box to search and one for how many."""
    if grid.posts:
        return _documented(grid)
    return (
        f'<table class="display dataTable" id="{grid.html_id}"><thead><tr>{_heads(grid)}</tr></thead>'
        f"<tbody>{_rows(grid.rows)}</tbody></table>"
    )


def _rad(grid: Grid) -> str:
    """RadGrid: the heads are links that sort."""
    heads = "".join(
        f'<th scope="col" class="rgHeader"><a href="#" title="Click here to sort" onclick="return vos.sortRows(this)">'
        f"{escape(head)}</a></th>" for head in grid.heads
    )
    rows = _rows(grid.rows, ("rgRow", "rgAltRow"))
    return (
        f'<div id="{grid.html_id}" class="RadGrid RadGrid_Office2007"><table class="rgMasterTable" cellspacing="0">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


GRIDS: dict[str, Callable[[Grid], str]] = {
    "plain": _plain, "documented": _documented, "bare": _bare, "roles": _roles, "cards": _cards, "json": _json,
    "paged": _paged, "rad": _rad,
}


def grid(out: Out, content: Grid) -> str:
    """A grid, by the way of `grid`."""
    return GRIDS[out.dialect["grid"]](content)


# --- what can be done with a row


@dataclass(frozen=True)
class Action:
    """Leads to an address, maybe a postback's; or asks first; or runs a script instead."""

    text: str
    html_id: str
    address: str = "#"
    ask: str = ""
    script: str = ""

    @property
    def onclick(self) -> str:
        """The attribute of a link that acts so."""
        act = f"return confirm('{self.ask}');" if self.ask else f"{self.script} return false;" if self.script else ""
        return f' onclick="{escape(act)}"' if act else ""

    @property
    def button_onclick(self) -> str:
        """The attribute of a button that acts so."""
        go = self.script or self.address.removeprefix("javascript:")
        if not self.script and not self.address.startswith("javascript:"):
            go = f"window.location.href='{self.address}';"
        act = f"if (confirm('{self.ask}')) {go}" if self.ask else go
        return f' onclick="{escape(act)}"'

    def link(self, inside: str = "", more: str = "") -> str:
        """It as a link."""
        return (
            f'<a id="{self.html_id}"{self.onclick} href="{escape(self.address)}"{more}>'
            f"{inside or escape(self.text)}</a>"
        )


def _links(actions: Sequence[Action]) -> str:
    return f'<div class="HPRActionLinks">{"".join(action.link() for action in actions)}</div>'


def _bars(actions: Sequence[Action]) -> str:
    return " | ".join(action.link() for action in actions)


def _buttons(actions: Sequence[Action]) -> str:
    return " ".join(
        f'<button type="button" class="btn-small" id="{action.html_id}"{action.button_onclick}>{escape(action.text)}'
        "</button>" for action in actions
    )


def _images(actions: Sequence[Action]) -> str:
    """Pictures, whose alternative text says what they do."""
    return " ".join(
        action.link(f'<img src="/static/{_picture(action)}" width="18" height="18" border="0"'
                    f' alt="{escape(action.text)}">')
        for action in actions
    )


def _icons(actions: Sequence[Action]) -> str:
    """Signs of a font, with a title that comes up when one points at them."""
    signs = {"edit": "&#9998;", "delete": "&#10006;", "print": "&#9635;"}
    return " ".join(
        action.link(f'<i class="fa">{signs.get(_picture(action).removesuffix(".svg"), "&#9656;")}</i>',
                    f' title="{escape(action.text)}"')
        for action in actions
    )


def _picture(action: Action) -> str:
    name = action.html_id.rpartition("lnk")[2].lower()
    return f"{name}.svg" if name in ("edit", "delete", "print") else "open.svg"


def _menu(actions: Sequence[Action]) -> str:
    """A menu that must be unfolded first."""
    role = ' role="menuitem"'
    entries = "".join(f"<li>{action.link(more=role)}</li>" for action in actions)
    return (
        '<div class="rowmenu"><button type="button" aria-haspopup="true" aria-expanded="false"'
        ' onclick="return vos.unfold(this);">Actions</button>'
        f'<ul class="dropdown-menu" role="menu" style="display:none">{entries}</ul></div>'
    )


ACTIONS: dict[str, Callable[[Sequence[Action]], str]] = {
    "plain": _links, "bars": _bars, "buttons": _buttons, "images": _images, "icons": _icons, "menu": _menu,
}


def actions(out: Out, what: Sequence[Action]) -> str:
    """What can be done with a row, by the way of `actions`."""
    return ACTIONS[out.dialect["actions"]](what)
