"""The content region with its surroundings, and the page's title."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out


@dataclass(frozen=True)
class Entry:
    """One entry of the site's menu: a link, or a heading with entries inside."""

    text: str
    address: str = ""
    html_id: str = ""
    onclick: str = ""
    inside: tuple[Entry, ...] = ()

    def link(self, css: str = "") -> str:
        """It as a link."""
        look = f' class="{css}"' if css else ""
        click = f' onclick="{escape(self.onclick)}"' if self.onclick else ""
        identity = f' id="{self.html_id}"' if self.html_id else ""
        return f'<a{look}{identity} href="{escape(self.address)}"{click}>{escape(self.text)}</a>'


@dataclass(frozen=True)
class Frame:
    """What stands on a page: the user (nobody: signed out), the menu, the content; a small window has no more."""

    body: str
    user: str = ""
    sign_out: Entry | None = None
    menu: tuple[Entry, ...] = ()
    folded: bool = False
    window: bool = False


_FOOTER = "CalJOBS is a mock for tests. Nobody in it is real."


# --- regions


def _plain(frame: Frame) -> str:
    header = footer = menu = ""
    if not frame.window:
        header = f'<div id="header"><span class="logo">CalJOBS</span>{_user(frame)}</div>'
        footer = f'<div id="footer">{_FOOTER}</div>'
    if frame.menu:
        hidden = ' class="collapsed"' if frame.folded else ""
        bars = '<a href="#" class="fa-bars" title="Menu" role="button"></a>' if hidden else ""
        entries = _plain_entries(frame.menu)
        menu = f'{bars}<nav id="menu"{hidden} aria-label="Site menu"><ul>\n{entries}\n</ul></nav>'
    return f'{header}\n{menu}\n<div id="Main_content" role="main">{frame.body}</div>\n{footer}'


def _user(frame: Frame) -> str:
    if frame.sign_out is None:
        return ""
    return f' <span class="user">{escape(frame.user)}</span> {frame.sign_out.link()}'


def _plain_entries(entries: Iterable[Entry]) -> str:
    lines = []
    for entry in entries:
        if entry.address:
            lines.append(f"<li>{entry.link()}</li>")
        else:
            inside = _plain_entries(entry.inside)
            lines.append(f'<li><a href="#" aria-expanded="false">{escape(entry.text)}</a><ul>{inside}</ul></li>')
    return "\n".join(lines)


def _documented(frame: Frame) -> str:
    """The product's own landmarks: headings of the menu are `h2`, and fold."""
    content = f'<div id="contentregion"><div id="mstContent">{frame.body}</div></div>'
    if frame.window:
        return content
    signed = ""
    if frame.sign_out is not None:
        signed = f'<li>{escape(frame.user)}</li><li id="gui_nav_logout">{frame.sign_out.link()}</li>'
    skip = '<a class="adaskiplink" href="#mstContent">Skip to main content</a>'
    bar = f'{skip}<div id="VOS_topmenubar"><span>CalJOBS</span><ul>{signed}</ul></div>'
    menu = ""
    if frame.menu:
        hidden = ' style="display:none"' if frame.folded else ""
        bars = _fold('<i class="fa fa-bars"></i>', "Menu") if frame.folded else ""
        groups = "".join(
            f"<h2>{_fold(escape(entry.text))}</h2><ul style=\"display:none\">{_nested(entry.inside)}</ul>"
            for entry in frame.menu
        )
        menu = f'{bars}<div id="gui_menu"{hidden}>{groups}</div>'
    top = '<a href="#" id="ctl00_mstPageFooterFeedback_hlTop">Top of Page</a>'
    footer = f'<div id="mstPageFooter">{top} {_FOOTER}</div>'
    return f'{bar}{menu}<div id="VOS_page-content-wrapper">{content}</div>{footer}'


def _fold(html: str, title: str = "") -> str:
    """A link that shows or hides what comes after it, or after what it stands in."""
    more = f' title="{title}"' if title else ""
    return f'<a href="#"{more} onclick="return vos.unfold(this);">{html}</a>'


def _nested(entries: Iterable[Entry]) -> str:
    lines = []
    for entry in entries:
        if entry.address:
            lines.append(f"<li>{entry.link()}</li>")
        else:
            inside = _nested(entry.inside)
            lines.append(f'<li>{_fold(escape(entry.text))}<ul style="display:none">{inside}</ul></li>')
    return "".join(lines)


def _table(frame: Frame) -> str:
    """The whole page as one table, as was done about 2003: nothing says what is what."""
    if frame.window:
        return f'<table width="100%" cellpadding="8"><tr><td>{frame.body}</td></tr></table>'
    signed = ""
    if frame.sign_out is not None:
        signed = f'{escape(frame.user)} | {frame.sign_out.link("mastlink")}'
    left = ""
    if frame.menu:
        title = _fold("Staff Menu") if frame.folded else "Staff Menu"
        hidden = ' style="display:none"' if frame.folded else ""
        left = f'<h2>{title}</h2><div class="leftnav"{hidden}>{_indented(frame.menu)}</div>'
    return (
        '<table class="pagetable" width="100%" cellspacing="0" cellpadding="8" border="0">'
        f'<tr class="mast"><td><b>CalJOBS</b></td><td align="right">{signed}</td></tr>'
        f'<tr><td class="left" width="210" valign="top">{left}</td>'
        f'<td class="right" valign="top">{frame.body}</td></tr>'
        f'<tr><td colspan="2" class="small">{_FOOTER}</td></tr></table>'
    )


