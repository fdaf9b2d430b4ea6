"""Strict YAML: texts stay texts, surprises are faults with a line, and nothing makes it fall over."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.records import strict_yaml
from bot.records.nodes import Items, Keys, Node, Text
from bot.records.strict_yaml import MAX_DEPTH, parse_yaml


def plain(node: Node | None) -> Any:
    """The tree as plain Python."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Keys):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    return None


def read(text: str) -> Any:
    node, faults = parse_yaml(text)
    assert not faults, faults
    return plain(node)


@pytest.mark.parametrize(
    "text",
    ["01234", "NO", "on", "12:30", "1_000", "0x1F", "1e3", "~", "null", "2019-06-04", "=", "-1", "06/04/2019", ".5"],
)
def test_scalars_stay_as_written(text: str) -> None:
    assert read(f"a: {text}") == {"a": text}


def test_lists_blocks_and_quotes() -> None:
    text = "a: [x, 'y, z']\nb: |\n  one\n  two\nc: 'O''Neil'\nd: \"tab\\t\"\ne:\n"
    assert read(text) == {"a": ["x", "y, z"], "b": "one\ntwo\n", "c": "O'Neil", "d": "tab\t", "e": ""}


def test_lines_are_told() -> None:
    node, _ = parse_yaml("# head\na: 1\nb:\n- x\n-\n  c: |\n    text\n")
    assert isinstance(node, Keys)
    assert [entry.place for entry in node.entries.values()] == [2, 3]
    items = node.entries["b"].node
    assert isinstance(items, Items)
    assert [item.place for item in items.items] == [4, 6]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_empty(text: str) -> None:
    node, faults = parse_yaml(text)
    assert not faults
    assert node is None or plain(node) == ""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, "stands already on line 1"),
        ("a: &x 1", 1, "anchors"),
        ("a: b\nc: *x", 2, "aliases"),
        ("a: !!int 1", 1, "tags"),
        ("a: !x 1", 1, "tags"),
        ("x:\n  <<: {a: b}", 2, "merge keys"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a: 1\n...\nb: 2", 3, "further left"),
        ("? [a]\n: b", 1, "plain word"),
        ("a:\n\tb: c", 2, "tab"),
        ("a: 'x\nb: y\n", 1, "never closed"),
        ('a: "x\nb: y\n', 1, "never closed"),
        ("x: 1\na: [1, 2\nb: 3\n", 2, "not closed"),
        ("a: {b: c\n", 1, "not closed"),
        ("a: b\nfor the record\n", 2, "colon after a key is missing"),
        ("a: note: see file", 1, "second colon"),
        ("a: 'b' c", 1, "after its closing quote"),
        ("a:\n  b: 1\n c: 2", 3, "not indented"),
        ("  a: 1\nb: 2", 2, "further left"),
        ("a: - b", 1, "line below its key"),
        ("a: @work", 1, "in quotes"),
        ("a: `x`", 1, "in quotes"),
        ('a: "c:\\path"', 1, "backslash"),
        ('a: "\\x4"', 1, "backslash"),
        ('a: "\\UFFFFFFFF"', 1, "backslash"),
        ('a: "\\ud83d"', 1, "other half"),
        ("a: |text\n  b", 1, "next line"),
        ("%YAML 2.0\n---\na: b", 1, "version of YAML"),
        ("a: b\nc: \x07", 2, "U+0007"),
        ("a: b\n- c", 2, "not indented"),
    ],
)  # fmt: skip
def test_faults(text: str, line: int, words: str) -> None:
    _, faults = parse_yaml(text)
    assert len(faults) == 1, faults
    assert faults[0].line == line
    assert words in faults[0].words


def test_all_surprises_are_told_at_once() -> None:
    _, faults = parse_yaml("a: &x 1\nb: *x\nc: !t 2\nc: 3\n")
    assert [fault.line for fault in faults] == [1, 2, 3, 4]


def test_faults_never_repeat_the_content() -> None:
    for text in ["a: 'CANARY", "CANARY\nb: c", "a: &CANARY 1", "a: *CANARY", "a: !CANARY 1", "a: b: CANARY"]:
        for fault in parse_yaml(text)[1]:
            assert "CANARY" not in fault.words + repr(fault)


@pytest.mark.parametrize("deep", ["[" * 5000, "a: " + "{a: " * 5000, "\n".join(" " * i + "- " for i in range(500))])
def test_depth_is_bounded(deep: str) -> None:
    _, faults = parse_yaml(deep)
    assert f"more than {MAX_DEPTH} deep" in faults[0].words


def test_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read("a: [1, 😀]") == {"a": ["1", "😀"]}
    assert strict_yaml.parse_yaml("a: 'x")[1][0].words == "a quote that opens here is never closed"


# The last three are line breaks to YAML 1.1, which folds them in quoted texts.
texts = st.text(st.characters(exclude_characters="\x85\u2028\u2029", exclude_categories=["Cs"]), max_size=20)
keys = texts.filter(lambda key: key != "<<")
trees = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(trees, st.booleans())
def test_json_comes_back(tree: Any, ascii_only: bool) -> None:
    """JSON is YAML, surrogate pairs and all."""
    text = json.dumps(tree, ensure_ascii=ascii_only)
    node, faults = parse_yaml(text)
    if not any("can't be typed" in fault.words for fault in faults):
        assert not faults
        assert plain(node) == tree


@given(st.text(alphabet=st.sampled_from(list("ab:-[]{}'\"|>&*!%@#?,\\ \t\n\ud83dx0uU<😀\x00\x85\u2028"))))
def test_no_text_makes_it_fall_over(text: str) -> None:
    parse_yaml(text)
