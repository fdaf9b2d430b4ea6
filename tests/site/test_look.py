"""`look`: a picture with what was seen drawn over the page, on sites whose participants are made up."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from bot.agent.drawn import COLOURS, drawn_over, marks, take_picture
from bot.agent.kept_views import load
from bot.errors import ConfigError
from bot.flows.sign_in import sign_in
from bot.site import Site
from bot.survey.take import take_survey
from tests.kit import STAFF, Office
from tests.mock_site.dialects import documented_dialect
from tests.site.screens_kit import every_screen
from tests.site.survey_kit import command, planted
from tests.system.cli_kit import profile_file


@pytest.mark.painted
def test_what_was_seen_is_drawn_over_the_page(office: Office) -> None:
    with every_screen(office, documented_dialect()) as stops:
        agent = next(agent for key, agent in stops if key == "plan.plan")
        seen, picture = agent.seen(), agent.snapshot()
    assert picture is not None
    with Image.open(BytesIO(drawn_over(picture, seen))) as image, Image.open(BytesIO(picture)) as before:
        pixels = image.convert("RGB")
        assert image.size == before.size
        frames = [mark for mark in marks(seen) if mark.kind == "box"]
        assert [mark.text for mark in frames] == ["1 date*", "2 select*", "3 select*", "4 date"]
        assert all(mark.line is not None for mark in frames)
        places = [(mark.place.x, mark.place.bottom) for mark in frames]
        corners = [pixels.crop((x, y, x + 1, y + 1)).tobytes() for x, y in places]
    red = ImageColor.getrgb(COLOURS["box"])
    assert all(abs(one - other) < 24 for corner in corners for one, other in zip(corner, red, strict=True))
    kinds = {mark.kind for mark in marks(seen)}
    assert kinds == {"content", "title", "strip", "chosen", "box", "press"}


@pytest.mark.painted
def test_the_way_of_a_survey_leads_to_the_screen_that_is_asked_for(office: Office, tmp_path: Path) -> None:
    user_id = planted(office).user_id
    to = tmp_path / "page.png"
    met: list[str] = []

    def arrived(key: str, site: Site) -> None:
        met.append(key)
        if key == "plan.goals":
            take_picture(site.agent, to)

    with office.session() as session:
        sign_in(session, STAFF)
        take_survey(session, user_id, parts=["plan"], tries=False, arrived=arrived)
    assert "plan.goals" in met
    assert [each.stat().st_mode & 0o777 for each in (to, to.with_suffix(".json"))] == [0o600, 0o600]
    assert load(to.with_suffix(".json")).reading([]).look.tabs == ("Goals", "Goals")
    assert office.written(user_id) == []


def test_look_is_refused_where_participants_are_real_or_half_is_said(tmp_path: Path) -> None:
    site = profile_file(tmp_path, synthetic=False)
    refused = command("look", "--site", site, "--to", tmp_path / "x.png")
    assert isinstance(refused.exception, ConfigError)
    assert "not marked 'synthetic: true'" in str(refused.exception)
    half = command("look", "--site", profile_file(tmp_path, synthetic=True), "--participant", "36213")
    assert isinstance(half.exception, ConfigError)
    assert "give --participant and --screen together" in str(half.exception)
    assert list(tmp_path.glob("*.png")) == []
