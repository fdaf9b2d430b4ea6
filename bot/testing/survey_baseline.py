"""The accepted survey in the baseline."""

from __future__ import annotations

from bot.survey.model import Survey, load_survey
from bot.testing.baseline import Baseline

FILE = "survey.yaml"


def accepted_survey(baseline: Baseline, live: Survey) -> Survey | None:
    """What the live survey is compared with; None where nothing was accepted yet. With --update it becomes that."""
    if baseline.update:
        baseline.write(FILE, live.as_yaml().encode())
        return None
    if baseline.folder is None or baseline.read(FILE) is None:
        return None
    return load_survey(baseline.folder / FILE)
