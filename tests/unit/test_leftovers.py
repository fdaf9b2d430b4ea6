"""What other programs leave in texts: what has one meaning is read so, the rest is refused or told, with its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.controls import Unreadable, cleaned, doubt, refuse_leftover, unseen_in
from bot.records.dump import dump_record, read_back
from bot.records.model import Record
from bot.sheets.opening import Sheets
from tests.unit.records_kit import change, load_record, load_text, messages, small
from tests.unit.sheets_kit import OTHER, Plans, edit_part, goals_of, load_sheets, words


def spoilt(**cells: str) -> str:
    """The text of Goals.csv with one row, as other programs write it."""
    row = {"User ID": "36213", "Goal Number": "1", "Program Affiliation(s)": "WIOA", "Type of Goal": "Employment",
           "Term of Goal": "Short Term", "Date Established": "06/04/2019", "Estimated Date of Completion": "08/20/2019",
           "Status": "Open", "Goal Description": "employment", "Comments": "", **cells}  # fmt: skip
    return f"{','.join(row)}\n{','.join(row.values())}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of CSV files with one small participant."""
    from bot.sheets.rows import rows_of
    from bot.sheets.writing import write_folder
    from tests.guide import BOOK
    from tests.unit.sheets_kit import small_records

    target = tmp_path / "plans"
    write_folder(target, rows_of(small_records(tmp_path, {}), BOOK), BOOK)
    (tmp_path / "plans.yaml").unlink()
    return target


def told(folder: Path) -> list[str]:
    loaded = load_sheets(folder)
    assert (loaded.count == 0) == bool(loaded.problems)
    return [words(folder.parent, problem.for_author()) for problem in loaded.problems]


