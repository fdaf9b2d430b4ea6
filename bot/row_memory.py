"""What is remembered of the rows of a site's lists: which of them came from which row of a record. No values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class KnownRow:
    """A row of the site that stands there for a row of a record. All but its place are keyed hashes."""

    place: int
    """Which row of the record's list it was, from 1."""
    record: str
    """Of what names the record's row."""
    number: str
    """Of the number that the site's list gives the row; empty where it gives none."""
    site: str
    """Of what named the row in the site's list once it was saved, or was found to agree."""


class RowMemory(Protocol):
    """Remembers the rows of one participant. A listing is a list of one record on the site, by a name of its own."""

    def mark(self, *texts: str) -> str:
        """A keyed hash: the same for the same texts."""

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        """What is remembered of a listing."""

    def know_rows(self, listing: str, rows: Sequence[KnownRow]) -> None:
        """Remembers these rows of a listing, and no others."""


ANOTHER = "Another row"
"""The question under `extra` by which a record says that a row which is like one on the site is another one."""


_ANSWER = re.compile(r"add beside [1-9][0-9]*")


def is_about_rows(question: str) -> bool:
    """Whether what stands under `extra` is about the list, and no question of the site's."""
    return _folded(question) == _folded(ANOTHER)


def is_answer_about_rows(answer: object) -> bool:
    """Whether an answer under that question is one: `add beside 2`."""
    return isinstance(answer, str) and _ANSWER.fullmatch(_folded(answer)) is not None


def says_another(answers: Mapping[str, object], beside: int) -> bool:
    """Whether the answers for a screen say that a new row is another one than those `beside` it that the record does
    not name.

    It names how many those are: once there are more or fewer, it was said of something else, and counts no more.
    """
    told = [answer for question, answer in answers.items() if is_about_rows(question)]
    return any(isinstance(answer, str) and _folded(answer) == f"add beside {beside}" for answer in told)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def how_to_add(form_key: str, beside: int) -> str:
    """What to write into a record to have a row added all the same."""
    return f'write extra: {{{form_key}: {{{ANOTHER}: "add beside {beside}"}}}} into the record'


def numbered_rows(places: Sequence[int]) -> str:
    """`row 2`, or `each of rows 1, 2 and 3`."""
    if len(places) == 1:
        return f"row {places[0]}"
    return f"each of rows {', '.join(map(str, places[:-1]))} and {places[-1]}"


def saved_and_not_shown(what: str, remedy: str) -> str:
    """What is said of something whose save was answered, and which the site's list does not show."""
    return (
        f"{what} was saved, the site answered, and the list does not show it so: it is not saved again. Look for it on"
        f" the site: it may stand there in other words, or come late. If it does not stand there at all, {remedy}"
    )


class NoMemory:
    """Remembers nothing: for rehearsals, and for work without a ledger."""

    def mark(self, *texts: str) -> str:
        return ""

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        return ()

    def know_rows(self, listing: str, rows: Sequence[KnownRow]) -> None: ...
