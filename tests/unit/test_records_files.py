"""Files and folders of records: what is there, what is none, and who stands in it twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records.load import load
from bot.records.strict_yaml import MAX_BYTES
from tests.unit.records_kit import TODAY, change, load_record, small


def test_said_twice_entered_once(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, small(), small())
    assert len(loaded.records) == 1
    assert not loaded.problems
    assert "the same record stands in" in loaded.warnings[0].message


def test_said_differently_entered_never(tmp_path: Path) -> None:
    load_record(tmp_path, small())
    (tmp_path / "plans.yaml").rename(tmp_path / "a.yaml")
    load_record(tmp_path, change(small(), "plan.goals.0.term", "Long Term"))
    loaded = load([tmp_path], today=TODAY)
    assert not loaded.records
    assert [Path(problem.file).name for problem in loaded.problems] == ["a.yaml", "plans.yaml"]
    assert f"{tmp_path / 'plans.yaml'} line 1" in loaded.problems[0].message
    assert f"{tmp_path / 'a.yaml'} line 1" in loaded.problems[1].message


def test_one_application_is_one_persons(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, small(), change(small(), "participant.user_id", "40101"))
    assert not loaded.records
    assert [problem.field for problem in loaded.problems] == ["Application ID", "Application ID"]
    assert loaded.problems[0].message.startswith("R5: another participant has the same one, in ")


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    load_record(tmp_path, small())
    path = tmp_path / "plans.yaml"
    loaded = load([path, tmp_path, tmp_path / "sub" / ".." / "plans.yaml"], today=TODAY)
    assert len(loaded.records) == 1
    assert not loaded.warnings


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"\xff\xfea\x00", "is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not text in UTF-8"),
        (b"just words", "must start with 'participant:'"),
        (b"- a\n- b\n", "must start with 'participant:'"),
        (b"participants: {a: b}", "'participants' must be a list"),
        (b"participants: []", "'participants' must be a list"),
        (b"participants: [x]", "a record must hold keys such as: participant, activities"),
        (b"participants: [{participant: 1}]\nplan: x", "must be the only key"),
        (b"a: 'x", "never closed"),
        (b" " * (MAX_BYTES + 1), "larger than 8 MB"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plans.yaml"
    path.write_bytes(content)
    loaded = load([path], today=TODAY)
    assert not loaded.records
    assert any(words in problem.message for problem in loaded.problems), loaded.problems


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    load_record(tmp_path, small())
    path = tmp_path / "plans.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load([path], today=TODAY).records


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "sub.yaml").mkdir()
    loaded = load([tmp_path / "none.yaml", tmp_path, tmp_path / "sub.yaml"], today=TODAY)
    assert [problem.message for problem in loaded.problems] == [
        "there is no such file",
        "a folder without records: no .yaml or .yml files",
        "a folder without records: no .yaml or .yml files",
    ]


def test_a_fault_of_the_yaml_bars_its_record_alone(tmp_path: Path) -> None:
    other = change(change(small(), "participant.user_id", "40101"), "participant.app_id", "2240101")
    load_record(tmp_path, small(), other)
    path = tmp_path / "plans.yaml"
    path.write_text(path.read_text() + "  plan: x\n")
    loaded = load([path], today=TODAY)
    assert [record.user_id for record in loaded.records] == ["36213"]
    assert [(problem.user_id, problem.quoted) for problem in loaded.problems] == [("40101", "plan")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: ("participant: " + text).encode()))
def test_no_file_makes_it_fall_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    assert load([path], today=TODAY).problems
