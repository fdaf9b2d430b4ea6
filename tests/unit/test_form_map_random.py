"""Whatever a map asks: its workbook holds a record of it whole, and so does the ledger's copy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.forms.form_map import FormMap
from bot.forms.site_forms import SiteForms
from bot.records.dump import dump_record, read_back
from bot.records.fields import fields_rows
from bot.records.load import load
from bot.records.model import check_forms
from bot.sheets.columns import sheets_of
from bot.sheets.layout import Layout
from bot.sheets.opening import Sheets
from bot.sheets.rows import rows_of
from bot.sheets.writing import write_folder, write_workbook
from tests.unit.random_maps import form_maps
from tests.unit.records_kit import TODAY, load_record
from tests.unit.written_records import record_of_forms


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=form_maps(), data=st.data())
def test_a_record_of_any_map_goes_into_its_workbook_and_back(tmp_path: Path, content: Any, data: Any) -> None:
    forms = check_forms(SiteForms(FormMap("random", content, {})))
    loaded = load_record(tmp_path, record_of_forms(forms, data.draw), forms=forms, markup_refused=False)
    assume(not loaded.problems)  # such as what other programs write for nothing
    (record,) = loaded.records
    ours = sheets_of(forms)
    is_folder = data.draw(st.sampled_from((True, True, False)))  # a workbook takes far longer
    path = tmp_path / ("plans" if is_folder else "plans.xlsx")
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (write_folder if is_folder else write_workbook)(path, rows_of([record], ours), ours)
    back = load([path], today=TODAY, markup_refused=False, opener=Sheets(Layout(ours=ours)), forms=forms)
    assert not back.problems, [problem.for_author() for problem in back.problems]
    assert back.records == (record,)
    assert read_back(dump_record(record), record.source, forms) == record
    asked = {row.path.rpartition(".")[2] for row in fields_rows(forms, "assessment")}
    tabs = [form for form in record.forms() if form.key.startswith("assessment.tab")]
    assert asked >= {key for form in tabs for key in form.controls}
