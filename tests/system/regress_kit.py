"""What the tests of `regress` share: runs of the command against a mock, and what they left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from defusedxml import ElementTree

from tests.kit import DAY
from tests.mock_site.client import MockSite
from tests.system.cli_kit import Ran, bot, brief_file


@dataclass(frozen=True)
class Bench:
    """A mock, a profile without the assessment, one brief record, a folder for everything."""

    mock: MockSite
    folder: Path

    @classmethod
    def prepare(cls, mock: MockSite, folder: Path) -> Bench:
        """With the profile and the record in place."""
        keys = {"base_url": mock.home, "save": True, "synthetic": True, "today": DAY, "steps": {"assessment": False}}
        (folder / "site.yaml").write_text(yaml.safe_dump({**keys, "wizard_saves": {"activity": "finish"}}))
        (folder / "records").mkdir()
        brief_file(folder / "records")
        return cls(mock, folder)

    @property
    def baseline(self) -> Path:
        return self.folder / "baseline"

    @property
    def html(self) -> Path:
        return self.folder / "report.html"

    def regress(self, *arguments: str | Path) -> Outcome:
        """Runs the command; gives what became of each test."""
        junit = self.folder / "junit.xml"
        junit.unlink(missing_ok=True)
        command: list[str | Path] = ["regress", "--site", self.folder / "site.yaml"]
        command += ["--records", self.folder / "records"]
        outputs: list[str | Path] = ["--junit", junit, "--html", self.html, "--out", self.folder / "out"]
        ran = bot(*command, *outputs, *arguments)
        return Outcome(ran, _cases(junit) if junit.exists() else {})


@dataclass(frozen=True)
class Outcome:
    """The command's exit, and each test's outcome with its words, by `test_x[param]`."""

    ran: Ran
    cases: dict[str, tuple[str, str]]

    @property
    def failed(self) -> set[str]:
        return {name for name, (outcome, _) in self.cases.items() if outcome == "failed"}

    @property
    def skipped(self) -> set[str]:
        return {name for name, (outcome, _) in self.cases.items() if outcome == "skipped"}

    def words(self, name: str) -> str:
        return self.cases[name][1]


def _cases(junit: Path) -> dict[str, tuple[str, str]]:
    found = {}
    for case in ElementTree.parse(junit).iter("testcase"):
        outcome, words = "passed", ""
        for tag, name in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
            if (element := case.find(tag)) is not None:
                outcome, words = name, f"{element.get('message') or ''} {element.text or ''}"
        found[case.get("name") or ""] = (outcome, words)
    return found
