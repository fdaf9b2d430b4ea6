"""Pictures of screens beside their baseline.

Tolerant of antialiasing: a pixel differs when nothing near its place in the other picture is like it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Area = tuple[int, int, int, int]

_MASK = (120, 120, 120)
_MARK = (214, 0, 90)
_UNLIKE = 48
"""Of 255: from here on two shades are different, and not one edge smoothed in two ways."""
_MOST_PIXELS = 4
"""Different pixels that still pass for the same picture."""
_TILE = 24
"""Differences are marked by squares of this size, grown together."""


@dataclass(frozen=True)
class Compared:
    """What came of comparing two pictures; `marked` is the new one with the differences outlined, as a PNG."""

    pixels: int
    marked: bytes | None
    words: str = ""

    @property
    def is_same(self) -> bool:
        return self.marked is None


def without(picture: bytes, areas: Iterable[Area]) -> bytes:
    """The picture with what changes each time painted over."""
    image = _open(picture)
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in areas:
        if right > left and bottom > top:
            draw.rectangle((left, top, right - 1, bottom - 1), fill=_MASK)
    return _png(image)


def compare(golden: bytes, now: bytes) -> Compared:
    """Compares two pictures of a screen."""
    before, after = _open(golden), _open(now)
    size = (max(before.width, after.width), max(before.height, after.height))
    unlike = _unlike(_on(before, size), _on(after, size))
    pixels = unlike.histogram()[255]
    if before.size == after.size and pixels <= _MOST_PIXELS:
        return Compared(pixels, None)
    words = f"{pixels} pixels differ"
    if before.size != after.size:
        words = f"the page is {after.width} x {after.height} now and was {before.width} x {before.height}; {words}"
    return Compared(pixels, _png(_marked(_on(after, size), unlike)), words)


def small(picture: bytes, *, width: int = 1000) -> bytes:
    """The picture for a report: no wider than needed, and compressed (WebP)."""
    image = _open(picture)
    if image.width > width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    image.save(data, "WEBP", quality=70, method=4)
    return data.getvalue()


def _unlike(before: Image.Image, after: Image.Image) -> Image.Image:
    """White where a pixel of either is unlike all nine around its place in the other."""
    unlike = Image.new("L", before.size)
    if (box := ImageChops.difference(before, after).getbbox()) is not None:  # what follows is slow
        left, top, right, bottom = box
        around = (max(left - 2, 0), max(top - 2, 0), min(right + 2, before.width), min(bottom + 2, before.height))
        unlike.paste(_unlike_within(before.crop(around), after.crop(around)), around)
    return unlike


def _unlike_within(before: Image.Image, after: Image.Image) -> Image.Image:
    both = ImageChops.lighter(_outside(before, after), _outside(after, before))
    channels = both.split()
    strongest = channels[0]
    for channel in channels[1:]:
        strongest = ImageChops.lighter(strongest, channel)
    return strongest.point([255 if shade > _UNLIKE else 0 for shade in range(256)])


def _outside(image: Image.Image, other: Image.Image) -> Image.Image:
    """How far each pixel lies outside the range of the other picture's nine around it."""
    above = ImageChops.subtract(image, other.filter(ImageFilter.MaxFilter(3)))
    below = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), image)
    return ImageChops.lighter(above, below)


def _marked(image: Image.Image, unlike: Image.Image) -> Image.Image:
    """The picture, what is the same paled, what differs outlined."""
    seen = unlike.filter(ImageFilter.MaxFilter(9))  # a lone pixel is lost in the mean of its square
    tiles = seen.resize((-(-unlike.width // _TILE), -(-unlike.height // _TILE)), Image.Resampling.BOX)
    tiles = tiles.point([255 if shade else 0 for shade in range(256)]).filter(ImageFilter.MaxFilter(3))
    spread = tiles.resize((tiles.width * _TILE, tiles.height * _TILE), Image.Resampling.NEAREST)
    spread = spread.crop((0, 0, *image.size))
    paled = Image.blend(image, Image.new("RGB", image.size, "white"), 0.55)
    marked = Image.composite(image, paled, spread)
    edge = ImageChops.subtract(spread.filter(ImageFilter.MaxFilter(5)), spread)
    marked.paste(_MARK, mask=edge)
    return marked


def _open(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _on(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    sheet = Image.new("RGB", size, "black")
    sheet.paste(image)
    return sheet


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()
