"""Loading records into the ledger, as `enqueue`, `backfill` and the cluster's nightly load do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.cli.app import date_of, day_of, load_records
from bot.config import Profile
from bot.engine.entries import entry_of, refused, warning, wrong_entries
from bot.ledger import Ledger, Loaded
from bot.records.problems import lines_of
from bot.report.progress import complain

_WORDS: dict[Loaded, str] = {
    "new": "new",
    "revised": "changed since it was loaded",
    "again": "once more",
    "same": "waiting already",
    "over": "as it was, not begun again",
    "conflict": "not the same as what waits: a person decides",
    "busy": "in work just now, left alone",
}


@dataclass(frozen=True)
class Enqueued:
    """What loading did, and whether something is wrong that nobody will enter by itself."""

    counts: Counter[Loaded]
    wrong: int
    nameless: int

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong or self.nameless or self.counts["conflict"])

    @property
    def words(self) -> str:
        """One line for people."""
        parts = [f"{self.counts[kind]} {words}" for kind, words in _WORDS.items() if self.counts[kind]]
        parts += [f"{self.wrong} of them need a fix"] if self.wrong else []
        return f"{self.counts.total()} participants: {', '.join(parts) or 'nothing'}"


def load_into(
    book: Ledger,
    inputs: list[Path],
    profile: Profile,
    *,
    today: str | None,
    mapping: Path | None,
    deadline: str | None,
    replace: bool,
    again: bool,
) -> Enqueued:
    """Loads records into the ledger, those that are wrong or locked (R4) too, each with its reason.

    Problems and late records are reported on standard error, without the values that the author wrote.
    """
    day = day_of(today, profile)
    by = None if deadline is None else date_of(deadline, "--deadline")
    loaded = load_records(inputs, profile, day, entering=False, mapping=mapping)
    entries = [refused(record, day, deadline=by) or entry_of(record, deadline=by) for record in loaded.records]
    bad = wrong_entries(loaded.problems)
    for line in lines_of(loaded.problems, for_author=False):
        complain(line)
    for line in lines_of(loaded.warnings, for_author=False):
        complain(f"note: {line}")
    did = book.loading.load(profile.site, [*entries, *bad], replace=replace, again=again)
    news = [entry for entry, what in zip([*entries, *bad], did, strict=True) if what in ("new", "revised", "again")]
    locked = [entry for entry in news if entry.wrong and entry.record is not None]
    for entry in locked:
        assert entry.wrong is not None
        complain(f"{entry.user_id}: {entry.wrong.message}")
    barred = {entry.user_id for entry in locked}
    for late in (warning(record, day) for record in loaded.records if record.user_id not in barred):
        if late is not None:
            complain(f"note: {late}")
    nameless = sum(problem.user_id is None for problem in loaded.problems)
    return Enqueued(Counter(did), sum(entry.wrong is not None for entry in news), nameless)
