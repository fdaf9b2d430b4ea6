"""Learning the site of the lists of needs from its survey, and its record under the keys that were learned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.config import load_profile
from bot.controls import fold
from bot.forms import Form
from bot.forms.site_forms import FOLDERS, SiteForms, forms_of
from bot.records.model import tabs_of
from bot.survey.adapt import propose
from bot.survey.model import Survey
from bot.survey.proposals import SURE, Proposal
from bot.survey.write import write_corrections
from tests.kit import ROOT, Office
from tests.site.survey_kit import taken

NEEDS = ROOT / "configs" / "needs-lists.forms.yaml"
RECORD = ROOT / "tests" / "data" / "needs_lists.yaml"
ROUNDS = 8


def learn(office: Office, site: Path, **changes: Any) -> tuple[list[Proposal], Survey]:
    """Survey and adapt until nothing new is proposed, by somebody who knows the site; gives what was asked, and the
    last survey. The mock serves the site as it is to be learned. `changes` are of the profile."""
    asked: dict[tuple[str, ...], Proposal] = {}
    for _ in range(ROUNDS):
        profile = load_profile(str(site))
        survey = taken(office, enter=True, forms=profile.forms, **changes)
        proposals = propose(survey, profile)
        unsure = [each for each in proposals if each.open or each.confidence < SURE]
        asked |= {(each.section, each.place, each.ours, each.question or each.value): each for each in unsure}
        decided = [kept for each in proposals if (kept := _decided(each))]
        if not decided:
            return list(asked.values()), survey
        write_corrections(profile, decided)
    raise AssertionError([(each.section, each.place, each.value) for each in proposals])


def _decided(proposal: Proposal) -> Proposal | None:
    """What somebody says who knows the site: the words outside of the tabs are the guide's, so that no other word is
    one of them; what is asked beyond them is a field. What is sure is taken without asking."""
    if proposal.open:
        offered = proposal.offered or ("No",)
        return proposal.as_field() if proposal.content else proposal.answered(offered[0])
    is_another_word = proposal.section in ("headings", "labels", "options")
    return None if is_another_word and proposal.confidence < SURE else proposal


def as_learned(folder: Path, forms: SiteForms) -> Path:
    """The file of the record of the lists of needs under the keys that were learned: the labels say which is which."""
    plain = yaml.load(RECORD.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    theirs = forms_of(NEEDS, FOLDERS)
    for name, entry in plain["assessment"].items():
        if isinstance(entry, dict):
            plain["assessment"][name] = _renamed(entry, tabs_of(theirs)[name].form, tabs_of(forms)[name].form)
    path = folder / "learned.yaml"
    path.write_text(yaml.safe_dump(plain, default_style='"'), encoding="utf-8")
    return path


def _renamed(entry: dict[str, Any], theirs: type[Form], ours: type[Form]) -> dict[str, Any]:
    keys = {fold(control.label): key for key, control in ours.controls.items()}

    def key(name: str) -> str:
        if name not in theirs.controls:
            return name
        label = fold(theirs.controls[name].label)
        found = [own for words, own in keys.items() if words.startswith(label)]
        assert found, f"nothing was learned for '{label}' of {theirs.key}; there are {sorted(keys)}"
        return found[0]

    return {key(name): value for name, value in entry.items()}
