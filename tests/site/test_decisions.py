"""What a person decides about what differs is done, once it is decided of what is so now; else it stops again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.compare.decisions import Decision, by_participant
from bot.compare.items import Choice
from bot.records.model import Record
from tests.kit import Office, brief, plain
from tests.site.compare import unlike
from tests.site.compare_kit import WHO, decided, is_stopped, items_of
from tests.site.hazard_kit import short
from tests.site.ledger_kit import Remembering, remembering
from tests.site.standing import standing

pytestmark = pytest.mark.plain_http

GOAL = "plan.goals.0"
JUNE_4 = plain()["activities"][1]
NEW_205 = {"activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}]}
"""Every edit of a plan needs one (R9)."""
OTHERWISE = {**NEW_205, f"{GOAL}.term": "Long Term", f"{GOAL}.comments": "Another comment"}


@contextmanager
def entered(office: Office, sample: Record, **profile: Any) -> Iterator[Remembering]:
    """A participant whose plan stands there; runs with a ledger."""
    office.mock.seed(WHO, **standing(sample))
    with remembering(office, **profile) as runs:
        yield runs


def test_one_word_is_kept_and_another_overwritten(office: Office, tmp_path: Path) -> None:
    """Reading back holds neither against the other; nothing else stops, and a second run goes by the same."""
    wanted = brief(tmp_path, OTHERWISE)
    with entered(office, brief(tmp_path)) as runs:
        items = items_of(runs, wanted)
        assert [(item.label, item.choices) for item in items] == [
            ("Term of Goal", ("keep", "overwrite")), ("Comments", ("keep", "overwrite")),
        ]  # fmt: skip
        assert is_stopped(runs.run(wanted), "Term of Goal; Comments")
        decided(runs, items, lambda item: "keep" if item.label == "Term of Goal" else "overwrite")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
        own = plain()["plan"]["goals"][0]["term"]
        assert unlike(wanted, office.mock.state(WHO)) == [f"plan.goals.1.term: wanted 'Long Term', found '{own}'"]
        written = office.written()
        assert (runs.run(wanted).state, office.written()) == ("unchanged", written)


def test_a_decision_lapses_when_the_site_says_something_else(office: Office, tmp_path: Path) -> None:
    wanted = brief(tmp_path, OTHERWISE)
    with entered(office, brief(tmp_path)) as runs:
        items = items_of(runs, wanted)
        decided(runs, items, lambda item: "overwrite")
        office.mock.reset()
        office.mock.seed(WHO, **standing(brief(tmp_path, {f"{GOAL}.term": "Intermediate Term"})))
        assert is_stopped(runs.run(wanted), "Term of Goal: decided before", "does not count any more")
        assert not any(word.startswith("plan") for word in office.written())


def test_a_decision_of_another_word_of_the_record_lapses_too(office: Office, tmp_path: Path) -> None:
    with entered(office, brief(tmp_path)) as runs:
        items = items_of(runs, brief(tmp_path, OTHERWISE))
        decided(runs, items, lambda item: "overwrite")
        third = brief(tmp_path, {**OTHERWISE, f"{GOAL}.term": "Intermediate Term"})
        assert is_stopped(runs.run(third), "Term of Goal: decided before")


def test_no_decision_overwrites_a_plan_without_its_activity(office: Office, tmp_path: Path) -> None:
    """R9; what may be decided says so."""
    wanted = brief(tmp_path, {f"{GOAL}.term": "Long Term"})
    with entered(office, brief(tmp_path)) as runs:
        items = items_of(runs, wanted)
        assert [item.choices for item in items] == [("keep",)]
        decided(runs, items, lambda item: "overwrite")
        assert is_stopped(runs.run(wanted), "R9")
        decided(runs, items, lambda item: "keep")
        assert runs.run(wanted).state == "unchanged"


@pytest.mark.parametrize("choice", ["keep", "overwrite", "add", None])
def test_a_row_that_may_be_reworded(office: Office, tmp_path: Path, choice: Choice | None) -> None:
    """It is the same and stays, is the same and is changed, or is another one; nobody says, and it stops."""
    words = plain()["plan"]["goals"][0]["description"]
    wanted = brief(tmp_path, {**NEW_205, f"{GOAL}.description": f"{words} now"})
    with entered(office, brief(tmp_path)) as runs:
        (item,) = items_of(runs, wanted)
        assert (item.label, item.choices) == ("this row", ("keep", "overwrite", "add"))
        decided(runs, [item], lambda item: choice)
        result = runs.run(wanted)
        goals = [goal["description"] for goal in office.mock.state(WHO)["plans"][0]["goals"]]
        if choice is None:
            assert is_stopped(result, "may be the same, worded otherwise")
        else:
            assert (result.error, result.state) == (None, "done")
        expected = {"overwrite": [f"{words} now"], "add": [words, f"{words} now"]}
        assert goals == expected.get(choice or "", [words])
        if choice == "keep":
            assert runs.run(wanted).state == "unchanged"


def test_an_assessment_goes_by_decisions_too(office: Office, tmp_path: Path) -> None:
    """A box of a tab, a box of a row, and one that the record clears."""
    changes = {
        "assessment.household.size": "5",
        "assessment.employment.history.0.wage": "17.00",
        "assessment.education.comments": "",
    }
    wanted = short(tmp_path, changes)
    with entered(office, short(tmp_path)) as runs:
        items = items_of(runs, wanted)
        assert len(items) == 3
        decided(runs, items, lambda item: "keep" if item.label == "Wage" else "overwrite")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
        (left,) = unlike(wanted, office.mock.state(WHO))
        assert "wage: wanted '17.00'" in left


def test_without_a_key_no_decision_counts(office: Office, tmp_path: Path) -> None:
    """Without a ledger there is no key to bind a decision with: it is as though none were made."""
    wanted = brief(tmp_path, OTHERWISE)
    office.mock.seed(WHO, **standing(brief(tmp_path)))
    with office.session() as session:
        looked = office.job(session, save=False, compares=True).run(wanted).comparison
        assert looked is not None
        made = [Decision(WHO, item.place, "overwrite", item.mark) for item in looked.items if item.choices]
        assert [decision.mark for decision in made] == ["", ""]
        assert is_stopped(office.job(session, decisions=by_participant(made)).run(wanted), "Term of Goal")


@pytest.mark.parametrize("choice", ["keep", "overwrite"])
def test_what_names_a_row_that_is_remembered(office: Office, tmp_path: Path, choice: Choice) -> None:
    """It is a box like any other; kept, the row is known as the record's from then on, and the print may say it."""
    words = plain()["plan"]["goals"][0]["description"]
    wanted = brief(tmp_path, {**NEW_205, f"{GOAL}.description": f"{words} now", f"{GOAL}.comments": "Another comment"})
    with entered(office, brief(tmp_path)) as runs:
        assert runs.run(brief(tmp_path)).state == "unchanged"
        items = items_of(runs, wanted)
        assert [item.label for item in items] == ["Goal Description", "Comments"]
        decided(runs, items, lambda item: choice if item.label == "Goal Description" else "overwrite")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
        (goal,) = office.mock.state(WHO)["plans"][0]["goals"]
        assert (goal["description"], goal["comments"]) == (
            words if choice == "keep" else f"{words} now", "Another comment",
        )  # fmt: skip
        assert runs.run(wanted).state == "unchanged"
        runs.job = replace(runs.job, decisions={})
        again = runs.run(wanted)
        assert is_stopped(again, "Goal Description") if choice == "keep" else again.state == "unchanged"