def noted(folder: Path) -> list[str]:
    return [words(folder.parent, note.for_author()) for note in load_sheets(folder).warnings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('="0042"', "0042"),
        ('= "0042" ', "0042"),
        ('="say ""hello"""', 'say "hello"'),
        ('="=""0042"""', "0042"),
        ('="a"&"b"', '="a"&"b"'),
        ("=1+1", "=1+1"),
        ("\u200b36213\ufeff", "36213"),
        ("06/04/2019\u200e", "06/04/2019"),
        ("coop\u00aderation", "cooperation"),
        ("a\u2028b", "a\nb"),
        (
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("Mi\u200dke", "Mike"),
        ("Zo\u00eb \u2013 N\u00fa\u00f1ez", "Zo\u00eb \u2013 N\u00fa\u00f1ez"),
    ],
)
def test_what_has_one_meaning_is_read_so(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert cleaned(expected) == expected, "a second time changes nothing"


def test_the_marks_that_are_left_out_are_named() -> None:
    assert unseen_in("a\u200b b\u200e\u200b") == "U+200B, U+200E"
    assert unseen_in("\u0646\u0645\u06cc\u200c\u062e") == ""


REFUSED = [
    *["NULL", "null", "(null)", "nan", "NaN", "NaT", "<NA>", " NULL ", "undefined", "\\N", "~"],
    *["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#SPILL!", "#GETTING_DATA", "Err:502", "#######", "2.24E+06"],
    *[
        "Jos\ufffd",
        "Jos\u00c3\u00a9",
        "doesn\u00e2\u20ac\u2122t",
        "\u00c3\u2013sterreich",
        "10 \u00c2\u00b0",
        "Jos\u221a\u00a9",
    ],
    *[
        "\u00f0\u0178\u2122\u201a",
        "\u00ef\u00bb\u00bfMike",
        "first&nbsp;second",
        "Smith &amp; Sons",
        "&eacute;",
    ],
    *["line_x000D_end", "Jos\\u00e9", "\u202eolleH"],
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_in_doubt_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        refuse_leftover(text)
    assert text.strip() not in caught.value.words


@pytest.mark.parametrize(
    "text",
    [
        "Null, Ann",
        "Nancy",
        "no nulls here",
        "N/A",
        "none",
        "#1 in sales",
        "C# & F#",
        "AT&T; R&D",
        "Q&A",
        "fish & chips;",
        "\u201cMANH\u00c3\u201d",
        "IRM\u00c3\u2026",
        "\u00c5ngstr\u00f6m",
        "na\u00efve fa\u00e7ade",
        "\u00c3o",
        "1.5E",
        "\u20ac 5 \u2013 \u20ac 7",
        "CAF\u00c9\u2122",
        "\u00bfQu\u00e9?",
        "Nguy\u1ec5n Th\u1ecb Minh Khai",
        "\u00c5\u00c4\u00d6",
        "100 % \u00b0C",
        "_x0041_",
        "C:\\users",
        "##",
        "\u2192 \u221a2",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    refuse_leftover(text)
    assert cleaned(text) == text
    assert doubt(text) is None


def test_a_web_page_s_character_in_an_editor_is_told_and_elsewhere_refused(tmp_path: Path) -> None:
    """What goes into an editor may well be about mark-up."""
    refuse_leftover("Smith &amp; Sons", is_rich=True)
    assert doubt("Smith &amp; Sons") == (
        "is entered as it is written: write the character itself if that is meant",
        "&amp;",
    )
    loaded = load_record(tmp_path, change(small(), "plan.goals.0.comments", "Smith &amp; Sons"))
    (line,) = messages(loaded, tmp_path)
    assert line.endswith("Comments: '&amp;' is left over from a web page: write the character it stands for")
    assert "&amp;" not in str(loaded.problems[0])


@pytest.mark.parametrize("text", ["NULL", "'#N/A'", "Jos\u00c3\u00a9", "~", '"Jos\\ufffd"', '="a'])
def test_yaml_is_looked_at_too(tmp_path: Path, text: str) -> None:
    record = load_text(tmp_path, _yaml(text))
    assert bool(record.problems) == (text != '="a')


def test_marks_that_can_not_be_seen_are_left_out_of_yaml_and_told(tmp_path: Path) -> None:
    loaded = load_text(tmp_path, _yaml("find a\u200b job"))
    assert goals_of(loaded.records[0])[0].comments == "find a job"
    assert [str(note).partition(", ")[2] for note in loaded.warnings] == [
        "Goals > goal 1 > Comments: holds marks that can't be seen (U+200B): they are left out"
    ]


def _yaml(comments: str) -> str:
    import yaml

    record: dict[str, Any] = small()
    record["plan"]["goals"][0]["comments"] = "HERE"
    return yaml.safe_dump(record, sort_keys=False).replace("HERE", comments)


def test_none_is_a_word_and_told(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, change(small(), "plan.goals.0.comments", "None"))
    assert goals_of(loaded.records[0])[0].comments == "None"
    assert ["is entered as this word" in note.message for note in loaded.warnings] == [True]


def test_an_option_of_the_site_is_no_leftover(tmp_path: Path) -> None:
    record = small()
    record["plan"]["goals"][0]["type"] = "NULL"
    assert "is what other programs write for nothing" in load_record(tmp_path, record).problems[0].message
    from bot.controls import DropDown
    from bot.records.problems import Findings
    from bot.records.reader import Reader

    assert Reader(Findings(""))._parse(DropDown("x", options=("NULL", "Other")), "null") == "NULL"


def test_what_the_ledger_keeps_is_read_as_it_was_kept(tmp_path: Path) -> None:
    """A batch from before this was looked at can still be entered."""
    plain = dump_record(load_record(tmp_path, small()).records[0])
    plain["plan"]["goals"][0]["comments"] = "Smith & Jos\u00c3\u00a9 NULL \u200b x"  # type: ignore[index,call-overload]
    record: Record = read_back(plain, load_record(tmp_path, small()).records[0].source)
    assert goals_of(record)[0].comments == "Smith & Jos\u00c3\u00a9 NULL \u200b x"


def test_ids_with_marks_are_the_same_ids_on_every_sheet(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    place = plans.put("Participants", "User ID", "36213\u200b")
    plans.put("Participants", "User ID", "\ufeff40101", row=3)
    plans.put("Goals", "User ID", '="36213"')
    plans.cell("Goals", "User ID").data_type = "s"
    assert plans.told() == []
    assert [record.user_id for record in plans.load().records] == ["36213", "40101"]
    said = "holds marks that can't be seen (U+200B, U+FEFF): they are left out"
    assert plans.notes() == [f"plans.xlsx {place} User ID: {said}; the same in row 3"]


def test_a_cell_with_nothing_but_marks_is_empty(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Comments", "\u200b\ufeff")
    assert goals_of(plans.load().records[0])[0].comments is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("false", False), (" TRUE ", True), ("1", True), ("0", False), ("maybe", None)],
)
def test_logical_cells_of_other_programs(tmp_path: Path, text: str, expected: bool | None) -> None:
    plans = Plans(tmp_path)
    place = plans.put("Participants", "Include Staff Signature", False).partition("!")[2]
    plans.load()
    cell = f'<c r="{place}" t="b"><v>'
    edit_part(plans.path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(f"{cell}0<", f"{cell}{text}<", 1) + " ")
    loaded = load_sheets(plans.path)
    if expected is None:
        assert ["is the error of its file" in problem.message for problem in loaded.problems] == [True]
    else:
        assert loaded.records[0].print.staff_signature is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2019-06-04", ""), ("2019-06-04T00:00:00Z", ""), ("2019-06-04T23:30:00Z", "is a date with a time")],
)
def test_dates_that_are_written_as_dates(tmp_path: Path, written: str, expected: str) -> None:
    plans = Plans(tmp_path)
    place = plans.put("Participants", "Plan Start Date", 43620, "mm/dd/yyyy").partition("!")[2]
    plans.load()
    edit_part(plans.path, "xl/worksheets/sheet1.xml", lambda xml: _as_day(xml, place, written))
    loaded = load_sheets(plans.path)
    assert [expected in problem.message for problem in loaded.problems] == ([True] if expected else [])
    if not expected:
        assert str(getattr(loaded.records[0].plan, "start_date", "")) == "2019-06-04"


def _as_day(xml: str, place: str, written: str) -> str:
    import re

    return re.sub(f'<c r="{place}"( s="\\d+")?( t="n")?><v>43620</v>', f'<c r="{place}" t="d"><v>{written}</v>', xml)


def test_a_blank_before_a_quote_is_none(folder: Path) -> None:
    (folder / "Goals.csv").write_text(spoilt(Comments=' "Get a job, soon"'))
    (record,) = load_sheets(folder).records
    assert goals_of(record)[0].comments == "Get a job, soon"


@pytest.mark.parametrize("cell", ['\u00a0"Get a job"', '\t"Get a job"', '"\u00a0""Get"" a job"'])
def test_another_blank_before_a_quote_is_refused(folder: Path, cell: str) -> None:
    (folder / "Goals.csv").write_text(spoilt(Comments=cell))
    assert told(folder)[0].startswith("plans: Goals.csv, line 2: a cell begins with a blank and a quote")


@pytest.mark.parametrize("cell", ['"Get" a job', '"Get a job" '])
def test_text_behind_a_quote_is_refused(folder: Path, cell: str) -> None:
    (folder / "Goals.csv").write_text(spoilt(Comments=cell))
    assert "Goals.csv, line 2: a quote is not closed, or text stands behind one" in told(folder)[0]


def test_a_comma_that_is_not_in_quotes_is_seen_though_the_last_cell_is_empty(folder: Path) -> None:
    """Else the second half would be typed as the comment."""
    (folder / "Goals.csv").write_text(spoilt(**{"Goal Description": "Get a job, soon"}))
    (line,) = told(folder)
    assert line.startswith(
        "plans Goals.csv row 2: the row has 11 cells, and there are 10 headings: put a text that holds"
    )


def test_a_row_that_is_too_short_is_told(folder: Path) -> None:
    text = spoilt()
    (folder / "Goals.csv").write_text(text.rstrip().removesuffix(",") + "\n")
    assert told(folder) == []
    assert noted(folder) == [
        "plans Goals.csv row 2: fewer cells than headings: those that are missing are taken as empty"
    ]


def test_utf_16_without_a_mark_is_told_once(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_text(encoding="utf-8-sig").encode("utf-16-le"))
    (line,) = told(folder)
    assert line.endswith(".csv is not text in UTF-8: save it as 'CSV UTF-8'")


def test_zeros_kept_by_a_formula_are_kept_in_csv(folder: Path) -> None:
    text = (folder / "Participants.csv").read_text(encoding="utf-8-sig")
    (folder / "Participants.csv").write_text(text.replace("36213", '="36213"').replace("2242702", '"=""02242702"""'))
    (record,) = load_sheets(folder).records
    assert (record.user_id, record.participant.app_id) == ("36213", "02242702")


def test_a_leftover_names_its_cell(folder: Path) -> None:
    assert Sheets.kinds
    (folder / "Goals.csv").write_text(spoilt(Comments="#N/A"))
    assert told(folder) == ["plans Goals.csv!J2 Comments: '#N/A' is the error of a formula: type what belongs here"]