def _indented(entries: Iterable[Entry]) -> str:
    lines = []
    for entry in entries:
        if entry.address:
            lines.append(f'<div class="navline">{entry.link()}</div>')
        else:
            inside = _indented(entry.inside)
            lines.append(
                f'<div class="navline">{_fold(escape(entry.text))}<div class="navin" style="display:none">{inside}'
                "</div></div>"
            )
    return "".join(lines)


def _main(frame: Frame) -> str:
    """HTML 5, with a heading of its own in the menu and another in the footer."""
    content = f'<main class="content" tabindex="-1">{frame.body}</main>'
    if frame.window:
        return content
    signed = ""
    if frame.sign_out is not None:
        signed = f'<span>{escape(frame.user)}</span> {frame.sign_out.link("btn-link")}'
    side = ""
    if frame.menu:
        hidden = ' style="display:none"' if frame.folded else ""
        bars = '<button type="button" aria-label="Menu" onclick="return vos.unfold(this);">&#9776;</button>'
        side = (
            f'{bars if frame.folded else ""}<nav class="side"{hidden} aria-labelledby="navHeading">'
            f'<h2 id="navHeading">Quick Links</h2><ul>{_nested(frame.menu)}</ul></nav>'
        )
    return (
        f'<header class="top" role="banner"><strong>CalJOBS</strong>{signed}</header><div class="twocol">{side}'
        f'{content}</div><footer class="end"><h3>About This Site</h3><p>{_FOOTER}</p></footer>'
    )


def _divs(frame: Frame) -> str:
    """Boxes without a meaning; the menu comes after the content and is shown to the right of it."""
    if frame.window:
        return f'<div class="p1">{frame.body}</div>'
    signed = ""
    if frame.sign_out is not None:
        signed = f'<div class="p4">Welcome, {escape(frame.user)} {frame.sign_out.link()}</div>'
    side = ""
    if frame.menu:
        title = _fold("Navigation") if frame.folded else "Navigation"
        hidden = ' style="display:none"' if frame.folded else ""
        side = f'<div class="p3"><div class="p3t">{title}</div><div{hidden}>{_indented(frame.menu)}</div></div>'
    return (
        f'<div class="p0"><div class="p5">CalJOBS</div>{signed}</div><div class="p2"><div class="p1">{frame.body}</div>'
        f'{side}</div><div class="p6">{_FOOTER}</div>'
    )


def _navbar(frame: Frame) -> str:
    """Bootstrap: the menu is a bar at the top whose entries drop down."""
    content = f'<div class="container body-content">{frame.body}</div>'
    if frame.window:
        return content
    entries = "".join(
        f'<li class="nav-item dropdown"><a class="nav-link dropdown-toggle" href="#" role="button" aria-haspopup="true"'
        f' onclick="return vos.unfold(this);">{escape(entry.text)}</a>'
        f'<ul class="dropdown-menu" style="display:none">{_nested(entry.inside)}</ul></li>'
        for entry in frame.menu
    )
    signed = ""
    if frame.sign_out is not None:
        signed = (
            f'<ul class="navbar-nav navbar-right"><li><span class="navbar-text">{escape(frame.user)}</span></li>'
            f"<li>{frame.sign_out.link('nav-link')}</li></ul>"
        )
    toggle = '<button type="button" class="navbar-toggle" onclick="return vos.unfold(this);">Menu</button>'
    hidden = ' style="display:none"' if frame.folded else ""
    return (
        f'<div class="navbar navbar-inverse"><span class="navbar-brand">CalJOBS</span>{toggle if frame.folded else ""}'
        f'<div class="navbar-collapse"{hidden}><ul class="navbar-nav">{entries}</ul>{signed}</div></div>{content}'
        f'<hr><div class="container"><p>{_FOOTER}</p></div>'
    )


REGIONS: dict[str, Callable[[Frame], str]] = {
    "plain": _plain, "documented": _documented, "table": _table, "main": _main, "divs": _divs, "navbar": _navbar,
}


def region(out: Out, frame: Frame) -> str:
    """All that stands in the form, by the way of `region`."""
    return REGIONS[out.dialect["region"]](frame)


# --- titles

TITLES: dict[str, str] = {
    "plain": "<h2>{}</h2>",
    "documented": '<h2 class="pageheading">{}</h2>',
    "h1": "<h1>{}</h1>",
    "legend": '<fieldset class="pagelegend"><legend>{}</legend></fieldset>',
    "styled": '<div class="PageTitleBar"><span class="PageTitle">{}</span></div>',
    "instructions": '<p id="ctl00_Main_content_gui_instructions" class="caption"><span>{}</span></p>',
}


def title(out: Out, text: str) -> str:
    """What names the page, by the way of `title`."""
    return TITLES[out.dialect["title"]].format(escape(text))


def document_title(out: Out, heading: str, step: str) -> str:
    """The title of the document; documented is system, wizard, step."""
    if out.dialect["title"] == "documented":
        return " - ".join(part for part in ("CalJOBS", heading, step) if part)
    return heading or "CalJOBS"
