"""How often the work is begun anew after trouble, and where: at the screen in hand, as long as it gets on."""

from __future__ import annotations

from dataclasses import dataclass, field

_WITHOUT_PROGRESS = 4
"""Times the tries of one place that may fail in one screen, wherever in it."""
_IN_ALL = 20
"""Times the tries of one place that may fail in one step, however far each of them got."""


@dataclass
class Progress:
    """How far one step has come in this run. What it says is compared again before anything is saved."""

    screen: str | None = None
    """The screen in hand: those before it were found right, or saved with an answer."""
    entered: bool = False
    """Whether the wizard was walked through to its end, so that only reading back is left."""
    changed: list[str] = field(default_factory=list)
    """The labels of what was entered, each once."""
    numbers: dict[int, int] = field(default_factory=dict)
    """The site's numbers of the plan's goals, by their places in the record."""
    stood_there: bool | None = None
    """Whether what the step enters stood on the site, whole, before this run began it; None before that was looked."""
    unread: list[str] = field(default_factory=list)
    """The steps that can't be opened without saving: what they hold is compared on the printed plan."""
    saved: set[int] = field(default_factory=set)
    """The activities whose save was answered and that were not seen in the list since, by their places."""
    through: set[int] = field(default_factory=set)
    """The activities that stand in the list and were read back, by their places in the record."""

    def note(self, labels: list[str]) -> None:
        """Adds labels of what was entered."""
        self.changed += [label for label in dict.fromkeys(labels) if label not in self.changed]

    def has_entered(self, labels: list[str]) -> None:
        """The wizard was walked through: reading back begins at its first screen."""
        self.note(labels)
        self.entered, self.screen = True, None


class Tries:
    """Counts the tries that failed, for one step of one participant.

    So many at the very same place in a row are trouble that does not pass. A fault now and then strikes elsewhere each
    time: that is borne for as long as the work gets on, though not for ever.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._place: object = None
        self._at_place = 0
        self._here = 0
        self._in_all = 0

    def got_on(self) -> None:
        """A screen was reached for the first time, or something was saved with an answer."""
        self._place, self._at_place, self._here = None, 0, 0

    def are_over(self, place: object) -> bool:
        """Counts a try that failed at a place; whether it was the last one."""
        self._at_place = self._at_place + 1 if place == self._place else 1
        self._place = place
        self._here += 1
        self._in_all += 1
        return (
            self._at_place >= self._most
            or self._here >= self._most * _WITHOUT_PROGRESS
            or self._in_all >= self._most * _IN_ALL
        )
