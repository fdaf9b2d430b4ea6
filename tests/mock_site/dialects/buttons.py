"""Buttons that post the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote


@dataclass(frozen=True)
class Button:
    """`group` names the validators that run first, `onclick` what runs before them."""

    name: str
    html_id: str
    text: str
    group: str = ""
    onclick: str = ""
    css: str = ""

    @property
    def identity(self) -> str:
        """The attributes by which it is known."""
        return f'name="{escape(self.name)}" id="{self.html_id}"'

    def look(self, more: str = "") -> str:
        """The attribute of its classes."""
        css = f"{self.css} {more}".strip()
        return f' class="{css}"' if css else ""

    def act(self, submits: bool) -> str:
        """The script it runs; `submits`: the script is what posts the form."""
        if self.group:
            options = f"'{self.name}', '', true, '{self.group}', '', false, {str(submits).lower()}"
            return f"WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions({options}))"
        return f"__doPostBack('{self.name}','')" if submits else ""

    def click(self, act: str) -> str:
        """The attribute that runs it."""
        script = self.onclick + act
        return f' onclick="javascript:{escape(script)}"' if script else ""


def _plain(button: Button) -> str:
    options = f'new WebForm_PostBackOptions("{button.name}", "", true, "{button.group}", "", false, false)'
    click = button.click(f"WebForm_DoPostBackWithOptions({options})" if button.group else "")
    return (
        f'<input type="submit" name="{escape(button.name)}" value="{escape(button.text)}" id="{button.html_id}"'
        f"{button.look()}{click}>"
    )


def _button(button: Button) -> str:
    """Its value is not its text."""
    value = button.name.rpartition("$")[2]
    click = button.click(button.act(False))
    return (
        f'<button type="submit" {button.identity} value="{value}"{button.look()}{click}>{escape(button.text)}</button>'
    )


def _link(button: Button) -> str:
    return (
        f'<a id="{button.html_id}"{button.look("formbutt")}{button.click("")}'
        f' href="javascript:{escape(button.act(True))}">{escape(button.text)}</a>'
    )


def _image(button: Button) -> str:
    """A picture of the words, which are its alternative text too."""
    width = 9 * len(button.text) + 28
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="30"><rect width="100%" height="100%" rx="4"'
        f' fill="#484"/><text x="50%" y="20" text-anchor="middle" fill="#fff" font-family="sans-serif"'
        f' font-size="15">{escape(button.text)}</text></svg>'
    )
    return (
        f'<input type="image" {button.identity} alt="{escape(button.text)}" src="data:image/svg+xml,{quote(picture)}"'
        f"{button.look()}{button.click(button.act(False))}>"
    )


def _scripted(button: Button) -> str:
    """Not a submit button: its script posts."""
    click = button.click(button.act(True))
    return f'<input type="button" {button.identity} value="{escape(button.text)}"{button.look()}{click}>'


BUTTONS: dict[str, Callable[[Button], str]] = {
    "plain": _plain, "button": _button, "link": _link, "image": _image, "scripted": _scripted,
}


def draw(way: str, button: Button) -> str:
    """A button, by the way of `buttons`."""
    return BUTTONS[way](button)
