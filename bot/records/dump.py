"""Records back to what a file says: the way of a record into YAML, a workbook, or the ledger.

`dump_record` gives keys and texts as a file would hold them; `read_back` makes an equal record of them again. What a
record does not mention is left out, and what it wants empty is an empty text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import yaml

from bot.controls import BLANK, Raw
from bot.forms import Form
from bot.forms.site_forms import SiteForms, guide_forms
from bot.printable import printable
from bot.records.build import read_record
from bot.records.model import Record, Source
from bot.records.nodes import Entry, Items, Keys, Node, Text
from bot.records.problems import Findings
from bot.records.reader import Reader

Plain = str | list[Any] | dict[str, Any]
"""Keys, lists and texts, as deep as a record goes."""


def dump_record(record: Record) -> dict[str, Plain]:
    """The record as a file would write it: every value the text its control shows."""
    plain: dict[str, Plain] = {"participant": _form(record.participant)}
    if record.activities:
        plain["activities"] = [_form(activity) for activity in record.activities]
    if record.assessment is not None:
        tabs = {"general": record.assessment.general, **record.assessment.tabs}
        plain["assessment"] = {name: _part(part) for name, part in tabs.items()}
    if record.plan is not None:
        plain["plan"] = _form(record.plan)
    plain["print"] = _form(record.print)
    if record.extra:
        plain["extra"] = {screen: dict(answers) for screen, answers in record.extra.items()}
    return plain


def yaml_of(plain: Mapping[str, Plain] | Mapping[str, list[Mapping[str, Plain]]]) -> str:
    """The text of a YAML file that says it, readable by people and by `load`."""
    text = yaml.dump(plain, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)
    if printable(text, lines=True) == text:
        return text
    return yaml.dump(plain, Dumper=_Writer, allow_unicode=False, sort_keys=False, width=100)


def read_back(plain: Mapping[str, Plain], source: Source, forms: SiteForms | None = None) -> Record:
    """The record that was dumped, by the forms of its site (default: the guide's).

    Raises ValueError (without any value) when it is none.
    """
    findings = Findings(source.file)
    reader = Reader(findings, markup_refused=False, leftovers=False, forms=forms or guide_forms())
    draft = read_record(reader, _node(plain), place=source.line)
    if findings.problems:
        raise ValueError(f"a kept record is not one any more: {len(findings.problems)} problems")
    return dataclasses.replace(draft.make(), source=source)


def _part(part: Form | tuple[Form, ...]) -> Plain:
    return [_form(row) for row in part] if isinstance(part, tuple) else _form(part)


def _form(form: Form) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for key in type(form).model_fields:
        value = getattr(form, key)
        if value is None:
            continue
        if key in form.rows:
            plain[key] = [_form(row) for row in value]
        else:
            plain[key] = "" if value is BLANK else _shown(form.controls[key].show(value))
    return plain


def _shown(raw: Raw) -> Plain:
    return list(raw) if isinstance(raw, list) else raw


def _node(plain: Any) -> Node:
    if isinstance(plain, Mapping):
        return Keys({key: Entry(_node(value), 1) for key, value in plain.items()}, 1)
    if isinstance(plain, list):
        return Items(tuple(_node(item) for item in plain), 1)
    return Text(plain, 1)


class _Writer(yaml.SafeDumper):
    """Texts of several lines as blocks; everything else that YAML would take for a number or a date in quotes."""


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.add_representer(str, _write_text)
