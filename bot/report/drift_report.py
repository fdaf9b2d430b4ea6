"""Drifts told: as a table, as JSON, as JUnit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from rich.table import Table

from bot.printable import printable
from bot.report.results_table import shown
from bot.survey.drifts import Drift
from bot.survey.model import Survey


def drift_table(drifts: Sequence[Drift]) -> Table:
    """One line a drift; those that stop the work first."""
    table = Table("Screen", "What", "Stops the work", title="Drift", title_justify="left")
    for drift in sorted(drifts, key=lambda each: not each.blocks):
        words = drift.words().removeprefix(f"{drift.title}: ")
        table.add_row(shown(drift.title), shown(words), "yes" if drift.blocks else "")
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
        "testsuite", name=printable(f"drift of {live.site}"), tests=str(len(by_screen)), failures=str(failed)
    )
    for screen, own in by_screen.items():
        names = {"classname": printable(f"drift.{live.site}"), "name": printable(screen)}
        case = ElementTree.SubElement(suite, "testcase", names)
        if own:
            failure = ElementTree.SubElement(case, "failure", message=f"{len(own)} drifts")
            failure.text = "\n".join(printable(drift.words()) for drift in own)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def _by_screen(live: Survey, drifts: Sequence[Drift]) -> dict[str, list[Drift]]:
    screens = dict.fromkeys((*live.screens, *(drift.screen for drift in drifts)))
    return {screen: [drift for drift in drifts if drift.screen == screen] for screen in screens}
