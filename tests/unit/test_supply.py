"""What is installed by our instructions comes from a file of hashes, or from a folder that somebody has checked."""

from __future__ import annotations

import re

import pytest

from tests.unit.source import ROOT

_INSTALLS = re.compile(r"\bpip3? install\b([^\n`]*)")


def by_bare_name(text: str) -> list[str]:
    """The words after `pip install` of each command that would ask a package index for a name."""
    found = _INSTALLS.findall(text)
    return [rest for rest in found if "--require-hashes" not in rest and "--no-index" not in rest]


def test_no_instruction_installs_by_a_bare_name() -> None:
    places = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "bot").rglob("*.py"), ROOT / "dev.py"]
    told = {file.name: by_bare_name(file.read_text(encoding="utf-8")) for file in places}
    assert {name: found for name, found in told.items() if found} == {}


@pytest.mark.parametrize("text", ["sudo pip install 'caljobs-bot[cluster]'", "`pip install -U x`", "pip3 install x"])
def test_such_an_instruction_is_seen(text: str) -> None:
    assert by_bare_name(text)
