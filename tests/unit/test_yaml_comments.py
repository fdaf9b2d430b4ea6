"""Text behind a `#` is a comment to YAML: where it may be a part of a value it is refused, and never lost silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.records.nodes import Items, Keys, Node, Text
from bot.records.strict_yaml import parse_yaml
from tests.unit.records_kit import load_text
from tests.unit.sheets_kit import goals_of

LOST = "what stands behind '#' is a comment to YAML, and no part of the text"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: Pass forklift test #2 and work at dock #5", 1),
        ("a: Short Term # as agreed", 1),
        ("a: Pass the test  #2", 1),
        ("a: # 5 Main Street", 1),
        ("a: #5 Main Street", 1),
        ("a: one\n  two #3\n", 2),
        ("a:\n- dock #5\n- b", 2),
        ("a: [one #2\n  ]", 1),
        ("x:\n  a: do this\n    #2 do that\n  b: c", 3),
        ("a: do this\n\n  #2 do that\n", 3),
        ("a: |\n   do this\n #2 do that\nb: c\n", 3),
        ("- do this\n  #2 do that", 2),
    ],
)
def test_what_may_be_a_part_of_a_value_is_refused(text: str, line: int) -> None:
    _, faults = parse_yaml(text)
    assert [(fault.line, fault.words.startswith(LOST)) for fault in faults] == [(line, True)]


@pytest.mark.parametrize(
    "text",
    [
        "# a file\na: b  # a comment\n",
        "a: 06/04/2019   # the day",
        "a: b\t# a comment",
        "a: b  ## a comment",
        "a:  # nothing yet\nb: c",
        "a: 'b #2' # a comment",
        'a: "b" #2',
        "a: # a part\n  b: c",
        "a:\n  b: c\n  #d: e\n  f: g",
        "a:\n  b: c\n  # d: e\n#f\n",
        "a:\n  b: c\n    # further right\n  d: e",
        "a:\n- b\n#- c\n- d",
        "a: |\n  do #1 and\n  #2\nb: c",
        "a: C# and F#\nb: no.#5",
        "a: [b, c]  # d",
    ],
)
def test_a_comment_for_sure_is_left_alone(text: str) -> None:
    node, faults = parse_yaml(text)
    assert not faults
    assert node is not None


def test_a_comment_behind_a_free_text_is_told(tmp_path: Path) -> None:
    """It looks like a comment, and a text may look so too."""
    loaded = load_text(tmp_path, _record("description: Get a job  # soon", "status: Open  # still"))
    assert goals_of(loaded.records[0])[0].description == "Get a job"
    (note,) = loaded.warnings
    assert note.field == "Goal Description"
    assert note.message.startswith("behind the text stands a comment")


def test_a_record_whose_text_would_be_lost_is_not_entered(tmp_path: Path) -> None:
    loaded = load_text(tmp_path, _record("description: dock #5", "status: Open"))
    assert loaded.count == 0
    (problem,) = loaded.problems
    assert problem.message.startswith(LOST)
    assert "dock" not in problem.for_author()
    assert loaded.warnings == ()


def _record(*lines: str) -> str:
    import yaml

    from tests.unit.records_kit import small

    text = yaml.safe_dump(small(), sort_keys=False)
    for line in lines:
        key = line.partition(":")[0]
        value = small()["plan"]["goals"][0][key]
        text = text.replace(f"{key}: {value}\n", f"{line}\n", 1)
    return text


def _texts(node: Node | None) -> list[Text]:
    if isinstance(node, Text):
        return [node]
    if isinstance(node, Items):
        return [text for item in node.items for text in _texts(item)]
    return [text for entry in node.entries.values() for text in _texts(entry.node)] if isinstance(node, Keys) else []


def test_which_values_have_a_comment() -> None:
    node, _ = parse_yaml("a: b  # c\nd: 'e' # f\ng: h\n")
    assert [(text.text, text.comment) for text in _texts(node)] == [("b", True), ("e", False), ("h", False)]
