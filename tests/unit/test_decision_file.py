"""Files of decisions: written for people without a value, read strictly, bound to what they were made on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from bot.compare.decisions import Decision, by_participant, decisions_of
from bot.compare.items import Choice, Comparison, Item, Place
from bot.decisions.file import decisions_text, read_decisions
from bot.errors import ConfigError

TERM, ROW = Place("plan.goals", "1.10", "term"), Place("plan.goals", "2")
SECRET = "Long Term of somebody"
MARK = "h0123456789abcdef01234567"


def comparison() -> Comparison:
    return Comparison(
        "0036213",
        [
            Item(Place("plan.goals", "1", "type"), "Goals", "Type of Goal", "leave", SECRET, SECRET),
            Item(TERM, "Goals", "Term", "change", SECRET, SECRET, stops=True, choices=("keep", "overwrite"), mark=MARK),
            Item(ROW, "Goals", "this row", "undecided", SECRET, SECRET, choices=("add",), stops=True, mark=MARK),
        ],
    )


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_a_template_that_is_filled_in_is_read_back(tmp_path: Path, suffix: str) -> None:
    """Only what can be decided stands in it; what is left empty is no decision."""
    path = tmp_path / f"decisions{suffix}"
    text = decisions_text([comparison()], as_csv=suffix == ".csv")
    assert SECRET not in text
    path.write_text(text, encoding="utf-8")
    assert read_decisions(path) == []
    path.write_text(_filled(path, suffix), encoding="utf-8")
    (made,) = read_decisions(path)
    assert made == Decision("0036213", TERM, "overwrite", MARK)
    again = decisions_text([comparison()], [made], as_csv=False)
    assert [each["decision"] for each in yaml.safe_load(again)["decisions"]] == ["overwrite", ""]


def _filled(path: Path, suffix: str) -> str:
    if suffix == ".yaml":
        return path.read_text(encoding="utf-8").replace("decision: ''", "decision: Overwrite", 1)
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    rows[1][rows[0].index("decision")] = "overwrite"
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


def test_what_was_decided_before_stays_in_a_new_template() -> None:
    other = Decision("40101", ROW, "add", MARK)
    entries = yaml.safe_load(decisions_text([comparison()], [other], as_csv=False))["decisions"]
    assert [(each["participant"], each["decision"]) for each in entries] == [
        ("0036213", ""), ("0036213", ""), ("40101", "add"),
    ]  # fmt: skip


ENTRY = {
    "participant": "1", "screen": "plan.goals", "row": "1", "field": "term", "decision": "keep", "fingerprint": MARK,
}  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{**ENTRY, "decision": "replace"}], "a decision is keep, overwrite, add, or empty"),
        ([{**ENTRY, "value": "x"}], "'value' is no key of a decision"),
        ([{key: value for key, value in ENTRY.items() if key != "fingerprint"}], "'fingerprint' is missing"),
        ([{**ENTRY, "fingerprint": ""}], "must be as compare wrote them"),
        ([ENTRY, {**ENTRY, "decision": "overwrite"}], "decision 2: the same is decided twice"),
        ([["keep"]], "must be keys and texts"),
        ([{**ENTRY, "row": ["1"]}], "must be keys and texts"),
        ("keep", "must be a list under `decisions:`"),
    ],
)
def test_what_is_wrong_is_refused_by_its_place(tmp_path: Path, entries: object, words: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(yaml.safe_dump({"decisions": entries}), encoding="utf-8")
    with pytest.raises(ConfigError, match="--decisions: ") as told:
        read_decisions(path)
    assert words in str(told.value)


@pytest.mark.parametrize("name", ["none.yaml", "none.csv"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        read_decisions(tmp_path / name)


def test_a_decision_counts_for_what_it_was_made_on_only() -> None:
    made = by_participant([Decision("1", TERM, "overwrite", MARK)])["1"]
    either: tuple[Choice, ...] = ("keep", "overwrite")
    assert made.of(TERM, MARK, either) == "overwrite"
    assert (made.of(TERM, "hother", either), made.lapsed(TERM, "hother")) == (None, True)
    assert (made.of(TERM, MARK, ("keep",)), made.of(ROW, MARK, either)) == (None, None)
    unkeyed = by_participant([Decision("1", TERM, "overwrite", "")])["1"]
    assert (unkeyed.of(TERM, "", either), unkeyed.lapsed(TERM, "")) == (None, True)


def test_another_process_is_told_all_of_it() -> None:
    made = [Decision("1", TERM, "overwrite", MARK), Decision("2", ROW, "add", MARK)]
    assert decisions_of([each.as_told() for each in made]) == made
