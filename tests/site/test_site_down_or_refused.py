"""What stands before the site answers in its place: down is waited for and forgotten, a refusal stops everything."""

from __future__ import annotations

from pathlib import Path

from bot.errors import SiteDown
from tests.kit import Office, brief

MAINTENANCE = {"title": "Maintenance", "body": "<h1>We'll be back soon</h1><p>Down for planned maintenance</p>"}
F5 = {"title": "Request Rejected", "body": "The requested URL was rejected.<br>Your support ID is: 12"}


def test_maintenance_in_the_work_parks_and_the_next_night_goes_on(office: Office, tmp_path: Path) -> None:
    """Status 200, at the answer to the first save; nothing halts. Guard: the ending is of the participant alone."""
    record = brief(tmp_path)
    office.mock.arm("answer", method="POST", path="casemgmt/iep.aspx", nth=2, **MAINTENANCE)
    office.mock.arm("answer", path="default.aspx", nth=3, **MAINTENANCE)
    (result,) = office.run(record)
    assert result.error is not None
    assert (result.state, result.error.kind) == ("parked", "site_down"), result.error
    office.mock.disarm()
    (again,) = office.run(record)
    assert again.error is None
    assert again.state == "done"


def test_a_home_page_nobody_knows_is_the_site_down_where_it_was_known_before(office: Office, tmp_path: Path) -> None:
    office.mock.arm("answer", method="POST", path="casemgmt/iep.aspx", nth=2, body="<p>Estamos de vuelta pronto</p>")
    office.mock.arm("answer", path="default.aspx", nth=3, body="<p>Estamos de vuelta pronto</p>")
    (result,) = office.run(brief(tmp_path))
    assert isinstance(result.error, SiteDown)
    assert result.state == "parked"


def test_a_firewalls_no_in_the_work_asks_for_no_more_pages(office: Office, tmp_path: Path) -> None:
    office.mock.arm("answer", method="POST", path="casemgmt/iep.aspx", nth=2, **F5)
    office.mock.arm("answer", path="default.aspx", nth=3, title="never asked for")
    (result,) = office.run(brief(tmp_path))
    assert result.error is not None
    assert (result.error.kind, "keeps the program out" in result.error.message) == ("access_denied", True)


def test_a_site_that_says_saved_and_has_a_banner_is_worked_with(office: Office, tmp_path: Path) -> None:
    """By alert() after each save, and a banner with role=dialog at the foot of every page."""
    says = (
        "if (sessionStorage.saved) { delete sessionStorage.saved; alert('Record saved successfully.'); }"
        "document.addEventListener('click', e => {"
        " if (e.target.type === 'submit' && /Save|Finish/.test(e.target.value)) sessionStorage.saved = 1; }, true);"
    )
    banner = "<div role='dialog' style='position:fixed;bottom:0;left:0;width:100%'><p>We use cookies.</p>"
    banner += "<button type='button'>Accept All</button></div>"
    office.mock.set(rewrite=[["casemgmt", "</body>", f"<script>{says}</script>{banner}</body>"]], postback_style="full")
    assert office.enter(brief(tmp_path)).state == "done"
