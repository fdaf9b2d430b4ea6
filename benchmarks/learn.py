"""Sites drawn by chance that ask other questions than the guide, learned with nothing but the address.

    python -m benchmarks.learn [--seeds 10] [--first 0]

Each site serves the lists of needs (configs/needs-lists.forms.yaml) in a dialect of its own. It is learned by somebody
who says yes to all that is proposed; then a record is entered (Steps 1 to 5, read back), and entered again. `whole`:
the site holds exactly what the record says, once, and the second run wrote nothing. The exit code is 1 for any wrong
one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.dialects import Verdict, work_on
from bot.browser import launch
from bot.config import load_profile
from bot.errors import BotError
from bot.forms.site_forms import FOLDERS, forms_of
from bot.records.load import load
from bot.session import browser_arguments
from bot.survey.proposals import Proposal
from tests.kit import DAY, Office
from tests.mock_site.client import MockSite
from tests.mock_site.dialects import random_dialect
from tests.mock_site.from_forms import read_forms
from tests.site.learned_records import NEEDS, RECORD, as_learned, learn
from tests.system.cli_kit import profile_file

_QUICK = {"reset_delay_ms": 0, "late_lists_ms": 0, "fade_ms": 0}


def learn_and_work(office: Office, seed: int) -> tuple[Verdict, int]:
    """The verdict on one site, and how much a person was asked."""
    name, dialect, begun = f"seed {seed}", random_dialect(seed), time.perf_counter()
    site = profile_file(office.folder, office.mock, synthetic=True)
    site.with_name("site.forms.yaml").unlink(missing_ok=True)
    office.mock.reset()
    office.mock.screens(read_forms(NEEDS))
    office.mock.set(**_QUICK, dialect=dialect)
    asked: list[Proposal] = []
    try:
        asked, survey = learn(office, site)
        assert not survey.unreached, "; ".join(f"{gap.screen}: {gap.why}" for gap in survey.unreached)
        forms = load_profile(str(site)).forms
        loaded = load([as_learned(office.folder, forms)], today=DAY, forms=forms)
        assert not loaded.problems, "; ".join(problem.for_author() for problem in loaded.problems[:3])
    except (BotError, AssertionError) as error:
        return Verdict(name, "stopped", f"learning: {error}", time.perf_counter() - begun), len(asked)
    theirs = load([RECORD], today=DAY, forms=forms_of(NEEDS, FOLDERS)).records[0]
    screens = read_forms(NEEDS)
    verdict = work_on(office, loaded.records[0], name, dialect, screens=screens, held=theirs, forms=forms)
    return verdict, len(asked)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args(arguments)
    counted: Counter[str] = Counter()
    with (
        sync_playwright() as playwright,
        TemporaryDirectory() as place,
        MockSite.start(clock=str(DAY)) as mock,
    ):
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock")))
        office = Office(mock, browser, Path(place))
        for seed in range(options.first, options.first + options.seeds):
            verdict, asked = learn_and_work(office, seed)
            counted[verdict.outcome] += 1
            told = f"{verdict.site:<10} {verdict.outcome:<8} {asked:3} asked  {verdict.why}"
            print(told, file=sys.stderr, flush=True)
        browser.close()
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items())))
    return int(counted["wrong"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
