"""Fonts for the mock's PDF: Noto Sans, and behind it a font of boxes for whatever it cannot show.

Noto Sans has Latin with all accents, Vietnamese, Greek and Cyrillic. A character of another script or an
emoji is drawn as an empty box, as a site without the right font would print it, but the PDF still knows
which character it was, so text that is read out of the file is complete.
"""

from __future__ import annotations

import functools
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pymupdf_fonts
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fpdf import FPDF

FAMILY = "noto"
_BOXES = "boxes"
_EM = 1000


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for font files, which fpdf takes by path only; it goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="mock-site-fonts-")


@functools.cache
def _noto(style: str) -> tuple[Path, frozenset[int]]:
    """The file of Noto Sans in a style ("" or "B") and the characters it can show."""
    path = Path(_folder().name) / f"noto{style}.ttf"
    with TTFont(io.BytesIO(pymupdf_fonts.myfont("notosbo" if style else "notos"))) as font:
        del font["TTFA"]  # notes of the hinting program, which the subsetter would warn about at every use
        font.save(path)
        return path, frozenset(font.getBestCmap())


def set_up(pdf: FPDF, text: str) -> None:
    """Give `pdf` the family FAMILY in regular and bold, fit to write every character of `text`."""
    shown = frozenset(range(0xFFFF))
    for style in ("", "B"):
        path, characters = _noto(style)
        pdf.add_font(FAMILY, style, path)
        shown &= characters
    missing = sorted({ord(letter) for letter in text if letter >= " "} - shown)
    if missing:
        with tempfile.TemporaryDirectory(dir=_folder().name) as folder:
            path = Path(folder) / "boxes.ttf"
            _write_boxes(path, missing)
            pdf.add_font(_BOXES, "", path)
        pdf.set_fallback_fonts([_BOXES], exact_match=False)
    pdf.set_font(FAMILY, "", 8)


def _write_boxes(path: Path, characters: Iterable[int]) -> None:
    """Write a TrueType font that draws each of `characters` as an empty box, each as a glyph of its own."""
    names = {character: f"u{character:05X}" for character in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, _box()))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (700, 80)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular", "psName": "Boxes-Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(str(path))


def _box() -> object:
    pen = TTGlyphPen(None)
    for left, low, right, high in ((80, 0, 620, 700), (140, 60, 560, 640)):
        corners = [(left, low), (left, high), (right, high), (right, low)]
        if left > 80:  # the hole runs the other way round
            corners.reverse()
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
