"""What must hold on the site after runs that died: everything once, nobody else's, what was finished left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.records.model import Record
from tests.mock_site.client import MockSite
from tests.site.compare import unlike


def what_is_wrong(mock: MockSite, records: Sequence[Record]) -> list[str]:
    """What the site holds otherwise than the records say, or was written twice, or for anybody else."""
    writes = mock.writes()
    ours = {record.user_id for record in records}
    wrong = [f"wrong person: {line}" for line in writes if line["user_id"] not in ours]
    made = Counter(
        (line["user_id"], line["screen"], line["action"]) for line in writes if line["action"].endswith("create")
    )
    for record in records:
        state = mock.state(record.user_id)
        wrong += unlike(record, state)
        standing = _standing(state)
        for (user_id, screen, action), times in made.items():
            if user_id == record.user_id and times > standing[f"{screen} {action}"]:
                wrong.append(f"duplicate: {screen} {action} {times} times, {standing[f'{screen} {action}']} stand")
    return wrong


def _standing(state: dict[str, Any]) -> Counter[str]:
    """How many of each thing stand on the site, by what the log calls their making."""
    standing: Counter[str] = Counter({"activity.closure create": len(state["activities"])})
    for assessment in state["assessments"]:
        standing["assessment.general create"] += 1
        for screen, content in assessment["screens"].items():
            rows = (
                content
                if isinstance(content, list)
                else [
                    row
                    for value in content.values()
                    if isinstance(value, list)
                    for row in value
                    if isinstance(row, dict)
                ]
            )
            standing[f"{screen} row-create"] += len(rows)
    for plan in state["plans"]:
        standing["plan.plan create"] += 1
        standing["plan.goals row-create"] += len(plan["goals"])
        standing["plan.objectives row-create"] += sum(len(goal["objectives"]) for goal in plan["goals"])
    return standing


def posted_again(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[str]:
    """Writes of a second run to screens that the first had finished: all it wrote to but the last."""
    finished = {line["screen"] for line in before} - {line["screen"] for line in before[-1:]}
    return [f"posted again: {line['screen']} {line['action']}" for line in after if line["screen"] in finished]
