"""YAML as a tree of texts with line numbers, without YAML's surprises.

Every scalar stays the text that was written: YAML's own types would make 01234 a number, NO a False and
12:30 a 750. What lets a file say something else than it shows (a key written twice, anchors, aliases, tags,
merge keys, a second document) is an error, in words a case worker understands, and without repeating what
the file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.inputs import MAX_DEPTH, MAX_YAML, TooMuch, bounded_events
from bot.records.nodes import Entry, Items, Keys, Node, Text

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_FAULTS", "Fault", "parse_yaml"]

MAX_BYTES = MAX_YAML
"""The largest file that is read."""
MAX_FAULTS = 1_000
"""So many faults of one file are told; it is not read on behind them."""
_MOST_READ_TWICE = 1024**2
"""Characters that are read again by the slow parser, which knows better words for a fault."""

_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file.

    `words` never repeat its content; `quoted` (a key) may be shown to the file's author.
    """

    line: int
    words: str
    quoted: str | None = field(default=None, repr=False)


def parse_yaml(text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a file and all its faults; no tree if the file is empty, too much, or can't be read to its end."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None and (made := _parse_fast(text, fast)) is not None:
        return made
    builder = _Builder(text)
    try:
        return builder.document(bounded_events(text, yaml.SafeLoader)), builder.faults
    except _UnreadableError:
        pass  # the builder has noted why
    except TooMuch as error:
        builder.faults.append(Fault(error.line or 1, error.words))
    except yaml.YAMLError as error:
        builder.faults.append(_translate(error, text))
    except (ValueError, OverflowError):  # PyYAML lets these through for escapes beyond the last character
        beyond = _BEYOND_UNICODE.search(text)
        line = text.count("\n", 0, beyond.start()) + 1 if beyond else 1
        builder.faults.append(Fault(line, "a backslash with a number that is no character"))
    return None, builder.faults


def _parse_fast(text: str, loader: Any) -> tuple[Node | None, list[Fault]] | None:
    """As parse_yaml, by libyaml (30 times as fast); None where the Python parser is to say what it is.

    Only that one's errors have words of ours that fit, so that they read the same on every machine. It also takes
    the surrogate pairs that JSON writes, which libyaml refuses. Far down in a large file it would take minutes: there
    the fault is told by its line alone.
    """
    builder = _Builder(text)
    try:
        return builder.document(bounded_events(text, loader)), builder.faults
    except _UnreadableError:
        return None, builder.faults
    except TooMuch as error:
        return None, [*builder.faults, Fault(error.line or 1, error.words)]
    except UnicodeEncodeError:
        return None if len(text) <= _MOST_READ_TWICE else (None, [Fault(1, f"half of a character; {_SPLIT}")])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if len(text) <= _MOST_READ_TWICE or (mark is not None and mark.index <= _MOST_READ_TWICE):
            return None
        return None, [*builder.faults, Fault(mark.line + 1 if mark else 1, f"{_NOT_YAML}; {_SPLIT}")]


_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BEHIND = re.compile(r"(?P<sure>(?: {2,}|[ \t]*\t[ \t]*)#(?:[ #]|$))|[ \t]+#")
_COMMENT_LINE = re.compile(r"[ \t]*(?:#|$)")
_CLOSE_COMMENT = re.compile(r" *#[^\s#]")
_LOST = (
    "what stands behind '#' is a comment to YAML, and no part of the text: put the whole text in quotes; "
    "or, if it is a comment, put two blanks before the '#' and one behind it"
)
_NOT_YAML = "this is not YAML as it should be"
_SPLIT = "of a file as large as this one no more is told: split it into several files"


class _UnreadableError(Exception):
    """There is no use in reading on."""


class _Builder:
    """Makes the tree of the events, noting faults on the way."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._lines = _LINE_ENDS.split(text) if "#" in text else []

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, "a second document starts here ('---'): one file holds one document")
                    raise _UnreadableError
            elif isinstance(event, (yaml.NodeEvent)):
                root = self._node(event, events, within=None)
        return root

    def _node(self, event: Any, stream: Iterator[Any], *, within: int | None) -> Node:
        """`within`: the column of the key or the dash that it belongs to, where it has one."""
        line, column = event.start_mark.line + 1, event.start_mark.column
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "aliases ('*') are not allowed: write it out, or put the text in quotes")
            return Text("", line)
        if event.anchor is not None:
            self._fault(event, "anchors ('&') are not allowed: put a text that starts with '&' in quotes")
        if event.tag is not None:
            self._fault(event, "tags ('!') are not allowed: put a text that starts with '!' in quotes")
        if isinstance(event, yaml.ScalarEvent):
            return Text(self._whole(event), line, comment=bool(self._lines) and self._comment(event, within))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(stream, None if event.flow_style else column)), line)
        return Keys(self._entries(stream, is_block=not event.flow_style), line)

    def _comment(self, event: Any, within: int | None) -> bool:
        """Whether a comment for sure stands behind a value. What may be a part of its text is a fault: YAML drops it.

        A comment for sure is what stands behind two blanks, with a blank behind its `#`; behind a text in quotes; or on
        a line of its own that begins no further right than the key, or with a blank behind its `#`.
        """
        end, is_block = event.end_mark, event.style in ("|", ">")
        behind = self._lines[end.line][end.column :] if not event.style and end.line < len(self._lines) else ""
        found = _BEHIND.match(behind)
        if found and not found["sure"]:
            self._fault_at(end.line, _LOST)
        for number in range(end.line if is_block else end.line + 1, len(self._lines)):
            line = self._lines[number]
            if within is None or event.style in ("'", '"') or not _COMMENT_LINE.match(line):
                break
            if _CLOSE_COMMENT.match(line) and len(line) - len(line.lstrip(" ")) > within:
                self._fault_at(number, _LOST)
        return found is not None and bool(found["sure"])

    def _items(self, stream: Iterator[Any], within: int | None) -> Iterator[Node]:
        for event in stream:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, stream, within=within)

    def _entries(self, stream: Iterator[Any], *, is_block: bool) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for event in stream:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key_line, key_column = event.start_mark.line + 1, event.start_mark.column
            key = self._node(event, stream, within=None)
            node = self._node(next(stream), stream, within=key_column if is_block else None)
            if not isinstance(key, Text):
                self._fault(event, "a key must be a plain word")
            elif key.text == "<<":
                self._fault(event, "merge keys ('<<') are not allowed: write it out")
            elif key.text in entries:
                first = entries[key.text].place
                self._note(Fault(key_line, f"is a key that stands already on line {first}", key.text))
            else:
                entries[key.text] = Entry(node, key_line)
        return entries

    def _whole(self, event: Any) -> str:
        """The text, with the surrogate pairs that JSON escapes are made of put together."""
        text: str = event.value
        try:
            text.encode()
        except UnicodeEncodeError:
            try:
                return text.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError:
                self._fault(event, "half of a two-part character escape: the other half is missing")
                return ""
        return text

    def _fault(self, event: Any, words: str) -> None:
        self._fault_at(event.start_mark.line, words)

    def _fault_at(self, line: int, words: str) -> None:
        self._note(Fault(line + 1, words))

    def _note(self, fault: Fault) -> None:
        if len(self.faults) >= MAX_FAULTS:
            self.faults.append(Fault(fault.line, f"there are more than {MAX_FAULTS:,} faults: correct those first"))
            raise _UnreadableError
        self.faults.append(fault)


_WORDS = (
    ("'\\t' that cannot start", False, "a tab character: indent with spaces"),
    ("cannot start any token", False, "a text that starts with this character must stand in quotes"),
    (
        "mapping values are not allowed",
        False,
        "a second colon, or a wrong indentation: put a text that holds ': ' in quotes",
    ),
    ("sequence entries are not allowed", False, "a list starts on the line below its key"),
    (
        "could not find expected ':'",
        True,
        "the colon after a key is missing, or a text of several lines is not indented",
    ),
    ("unexpected end of stream", True, "a quote that opens here is never closed"),
    ("document separator", True, "a quote that opens here is never closed"),
    ("unknown escape character", False, "a backslash in double quotes: use single quotes, or write it twice"),
    ("escape sequence", False, "a backslash in double quotes: use single quotes, or write it twice"),
    ("expected ',' or ']'", True, "a '[' that opens here is not closed, or a comma is missing"),
    ("expected ',' or '}'", True, "a '{' that opens here is not closed, or a comma is missing"),
    (
        "but found '<scalar>'",
        False,
        "a text goes on after its closing quote, or a line is not indented like the ones above",
    ),
    ("expected <block end>", False, "this line is not indented like the ones above it"),
    ("expected '<document start>'", False, "this line stands further left than the first one"),
    ("chomping or indentation", False, "after '|' or '>' the text starts on the next line"),
    ("incompatible YAML document", False, "a version of YAML that this program does not read"),
)
"""PyYAML's words, whether the place to look at is where the thing began, and the words for a case worker."""


def _translate(error: yaml.YAMLError, text: str) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return Fault(line, f"a character that can't be typed (U+{code:04X})")
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault(1, "is not YAML")
    problem = error.problem or ""
    for words, at_start, ours in _WORDS:
        if words in problem:
            mark = error.context_mark if at_start and error.context_mark else error.problem_mark
            return Fault(mark.line + 1 if mark else 1, ours)
    mark = error.problem_mark or error.context_mark
    return Fault(mark.line + 1 if mark else 1, _NOT_YAML)
