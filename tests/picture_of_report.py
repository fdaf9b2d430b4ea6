"""Makes the picture of a regression report for the docs: `python -m tests.picture_of_report`."""

from __future__ import annotations

import copy
import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from bot.browser import launch
from tests.kit import DAY, QUICK, ROOT
from tests.mock_site.client import MockSite
from tests.mock_site.screens import usual
from tests.system.regress_kit import Bench

TARGET = ROOT / "docs" / "pictures" / "regress.png"
WIDTH, HEIGHT = 900, 1150


def main() -> None:
    """Makes a baseline, changes the mock in two ways, and paints the top of the report."""
    with MockSite.start(clock=str(DAY), **QUICK) as mock, tempfile.TemporaryDirectory() as folder:
        bench = Bench.prepare(mock, Path(folder))
        bench.regress("--baseline", bench.baseline, "--update")
        raw: dict[str, Any] = {**copy.deepcopy(dict(usual())), "words": {}}
        raw["screens"]["plan.goals"]["rows"]["fields"]["status"]["enforced"] = False
        raw["screens"]["plan.plan"]["fields"]["closed_on"]["label"] = "Plan ended on"
        mock.screens(raw)
        bench.regress("--baseline", bench.baseline)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.goto(bench.html.as_uri())
            picture = page.screenshot()
            browser.close()
    Image.open(io.BytesIO(picture)).convert("P", palette=Image.Palette.ADAPTIVE, colors=192).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
