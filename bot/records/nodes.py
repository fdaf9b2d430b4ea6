"""What a file says, as a tree of texts that know where they stand; YAML and sheets both become one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.records.places import Place


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """What was written as one value; `comment`: a comment of YAML stands behind it."""

    text: str
    place: Place
    comment: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, repr=False)
class Refused:
    """A cell whose content is no text that can be trusted: an error of a formula, a number in place of a date.

    `words` never repeat the content; `quoted` may be shown to the file's author.
    """

    words: str
    quoted: str | None
    place: Place


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """What stands under a key, and the key's place."""

    node: Node
    place: Place


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Keys with what stands under them, in the file's order."""

    entries: dict[str, Entry]
    place: Place


Node = Text | Items | Keys | Refused
