"""An activity is read back after it was entered: in the list, and behind its link what the list does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.agent import PageAgent
from bot.records.model import Record
from tests.kit import Office, brief, plain


@pytest.fixture
def sample(tmp_path: Path) -> Record:
    """An activity with everything in it, and nothing else."""
    activity = {**plain()["activities"][1], "provider": "Pomona Adult School"}
    return brief(tmp_path, {"activities": [activity], "plan": None, "print": None})


@pytest.mark.parametrize(
    ("dropped", "label"),
    [
        ("activity.general.comments", "Comments"),
        ("activity.general.office", "Office Location"),
        ("activity.provider.provider", "Provider"),
    ],
)
def test_what_the_site_did_not_keep_of_an_activity_is_noticed(
    office: Office, sample: Record, dropped: str, label: str
) -> None:
    """H12 on activities, whose list shows neither office nor comments. Nothing is written to mend it."""
    office.mock.set(drop_field=[dropped])
    (result,) = office.run(sample)
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.field) == ("needs_person", "mismatch", label)
    assert office.written() == ["activity.closure create"]


def test_an_activity_without_a_link_is_read_in_the_list_only(
    office: Office, sample: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the name is a link is inferred: a site without it is no error."""
    monkeypatch.setattr(PageAgent, "links_in_row", lambda agent, row: [])
    assert office.enter(sample).steps["activities"] == "entered"
