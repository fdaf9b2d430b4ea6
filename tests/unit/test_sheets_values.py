"""What is in the file of a cell, and the text or day that it means."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from bot.sheets.sheet_xml import read_strings
from bot.sheets.values import day_of_serial
from tests.unit.sheets_kit import Plans, edit_part, goals_of, load_sheets


@pytest.mark.parametrize(
    ("serial", "is_1904", "expected"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (60, False, None),
        (61, False, date(1900, 3, 1)),
        (0, False, None),
        (0, True, date(1904, 1, 1)),
        (60, True, date(1904, 3, 1)),
    ],
)
def test_the_day_that_never_was_moves_those_before_it(serial: int, is_1904: bool, expected: date | None) -> None:
    assert day_of_serial(serial, is_1904=is_1904) == expected


def test_rich_texts_and_reading_aids(tmp_path: Path) -> None:
    """Of a text in several fonts all pieces count; what Excel keeps on how to pronounce it does not."""
    plans = Plans(tmp_path)
    plans.put("Goals", "Comments", "PLACE")
    plans.load()
    pieces = (
        "<r><t>one </t></r><r><rPr><b/></rPr><t>two_x0041_</t></r><rPh sb='0' eb='1'><t>WRONG</t></rPh>"
    )
    edit_part(plans.path, "xl/worksheets/sheet2.xml", lambda text: text.replace("<t>PLACE</t>", pieces))
    (record,) = load_sheets(plans.path).records
    assert goals_of(record)[0].comments == "one twoA"
    shared = f"<sst><si>{pieces}</si><si><t xml:space='preserve'> x </t></si><si/></sst>".encode()
    assert read_strings(BytesIO(shared)) == ["one twoA", " x ", ""]
