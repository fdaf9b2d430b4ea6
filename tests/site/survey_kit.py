"""What the tests of surveys share: taking one of the mock, for a participant with everything there or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner, Result

from bot.cli.app import app
from bot.flows.sign_in import sign_in
from bot.records.model import Record
from bot.survey.model import Survey
from bot.survey.take import PARTS, Part, take_survey
from tests.kit import STAFF, Office, record
from tests.site.standing import standing

EVERY_FIELD = Path(__file__).parent.parent / "records" / "every_field.yaml"


def planted(office: Office) -> Record:
    """A record with every field, standing on the mock already."""
    sample = record(office.folder, EVERY_FIELD)
    office.mock.seed(sample.user_id, **standing(sample))
    return sample


def taken(
    office: Office, user_id: str = "36213", *, enter: bool = False, parts: Sequence[Part] = PARTS, **profile: Any
) -> Survey:
    """A survey of the mock as it is now, by the mock's profile with changes."""
    with office.session(**profile) as session:
        sign_in(session, STAFF)
        return take_survey(session, user_id, enter=enter, parts=parts)


def command(*arguments: str | Path, input_: str | None = None) -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(app, [str(each) for each in arguments], input=input_)


def with_goal_type(path: Path, **changes: Any) -> Path:
    """The survey of a file with one box changed: the goal's type."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["screens"]["plan.goals"]["rows"]["fields"]["type"].update(changes)
    other = path.with_name("changed.yaml")
    other.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return other
