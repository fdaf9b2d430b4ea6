"""What the page looked like when a participant had to be stopped: its structure, never what was entered.

A profile marked synthetic (all its participants are made up) gets a clear picture too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.agent.looks import Reading
from bot.errors import BotError
from bot.private import write_private
from bot.site import Site


def keep_evidence(site: Site, folder: Path, name: str, error: BotError) -> Path | None:
    """Writes `folder`/NAME.json (0600): headings, tabs, dialogs, complaints and boxes, all values masked.

    None when the page is gone, so that there is nothing to keep, or when it can't be written. Raises nothing of its
    own: the error that led here is the one to tell.
    """
    try:
        reading = site.agent.read(strangers=True)
        return _keep(site, reading, folder, name, error)
    except (BotError, OSError):
        return None


def _keep(site: Site, reading: Reading, folder: Path, name: str, error: BotError) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.json"
    text = json.dumps({"error": error.kind, **_structure(site, reading)}, indent=1, ensure_ascii=False)
    write_private(path, text.encode("utf-8", "backslashreplace"))
    if site.profile.synthetic:
        _take_picture(site, path.with_suffix(".png"))
    return path


def _structure(site: Site, reading: Reading) -> dict[str, Any]:
    look, mask = reading.look, site.mask
    return {
        "headings": [mask(text) for text in look.headings],
        "subheadings": [mask(text) for text in look.subheadings],
        "tabs": [mask(text) for text in look.tabs],
        "dialogs": [{"title": mask(d.title), "buttons": [mask(b) for b in d.buttons]} for d in look.dialogs],
        "complaints": [mask(text) for text in look.complaints],
        "open_question": reading.open,
        "boxes": [
            {"label": mask(box.label), "kind": box.kind, "required": box.required} for box in reading.strangers
        ],
    }


def _take_picture(site: Site, path: Path) -> None:
    picture = site.agent.snapshot()
    if picture is None:
        return  # the structure is kept; a page that can't be painted has nothing more to tell
    write_private(path, picture)
