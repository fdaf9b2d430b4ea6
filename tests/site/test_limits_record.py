"""A record at the limits of every box: longest texts, marks and scripts of all kinds, lines, zeros, leap days."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.controls import TextBox, site_length
from bot.records.model import Record
from tests.kit import Office, record
from tests.site.compare import unlike

LIMITS = Path(__file__).parent.parent / "records" / "limits.yaml"


@pytest.fixture
def sample(tmp_path: Path) -> Record:
    return record(tmp_path, LIMITS, markup_refused=False)


def test_the_record_goes_to_the_limits(sample: Record) -> None:
    """Without this the end-to-end test below could pass while no limit is reached."""
    boxes = [
        (f"{form.key}.{key}", control.maxlength, getattr(form, key))
        for form in sample.forms()
        for key, control in form.controls.items()
        if isinstance(control, TextBox)
    ]
    limited = {place for place, most, _ in boxes if most is not None}
    reached = {place for place, most, text in boxes if isinstance(text, str) and site_length(text) == most}
    assert limited - reached == {"participant.user_id", "participant.app_id"}
    assert any(isinstance(text, str) and "\n" in text for _, _, text in boxes)
    everything = LIMITS.read_text(encoding="utf-8")
    special = ("O'Brien", "<b>", "😀", "Ελένη", "李小龍", "0001234567890", "02/29/2020")
    assert [mark for mark in special if mark not in everything] == []


def test_the_site_holds_every_limit_and_a_second_run_writes_nothing(office: Office, sample: Record) -> None:
    """Holds parsing, showing and comparing against each other: what is written is read back as the same value."""
    office.mock.set(request_validation=False)
    first = office.enter(sample, refuses_markup=False)
    assert (first.state, unlike(sample, office.mock.state("40400"))) == ("done", [])
    before = office.written("40400")
    (second,) = office.run(sample, refuses_markup=False)
    assert (second.state, second.error, office.written("40400")) == ("unchanged", None, before)
