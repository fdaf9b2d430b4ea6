"""H11 with H7 or H8: the person is switched between the guard and the save, and the answer or the session is lost.

The save lands with the other participant, and no look at the record's own finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.alone import Alone
from bot.flows.results import exit_code
from bot.ledger import Ledger
from bot.ledger.journal import Journal
from tests.kit import Office, brief
from tests.site.hazard_kit import NEIGHBOUR, made_twice, quick
from tests.site.test_desk import desk
from tests.system.bulk_kit import load_all


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        yield ledger


@pytest.mark.parametrize("lost", ["answer", quick("session")])
def test_a_save_that_went_elsewhere_is_not_known(
    office: Office, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Guard: a press that had to be made again was not found, whatever is found later (Journal.intend)."""
    intend = Journal.intend
    switched: list[str] = []

    def switching(self: Journal, button: str, **told: object) -> float:
        until = intend(self, button, **told)  # type: ignore[arg-type]
        if button == "Finish" and not switched:
            switched.append(button)
            office.mock.switch_person("Staff11", NEIGHBOUR)
        return until

    monkeypatch.setattr(Journal, "intend", switching)
    office.mock.set(poll=False)
    if lost == "answer":
        office.mock.arm("lost_answer", screen="activity.closure")
    else:
        office.mock.arm("session_loss", screen="activity.closure", when="after_write")
    sample = brief(tmp_path, {"plan": None, "print": None})
    with desk(office, ledger, limits={"answer_seconds": 3, "late_list_seconds": 2}) as mine:
        mine.job.sleep = lambda seconds: None  # an unanswered save may yet come out: here it has
        load_all(ledger, office.profile(), [sample])
        result = Alone(mine).run(sample)
    assert (result.state, result.error and result.error.kind) == ("unknown", "unknown_outcome")
    assert "activity 205: 'Finish'" in str(result.error)
    assert "may stand with another participant" in str(result.error)
    assert exit_code([result], 1) == 1
    assert office.written(NEIGHBOUR) == office.written() == ["activity.closure create"]
    assert made_twice(office) == {}
    assert ledger.views.status().states["unknown"] == 1


@pytest.mark.plain_http
def test_a_save_that_is_found_is_known(office: Office, ledger: Ledger, tmp_path: Path) -> None:
    """An answer that was lost for the record's own participant is found by looking."""
    office.mock.set(poll=False)
    for screen in ("activity.closure", "plan.plan", "plan.goals", "plan.objectives", "plan.services"):
        office.mock.arm("lost_answer", screen=screen, resend="dedupe")
    sample = brief(tmp_path)
    limits = {"answer_seconds": 3, "late_list_seconds": 2, "tries": 6}
    with desk(office, ledger, steps={"print": False}, limits=limits) as mine:
        mine.job.sleep = lambda seconds: None  # an unanswered save may yet come out: here it has
        load_all(ledger, office.profile(), [sample])
        result = Alone(mine).run(sample)
    assert result.error is None, str(result.error)
    assert result.state == "done"
