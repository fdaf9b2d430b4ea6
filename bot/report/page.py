"""What the reports that are one self-contained page share: the style sheet, and a policy that lets in nothing else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path


def style() -> str:
    """The style sheet's text."""
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def policy(sheet: str) -> str:
    """The content security policy: this one style sheet, pictures that stand in the file, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
