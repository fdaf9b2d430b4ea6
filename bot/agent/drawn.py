"""What was seen on a page, drawn over it: content, strips, which text labels which box, lists, what can be pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.agent import PageAgent
from bot.agent.kept_views import as_json
from bot.agent.protocol import Agent
from bot.agent.seeing import Seen
from bot.errors import ConfigError, SiteError
from bot.private import write_private
from bot.web.actions import innermost, words_of
from bot.web.kinds import questions
from bot.web.said import Said
from bot.web.view import Rect, Text, around

COLOURS = {
    "content": "#2e7d32", "title": "#6a1b9a", "strip": "#ef6c00", "chosen": "#ef6c00", "box": "#c62828",
    "list": "#00695c", "press": "#1565c0",
}  # fmt: skip
_THIN = ("content", "press")
_FLAGS_RIGHT = ("content", "box", "press")
_VEIL = 40
"""How much of its colour the chosen one of a strip is covered with, of 255."""


@dataclass(frozen=True)
class Mark:
    """Something seen: what it is, where, what is said of it, and for a box the line from its label."""

    kind: str
    place: Rect
    text: str = ""
    line: tuple[int, int, int, int] | None = None


def take_picture(agent: Agent, to: Path) -> None:
    """Writes a picture (.png) of the open page with what was seen of it, and beside it the view without values (.json).

    Raises ConfigError where they can't be written, SiteError where the page can't be painted.
    """
    assert isinstance(agent, PageAgent)
    seen, picture = agent.seen(), agent.snapshot()
    if picture is None:
        raise SiteError("no picture of the page could be taken")
    try:
        write_private(to, drawn_over(picture, seen))
        write_private(to.with_suffix(".json"), as_json(seen).encode())
    except OSError as error:
        raise ConfigError(f"the picture can't be written to {to}: {error.strerror}") from None


def drawn_over(picture: bytes, seen: Seen) -> bytes:
    """A picture of a page (PNG) with what was seen of it."""
    with Image.open(BytesIO(picture)) as opened:
        image = opened.convert("RGBA")
    over = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(over)
    for mark in marks(seen):
        _draw(pen, mark)
    out = BytesIO()
    colours = Image.alpha_composite(image, over).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    """Its frame, the line from its label, and a small flag with its text."""
    place, colour = mark.place, COLOURS[mark.kind]
    corners = (place.x, place.y, max(place.right, place.x + 1), max(place.bottom, place.y + 1))
    veil = f"{colour}{_VEIL:02x}" if mark.kind == "chosen" else None
    pen.rectangle(corners, outline=colour, width=1 if mark.kind in _THIN else 2, fill=veil)
    if mark.line is not None:
        pen.line(mark.line, fill=colour, width=2)
    if not mark.text:
        return
    size = 9 if mark.kind == "press" else 11
    font = ImageFont.load_default(size)
    width = int(pen.textlength(mark.text, font)) + 6
    x = max(place.right - width if mark.kind in _FLAGS_RIGHT else place.x, 0)
    y = max(place.y - size + (size // 2 if mark.kind == "box" else 0), 0)
    pen.rectangle((x, y, x + width, y + size + 3), fill=colour)
    pen.text((x + 3, y), mark.text, fill="#ffffff", font=font)


def marks(seen: Seen) -> list[Mark]:
    """All that is drawn over a page, the large things first."""
    return [*_content(seen), *_lists(seen), *_strips(seen), *_boxes(seen), *_pressed(seen)]


def _around(seen: Seen, node: int) -> Rect | None:
    places = [text.place for text in seen.view.texts if seen.view.inside(text.parts[0].node, node)]
    places += [box.place for box in seen.view.boxes if seen.view.inside(box.node, node)]
    return _grown(around(places), 4) if places else None


def _grown(place: Rect, by: int) -> Rect:
    return Rect(place.x - by, place.y - by, place.width + 2 * by, place.height + 2 * by)


def _content(seen: Seen) -> Iterator[Mark]:
    places = [text.place for text in seen.region.texts]
    places += [box.place for box in seen.fields.view.boxes]
    if places:
        yield Mark("content", _grown(around(places), 8), "content")
    for title in seen.region.titles:
        if title.level <= 2:
            yield Mark("title", _grown(title.text.place, 2), "title")


def _lists(seen: Seen) -> Iterator[Mark]:
    for grid in seen.grids:
        place = _around(seen, grid.table.node)
        if place is not None:
            yield Mark("list", place, f"list: {len(grid.headers)} columns, {len(grid.rows)} rows")


def _strips(seen: Seen) -> Iterator[Mark]:
    for strip in seen.strips:
        place = _around(seen, strip.node)
        if place is None or strip.chosen < 0:
            continue
        chosen = strip.items[strip.chosen]
        yield Mark("strip", place, f"strip: '{chosen}' is chosen")
        yield from (Mark("chosen", text.place) for text in _inside(seen, strip.node) if text.words == chosen)


def _inside(seen: Seen, node: int) -> Iterable[Text]:
    return (text for text in seen.view.texts if seen.view.inside(text.parts[0].node, node))


def _boxes(seen: Seen) -> Iterator[Mark]:
    asked = [each for each in questions(seen.fields, seen.checks) if not seen.is_listed(each.boxes[0].node)]
    named = Said(seen.view, seen.fields, seen.is_listed).names(asked)
    for number, (each, name) in enumerate(zip(asked, named, strict=True), 1):
        place = _grown(around([box.place for box in each.boxes]), 2)
        star = "*" if each.required else ""
        yield Mark("box", place, f"{number} {each.kind}{star}", _line(seen, name.label, place))


def _line(seen: Seen, label: str, place: Rect) -> tuple[int, int, int, int] | None:
    """From the nearest text with the words of a label to a box."""
    words = " ".join(label.split()).casefold()
    near = [text.place for text in seen.region.texts if words and words in " ".join(text.words.split()).casefold()]
    if not near:
        return None
    text = min(near, key=lambda each: abs(each.x - place.x) + abs(each.y - place.y))
    middle = text.y + text.height // 2
    if text.shared_height(place) > 0:
        left = text.right <= place.x
        return (text.right, middle, place.x, middle) if left else (place.right, middle, text.x, middle)
    down = text.bottom <= place.y
    return (text.x + 8, text.bottom if down else text.y, place.x + 8, place.y if down else place.bottom)


def _pressed(seen: Seen) -> Iterator[Mark]:
    nodes = seen.region.nodes
    own = [each for each in seen.view.actions if each.node in nodes and not seen.is_listed(each.node)]
    for number, action in enumerate(innermost(seen.view, own), 1):
        yield Mark("press", action.place, f"{number}" if action.words else f"{number} {words_of(action)}")
