"""Views kept as files, so that a page that was judged wrongly becomes a test: `--keep-view FOLDER`.

Only on sites whose participants are made up, and without values even there: what boxes hold is left out; rows of lists,
texts that the site fills in and the signs of the person are masked letter by letter; addresses lose their queries. What
is left gives the same judgement as the page: the texts keep their places and their lengths.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bot.agent.seeing import Seen
from bot.errors import ConfigError
from bot.private import write_private
from bot.web.labels import folded
from bot.web.said import is_shown_text

VARIABLE = "CALJOBS_VIEWS"
"""The environment's variable that names the folder; worker processes inherit it."""
VERSION = 1
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_WORD = re.compile(r"\W+")
_NAME = re.compile(r"\s*[^\W\d_][\w'’ -]*, [^\W\d_][\w'’-]*( \w+\.?)?\s*")
"""The way people stand in lists and at the top of pages: `Rivera, Ana`, `de la Cruz, Ana M.`"""
_WHOLE_NAME = re.compile(r"[\W_]*[A-Z][\w'’-]+, [A-Z][\w'’-]+[\W_]*")
"""A name by itself: who is signed in."""
_TOLD = re.compile(r"([^:]{2,40}:)(\s*\S.*)", re.DOTALL)
"""What a page tells by itself in one text: `City: Los Angeles`."""
_ACTIONS = re.compile(r"actions?", re.IGNORECASE)
_GLANCE = {"url": "", "title": "", "person": {"hidden": None, "cookie": None, "shownId": None, "shownName": None}}
_SHORTEST_SIGN = 3


class KeptViews:
    """A folder into which each different page is written once."""

    def __init__(self, folder: Path) -> None:
        """Raises ConfigError where the folder can't be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigError(f"--keep-view: the folder {folder} can't be made: {error.strerror}") from None
        self._folder = folder
        self._known: set[str] = set()

    def keep(self, seen: Seen) -> None:
        """Writes the view of a page that looks otherwise than those kept before. Raises ConfigError."""
        look = seen.look
        heads = [grid.headers for grid in seen.grids]
        sign = json.dumps([look.headings, look.tabs, look.labels, look.actions, heads, look.dialogs], default=str)
        if sign in self._known:
            return
        self._known.add(sign)
        page = look.url.rsplit("/", 1)[-1].partition(".")[0]
        words = [_WORD.sub("-", text).strip("-").casefold() for text in (page, *look.tabs[:1])]
        name = "_".join([*filter(None, words), blake2b(sign.encode(), digest_size=4).hexdigest()])
        try:
            write_private(self._folder / f"{name}.json", as_json(seen).encode())
        except OSError as error:
            raise ConfigError(f"--keep-view: nothing can be written to {self._folder}: {error.strerror}") from None


def kept_views() -> KeptViews | None:
    """The folder that this run was asked for; None where it was not."""
    place = os.environ.get(VARIABLE)
    return KeptViews(Path(place)) if place else None


def load(path: Path) -> Seen:
    """The page of a kept file (`.json`, or `.json.gz`), to be judged as if it stood open.

    Raises ValueError for a file that is none.
    """
    data = path.read_bytes()
    content = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    if not isinstance(content, dict) or content.get("kept") != VERSION:
        raise ValueError(f"{path} is no view kept by this version")
    asked = {"open": content["open"], "glance": content["glance"], "view": json.dumps(content["view"])}
    return Seen(asked, content["content"], content["locators"])


def as_json(seen: Seen) -> str:
    """The text of the file of a page."""
    view = json.loads(seen.raw)
    for box in view["boxes"]:
        box.pop("value", None)
        box.pop("chosen", None)
        box["options"] = [] if seen.is_listed(box["node"]) else _without_people(box["options"])
    _mask_texts(seen, view)
    for hits in view["located"]:
        for hit in hits:
            hit[1] = masked(hit[1])
    kept = {
        "kept": VERSION, "open": seen.open, "content": seen.content, "locators": list(seen.locators),
        "glance": {**seen.glance, **_GLANCE}, "view": view,
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _without_people(options: list[list[Any]]) -> list[list[Any]]:
    """The options of a list; masked where most of them look like people."""
    names = sum(_NAME.fullmatch(words) is not None for words, *_ in options)
    return [[masked(words), *rest] for words, *rest in options] if 2 * names > len(options) else options


def masked(text: str) -> str:
    """A text of the same length and look: letters become x, digits 0."""
    return _DIGIT.sub("0", _LETTER.sub("x", text))


def _mask_texts(seen: Seen, view: dict[str, Any]) -> None:
    hidden = frozenset(_entries(seen))
    queries: dict[str, int] = {}
    labels = {folded(label) for label in seen.look.labels or ()}
    signs = [sign for sign in _signs(seen) if len(sign) >= _SHORTEST_SIGN]

    def cleaned(words: str, node: int) -> str:
        is_name = _WHOLE_NAME.fullmatch(words) is not None and folded(words) not in labels
        if is_name or not hidden.isdisjoint(seen.view.above(node)):
            return masked(words)
        told = _TOLD.match(words)
        if told and folded(words) not in labels:
            words = told[1] + masked(told[2])
        for sign in signs:
            words = re.sub(re.escape(sign), masked(sign), words, flags=re.IGNORECASE)
        return words

    for parts in view["texts"]:
        for part in parts:
            part[0] = cleaned(part[0], part[2])
    for action in view["actions"]:
        for key in ("words", "name", "own"):
            action[key] = cleaned(action[key], action["node"])
        place, _, query = action["leads"].partition("?")  # still another than those of other actions
        action["leads"] = f"{place}?{queries.setdefault(query, len(queries))}" if query else place


def _entries(seen: Seen) -> Iterator[int]:
    """The nodes of what is, or may be, somebody's: cells of rows, but what can be done with a row; texts filled in."""
    for number, node in enumerate(seen.view.nodes):
        if is_shown_text(node.id.rpartition("_")[2]) or (node.tag == "dd" and not seen.holds_box(number)):
            yield number
    for grid in seen.grids:
        named = [_ACTIONS.fullmatch(header) is not None or not header for header in grid.headers]
        for row in grid.rows:
            spread = [cell for cell in row.line.cells for _ in range(cell.span)]
            yield from (cell.node for cell, is_kept in zip(spread, named, strict=False) if not is_kept)


def _signs(seen: Seen) -> Iterator[str]:
    """The person's number and name, as the page shows them; each word of the name too."""
    person = seen.look.person
    name = person.shown_name or ""
    yield from (sign for sign in (person.hidden, person.cookie, person.shown_id, name) if sign)
    yield from _WORD.split(name)
