"""A PDF that is far more than a plan is refused before its text is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from bot.errors import Mismatch
from bot.flows import pdf_check
from bot.flows.pdf_check import text_of


def _pdf(path: Path, pages: int, content: bytes = b"") -> Path:
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(200, 200)
        if content:
            stream = DecodedStreamObject()
            stream.set_data(content)
            page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.write(path)
    return path


def test_sizes_pages_and_unpacked_pages_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert text_of(_pdf(tmp_path / "small.pdf", 2, b"BT ET")).strip() == ""
    monkeypatch.setattr(PageObject, "extract_text", lambda self: pytest.fail("its text was read"))
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(400 * 1024**2)
    with pytest.raises(Mismatch, match="is larger than 32 MB"):
        text_of(large)
    with pytest.raises(Mismatch, match="more than 200 pages"):
        text_of(_pdf(tmp_path / "many.pdf", 201))
    bomb = _pdf(tmp_path / "bomb.pdf", 1, b" " * (pdf_check.MAX_PAGE + 1))
    assert bomb.stat().st_size < 100_000
    with pytest.raises(Mismatch, match="a page of more than 8 MB"):
        text_of(bomb)


def test_text_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PageObject, "extract_text", lambda self: "x" * 100)
    monkeypatch.setattr(pdf_check, "MAX_TEXT", 150)
    with pytest.raises(Mismatch, match="far more text"):
        text_of(_pdf(tmp_path / "plan.pdf", 5))


@pytest.mark.parametrize("error", [RecursionError, KeyError("x"), TypeError, AttributeError, AssertionError])
def test_whatever_pypdf_makes_of_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(self: PageObject) -> str:
        raise error

    monkeypatch.setattr(PageObject, "extract_text", fail)
    with pytest.raises(Mismatch, match="can't be read as a PDF"):
        text_of(_pdf(tmp_path / "plan.pdf", 1))


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.pdf")
    with pytest.raises(Mismatch, match="is not a file"):
        text_of(tmp_path / "plan.pdf")
