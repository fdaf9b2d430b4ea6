"""Boxes to choose one option from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out


@dataclass(frozen=True)
class Select:
    """`options` are code and text; `late` is the address from which they come later, `more` are attributes,
    `nothing` is the option of who has chosen none.
    """

    html_id: str
    name: str
    options: Sequence[tuple[str, str]]
    chosen: str
    late: str = ""
    more: str = ""
    index: int = 0
    nothing: tuple[str, str] = ("", "None Selected")

    @property
    def text(self) -> str:
        """The text of the chosen option."""
        return next((text for code, text in self.options if code == self.chosen), "")

    def native(self, first: str = "", more: str = "") -> str:
        """A `select`; a late one is disabled until its options are there."""
        late = ""
        if self.late:
            late = f' data-late="{escape(self.late)}" data-selected="{self.chosen}" disabled'
        options = "" if self.late else "".join(
            f'<option{" selected" if code == self.chosen else ""} value="{code}">{escape(text)}</option>'
            for code, text in self.options
        )
        return (
            f'<select name="{escape(self.name)}" id="{self.html_id}"{late}{self.more}{more}>'
            f'<option value="{self.nothing[0]}">{first or self.nothing[1]}</option>{options}</select>'
        )


def _plain(select: Select) -> str:
    return select.native()


def _worded(select: Select) -> str:
    """Each list has another word for nothing."""
    return select.native(("Select", "-- Select One --", "ANY", "Please choose...")[select.index % 4])


def _blank(select: Select) -> str:
    return select.native("&nbsp;")


def _listbox(select: Select) -> str:
    return select.native("", ' size="5"')


def _combobox(select: Select) -> str:
    """jQuery UI: the page's script hides the list and puts a box with suggestions in its place."""
    return select.native("", ' data-role="combobox" style="display:none"')


def _rad(select: Select) -> str:
    """RadComboBox: a box that can't be typed in; the list opens elsewhere in the page."""
    texts = [] if select.late else [select.nothing[1], *(text for _, text in select.options)]
    items = "".join(f'<li class="rcbItem">{escape(text)}</li>' for text in texts)
    late = f' data-late-items="{escape(select.late)}"' if select.late else ""
    html_id = select.html_id
    return (
        f'<div id="{html_id}" class="RadComboBox RadComboBox_Default"><table cellspacing="0" role="presentation">'
        f'<tr class="rcbReadOnly"><td class="rcbInputCell rcbInputCellLeft"><input name="{escape(select.name)}"'
        f' type="text" class="rcbInput" id="{html_id}_Input" value="{escape(select.text)}" readonly'
        f' autocomplete="off" placeholder="{select.nothing[1]}" onclick="vos.openList(this)"{select.more}></td>'
        f'<td class="rcbArrowCell rcbArrowCellRight"><a id="{html_id}_Arrow" onclick="vos.openList(this)">select</a>'
        f'</td></tr></table><div class="rcbSlide" style="display:none"><div id="{html_id}_DropDown"'
        f' class="RadComboBoxDropDown"><div class="rcbScroll"><ul class="rcbList"{late}>{items}</ul></div></div></div>'
        "</div>"
    )


SELECTS: dict[str, Callable[[Select], str]] = {
    "plain": _plain, "worded": _worded, "blank": _blank, "listbox": _listbox, "combobox": _combobox, "rad": _rad,
}


def select(out: Out, box: Select) -> str:
    """A list to choose from, by the way of `select`."""
    return SELECTS[out.dialect["select"]](box)


def by_text(out: Out) -> bool:
    """Whether the text of the chosen option is posted, not its code."""
    return out.dialect["select"] == "rad"


def aim(out: Out, html_id: str) -> str:
    """The id that a label points at."""
    return f"{html_id}_Input" if by_text(out) else html_id
