"""Printed plans with heads and feet on each page, labels in capitals, letters apart; and what is no PDF at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Mismatch
from bot.flows import pdf_check
from bot.flows.pdf_check import check_pdf, pages_of, without_running_lines
from bot.records.model import Record
from tests.kit import brief
from tests.unit.test_plan_compared_on_paper import goals, printed

LONG = " ".join(f"Step {n}: attend the workshop, meet the counselor and report the outcome." for n in range(1, 25))
HEAD, FOOT = ["CalJOBS - Individual Employment Plan", "Printed 06/05/2019"], "Page {} of {}"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return brief(tmp_path, {"plan.goals": goals(description=LONG), "plan.services": ["205"]})


def on_pages(text: str, cut_at: list[str], *, where: str) -> list[str]:
    """The text on pages that begin at these words, with a head and a foot as a page of the browser's has them."""
    pages, rest = [], text
    for words in cut_at:
        page, _, rest = rest.partition(words)
        rest = words + rest
        pages.append(page)
    pages.append(rest)
    made = []
    for number, page in enumerate(pages, 1):
        foot = FOOT.format(number, len(pages))
        around = {"both ends": (HEAD, [foot]), "the end": ([], [*HEAD, foot]), "the beginning": ([*HEAD, foot], [])}
        before, after = around[where]
        made.append("\n".join([*before, page, *after]))
    return made


@pytest.mark.parametrize("where", ["both ends", "the end", "the beginning"])
@pytest.mark.parametrize("cut_at", [["Step 9"], ["Step 5", "Step 20"]])
def test_a_text_that_goes_over_a_pages_end_is_whole(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, cut_at: list[str]
) -> None:
    """Guard: without_running_lines."""
    path = printed(record, tmp_path / "plan.pdf")
    text = "\n".join(line for line in "\n".join(pages_of(path)).splitlines() if not line.startswith("Page "))
    flat = text.replace("\n", " ").replace("Goal Description:", "\nGoal Description:").replace("205-", "\n205-")
    monkeypatch.setattr(pdf_check, "pages_of", lambda path: on_pages(flat, cut_at, where=where))
    check_pdf(path, record, "7000")
    other = brief(tmp_path, {"plan.goals": goals(description=LONG.replace("Step 9", "Step 99"))})
    with pytest.raises(Mismatch, match="lacks: goal"):
        check_pdf(path, other, "7000")


def test_what_only_heads_or_feet_say_is_kept_once() -> None:
    pages = ["Plan ID: 7000\none\nPage 1 of 3", "Plan ID: 7000\ntwo\nPage 2 of 3", "Plan ID: 7000\nthree\nPage 3 of 3"]
    assert without_running_lines(pages).splitlines() == ["Plan ID: 7000", "one", "two", "three", "Page 3 of 3"]
    assert without_running_lines(["one\ntwo"]) == "one\ntwo"


def test_labels_in_capitals_and_letters_apart(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = printed(record, tmp_path / "plan.pdf")
    text = "\n".join(pages_of(path))
    for label in ("Plan ID:", "User ID:", "Name:", "Goal Description:", "Applicant Signature"):
        text = text.replace(label, label.upper())
    text = "\n".join(" ".join(line) if line.startswith("205") else line for line in text.splitlines())
    monkeypatch.setattr(pdf_check, "pages_of", lambda path: [text])
    check_pdf(path, record, "7000")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "an empty file"), (b"  <html><title>Canary</title>", "a page of its own"), (b"Canary", "something else")],
)
def test_what_is_no_pdf_is_told_as_what_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(content)
    with pytest.raises(Mismatch, match=says):
        pages_of(path)
    path.write_bytes(b"%PDF-1.7 Canary")
    with pytest.raises(Mismatch, match="can't be read as a PDF"):
        pages_of(path)
    assert "Canary" not in "".join(capfd.readouterr())
