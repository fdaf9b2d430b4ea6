"""No record shows a value by accident, and no message shows one to anybody but its author."""

from __future__ import annotations

import dataclasses
import logging
import traceback
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from rich.console import Console

from bot.controls import BLANK
from bot.forms import Form
from bot.records.build import read_record
from bot.records.load import load
from bot.records.model import Record
from bot.records.problems import Findings
from bot.records.reader import Reader
from bot.records.strict_yaml import parse_yaml
from tests.unit.records_kit import DEMO, RECORDS, TODAY, change, load_record, small

CANARY = "Zq7Canary"


def every_field() -> Record:
    return load([RECORDS / "every_field.yaml"], today=TODAY).records[0]


def values(record: Record) -> list[str]:
    """Every value of the record as it is shown, but for the User ID and words too short to tell."""
    texts: list[str] = []
    for form in record.forms():
        for key, value in form.mentioned().items():
            shown = form.controls[key].show(value) if value is not BLANK else ""
            texts += [shown] if isinstance(shown, str) else shown
    return [text for text in texts if len(text) > 3 and text != record.user_id]


def parts(record: Record) -> list[Any]:
    assert record.assessment is not None
    return [record, record.assessment, record.activities, record.plan, record.extra, list(record.forms())]


def test_no_object_shows_a_value() -> None:
    record = every_field()
    told = values(record)
    assert len(told) > 90
    for part in parts(record):
        screen = StringIO()
        Console(file=screen, width=200).print(part)
        for text in (repr(part), str(part), f"{part}", "%s" % (part,), screen.getvalue()):  # noqa: UP031
            assert not [value for value in told if value in text], type(part)


def test_no_draft_and_no_file_tree_shows_a_value() -> None:
    node, _ = parse_yaml((RECORDS / "every_field.yaml").read_text(encoding="utf-8"))
    assert node is not None
    draft = read_record(Reader(Findings("plans.yaml")), node, place=1)
    assert draft.plan is not None
    for thing in (node, draft, draft.plan, draft.activities, draft.findings):
        assert "Garcia" not in repr(thing) + str(thing)
        assert "06/05" not in repr(thing) + str(thing)


def test_answers_to_local_questions_are_hidden(tmp_path: Path) -> None:
    record = load_record(tmp_path, {**small(), "extra": {"plan.goals": {"Why?": CANARY}}}).records[0]
    assert record.answers("plan.goals") == {"Why?": CANARY}
    assert CANARY not in repr(record) + repr(record.extra) + str(record.extra["plan.goals"])


def test_errors_of_a_form_show_no_value() -> None:
    goal = next(form for form in every_field().forms() if type(form).__name__ == "Goal")
    with pytest.raises(ValidationError) as caught:
        type(goal)(**{**goal.mentioned(), "status": [CANARY], "unknown": CANARY})
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_logging_a_record_logs_no_value(caplog: pytest.LogCaptureFixture) -> None:
    record = every_field()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("%s %r %s", record, record.plan, record.activities)
    assert not [value for value in values(record) if value in caplog.text]


@pytest.mark.parametrize("form", [form for form in every_field().forms() if type(form).__name__ != "Participant"])
def test_forms_say_only_what_they_are(form: Form) -> None:
    assert repr(form) == str(form) == f"{type(form).__name__}()"


def test_a_problems_words_never_hold_the_value(tmp_path: Path) -> None:
    """A canary in the place of every value of a whole record: the author alone sees it again."""
    path = tmp_path / "plans.yaml"
    source = (RECORDS / "every_field.yaml").read_text(encoding="utf-8")
    lines = [
        line if not line.strip() or line.rstrip().endswith((":", "}")) or ": [" in line
        else f"{line.partition(': ')[0]}: {CANARY}\\x07{number}"
        for number, line in enumerate(source.splitlines())
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    loaded = load([path], today=TODAY)
    assert len(loaded.problems) > 40
    assert CANARY not in "".join(map(str, loaded.problems)) + repr(loaded)
    assert CANARY in "".join(problem.for_author() for problem in loaded.problems)


def test_sensitive_screens_are_not_even_quoted_to_the_author(tmp_path: Path) -> None:
    background = {"convicted": CANARY, CANARY: "x", "supervision_ends": CANARY}
    loaded = load_record(tmp_path, change(small(), "assessment", {"background": background}))
    told = [problem for problem in loaded.problems if problem.screen == "Criminal Background"]
    assert len(told) == 3
    assert CANARY not in "".join(problem.for_author() for problem in told)


def test_equal_records_are_equal_wherever_they_stand() -> None:
    first, again = (load([DEMO], today=TODAY).records[0] for _ in range(2))
    assert first == again
    assert first == dataclasses.replace(again, source=dataclasses.replace(again.source, line=99))
    assert first != load([DEMO], today=TODAY).records[1]
