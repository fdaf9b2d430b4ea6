"""The regression suite as testers run it, against the mock: it passes on the unchanged site, and each change fails the
test that is named for it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.kit import DAY, QUICK
from tests.mock_site.client import MockSite
from tests.mock_site.screens import usual
from tests.system.regress_kit import Bench, Outcome


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One mock for the whole file: the tests follow one another as a tester's days do."""
    with MockSite.start(clock=str(DAY), **QUICK) as mock:
        yield Bench.prepare(mock, tmp_path_factory.mktemp("regress"))


@pytest.fixture(scope="module")
def first(bench: Bench) -> Outcome:
    """The first run, that makes the baseline. The participant has nothing yet."""
    return bench.regress("--baseline", bench.baseline, "--update")


def test_the_first_run_enters_everything_tries_every_rule_and_makes_a_baseline(bench: Bench, first: Outcome) -> None:
    assert (first.ran.code, first.failed, first.skipped) == (0, set(), set()), first.ran.out
    files = {path.relative_to(bench.baseline).as_posix() for path in bench.baseline.rglob("*") if path.is_file()}
    assert {"survey.yaml", "timings.json", "printed/36213.json", "pictures/36213-plan.goals.png"} <= files
    forms = {"activity.general", "plan.goals", "plan.objectives"}
    assert {f"pictures/36213-{form}.empty.png" for form in forms} <= files
    assert "rules.json" not in files
    with Image.open(bench.baseline / "pictures" / "36213-plan_tab.png") as picture:
        colours = {colour: count for count, colour in picture.convert("RGB").getcolors(1 << 24) or ()}
    assert colours.get((120, 120, 120), 0) > 200, "dates and long numbers are painted over"
    for part in ("test_staff_can_sign_in", "test_enters[36213-plan]", "test_screen_is_as_accepted[plan.goals]"):
        assert part in first.cases
    assert "test_enters[36213-assessment]" not in first.cases, "the profile leaves that step out"


def test_trying_the_rules_leaves_no_trace(bench: Bench, first: Outcome) -> None:
    """Every refused screen was left; what stands there is the record, written once."""
    state = bench.mock.state("36213")
    assert [len(state[part]) for part in ("activities", "assessments", "plans")] == [1, 0, 1]
    assert len(state["plans"][0]["goals"]) == 1
    written = [line["action"] for line in bench.mock.writes()]
    assert written == ["create", "create", "row-create", "row-create", "update", "finish"]


def test_the_unchanged_site_passes_beside_its_baseline(bench: Bench, first: Outcome) -> None:
    """With the printed page compared, and a picture of a screen; nothing is added. Drift:
    test_survey_drift.py; the other pictures, and times, are those that nobody changed in the test after the next."""
    looks = "test_screens.py::test_looks_as_before[36213-plan.goals]"
    tests = ("test_steps.py::test_enters", "test_printed_plan.py", looks)
    only = [word for name in tests for word in ("--only", name)]
    before = bench.mock.writes()
    again = bench.regress("--baseline", bench.baseline, "--slower", "1000", *only)
    assert (again.ran.code, again.failed, again.skipped) == (0, set(), set()), again.ran.out
    assert not {name for name in again.cases if "as_accepted" in name or FORM in name}, "nobody asked for them"
    assert bench.mock.writes() == before
    assert "stood there already" in again.ran.out


REQUIRED, FORM = "test_required_boxes_must_be_filled", "test_empty_form_looks_as_before"
NEW_LABEL = "Office of the Plan"


@pytest.fixture(scope="module")
def changed(bench: Bench, first: Outcome) -> Outcome:
    """A run on a site that was changed in four ways and became slow at one screen, each to be told by its own test.

    The machine's own speed decides nothing: that screen was a thousand times as fast in the baseline, all others were a
    thousand times as slow.
    """
    timings = bench.baseline / "timings.json"
    told = json.loads(timings.read_text())
    told = {name: seconds * (0.001 if "plan.services" in name else 1000) for name, seconds in told.items()}
    timings.write_text(json.dumps(told))
    bench.mock.arm("slow", screen="plan.objectives", seconds=0.3, times=8)  # the visit's own requests, which come first
    raw: dict[str, Any] = {**copy.deepcopy(dict(usual())), "words": {}}
    raw["screens"]["plan.plan"]["fields"]["office"]["label"] = NEW_LABEL
    raw["screens"]["plan.goals"]["rows"]["fields"]["status"]["enforced"] = False
    bench.mock.screens(raw)
    bench.mock.set(print_without=["Plan was started on:"], notice="Read <b>this</b> first.")
    rules = [f"test_rules.py::{name}[plan.goals]" for name in (REQUIRED, FORM)]
    files = ("test_screens.py", "test_printed_plan.py", *rules, "test_drift.py")
    outcome = bench.regress(*_beside(bench), *[word for name in files for word in ("--only", name)])
    bench.mock.disarm()
    return outcome


