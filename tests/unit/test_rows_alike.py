"""When rows may be one, and which row of the site a remembered one is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.looks import Row
from bot.row_memory import KnownRow, NoMemory, numbered_rows, says_another
from bot.rows.alike import are_alike, is_correctable, is_date_slip, is_near, is_slip
from bot.rows.listing import Listing

TEXTS = st.text("abc 12", max_size=12)


class Memory(NoMemory):
    """Remembers in the clear."""

    def __init__(self) -> None:
        self.kept: dict[str, Sequence[KnownRow]] = {}

    def mark(self, *texts: str) -> str:
        return "|".join(texts)

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        return self.kept.get(listing, ())

    def know_rows(self, listing: str, rows: Sequence[KnownRow]) -> None:
        self.kept[listing] = rows


def row(*cells: str, headers: tuple[str, ...] = ("Goal #/Goal ID", "Description")) -> Row:
    return Row("", headers, cells)


def opened(memory: Memory) -> Listing:
    listing = Listing(memory, "goals", "Goal")
    listing.open()
    return listing


@pytest.mark.parametrize(
    ("shown", "wanted", "near"),
    [
        ("Full-time work", "Full time work", True),
        ("FULL-TIME  work", "full-time work", True),
        ("Full-time work in a...", "Full time work in a warehouse", True),
        ("Full-time work in a…", "Part-time study in a warehouse", False),
        ("Full-time work", "Earn a forklift certificate", False),
        ("06/04/2019", "06/05/2019", True),
        ("06/04/2019", "11/23/2018", False),
        ("", "Full time work", False),
        ("Employment", "Training", False),
    ],
)
def test_near_texts(shown: str, wanted: str, near: bool) -> None:
    assert is_near(shown, wanted) is near


@pytest.mark.parametrize(
    ("shown", "wanted", "alike"),
    [
        (("Employment", "Cook"), ("Employment", "Weld"), True),
        (("Training", "Weld"), ("Employment", "Weld."), True),
        (("Training", "Cook"), ("Employment", "Weld"), False),
        (("Training", None), ("Employment", "Weld"), False),
        (("Foothill", "Clerk", "01/09/2017"), ("Foothills", "Baker", "01/09/2017"), True),
        (("Foothill", "Clerk", "01/09/2017"), ("Foothill", "Baker", "11/23/2011"), False),
        (("Foothill",), ("Pomona",), False),
    ],
)
def test_like_rows(shown: tuple[str | None, ...], wanted: tuple[str, ...], alike: bool) -> None:
    assert are_alike(shown, wanted) is alike


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("203", "205", True), ("205", "250", True), ("102", "205", False), ("20", "205", False), ("205", "205", False)],
)
def test_slips_of_the_hand(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is slip


@given(TEXTS, TEXTS)
def test_a_slip_is_one_in_both_directions(one: str, other: str) -> None:
    assert is_slip(one, other) == is_slip(other, one)


def test_dates() -> None:
    day = date(2019, 6, 4)
    assert [is_date_slip(day, other) for other in (date(2019, 6, 5), date(2018, 6, 4), date(2019, 4, 6))] == [True] * 3
    assert not is_date_slip(day, day)
    assert not is_date_slip(day, date(2019, 5, 20))
    assert is_correctable(day, date(2019, 5, 20))
    assert not is_correctable(day, date(2019, 9, 13))


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"Another row": "add beside 2"}, True),
        ({" another  ROW": "Add  beside 2"}, True),
        ({"Another row": "add beside 12"}, False),
        ({"Another row": ["add beside 2"]}, False),
        ({"Another question": "add beside 2"}, False),
        ({}, False),
    ],
)
def test_what_a_record_says_of_another_row(answers: dict[str, object], says: bool) -> None:
    assert says_another(answers, 2) is says


def test_rows_in_words() -> None:
    assert [numbered_rows(places) for places in ([2], [1, 3], [1, 2, 5])] == [
        "row 2", "each of rows 1 and 3", "each of rows 1, 2 and 5",
    ]  # fmt: skip


class TestListing:
    """What is remembered of one list."""

    def known(self, memory: Memory, number: str = "1/4518") -> KnownRow:
        listing = opened(memory)
        listing.note(1, ["Weld"], row(number, "Weld"), ["Weld"])
        listing.keep()
        (known,) = opened(memory).gone([["Cook"]])
        return known

    def test_a_row_is_found_by_what_named_it(self) -> None:
        """Although the numbers were given anew since, because one above it was taken out."""
        memory = Memory()
        known = self.known(memory, "2")
        rows = [row("1", "Weld"), row("2", "Bake")]
        assert opened(memory).standing(known, rows, [["Weld"], ["Bake"]]) == 0

    def test_one_that_was_reworded_on_the_site_by_its_number(self) -> None:
        memory = Memory()
        known = self.known(memory)
        rows = [row("1/4517", "Bake"), row("1/4518", "Weld pipes")]
        assert opened(memory).standing(known, rows, [["Bake"], ["Weld pipes"]]) == 1

    def test_of_two_that_say_the_same_by_its_number_or_not_at_all(self) -> None:
        memory = Memory()
        known = self.known(memory)
        same = [["Weld"], ["Weld"]]
        assert opened(memory).standing(known, [row("1/4517", "Weld"), row("1/4518", "Weld")], same) == 1
        assert opened(memory).standing(known, [row("1/4517", "Weld"), row("1/4519", "Weld")], same) is None

    @pytest.mark.parametrize("header", ["Certificate #", "Phone Number", "Description"])
    def test_only_a_number_of_the_list_is_one(self, header: str) -> None:
        memory = Memory()
        listing = opened(memory)
        listing.note(1, ["Weld"], row("0044817", "Weld", headers=(header, "Name")), ["Weld"])
        listing.keep()
        assert [known.number for known in memory.kept["goals"]] == [""]

    def test_what_is_noted_takes_the_place_of_what_it_was(self) -> None:
        memory = Memory()
        self.known(memory)
        listing = opened(memory)
        listing.note(1, ["Weld pipes"], row("1/4518", "Weld pipes"), ["Weld pipes"])
        listing.keep()
        assert len(memory.kept["goals"]) == 1
        assert opened(memory).gone([["WELD pipes"]]) == []

    def test_without_a_name_nothing_is_remembered(self) -> None:
        memory = Memory()
        listing = Listing(memory, "", "Goal")
        listing.open()
        listing.note(1, ["Weld"], row("1", "Weld"), ["Weld"])
        listing.keep()
        assert (memory.kept, listing.is_known, listing.gone([])) == ({}, False, [])
