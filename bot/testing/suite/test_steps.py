"""The steps of the work, each entered for each reference record, or found standing there as the record says."""

from __future__ import annotations

from bot.testing.bench import Bench
from bot.testing.report.collect import Collector


def test_enters(bench: Bench, collector: Collector, user_id: str, step: str) -> None:
    """The step comes to its end, everything read back."""
    result = bench.step(user_id, step)
    if result.error is not None:
        raise result.error
    if result.steps[step] == "unchanged":
        collector.note(
            f"{step} of {user_id} stood there already, from an earlier run: it was compared and not entered. A fresh "
            "participant in the records has everything entered."
        )


def test_a_second_run_changes_nothing(bench: Bench, user_id: str) -> None:
    """The whole record once more: nothing differs, nothing is saved."""
    result = bench.second_run(user_id)
    if result.error is not None:
        raise result.error
    assert result.state == "unchanged", f"the second run entered something: {'; '.join(result.changed)}"