def _beside(bench: Bench) -> tuple[str | Path, ...]:
    return ("--baseline", bench.baseline, "--slower", "30")


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("test_screen_is_as_accepted[plan.plan]", f"'Plan started in office location' has another text.* {NEW_LABEL}"),
        ("test_required_boxes_must_be_filled[plan.goals]", "accepts the screen without 'Status'; .* was put back"),
        ("test_says_the_same[36213]", "gone: Plan was started on: <date>"),
        ("test_has_the_same_layout[36213]", "texts stand elsewhere on the paper"),
        ("test_looks_as_before[36213-plan.services]", "the screen looks different"),
        ("test_empty_form_looks_as_before[plan.goals]", "the screen looks different"),
        ("test_is_not_much_slower[36213-plan.services]", "x the baseline's"),
    ],
    ids=["label", "rule", "printed-text", "printed-layout", "picture", "picture-of-a-form", "time"],
)
def test_a_changed_site_fails_the_test_named_for_the_change(changed: Outcome, test: str, words: str) -> None:
    assert test in changed.failed, changed.ran.out
    assert re.search(words, changed.words(test)), changed.words(test)


def test_nothing_else_fails_on_the_changed_site(changed: Outcome) -> None:
    steps = ("plan", "goals", "objectives", "services")
    assert changed.ran.code == 1
    assert changed.failed == {
        "test_screen_is_as_accepted[plan.plan]",
        "test_required_boxes_must_be_filled[plan.goals]",
        "test_says_the_same[36213]",
        "test_has_the_same_layout[36213]",
        *(f"test_looks_as_before[36213-plan.{step}]" for step in steps),
        f"{FORM}[plan.goals]",
        "test_is_not_much_slower[36213-plan.services]",
    }


def test_the_report_of_the_changed_site_tells_how_to_run_each_again(bench: Bench, changed: Outcome) -> None:
    """That such a command runs what it names, and nothing else: the test of the unchanged site."""
    report = bench.html.read_text(encoding="utf-8")
    assert bench.html.stat().st_mode & 0o077 == 0
    assert "x the baseline&#39;s" in report
    assert "--only &#39;test_printed_plan.py::test_says_the_same[36213]&#39;" in report


def test_what_a_site_drops_or_cuts_at_save_fails_the_step_and_its_screen(bench: Bench, first: Outcome) -> None:
    bench.mock.reset()
    bench.mock.set(drop_field=["plan.goals.comments"], cut_text={"objective": 5})
    kept = [f"test_screens.py::test_every_field_is_kept[36213-plan.{step}]" for step in ("plan", "goals")]
    tests = ("test_steps.py::test_enters[36213-plan]", *kept)
    lossy = bench.regress(*[word for name in tests for word in ("--only", name)])
    assert "test_enters[36213-plan]" in lossy.failed
    assert "Comments" in lossy.words("test_every_field_is_kept[36213-plan.goals]"), lossy.ran.out
    assert "the first 5 of 10 characters" in lossy.words("test_enters[36213-plan]")
    assert lossy.words("test_every_field_is_kept[36213-plan.plan]") == ""


def test_a_site_that_keeps_everyone_out_ends_the_run(bench: Bench) -> None:
    bench.mock.reset()
    bench.mock.arm("access_denied")
    refused = bench.regress()
    assert (refused.ran.code, list(refused.cases)) == (3, ["test_staff_can_sign_in"])
    assert "keeps the program out" in refused.words("test_staff_can_sign_in")
    assert "keeps the program out" in Path(bench.html).read_text(encoding="utf-8")
    assert "without --baseline nothing is compared" in refused.ran.err
