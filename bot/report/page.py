"""What the reports that are one self-contained page share: the style sheet, and a policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path

from bot.printable import printable


def style() -> str:
    """The style sheet's text."""
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def escape(text: str) -> str:
    """Words of others for a page: neither mark-up nor anything that turns or hides text."""
    return html.escape(printable(text))


def policy(sheet: str) -> str:
    """The content security policy: this one style sheet, pictures that stand in the file, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def document(title: str, header: str, main: str, footer: str) -> str:
    """A whole page. `title` and `footer` are plain words, `header` and `main` mark-up of ours."""
    sheet = style()
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title>"
        f'<link rel="icon" href="data:,"><style>{sheet}</style></head><body>\n'
        f"<header>{header}</header>\n<main>{main}</main>\n"
        f"<footer>Made by caljobs-bot. This file needs nothing but itself: no scripts, nothing from elsewhere. "
        f"{escape(footer)}</footer></body></html>\n"
    )
