"""Notes on the cells of one sheet: beside those that stand there already, and in front of their words.

Excel keeps a note in two places: its words in the part of the comments, its box in a drawing of an older kind (VML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape as escape_xml

from bot.sheets.copying import Copy
from bot.sheets.look import AUTHOR
from bot.sheets.marked_cells import Place
from bot.sheets.package import Unopenable
from bot.sheets.sheet_xml import column_letters, unescape
from bot.sheets.splicing import Element, Splice, inside, prefix_at, spliced, tree
from bot.sheets.writing import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode()
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
_NO_DRAWING = f'<xml {_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_WIDE, _LINE, _ASIDE = 320, 20, 12
"""A box's width, a row's height, and the way from a cell to its box, in pixels."""
_BLOCK = 1024
"""Boxes are numbered in blocks of so many; a drawing says which blocks are its own."""
_BLOCKS = re.compile(rb"(idmap\b[^>]*?\bdata\s*=\s*[\"'])([\d,]*)")
_BOX = re.compile(rb"ObjectType\s*=\s*[\"']Note[\"'].*?</(?:\w+:)?ClientData>", re.DOTALL)
_AT = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d+)")


def add_notes(
    copy: Copy,
    part: str,
    related: Mapping[str, str],
    drawing: str | None,
    words: Mapping[Place, str],
    width: Callable[[int], int],
) -> str:
    """Puts notes on cells of the sheet `part`; gives the id of the relation to a drawing that is new, or "".

    `related`: the parts a sheet refers to, by their kind; `drawing` that of its notes. `width` gives that of a column
    in pixels. Raises Unopenable.
    """
    by_cell = {f"{column_letters(column)}{row}": text for (row, column), text in words.items()}
    comments = related.get("comments")
    if comments is None:
        comments = copy.free_name("xl/commentsBot{}.xml")
        copy.put(comments, _NO_COMMENTS)
        copy.declare(comments, _COMMENTS)
        copy.relate(part, "comments", comments)
    copy.put(comments, _with_comments(copy.read(comments), by_cell))
    if threads := related.get("threadedComment"):
        copy.put(threads, _without_threads(copy.read(threads), by_cell))
    new = ""
    if drawing is None:
        drawing = copy.free_name("xl/drawings/vmlDrawingBot{}.vml")
        copy.put(drawing, _NO_DRAWING.encode())
        copy.declare(drawing, _DRAWING)
        new = copy.relate(part, "vmlDrawing", drawing)
    copy.put(drawing, _with_boxes(copy, copy.read(drawing), words, width))
    return new


def _with_comments(content: bytes, words: Mapping[str, str]) -> bytes:
    root = tree(content)
    authors, listed = root.child("authors"), root.child("commentList")
    if authors is None or listed is None:
        raise Unopenable("has notes that are damaged: open it in Excel and save it again")
    before = {item.attributes.get("ref", ""): item for item in listed.children}
    prefix = prefix_at(content, root.start).decode()
    splices = [Splice(before[cell].start, before[cell].end, b"") for cell in words if cell in before]
    own = f"<{prefix}author>{AUTHOR}</{prefix}author>"
    splices += inside(authors, content, own.encode())
    made = []
    for cell, text in words.items():
        whole = _joined(text, _text(before[cell])) if cell in before else text
        made.append(
            f'<{prefix}comment ref="{cell}" authorId="{len(authors.children)}"><{prefix}text>'
            f'<{prefix}t xml:space="preserve">{escape_xml(escape(whole))}</{prefix}t></{prefix}text></{prefix}comment>'
        )
    return spliced(content, [*splices, *inside(listed, content, "".join(made).encode())])


def _joined(text: str, before: str) -> str:
    """The words, and what stood there before; a copy of a copy does not say the same twice."""
    said = text.split("\n")
    return "\n".join([*said, *(line for line in before.split("\n") if line not in said)])


def _text(element: Element) -> str:
    """The words of a note, without what Excel keeps on how to pronounce them."""
    if element.name == "t":
        return unescape(element.text)
    return "".join(_text(child) for child in element.children if child.name != "rPh")


def _without_threads(content: bytes, cells: Mapping[str, str]) -> bytes:
    """Threads hide the note on their cell. What was said in them stands in the note too, as Excel writes it there."""
    ours = [item for item in tree(content).children if item.attributes.get("ref") in cells]
    return spliced(content, [Splice(item.start, item.end, b"") for item in ours])


def _with_boxes(copy: Copy, content: bytes, words: Mapping[Place, str], width: Callable[[int], int]) -> bytes:
    """By its bytes: what Excel writes there is not always XML."""
    known = set()
    for box in _BOX.findall(content):
        at = {name: int(number) for name, number in _AT.findall(box)}
        known.add((at.get(b"Row", -1) + 1, at.get(b"Column", -1)))
    missing = [(place, text) for place, text in words.items() if place not in known]
    end = content.rfind(b"</")
    if end < 0:
        raise Unopenable("has notes that are damaged: open it in Excel and save it again")
    if not missing:
        return content
    first = _first_free_block(copy)
    blocks = range(first, first + len(missing) // (_BLOCK - 1) + 1)
    root = content[: content.index(b">") + 1].decode("utf-8", "replace")
    declared = "" if all(f'xmlns:{prefix}="{name}"' in root for prefix, name in _SPACES.items()) else f" {_DECLARED}"
    kind = "" if b"_x0000_t202" in content else _KIND.replace("<v:shapetype", f"<v:shapetype{declared}", 1)
    boxes = [
        _box(place, text, blocks[number // (_BLOCK - 1)] * _BLOCK + number % (_BLOCK - 1) + 1, declared, width)
        for number, (place, text) in enumerate(missing)
    ]
    numbers = ",".join(map(str, blocks)).encode()
    head = _BLOCKS.sub(lambda found: found[1] + b",".join(filter(None, (found[2], numbers))), content[:end], count=1)
    return head + (kind + "".join(boxes)).encode() + content[end:]


def _first_free_block(copy: Copy) -> int:
    taken = [0]
    for name in copy.names_ending(".vml"):
        for _, numbers in _BLOCKS.findall(copy.read(name)):
            taken += [int(number) for number in numbers.split(b",") if number]
    return max(taken) + 1


def _box(place: Place, text: str, number: int, declared: str, width: Callable[[int], int]) -> str:
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;z-index:1;'
        f'width:{_WIDE}px;height:{_height(text)}px;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor_of(place, text, width)}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{place[0] - 1}</x:Row><x:Column>{place[1]}</x:Column></x:ClientData>"
        "</v:shape>"
    )


def _height(text: str) -> int:
    return 30 + 18 * sum(1 + len(line) // 45 for line in text.split("\n"))


def anchor_of(place: Place, text: str, width: Callable[[int], int]) -> str:
    """From which column, row and pixel to which: right of the cell, a little above it."""
    first, top = place[1] + 1, max(place[0] - 2, 0)
    last, left = first, _WIDE + _ASIDE
    while left >= width(last) and last < first + 20:
        left -= width(last)
        last += 1
    rows, rest = divmod(_height(text), _LINE)
    return f"{first}, {_ASIDE}, {top}, 4, {last}, {left}, {top + rows}, {rest}"
