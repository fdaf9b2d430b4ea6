"""The printed plan as a golden: its texts and where they stand on the paper, dates and numbers masked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.errors import Mismatch
from bot.flows.pdf_check import text_of

_NEAR = 3.0
"""Points (1/72 inch) that a text may be off and still stand in the same place; also what makes one line."""
_MASKS = ((re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}"), "<date>"), (re.compile(r"\d[\d,.]*"), "<number>"))
_MOST = 12


@dataclass(frozen=True)
class Piece:
    """One run of text on the paper; x from the left and y from the foot of the page, in points."""

    page: int
    x: float
    y: float
    text: str

    def is_near(self, other: Piece) -> bool:
        """Whether both stand in the same place."""
        return self.page == other.page and abs(self.x - other.x) <= _NEAR and abs(self.y - other.y) <= _NEAR

    def __str__(self) -> str:
        return f"page {self.page}, {self.x:.0f} from the left, {self.y:.0f} from the foot: {self.text}"


def masked(text: str) -> str:
    """A text without its dates and numbers."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text


def pieces_of(path: Path) -> list[Piece]:
    """What stands on the paper, in the order of its own. Raises Mismatch for a file that is no PDF."""
    found: list[Piece] = []
    try:
        text_of(path)  # refuses what is far more than a plan
        for number, page in enumerate(PdfReader(path).pages, 1):

            def keep(text: str, cm: Any, tm: Any, font: Any, size: Any, number: int = number) -> None:
                if text.strip():
                    x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                    found.append(Piece(number, round(x, 1), round(y, 1), masked(text.strip())))

            page.extract_text(visitor_text=keep)
    except (PyPdfError, OSError, ValueError):
        raise Mismatch("the printed plan can't be read as a PDF", screen="Printed plan") from None
    return found


def as_json(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """For the baseline."""
    return [asdict(piece) for piece in pieces]


def from_json(content: list[dict[str, Any]]) -> list[Piece]:
    """From the baseline."""
    return [Piece(**item) for item in content]


def text_changes(golden: Sequence[Piece], now: Sequence[Piece]) -> list[str]:
    """What the paper lacks and what is new on it, by the order of its texts."""
    before, after = _lines(golden), _lines(now)
    changes = difflib.unified_diff(before, after, lineterm="", n=0)
    words = {"-": "gone: ", "+": "new: "}
    return [words[line[0]] + line[1:] for line in changes if line[0] in words and line[:3] not in ("---", "+++")]


def layout_changes(golden: Sequence[Piece], now: Sequence[Piece]) -> list[str]:
    """Texts that stand on both papers, in other places. What is on one of them only is `text_changes`' affair."""
    matcher = difflib.SequenceMatcher(a=[each.text for each in golden], b=[each.text for each in now], autojunk=False)
    moved = []
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            old, new = golden[block.a + offset], now[block.b + offset]
            if not old.is_near(new):
                moved.append(f"{old} -> page {new.page}, {new.x:.0f}, {new.y:.0f}")
    return moved


def told(changes: Sequence[str]) -> str:
    """The changes for a message, the first dozen of them."""
    more = [f"... and {len(changes) - _MOST} more"] if len(changes) > _MOST else []
    return "\n".join([*changes[:_MOST], *more])


def _lines(pieces: Sequence[Piece]) -> list[str]:
    return [line for piece in pieces for line in piece.text.splitlines() if line.strip()]
