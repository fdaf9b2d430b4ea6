"""What the baseline knows of a site that does not enforce some rule: then it is told, and fails nothing any more."""

from __future__ import annotations

from collections.abc import Sequence

from bot.testing.baseline import Baseline
from bot.testing.report.collect import Collector
from bot.testing.trials import Tried

FILE = "rules.json"


def judge(baseline: Baseline, collector: Collector, screen: str, tried: Sequence[Tried]) -> list[str]:
    """The rules that the site should enforce and does not, in words. With --update they are taken into the baseline."""
    known: dict[str, list[str]] = baseline.read_json(FILE) or {}
    lax = [one for one in tried if one.verdict == "accepted"]
    for one in tried:
        if one.verdict == "not tried":
            collector.note(f"{screen}: '{one.label}' was not tried ({one.rule}): {one.words}")
    if baseline.update:
        rest = [name for name in known.get(screen, []) if name not in {one.name for one in tried}]
        kept = sorted({*rest, *(one.name for one in lax)})
        if kept != known.get(screen, []):
            others = {key: names for key, names in known.items() if key != screen}
            baseline.write_json(FILE, {**others, screen: kept} if kept else others)
        for one in lax:
            collector.note(f"taken into the baseline: {screen}: {one}")
        return []
    for one in lax:
        if one.name in known.get(screen, []):
            collector.note(f"as the baseline has it: {screen}: {one}")
    return [str(one) for one in lax if one.name not in known.get(screen, [])]
