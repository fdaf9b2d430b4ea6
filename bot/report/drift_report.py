"""Drifts told: as a table, as JSON, as JUnit, as one page that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from xml.etree import ElementTree

from rich.table import Table
from rich.text import Text

from bot.survey.drifts import Drift
from bot.survey.model import Survey

_STYLE = (
    "body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem;color:#1b1b1b}"
    "h2{margin:1.5rem 0 .3rem;font-size:1.1rem}li{margin:.3rem 0}.stops{color:#a50d0d;font-weight:600}"
    ".fine{color:#0b6b2e}small{color:#555}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def drift_table(drifts: Sequence[Drift]) -> Table:
    """One line a drift; those that stop the work first."""
    table = Table("Screen", "What", "Stops the work", title="Drift", title_justify="left")
    for drift in sorted(drifts, key=lambda each: not each.blocks):
        words = drift.words().removeprefix(f"{drift.title}: ")
        table.add_row(Text(drift.title), Text(words), "yes" if drift.blocks else "")
    return table


def drift_json(live: Survey, accepted: Survey | None, drifts: Sequence[Drift]) -> dict[str, Any]:
    """The object of `drift --json`."""
    return {
        "site": live.site,
        "taken": live.taken.isoformat(),
        "accepted": accepted and accepted.taken.isoformat(),
        "stops_the_work": any(drift.blocks for drift in drifts),
        "drifts": [{**drift.model_dump(), "words": drift.words()} for drift in drifts],
        "unreached": [gap.model_dump() for gap in live.unreached],
    }


def drift_junit(live: Survey, drifts: Sequence[Drift]) -> str:
    """A test case for each screen, failed where it has drifted."""
    by_screen = _by_screen(live, drifts)
    failed = sum(bool(own) for own in by_screen.values())
    suite = ElementTree.Element(
        "testsuite", name=f"drift of {live.site}", tests=str(len(by_screen)), failures=str(failed)
    )
    for screen, own in by_screen.items():
        case = ElementTree.SubElement(suite, "testcase", classname=f"drift.{live.site}", name=screen)
        if own:
            failure = ElementTree.SubElement(case, "failure", message=f"{len(own)} drifts")
            failure.text = "\n".join(drift.words() for drift in own)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def drift_html(live: Survey, accepted: Survey | None, drifts: Sequence[Drift]) -> str:
    """The page: what drifted, screen by screen, what stops the work marked."""
    against = (
        f"the survey of {accepted.taken.isoformat()}" if accepted else "what the program needs (none accepted yet)"
    )
    parts = [_section(screen, own) for screen, own in _by_screen(live, drifts).items() if own]
    gaps = "".join(f"<li>{escape(gap.screen)}: {escape(gap.why)}</li>" for gap in live.unreached)
    fine = '<p class="fine">No drift: the screens are as they were accepted.</p>'
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Drift of {escape(live.site)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Drift of {escape(live.site)}</h1>"
        f"<p>Surveyed on {live.taken.isoformat()}, beside {escape(against)}: {len(live.screens)} screens,"
        f" {len(drifts)} drifts.</p>{''.join(parts) or fine}"
        + (f"<h2>Not reached</h2><ul>{gaps}</ul>" if gaps else "")
        + "</body></html>\n"
    )


def _section(screen: str, drifts: Sequence[Drift]) -> str:
    items = "".join(map(_item, drifts))
    return f"<h2>{escape(drifts[0].title)} <small>{escape(screen)}</small></h2><ul>{items}</ul>"


def _item(drift: Drift) -> str:
    stops = ' <span class="stops">stops the work</span>' if drift.blocks else ""
    return f"<li>{escape(drift.words())}{stops}</li>"


def _by_screen(live: Survey, drifts: Sequence[Drift]) -> dict[str, list[Drift]]:
    screens = dict.fromkeys((*live.screens, *(drift.screen for drift in drifts)))
    return {screen: [drift for drift in drifts if drift.screen == screen] for screen in screens}
