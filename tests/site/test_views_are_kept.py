"""A kept view gives the reading of its page, without a value; it is kept only where participants are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.agent import PageAgent
from bot.agent.kept_views import VARIABLE, KeptViews, as_json, load
from bot.agent.looks import Reading
from bot.converge import specs
from bot.errors import ConfigError
from bot.flows.sign_in import sign_in
from tests.guide import KNOWN
from tests.kit import STAFF, Office
from tests.mock_site.dialects import random_dialect
from tests.site.screens_kit import every_screen
from tests.site.survey_kit import command
from tests.system.cli_kit import profile_file

SIGNS = ("garcia", "maria", "40101", "staff11, lai", "enc=", "mt. san antonio", "foothill dental")
"""What tells the sample participant, and an entry of hers that stands in lists."""


def told(reading: Reading) -> dict[str, Any]:
    """What a reading says of the page itself, but what its fields and rows hold."""
    look = reading.look
    fields = {key: (each.problem, each.options, each.room, each.disabled) for key, each in reading.fields.items()}
    strangers = [(each.label, each.kind, each.name, each.required) for each in reading.strangers]
    grids = [(grid.headers, len(grid.rows)) for grid in reading.grids]
    shown = (look.headings, look.subheadings, look.strips, look.labels, look.sign_in, look.says_none)
    return {"fields": fields, "strangers": strangers, "grids": grids, "shown": shown}


def without_names(reading: dict[str, Any]) -> str:
    """The same for comparing, with the names of the participant and of who is signed in as they are masked."""
    text = str(reading)
    for word in ("Garcia", "Maria", "40101", "Staff11", "Lai"):
        text = text.replace(word, "".join("0" if c.isdigit() else "x" for c in word))
    return text


def test_a_kept_view_reads_like_the_page(office: Office, tmp_path: Path) -> None:
    read = 0
    with every_screen(office, random_dialect(7)) as stops:
        for key, agent in stops:
            known = KNOWN.get(key.removesuffix(" (row)"))
            form = known and (known.row if key.endswith("(row)") else known.form)
            wanted = specs(form) if form else []
            file = tmp_path / "view.json"
            file.write_text(text := as_json(agent.seen()), encoding="utf-8")
            assert [word for word in SIGNS if word in text.casefold()] == [], key
            live, kept = agent.read(wanted, strangers=True, grids=True), load(file).reading(wanted)
            assert without_names(told(kept)) == without_names(told(live)), key
            read += len(wanted)
    assert read > 100


def test_each_page_is_kept_once_and_for_its_owner_only(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "views"
    with office.session() as session:
        agent = session.site.agent
        assert isinstance(agent, PageAgent)
        agent.views = KeptViews(folder)
        agent.visit(office.mock.home)
        agent.read()
        agent.read()
    (file,) = folder.iterdir()
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert load(file).reading([]).look.headings


def test_nothing_is_kept_where_participants_are_real(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards: the driver looks at the profile (Tabs), whatever the environment says, and the command refuses."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "views"))
    for synthetic in (False, True):
        with office.session(synthetic=synthetic) as session:
            sign_in(session, STAFF)
        assert (tmp_path / "views").exists() == synthetic
    monkeypatch.delenv(VARIABLE)
    site = profile_file(tmp_path)
    asked = ("survey", "--site", site, "--participant", "36213", "--keep-view", tmp_path / "other")
    refused = command(*asked)
    assert isinstance(refused.exception, ConfigError)
    assert "not marked 'synthetic: true'" in str(refused.exception)
    assert not (tmp_path / "other").exists()


def test_a_file_that_is_no_view_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"kept": 99}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.json is no view"):
        load(tmp_path / "x.json")
