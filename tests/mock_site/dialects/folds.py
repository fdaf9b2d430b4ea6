"""Sections that unfold, and the headings of parts of a page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.mock_site.webforms import Out


def _plain(title: str, content: str, level: int) -> str:
    return (
        '<div class="section collapsed"><div class="section-head">'
        f'<a href="#" class="expand" role="button" aria-expanded="false" title="Expand {escape(title)}">+</a>'
        f'<span role="heading" aria-level="{level}">{escape(title)}</span></div>'
        f'<div class="section-body">{content}</div></div>'
    )


def _link(title: str, content: str, level: int) -> str:
    """The sign alone is the link; the title stands beside it."""
    return (
        f'<div class="fold"><div><b>{escape(title)}</b> <a href="#" onclick="return vos.foldSign(this)">(+)</a></div>'
        f'<div class="fold-in" style="display:none">{content}</div></div>'
    )


def _button(title: str, content: str, level: int) -> str:
    return (
        f'<div class="fold"><h{level}><button type="button" class="accordion-button" aria-expanded="false"'
        f' onclick="return vos.unfold(this)">{escape(title)}</button></h{level}>'
        f'<div class="fold-in" style="display:none">{content}</div></div>'
    )


def _details(title: str, content: str, level: int) -> str:
    return f'<details class="fold"><summary>{escape(title)}</summary><div class="fold-in">{content}</div></details>'


def _image(title: str, content: str, level: int) -> str:
    """A picture to press; the title is text."""
    return (
        '<table class="fold" width="100%"><tr><td><img src="/static/open.svg" width="14" height="14" alt="Expand"'
        f' class="plus" onclick="vos.foldRow(this)"> <span class="fold-title">{escape(title)}</span></td></tr>'
        f'<tr style="display:none"><td>{content}</td></tr></table>'
    )


def _title_link(title: str, content: str, level: int) -> str:
    """The whole title is the link (Bootstrap's panel)."""
    return (
        '<div class="fold panel"><h4 class="panel-title"><a href="#" data-toggle="collapse" class="collapsed"'
        f' onclick="return vos.unfold(this)">{escape(title)} <i class="caret">&#9662;</i></a></h4>'
        f'<div class="fold-in" style="display:none">{content}</div></div>'
    )


FOLDS: dict[str, Callable[[str, str, int], str]] = {
    "plain": _plain, "link": _link, "button": _button, "details": _details, "image": _image, "title": _title_link,
}

SECTIONS: dict[str, str] = {
    "plain": "<h3>{}</h3>",
    "h2": '<h2 class="part">{}</h2>',
    "bar": '<div class="sectionbar">{}</div>',
    "legend": '<fieldset class="partlegend"><legend>{}</legend></fieldset>',
    "bold": "<p><b>{}</b></p>",
}


def section(out: Out, title: str, content: str, level: int) -> str:
    """A section that is folded until somebody unfolds it, by the way of `fold`."""
    return FOLDS[out.dialect["fold"]](title, content, level)


def heading(out: Out, text: str) -> str:
    """The heading of a part of the page, by the way of `section`."""
    return SECTIONS[out.dialect["section"]].format(escape(text))
