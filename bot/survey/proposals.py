"""What a survey proposes to write into a site's form map: one line, with how sure it is and why."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.forms.corrections import Section


class Proposal(BaseModel):
    """One correction of the map. `open`: only a person can say the value (a required question)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: Section
    place: str
    """The key in its section: a word of ours for headings, `screen.field`, or the screen of a question."""
    screen: str
    """The screen's name as staff see it."""
    ours: str = ""
    """What the program looks for: a label, or an option's word."""
    value: str = ""
    """What the site has: the word, label, locator or option; for an open question nothing."""
    confidence: float = 0.0
    """0 to 1. Two that are nearly as likely make each other unsure."""
    why: str = ""
    open: bool = False
    question: str = ""
    """The label of an open question."""
    offered: tuple[str, ...] = ()
    """The answers that the site offers to it."""
    content: dict[str, Any] = Field(default_factory=dict)
    """For fields: what is put into the map, by its keys."""

    def as_field(self) -> Proposal:
        """The question as a field that each record answers for itself."""
        return self.model_copy(update={"section": "fields", "open": False, "confidence": 1.0})

    def answered(self, answer: str) -> Proposal:
        """The question with a person's answer."""
        return self.model_copy(update={"value": answer, "open": False, "confidence": 1.0})


SURE = 0.9
"""From here on a proposal is called sure."""


def sureness(score: float, margin: float, clear: float = 0.2) -> float:
    """How sure a match is: a score counts in full only when the next best is clearly behind."""
    return round(score * (0.6 + 0.4 * min(max(margin, 0.0), clear) / clear), 2)
