"""How long things take, beside the baseline: ratios, told and not judged unless a factor is given."""

from __future__ import annotations

from bot.testing.report.collect import Collector, TimingNote

FILE = "timings.json"
_TOO_LITTLE = 0.25
"""Seconds: what is less than this slower than it was is noise, however many times as long it took."""


def note_timing(collector: Collector, name: str, seconds: float) -> TimingNote:
    """Notes how long something took, and writes it into the baseline where that is updated."""
    baseline = collector.site.baseline
    golden: dict[str, float] = baseline.read_json(FILE) or {}
    note = TimingNote(name, seconds, golden.get(name))
    collector.timings.append(note)
    if baseline.update:
        baseline.write_json(FILE, {**golden, name: round(seconds, 3)})
    return note


def too_slow(collector: Collector, name: str, seconds: float, factor: float | None) -> str:
    """Notes a timing; gives words where it is more than `factor` times the baseline's, else nothing."""
    note = note_timing(collector, name, seconds)
    if factor is None or note.golden is None or collector.site.baseline.update:
        return ""
    if seconds - note.golden < _TOO_LITTLE or seconds <= factor * note.golden:
        return ""
    return f"it took {seconds:.1f} s, {seconds / note.golden:.1f} x the baseline's {note.golden:.1f} s"
