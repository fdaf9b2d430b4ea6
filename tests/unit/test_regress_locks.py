"""How the steps of one regression run follow one another at the machine's locks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.config import load_profile
from bot.testing import bench
from bot.testing.bench import Bench, Done


class FailedStep:
    """In a job's place: it ends in the middle of its work, as after a save that the site cut short."""

    warned: list[bool]

    def __init__(self, **words: Any) -> None:
        self._reserved = words["reserved"]

    def run(self, record: Any) -> None:
        with self._reserved("36213") as hold:
            self.warned.append(hold.was_left_open)


@pytest.mark.parametrize("runs", [1, 2])
def test_only_another_run_is_warned_of_a_step_that_failed(
    runs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one run the next step does not wait until the last one's saves must be over."""
    monkeypatch.setattr(FailedStep, "warned", [], raising=False)
    monkeypatch.setattr(bench, "Job", FailedStep)
    site = cast(Any, SimpleNamespace(login=None, today=None, records={"36213": None}))
    session = cast(Any, SimpleNamespace(profile=load_profile("mock")))
    done = [Done() for _ in range(runs)]
    for step, of_run in zip(("activities", "plan"), (done * 2)[:2], strict=True):
        Bench(site, of_run, tmp_path, lambda: session, lambda: cast(Any, None)).step("36213", step)
    assert FailedStep.warned == [False, runs == 2]
