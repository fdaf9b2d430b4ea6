"""`learn`: a site that asks quite other questions than the guide is learned by one command, and its workbook made."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from bot.config import load_profile
from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.mock_site.from_forms import read_forms
from tests.system.cli_kit import bot_here, bot_in, profile_file

WHO = ("--synthetic-participant", "36213")
ANSWERED = ("--field", "Goal Name", "--accept-above", "0.8")


@pytest.fixture
def site(mock: MockSite, tmp_path: Path) -> Path:
    """The profile of a site that asks the lists of needs; nothing in it tells so."""
    mock.screens(read_forms(ROOT / "configs" / "needs-lists.forms.yaml"))
    return profile_file(tmp_path, mock, synthetic=True)


@pytest.mark.timeout(300)
def test_learned_by_one_command(chromium: Browser, site: Path) -> None:
    """What nobody decided is told with the way to decide it; once that is said, the workbook is the site's."""
    begun = bot_in(chromium, "learn", "--site", site, *WHO)
    assert begun.code == 1, begun.err
    assert "the site asks 'Goal Name': --answer 'Goal Name=...', or --field 'Goal Name' for each record" in begun.out
    assert "everything that a run needs is known" not in begun.out
    done = bot_in(chromium, "learn", "--site", site, *WHO, *ANSWERED)
    assert done.code == 0, done.out
    assert "everything that a run needs is known" in done.out
    book = load_workbook(site.with_name("site-plans.xlsx"))
    headings = [str(cell.value).rstrip(" *") for cell in book["Participants"][2]]
    assert "Work Attire This section tells what the individual needs to wear to work." in headings
    assert "Short-Term Employment Goal" not in headings
    assert "Goal Name" in [str(cell.value).rstrip(" *") for cell in book["Goals"][1]]
    forms = load_profile(str(site)).forms
    assert "goal_name" in forms.map.screens["plan.goals"].fields
    again = bot_in(chromium, "learn", "--site", site, *WHO)
    assert again.code == 0, again.out
    assert "is there already, and left as it is" in again.out


def test_made_up_values_are_for_sites_of_made_up_people(tmp_path: Path) -> None:
    ran = bot_here("learn", "--site", profile_file(tmp_path), *WHO)
    assert ran.code == 2
    assert "is not marked 'synthetic: true'" in ran.err
