"""What a drift is: one way in which a site's screens are no longer what they were, or not what the program needs."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Part = Literal["screen", "field", "row field", "rows", "button", "column", "dialog"]
DriftKind = Literal[
    "gone",
    "new",
    "renamed",
    "moved",
    "now required",
    "no longer required",
    "options added",
    "options removed",
    "options in another order",
    "kind changed",
    "max length changed",
    "name changed",
    "link renamed",
    "condition changed",
    "now posts back",
    "no longer posts back",
    "heading changed",
    "buttons changed",
    "not reached",
    "required and unknown",
]
KINDS: tuple[str, ...] = get_args(DriftKind)


class Drift(BaseModel):
    """One drift. It holds labels and option words of the site, never a participant's value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    screen: str
    """The screen's key, such as `plan.goals`."""
    title: str
    """Its name as staff see it."""
    part: Part
    kind: DriftKind
    name: str = ""
    """The label of the box, or the text of the button or column; empty for the screen itself."""
    was: str = ""
    now: str = ""
    blocks: bool = False
    """Whether the program can't do its work there as things stand: something it needs is gone, or a required box is
    unknown."""

    def words(self) -> str:
        """The drift in one sentence."""
        change = " -> ".join(part for part in (self.was, self.now) if part)
        return f"{self.title}: {self.subject()}{f': {change}' if change else ''}"

    def subject(self) -> str:
        """What it is of and what is about it, without what was and what is."""
        what = {"field": "", "row field": "", "screen": "the screen", "rows": "the grid"}.get(self.part, self.part)
        subject = " ".join(part for part in (what, f"'{self.name}'" if self.name else "") if part)
        return f"{subject} {_SAID[self.kind]}"


_SAID: dict[DriftKind, str] = {
    "gone": "is gone",
    "new": "is new",
    "renamed": "has another text",
    "moved": "stands in another place",
    "now required": "is required now",
    "no longer required": "is not required any more",
    "options added": "offers more",
    "options removed": "does not offer any more",
    "options in another order": "offers the same in another order",
    "kind changed": "is another kind of control",
    "max length changed": "takes another length",
    "name changed": "has another name in the page",
    "link renamed": "is opened by another link",
    "condition changed": "comes up under another condition",
    "now posts back": "posts the page back now",
    "no longer posts back": "does not post the page back any more",
    "heading changed": "has another heading",
    "buttons changed": "has other buttons",
    "not reached": "was not reached",
    "required and unknown": "is required, and the program does not know it",
}
