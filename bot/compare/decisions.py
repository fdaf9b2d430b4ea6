"""What a person has decided about what differs, and on what: decisions count only while that is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from bot.compare.items import Choice, Place


@dataclass(frozen=True)
class Decision:
    """What to do about one item. `mark` is the keyed hash of what the site, and the record, said when it was made."""

    user_id: str
    place: Place
    choice: Choice
    mark: str

    def as_told(self) -> list[str]:
        """As texts, for another process."""
        return [self.user_id, self.place.screen, self.place.row, self.place.field, self.choice, self.mark]


@dataclass(frozen=True)
class Decisions:
    """The decisions about one participant."""

    by_place: Mapping[Place, Decision] = field(default_factory=dict)

    def of(self, place: Place, mark: str, choices: Iterable[Choice]) -> Choice | None:
        """What was decided of this, if that was made on what is so now. Without a key (`mark` empty) nothing is."""
        made = self.by_place.get(place)
        if made is None or not mark or made.mark != mark:
            return None
        return made.choice if made.choice in choices else None

    def lapsed(self, place: Place, mark: str) -> bool:
        """Whether something was decided of this, on something else than is so now."""
        made = self.by_place.get(place)
        return made is not None and (not mark or made.mark != mark)


NONE = Decisions()
LAPSED = "decided before, when the site or the record said something else: that decision does not count any more"


def by_participant(decisions: Iterable[Decision]) -> dict[str, Decisions]:
    """The decisions of each participant, by User ID."""
    sorted_out: dict[str, dict[Place, Decision]] = {}
    for decision in decisions:
        sorted_out.setdefault(decision.user_id, {})[decision.place] = decision
    return {user_id: Decisions(places) for user_id, places in sorted_out.items()}

def decisions_of(lines: Iterable[Sequence[str]]) -> list[Decision]:
    """The decisions that another process has told with `Decision.as_told`."""
    choices: dict[str, Choice] = {word: word for word in get_args(Choice)}
    return [
        Decision(user_id, Place(screen, row, key), choices[choice], mark)
        for user_id, screen, row, key, choice, mark in lines
    ]
