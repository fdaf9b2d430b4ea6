"""What the site complains of: beside the box, in a summary, in a note that goes away, in a native alert."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.mock_site.webforms import Out


@dataclass(frozen=True)
class Check:
    """One validator: the box it looks at, what it looks for, its text, and whether it has failed."""

    html_id: str
    aim: str
    check: str
    kind: str
    group: str
    text: str
    failed: bool

    def span(self, css: str, style: str) -> str:
        """The span that the page's script shows and hides."""
        return (
            f'<span id="{self.html_id}" class="{css}" controltovalidate="{self.aim}" data-check="{self.check}"'
            f' data-kind="{self.kind}" validationgroup="{self.group}" style="{style}">{escape(self.text)}</span>'
        )


def _seen(check: Check) -> str:
    return check.span("validator", f"visibility:{'visible' if check.failed else 'hidden'}")


def _seen_documented(check: Check) -> str:
    shown = "display:inline" if check.failed else "visibility:hidden"
    return check.span("validatoralert", f"color:#C20000;{shown}")


def _unseen(check: Check) -> str:
    return check.span("validatoralert", "display:none")


CHECKS: dict[str, Callable[[Check], str]] = {
    "plain": _seen, "documented": _seen_documented, "spans": _seen_documented, "alert": _unseen, "growl": _unseen,
    "native": _unseen,
}


@dataclass(frozen=True)
class Summary:
    """`items` are the id of a box (empty: of none) and what is said of it."""

    html_id: str
    group: str
    items: Sequence[tuple[str, str]]

    def links(self) -> str:
        """The items as a list of links to their boxes."""
        return "".join(
            f'<li><a href="#{aim}">{escape(text)}</a></li>' if aim else f"<li>{escape(text)}</li>"
            for aim, text in self.items
        )

    def box(self, css: str, content: str) -> str:
        """The box that the page's script fills and shows."""
        look = f' class="{css}"' if css else ""
        shown = "" if self.items else ' style="display:none"'
        return f'<div id="{self.html_id}"{look} validationgroup="{self.group}"{shown}>{content}</div>'


def _list(summary: Summary, out: Out) -> str:
    return summary.box("", f"<ul>{summary.links()}</ul>" if summary.items else "")


def _documented(summary: Summary, out: Out) -> str:
    content = f'<h2 class="ADAValSum">Please correct the following:</h2><ul>{summary.links()}</ul>'
    return summary.box("valSummary", content if summary.items else "")


def _spans(summary: Summary, out: Out) -> str:
    """No summary; only what belongs to no box is said above."""
    return "".join(f'<p><font color="red">{escape(text)}</font></p>' for aim, text in summary.items if not aim)


def _alert(summary: Summary, out: Out) -> str:
    content = "<br>".join(escape(text) for _, text in summary.items)
    shown = "" if summary.items else " hidden"
    return f'<div class="alert alert-danger" role="alert" validationgroup="{summary.group}"{shown}>{content}</div>'


def _growl(summary: Summary, out: Out) -> str:
    if summary.items:
        out.startup.append(f"vos.growl({_texts(summary)});")
    return ""


def _native(summary: Summary, out: Out) -> str:
    if summary.items:
        out.startup.append(f"window.alert({_texts(summary)}.join('\\n'));")
    return ""


def _texts(summary: Summary) -> str:
    return json.dumps([text for _, text in summary.items]).replace("<", "\\u003c")


MESSAGES: dict[str, Callable[[Summary, Out], str]] = {
    "plain": _list, "documented": _documented, "spans": _spans, "alert": _alert, "growl": _growl, "native": _native,
}


def check(out: Out, validator: Check) -> str:
    """The message that belongs to one box."""
    return CHECKS[out.dialect["message"]](validator)


def summary(out: Out, content: Summary) -> str:
    """All that was refused, by the way of `message`."""
    return MESSAGES[out.dialect["message"]](content, out)
