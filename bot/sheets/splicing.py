"""Parts of a workbook changed where they must be, and nowhere else: all other bytes stay as they were."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from bot.sheets.package import Unopenable
from bot.sheets.sheet_xml import guarded_parser

_PIECE = 1024 * 256
_UNUSUAL = "is written in an unusual encoding: open it in Excel and save it again"
_DAMAGED = "has a part that is damaged: open it in Excel and save it again"


class Splice(NamedTuple):
    """The bytes from `start` to before `end` are to be `content`."""

    start: int
    end: int
    content: bytes


@dataclass
class Element:
    """An element of a part and the bytes it takes: `close` is where its end tag begins, or its end if it has none."""

    name: str
    attributes: dict[str, str]
    start: int
    depth: int
    close: int = -1
    end: int = -1
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    @property
    def is_empty_tag(self) -> bool:
        return self.close == self.end


def byte_parser(start: bytes) -> Any:
    """A parser of UTF-8 alone, in which our bytes can be put; `start` is the beginning. Raises Unopenable."""
    parser = guarded_parser()

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.upper() not in ("UTF-8", "US-ASCII"):
            raise Unopenable(_UNUSUAL)

    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise Unopenable(_UNUSUAL)
    parser.XmlDeclHandler = declared
    return parser


def tree(content: bytes) -> Element:
    """The elements of a small part, each with its bytes. Raises Unopenable."""
    return _Tree(content).root


class _Tree:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[Element] = []
        self._tags: list[str] = []
        self._parser = byte_parser(content)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._root: Element | None = None
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError:
            raise Unopenable(_DAMAGED) from None

    @property
    def root(self) -> Element:
        if self._root is None:
            raise Unopenable(_DAMAGED)
        return self._root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        own = Element(local(tag), attributes, self._parser.CurrentByteIndex, len(self._open))
        if self._open:
            self._open[-1].children.append(own)
        else:
            self._root = own
        self._open.append(own)
        self._tags.append(tag)

    def _end(self, tag: str) -> None:
        own = self._open.pop()
        own.close = own.end = self._parser.CurrentByteIndex
        if is_end_tag(self._content, own.close, self._tags.pop()):
            own.end = self._content.index(b">", own.close) + 1

    def _text(self, data: str) -> None:
        self._open[-1].text += data


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


def is_end_tag(content: bytes, place: int, tag: str) -> bool:
    """Whether the end tag of an element stands there; where it has none, the parser names the place behind it."""
    return re.match(rb"</%s\s*>" % re.escape(tag.encode()), content[place : place + len(tag) * 4 + 64]) is not None


def prefix_at(content: bytes, place: int) -> bytes:
    """The namespace prefix of the tag that stands there, with its colon."""
    found = re.match(rb"<([^\s:>/]+:)?", content[place : place + 200])
    return (found and found[1]) or b""


def with_attributes(tag: bytes, **attributes: str) -> bytes:
    """A start tag with attributes set; the names are plain ones, and so are the values."""
    for name, value in attributes.items():
        own = f' {name}="{value}"'.encode()
        found = re.search(rb"\s%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode(), tag) or re.match(rb"<[^\s/>]+()", tag)
        if found is not None:
            start = found.start() if found.lastindex is None else found.end()
            tag = tag[:start] + own + tag[found.end() :]
    return tag


def inside(element: Element, content: bytes, more: bytes, **attributes: str) -> list[Splice]:
    """What puts more at the end of an element, and sets attributes that it has."""
    head = content.index(b">", element.start) + 1
    tag = content[element.start : head]
    own = {name: value for name, value in attributes.items() if name in element.attributes}
    if element.is_empty_tag:
        name = re.match(rb"<([^\s/>]+)", tag)
        assert name is not None
        opened = with_attributes(tag[:-2].rstrip() + b">", **own)
        return [Splice(element.start, head, opened + more + b"</" + name[1] + b">")]
    return [Splice(element.start, head, with_attributes(tag, **own)), Splice(element.close, element.close, more)]


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with all changes."""
    pieces: list[bytes] = []
    at = 0
    for start, end, new in sorted(splices, key=lambda one: one[:2]):
        pieces += [content[at:start], new]
        at = end
    return b"".join([*pieces, content[at:]])


def copy_spliced(source: IO[bytes], target: IO[bytes], splices: Sequence[Splice]) -> None:
    """Copies a part piece by piece with all changes."""
    at = 0
    for start, end, new in sorted(splices, key=lambda one: one[:2]):
        _copy(source, target, start - at)
        target.write(new)
        _copy(source, None, end - start)
        at = end
    _copy(source, target, None)


def _copy(source: IO[bytes], target: IO[bytes] | None, count: int | None) -> None:
    while count is None or count > 0:
        piece = source.read(_PIECE if count is None else min(_PIECE, count))
        if not piece:
            return
        if target is not None:
            target.write(piece)
        if count is not None:
            count -= len(piece)
