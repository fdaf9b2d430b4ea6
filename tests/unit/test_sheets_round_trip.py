"""A record written into a workbook or CSV files and read again says the same: nothing is lost on the way."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.controls import BLANK, CheckList, DateBox, DropDown, MoneyBox, NumberBox, PhoneBoxes, TextBox, YesNo
from bot.errors import ConfigError
from bot.forms import Form
from bot.records.dump import dump_record
from bot.records.load import load
from bot.records.model import Record
from bot.sheets.csv_folder import guarded, unguarded
from bot.sheets.opening import Sheets
from bot.sheets.rows import rows_of
from bot.sheets.sheet_xml import unescape
from bot.sheets.values import is_emptied, join_list, protected, split_list, unprotected
from bot.sheets.writing import escape, write_folder, write_workbook, write_yaml
from tests.guide import BOOK, SCREENS, SHEETS, TABS
from tests.unit.records_kit import DEMO, RECORDS, TODAY, change, load_record, small

WRITERS = {"book.xlsx": write_workbook, "folder": write_folder}


def there_and_back(folder: Path, records: tuple[Record, ...], target: str) -> tuple[Record, ...]:
    path = folder / target
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    WRITERS[target](path, rows_of(records, BOOK), BOOK)
    loaded = load([path], today=TODAY, markup_refused=False, opener=Sheets())
    assert [problem.for_author() for problem in loaded.problems] == []
    return loaded.records


@pytest.mark.parametrize("target", WRITERS)
def test_whole_records_of_all_kinds(tmp_path: Path, target: str) -> None:
    records = load([DEMO, RECORDS], today=TODAY, markup_refused=False).records
    assert len(records) == 5
    back = there_and_back(tmp_path, records, target)
    assert back == records
    write_yaml(tmp_path / "yaml", back)
    again = load([tmp_path / "yaml"], today=TODAY, markup_refused=False).records
    assert sorted(again, key=lambda record: record.user_id) == sorted(records, key=lambda record: record.user_id)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "yaml").iterdir()} == {0o600}


letters = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
texts = st.text(letters, max_size=30) | st.sampled_from(
    ["=1+1", "+1", "-", "@x", "'=x", "''", "(empty)", "((Empty))", "_x0041_", "a;b", "a, b", "0044817", "TRUE", "1/2"]
)


def value_of(control: Any, draw: Any) -> Any:
    """A text that the control takes, in any of the ways people write it."""
    if isinstance(control, CheckList):
        options = control.options or ("205",)
        return draw(st.lists(st.sampled_from(options), min_size=1, unique=True))
    if isinstance(control, DropDown):
        return draw(st.sampled_from(control.options))
    if isinstance(control, YesNo):
        return draw(st.sampled_from(["Yes", "No"]))
    if isinstance(control, DateBox):
        return f"{draw(st.dates(min_value=_FIRST, max_value=_LAST)):%m/%d/%Y}"
    if isinstance(control, MoneyBox):
        return f"{draw(st.integers(0, 10**9)) / 100:.2f}"
    if isinstance(control, NumberBox):
        return draw(st.decimals(0, 10**12 - 1, places=draw(st.integers(0, 6))).map(lambda number: f"{number:f}"))
    if isinstance(control, PhoneBoxes):
        return f"{draw(st.integers(2_000_000_000, 9_999_999_999))}"
    text = draw(texts)
    lines = isinstance(control, TextBox) and control.lines
    return text if lines else " ".join(text.split())


_FIRST, _LAST = TODAY.replace(year=1900, month=1, day=1), TODAY.replace(year=2099)


def filled(form: type[Form], draw: Any) -> dict[str, Any]:
    """A form with every required field and some of the others; some of them to be emptied."""
    told: dict[str, Any] = {}
    for key, control in form.controls.items():
        if control.kind in ("readonly", "lookup") or control.shown_if:
            continue
        if control.required:
            told[key] = value_of(control, draw) or "x"
            if isinstance(told[key], str) and not told[key].strip():
                told[key] = "x"
        elif draw(st.booleans()):
            told[key] = draw(st.just("")) if draw(st.integers(0, 3)) == 0 else value_of(control, draw)
    return told


@st.composite
def written(draw: Any) -> dict[str, Any]:
    """A record as a file says it: an assessment of all tabs, or none; lists empty, not there, or with rows."""
    record = small()
    if draw(st.booleans()):
        change(record, "plan", None)
    elif draw(st.booleans()):
        record["plan"]["goals"][0]["comments"] = draw(texts)
    if draw(st.booleans()):
        tabs: dict[str, Any] = {}
        for name, tab in TABS.items():
            if tab.is_rows:
                if draw(st.booleans()):
                    tabs[name] = [filled(tab.form, draw)] if draw(st.booleans()) else []
            else:
                tabs[name] = filled(tab.form, draw)
                for key, row in tab.form.rows.items():
                    if draw(st.booleans()):
                        rows = [filled(row, draw)] if draw(st.booleans()) else []
                        tabs[name][key] = [{**each, "current": "Yes"} if "current" in row.controls else each
                                           for each in rows]  # fmt: skip
        record["assessment"] = tabs
    screens = draw(st.lists(st.sampled_from(sorted(SCREENS)), max_size=2, unique=True))
    answers = st.text(max_size=20).filter(str.strip) | st.lists(texts, min_size=1, max_size=3)
    labels = st.text(max_size=20).map(lambda text: f"Q {text}?")
    record["extra"] = {screen: draw(st.dictionaries(labels, answers, max_size=2)) for screen in screens}
    return record


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(record=written(), target=st.sampled_from(sorted(WRITERS)))
def test_the_round_trip_loses_nothing(tmp_path: Path, record: dict[str, Any], target: str) -> None:
    loaded = load_record(tmp_path, record, markup_refused=False)
    if loaded.problems:  # such as two questions of one label; that most are right is a test of its own
        return
    (first,) = loaded.records
    (back,) = there_and_back(tmp_path, loaded.records, target)
    assert back == first
    assert dump_record(back).keys() == dump_record(first).keys()


def test_most_drawn_records_are_right(tmp_path: Path) -> None:
    """Or the test above would look away."""
    right = []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(record=written())
    def count(record: dict[str, Any]) -> None:
        right.append(not load_record(tmp_path, record, markup_refused=False).problems)

    count()
    assert sum(right) > len(right) * 0.6, f"{sum(right)} of {len(right)}"


@pytest.mark.parametrize("target", WRITERS)
@pytest.mark.parametrize(
    "changes",
    [
        {"activities": [{"code": "203", "date": "06/04/2019"}, {"code": "205", "date": "06/04/2019"}]},
        {"activities": [{"code": "205", "date": "06/04/2019"}, {"code": "203", "date": "06/03/2019"}]},
        {"activities": [{"code": "205", "date": "06/04/2019", "comments": "one; two"}]},
        {"activities": [{"code": "205", "date": "06/04/2019", "provider": ""}]},
        {"plan.services": ["205", "203"]},
        {"plan.services": []},
        {"plan.closed_on": ""},
        {"plan.goals.0.comments": ""},
        {"print": {"services": "Yes", "staff_signature": "No", "create_pdf": ""}},
    ],
)
def test_what_is_said_once_several_times_or_to_be_emptied(
    tmp_path: Path, target: str, changes: dict[str, Any]
) -> None:
    record = small()
    for path, value in changes.items():
        if path == "activities":
            value = [{**small()["activities"][0], **activity} for activity in value]
        change(record, path, value)
    loaded = load_record(tmp_path, record)
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    assert there_and_back(tmp_path, loaded.records, target) == loaded.records


def test_activities_that_share_all_but_their_codes_need_no_sheet_of_their_own(tmp_path: Path) -> None:
    record = small()
    record["activities"] = [{**record["activities"][0], "code": code} for code in ("203", "205")]
    rows = rows_of(load_record(tmp_path, record).records, BOOK)
    assert rows["Activities"] == []
    codes = next(place for place, c in enumerate(SHEETS["Participants"].columns) if c.heading == "Activity Codes")
    assert rows["Participants"][0][codes] == "203; 205"


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path: Path) -> None:
    """Excel holds 32,767 characters; openpyxl would cut the rest off without a word."""
    tab = load([RECORDS / "every_field.yaml"], today=TODAY).records
    rows = rows_of(tab, BOOK)
    place = next(i for i, column in enumerate(SHEETS["Participants"].columns) if isinstance(column.control, TextBox)
                 and column.heading == "Education Comments")  # fmt: skip
    rows["Participants"][0][place] = "x" * 32_768
    with pytest.raises(ConfigError, match=r"Participants, Education Comments \(AJ\): a text has more characters"):
        write_workbook(tmp_path / "book.xlsx", rows, BOOK)
    assert not (tmp_path / "book.xlsx").exists()


@given(st.text())
def test_texts_are_kept_from_becoming_something_else(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unescape(escape(text)) == text
    assert unprotected(protected(text)) == text
    assert not is_emptied(protected(text))


@given(st.lists(st.text().map(lambda text: " ".join(text.split())).filter(bool), min_size=1))
def test_lists_come_back_out_of_their_cell(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


def test_emptied_and_not_mentioned_stay_two_things(tmp_path: Path) -> None:
    records = load_record(tmp_path, change(small(), "plan.goals.0.comments", "")).records
    (back,) = there_and_back(tmp_path, records, "book.xlsx")
    assert back.plan is not None
    assert back.plan.goals is not None
    assert back.plan.goals[0].comments is BLANK
    assert back.plan.goals[0].completed_on is None


def test_every_field_can_be_written_in_a_workbook(tmp_path: Path) -> None:
    """Every column of every sheet is filled by a record that fills every field, but for the keys of local questions."""
    rows = rows_of(load([RECORDS / "every_field.yaml"], today=TODAY).records, BOOK)
    empty = {
        (name, column.heading)
        for name, sheet in SHEETS.items()
        for place, column in enumerate(sheet.columns)
        if name != "Extra" and not any(row[place] for row in rows[name])
    }
    activity = {heading for name, heading in empty if name == "Participants"}
    assert activity == {column.heading for column in SHEETS["Participants"].columns if column.band == "Activity"}
    assert {name for name, _ in empty} == {"Participants"}
