"""The driver that sees a page as a person sees it: a view of plain data, and the judgement on it.

`SCRIPT` goes into every document before the page's own scripts; `READ` asks it for the view, as one JSON text that
`bot.web.view.View.parse` takes; `bot.web.match` says which box a label means.
"""

from __future__ import annotations

from pathlib import Path

SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "js").glob("*.js")))
"""Defines `__caljobsView` once in a document."""

READ = "() => window.__caljobsView.read()"
"""The view without the values of its boxes."""
READ_WITH_VALUES = "() => window.__caljobsView.read({values: true})"
