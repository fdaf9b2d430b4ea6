"""What other people's rows and bold texts say gets into no error, evidence or log, however a page is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.agent import PageAgent
from bot.agent.driver_log import DriverLog
from bot.errors import SiteError
from bot.pages.sign_in import Dashboard
from bot.session.evidence import _structure
from tests.page.pages_by_hand.desk import Desk

OTHERS = ("Torres, Daniel", "Garcia, Sofia", "dtorres", "Quill, Bert")
PAGE = """
<table><tr><th>Name<th>Username<th>City<th></tr>
<tr class=row><td class=name><a href='#1'>Torres, Daniel</a><td>dtorres<td>Fresno<td><input type=checkbox></tr>
<tr class=row><td class='name current'><a href='#2'>Garcia, Sofia</a><td>sgarcia<td>Kern<td><input type=checkbox></tr>
</table><p><b>Quill, Bert</b> was here.</p>
"""


def test_rows_of_others_are_not_told(desk: Desk, tmp_path: Path) -> None:
    """Guards: strips in rows are none (Seen._is_listed), bold texts are kept apart (region.EMPHASIS)."""
    agent = desk.site.agent
    assert isinstance(agent, PageAgent)
    agent._log = DriverLog(tmp_path / "driver.log")
    desk.open(PAGE)
    reading = desk.site.agent.read(grids=True)
    told = f"{_structure(desk.site, reading)} {Dashboard(desk.site).expected(reading.look)}"
    told += (tmp_path / "driver.log").read_text(encoding="utf-8")
    assert "Page by hand" in told
    assert [text for text in OTHERS if text in told] == []
    assert (tmp_path / "driver.log").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("link", ["<a href='/next'>Services</a>", "<input type=submit name=b value=Services>"])
def test_a_link_called_like_a_section_is_not_pressed_to_unfold_it(desk: Desk, link: str) -> None:
    """Guard: without a sign of folding only what leads nowhere is pressed (fold_of)."""
    desk.open(link)
    address = desk.page.url
    try:
        assert not desk.site.agent.unfold("Services")
    except SiteError as error:
        pytest.fail(str(error))
    assert desk.page.url == address
