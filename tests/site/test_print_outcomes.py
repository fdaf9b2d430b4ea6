"""Print brings what it likes: a file, a window with a page, a window that becomes a file, or the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.agent import PageAgent
from tests.kit import Office, brief
from tests.site.standing import standing

ONLY_PRINT = {"steps": {"activities": False, "assessment": False, "plan": False}}


def printed(office: Office, folder: Path, **changes: Any) -> Path:
    """Prints a plan that stands on the site already, and gives the file that it became."""
    sample = brief(folder)
    office.mock.seed("36213", **standing(sample))
    office.folder = folder / "out"
    result = office.enter(sample, **ONLY_PRINT, **changes)
    assert result.steps["print"] == "printed"
    (file,) = office.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(PdfReader(file).pages) >= 1
    return file


@pytest.mark.parametrize(("asked", "style"), [("download", "full"), ("page", "async")])
@pytest.mark.parametrize("comes", ["plain", "documented", "download", "window", "window_pdf", "here_pdf", "replaced"])
def test_whatever_comes_is_the_plan(office: Office, tmp_path: Path, comes: str, asked: str, style: str) -> None:
    """Holds for either tick and either way of posting; the plan's own check of the paper is part of the step."""
    office.mock.set(dialect={"print": comes}, postback_style=style)
    printed(office, tmp_path, pdf=asked)


def test_a_visible_browser_has_another_one_print(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser with a window can't print to a file (here: is said not to). The copy of its page goes to no site."""
    monkeypatch.setattr(PageAgent, "pdf", lambda self: None)
    office.mock.set(dialect={"print": "window"})
    before = len(office.mock.writes())
    text = " ".join(page.extract_text() for page in PdfReader(printed(office, tmp_path)).pages)
    assert "205-Development of IEP/ISS/EDP" in text
    assert len(office.mock.writes()) == before


def test_a_site_without_the_tick_prints_what_it_prints(office: Office, tmp_path: Path) -> None:
    """Guard: Create PDF is asked for only where it is offered."""
    printed(office, tmp_path, pdf="download", absent=("print.create_pdf",))
