"""Faults of the program in a row, and lost browsers, in `run`'s own process: another browser, then an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.engine.desk import Desk, outcome_of
from bot.engine.faults import MOST_FAULTS, FaultsInARow
from bot.engine.renewing import MOST_LOST, MOST_TRIES, Renewing
from bot.errors import BotError, BrowserGone, ConfigError, NotFound, OutputTrouble, ProgramError
from bot.flows.results import Result
from bot.flows.run import run_all
from bot.output import write_output


class Browsers:
    """Pretends to open browsers, in which participants come to what `script` says: number of browser, User ID."""

    def __init__(self, script: Callable[[int, str], BotError | None], most: int = 99) -> None:
        self.script = script
        self.most = most
        self.opened = self.closed = 0
        self.begun: list[str] = []

    @contextmanager
    def start(self) -> Iterator[Any]:
        if self.opened == self.most:
            raise ConfigError("no browser was found")
        self.opened += 1
        yield SimpleNamespace()
        self.closed += 1

    def work_with(self, session: Any) -> Any:
        return SimpleNamespace(run=self._run)

    def _run(self, record: Any) -> Result:
        self.begun.append(record.user_id)
        error = self.script(self.opened, record.user_id)
        state: Any = "done" if error is None else "parked"
        return Result(record.user_id, state, error=error)

    def run(self, count: int) -> list[Result]:
        records: Any = [
            SimpleNamespace(user_id=str(number), participant=SimpleNamespace(user_id=str(number)))
            for number in range(count)
        ]
        with Renewing(self.start, self.work_with, lambda: False) as work:
            results = run_all(work, records, lambda result: None, work.bars)
        assert self.opened == self.closed
        return results


def states(results: list[Result]) -> list[str]:
    return [f"{result.state} {result.error.kind}" if result.error else result.state for result in results]


def test_a_browser_that_is_lost_once_costs_nobody_anything() -> None:
    browsers = Browsers(lambda number, who: BrowserGone("x") if (number, who) == (1, "1") else None)
    assert states(browsers.run(4)) == ["done"] * 4
    assert browsers.begun == ["0", "1", "1", "2", "3"]


def test_one_under_whom_every_browser_dies_is_parked_and_the_others_go_on() -> None:
    browsers = Browsers(lambda number, who: BrowserGone("x") if who == "1" else None)
    assert states(browsers.run(3)) == ["done", "parked browser_gone", "done"]
    assert browsers.begun.count("1") == MOST_TRIES


def test_browsers_that_always_die_end_it() -> None:
    browsers = Browsers(lambda number, who: BrowserGone("x"))
    assert states(browsers.run(6)) == ["parked browser_gone"] * 6
    assert browsers.opened == MOST_LOST


def test_no_other_browser_is_no_error_of_usage() -> None:
    browsers = Browsers(lambda number, who: BrowserGone("x") if who == "1" else None, most=1)
    assert states(browsers.run(4)) == ["done", *["parked browser_gone"] * 3]


def test_a_sick_browser_is_replaced_and_the_rest_are_done() -> None:
    browsers = Browsers(lambda number, who: ProgramError("x") if number == 1 else None)
    assert states(browsers.run(6)) == ["parked program"] * MOST_FAULTS + ["done"] * 3
    assert browsers.opened == 2


def test_a_sick_program_begins_nobody_any_more() -> None:
    browsers = Browsers(lambda number, who: ProgramError("x"))
    results = browsers.run(9)
    assert states(results) == ["parked program"] * 9
    assert len(browsers.begun) == 2 * MOST_FAULTS
    assert results[-1].error is not None
    assert results[-1].error.message.startswith("not begun: the program failed")


def test_a_fault_at_one_participant_stops_nobody() -> None:
    browsers = Browsers(lambda number, who: ProgramError("x") if int(who) % 3 else None)
    assert len(browsers.run(12)) == len(browsers.begun) == 12
    assert browsers.opened == 1


def test_the_same_participant_again_counts_once() -> None:
    faults = FaultsInARow()
    assert not any(faults.too_many(Result("1", error=ProgramError("x"))) for _ in range(2 * MOST_FAULTS))
    assert not faults.too_many(Result("2", error=ProgramError("x")))
    assert faults.too_many(Result("3", error=ProgramError("x")))


def test_another_outcome_between_begins_the_count_anew() -> None:
    faults = FaultsInARow()
    between: list[BotError | None] = [ProgramError("x"), ProgramError("x"), NotFound("x"), ProgramError("x")]
    assert not any(faults.too_many(Result(str(who), error=error)) for who, error in enumerate(between))


def test_a_worker_s_desk_ends_it_after_so_many() -> None:
    job: Any = SimpleNamespace(session=SimpleNamespace(site=SimpleNamespace()))
    desk = Desk.__new__(Desk)
    desk.job, desk._lost_too_often, desk._faults = job, False, FaultsInARow()
    desk.ledger = SimpleNamespace(sites=SimpleNamespace())  # type: ignore[assignment]
    endings = [desk.weigh(Result(str(who), error=ProgramError("x"))) for who in range(MOST_FAULTS)]
    assert endings == ["on"] * (MOST_FAULTS - 1) + ["broken"]


@pytest.mark.parametrize("error", [ProgramError("x"), OutputTrouble("x")])
def test_who_was_not_touched_is_put_off_and_not_begun_for_ever(error: BotError) -> None:
    outcome = outcome_of(Result("1", "parked", error=error))
    assert outcome.state == "parked"
    assert outcome.not_before
    assert outcome.counts


def test_what_can_t_be_written_names_the_folder_and_not_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputTrouble) as caught:
        write_output(tmp_path / "file" / "36213-plan-1.pdf", b"x")
    assert "--out" in caught.value.message
    assert "36213" not in caught.value.message
