"""Which text labels which box, on small views: plain data, no browser."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.web.labels import Labels, Phrase, folded
from bot.web.match import Answer, Found, Missing, Several, Wanted, match, spelling
from bot.web.view import Rect, View

ROOT = [-1, "form", "", "", False]


class Sheet:
    """A view in the making: every text and box in an element of its own below one form, unless told."""

    def __init__(self) -> None:
        self.boxes: list[dict[str, Any]] = []
        self.texts: list[list[Any]] = []
        self.nodes: list[list[Any]] = [ROOT]

    def node(self, tag: str, parent: int = 0, role: str = "", name: str = "") -> int:
        self.nodes.append([parent, tag, role, name, False])
        return len(self.nodes) - 1

    def text(self, words: str, x: int, y: int, node: int | None = None) -> None:
        above = self.node("div") if node is None else node
        self.texts.append([[words, [x, y, 8 * len(words), 18], above, 16, 400]])

    def box(self, x: int, y: int, kind: str = "text", node: int | None = None, width: int = 180, **more: Any) -> int:
        above = self.node("div") if node is None else node
        box = {
            "number": len(self.boxes), "kind": kind, "place": [x, y, width, 20], "node": self.node("input", above),
            "after": len(self.texts), "form": 0, "drawn": False, "name": "", "id": "", "disabled": False,
            "readonly": False, "required": False, "room": 0, "several": False, "options": [], "ties": [],
        }  # fmt: skip
        self.boxes.append({**box, **more})
        return len(self.boxes) - 1

    def view(self) -> View:
        return View.parse(json.dumps({"boxes": self.boxes, "texts": self.texts, "nodes": self.nodes}))

    def ask(self, label: str, kind: str = "text") -> Answer:
        return match(Wanted(label, kind), Labels(self.view()))


def found(answer: Answer) -> int:
    assert isinstance(answer, Found), answer
    return answer.box.number


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Type of Goal", "* Type of goal:"),
        ("Type of Goal", "TYPE\u00a0 OF\nGOAL *"),
        ("LWIA/Region", "LWIA / Region"),
        ("Follow-up", "Follow\u2013up"),
        ("Individual's City", "Individual\u2019s City"),
        ("Café", "Cafe\u0301"),
        ("City", "Ci\u00adty\u200b"),
    ],
)
def test_how_a_label_is_written_does_not_count(ours: str, theirs: str) -> None:
    assert folded(ours) == folded(theirs)


@pytest.mark.parametrize("theirs", ["Cities", "City 2", "C ity*x", "City?"])
def test_other_words_are_other_labels(theirs: str) -> None:
    assert folded("City") != folded(theirs)


def test_labels_left_in_a_column_of_equal_distances() -> None:
    sheet = Sheet()
    for n, name in enumerate(("City", "Street", "Zip")):
        sheet.text(name, 10, 10 + 24 * n, node=0)
        sheet.box(120, 10 + 24 * n, node=0)
    assert [found(sheet.ask(name)) for name in ("City", "Street", "Zip")] == [0, 1, 2]


def test_the_habit_of_the_page_decides_between_above_and_below() -> None:
    sheet = Sheet()
    for n, name in enumerate(("City", "Street", "Zip")):
        sheet.text(name, 10, 10 + 40 * n, node=0)
        sheet.box(10, 30 + 40 * n, node=0)
    labels = Labels(sheet.view())
    assert labels.habits[0] == "above"
    assert [pair.phrase.words for pair in labels.chosen.values()] == ["City", "Street", "Zip"]


def test_a_text_alone_with_a_box_belongs_to_no_other() -> None:
    sheet = Sheet()
    for n, name in enumerate(("City", "Street")):
        together = sheet.node("div")
        sheet.box(10, 10 + 40 * n, node=together)
        sheet.text(name, 10, 30 + 40 * n, node=together)
    assert [found(sheet.ask(name)) for name in ("City", "Street")] == [0, 1]


def test_a_text_in_one_element_with_a_box_is_not_the_label_of_the_box_beside_it() -> None:
    sheet = Sheet()
    together = sheet.node("div")
    own = sheet.box(60, 34, node=together)
    sheet.text("City", 10, 80, node=together)
    sheet.box(60, 80)
    assert found(sheet.ask("City")) == own


def test_each_text_serves_one_box() -> None:
    """It stands left of one and above the other."""
    sheet = Sheet()
    sheet.text("City", 120, 58)
    beside = sheet.box(200, 58)
    sheet.box(120, 80)
    assert found(sheet.ask("City")) == beside


def test_a_box_whose_own_text_is_nearer_is_not_given_to_the_one_asked_for() -> None:
    sheet = Sheet()
    together = sheet.node("div")
    sheet.text("Phone", 120, 58, node=together)
    sheet.box(120, 10)
    sheet.text("State", 120, 34, node=together)
    assert sheet.ask("Phone") == Missing(("State",))


def test_a_tie_outweighs_every_place() -> None:
    sheet = Sheet()
    sheet.text("City", 10, 10)
    sheet.box(60, 10)
    far = sheet.box(600, 800, ties=[["label", "City", -1]])
    assert found(sheet.ask("City")) == far


def test_two_boxes_tied_to_the_same_words_are_several() -> None:
    sheet = Sheet()
    for y in (10, 40):
        sheet.box(60, y, ties=[["aria-label", "City", -1]])
    assert isinstance(sheet.ask("City"), Several)


def test_a_hint_is_taken_last() -> None:
    sheet = Sheet()
    sheet.box(300, 300, ties=[["placeholder", "City", -1]])
    sheet.text("City", 10, 10)
    beside = sheet.box(60, 10)
    assert found(sheet.ask("City")) == beside


def test_a_beginning_is_enough_only_where_it_is_unique() -> None:
    sheet = Sheet()
    sheet.text("City (as on the card)", 10, 10)
    sheet.box(200, 10)
    assert found(sheet.ask("City")) == 0
    assert isinstance(sheet.ask("Cit"), Missing)
    assert isinstance(sheet.ask("City (as"), Missing)
    sheet.text("City: of birth", 10, 60)
    sheet.box(200, 60)
    assert isinstance(sheet.ask("City"), Several)


def test_a_far_text_labels_nothing() -> None:
    sheet = Sheet()
    sheet.text("City", 10, 10)
    sheet.box(10, 400)
    answer = sheet.ask("City")
    assert answer == Missing(())


def test_a_box_with_a_better_text_is_not_given_to_the_one_asked_for() -> None:
    sheet = Sheet()
    together = sheet.node("div")
    sheet.text("Street", 10, 40, node=together)
    sheet.box(70, 40, node=together)
    sheet.text("City", 70, 66)
    answer = sheet.ask("City")
    assert answer == Missing(("Street",))


def test_ticks_have_texts_behind_them_and_fields_before() -> None:
    sheet = Sheet()
    for n, name in enumerate(("Red", "Blue", "Green")):
        sheet.box(10 + 100 * n, 10, "checkbox", node=0, width=13)
        sheet.text(name, 30 + 100 * n, 10, node=0)
    sheet.text("Name", 10, 40, node=0)
    sheet.box(60, 40, node=0)
    assert [found(sheet.ask(name, "checkbox")) for name in ("Red", "Blue", "Green")] == [0, 1, 2]
    assert found(sheet.ask("Name")) == 3


def test_radio_buttons_of_one_name_are_one_question() -> None:
    sheet = Sheet()
    for n, question in enumerate(("Veteran?", "Student?")):
        row = sheet.node("div")
        sheet.text(question, 10, 10 + 30 * n, node=row)
        for x, word in ((200, "Yes"), (300, "No")):
            sheet.box(x, 10 + 30 * n, "radio", node=row, width=13, name=question)
            sheet.text(word, x + 20, 10 + 30 * n, node=row)
    answer = sheet.ask("student?", "radio")
    assert isinstance(answer, Found)
    assert [box.number for box in answer.parts] == [2, 3]


def test_words_in_pieces_are_put_together_and_no_others() -> None:
    sheet = Sheet()
    for n, words in enumerate(("Date ", "of ", "Birth", "Place")):
        sheet.text(words, 10 + 60 * n, 10, node=0)
    view = Labels(sheet.view())
    assert [(p.first, p.last) for p in spelling(folded("date of birth"), view)] == [(0, 2)]
    assert list(spelling(folded("of"), view)) != []
    assert list(spelling(folded("Birthplace of"), view)) == []


def test_a_label_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="without words"):
        Sheet().ask(" *: ")


def test_places() -> None:
    one, other = Rect(0, 0, 10, 10), Rect(20, 5, 10, 10)
    assert one.joined(other) == Rect(0, 0, 30, 15)
    assert (one.shared_height(other), one.shared_width(other)) == (5, -10)


def test_a_phrase_stands_where_all_its_parts_stand() -> None:
    sheet = Sheet()
    sheet.text("ab", 0, 0, node=0)
    sheet.text("cd", 100, 0, node=0)
    parts = tuple(part for text in sheet.view().texts for part in text.parts)
    assert Phrase(parts, 0, 1).place == Rect(0, 0, 116, 18)
