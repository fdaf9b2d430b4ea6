"""What a record may say, told from the forms: for `caljobs-bot show-fields` and docs/fields.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.controls import CheckList, Control, DropDown, LookUp, ReadOnly, TextBox
from bot.errors import ConfigError
from bot.forms import Form
from bot.forms.site_forms import SiteForms
from bot.pages.print_plan import PrintChoices
from bot.records.model import ActivityEntry, Participant, Plan, tabs_of


@dataclass(frozen=True)
class FieldRow:
    """One field of a record.

    `screen` is the key `show-fields --screen` takes, `path` where it stands in the file (`[]`: once for
    each row). `write` says what a value looks like, `condition` when the site shows the box, `default` what a
    record that leaves it out gets (as text), `identity` whether it is one of the fields a row is known by.
    """

    screen: str
    title: str
    path: str
    label: str
    kind: str
    write: str
    options: tuple[str, ...]
    is_open: bool
    required: bool
    condition: str | None
    maxlength: int | None
    default: str | None
    identity: bool

    @property
    def key(self) -> str:
        """The key in the file."""
        return self.path.rpartition(".")[2]


def fields_rows(forms: SiteForms, screen: str | None = None) -> list[FieldRow]:
    """All fields that a record for a site may have, or those of one screen, or of all below a key like `assessment`.

    Raises ConfigError, with the keys there are, for a key there is not.
    """
    rows = [row for path, form in _sections(forms) for row in _rows(path, form)]
    if screen is None:
        return rows
    found = [row for row in rows if row.screen == screen or row.screen.startswith(f"{screen}.")]
    if not found:
        screens = ", ".join(dict.fromkeys(row.screen for row in rows))
        raise ConfigError(f"there is no screen of that key; there are: {screens}")
    return found


def fields_markdown(forms: SiteForms) -> str:
    """The whole of docs/fields.md."""
    parts = [_HEAD]
    for path, form in _sections(forms):
        rows = list(_rows(path, form))
        parts += [f"## `{path}`: {form.screen_title}", ""]
        if form.identity:
            labels = " and ".join(form.label(key) for key in form.identity)
            parts += [f"A list. What one is known by, and two must not share: {labels}.", ""]
        parts += ["| Key | Label | Write | Required | |", "|---|---|---|---|---|"]
        parts += [_line(row) for row in rows]
        parts.append("")
    return "\n".join([*parts, _TAIL])


_EXAMPLES = 3
"""How many options of an open list the page shows."""

_HEAD = """# The fields of a record

Made from the guide's form map by `caljobs-bot show-fields`; a test keeps it fresh. Do not edit by hand. What your own
site asks: `caljobs-bot show-fields --site NAME`.

A record is one participant in a YAML file, or many in a list under `participants:`. Every value is read as
the text it is written as. A key that is left out leaves the site's box alone; a key with nothing behind it
empties the box. `assessment` and `plan` may be left out as a whole.

* Dates: `06/05/2019`, `2019-06-05`, `Jun 5, 2019` or `5-Jun-2019`; with slashes the month comes first. What may be two
  dates is refused. Yes/no and check boxes: `Yes` or `No`. Money: `18.50`. Phones: `213-555-0100`.
* Lists of options: any of the words given, in any case. Where a list says "such as", your area has its own.
* Check lists are lists, and the whole truth: other boxes of the same list are unticked.
* Activities are written by their code, such as 205; the `date` of one is all four of its dates. The `services`
  of a plan are all activities of the record unless said otherwise.
* Texts may have lines (`|`). The site refuses `<` right before a letter, and `&#`.
* Put a text in quotes that holds a colon followed by a space, or ` #`, or starts with one of `[ { & * ! % @`. A ` #`
  in a text without quotes is refused, for YAML would drop what stands behind it.
"""

_TAIL = """## `extra`: local questions

Questions that a local area has added to a screen, by screen and by the label they have there:

```yaml
extra:
  assessment.general:
    "Is this participant a veteran?": "No"
```
"""


def _sections(forms: SiteForms) -> Iterator[tuple[str, type[Form]]]:
    """Every part of a record, with its place in the file, in the order of the work."""
    yield from _with_rows("participant", Participant)
    yield from _with_rows("activities[]", forms.of(ActivityEntry))
    for name, tab in tabs_of(forms).items():
        yield from _with_rows(f"assessment.{name}{'[]' if tab.is_rows else ''}", tab.form)
    yield from _with_rows("plan", forms.of(Plan))
    yield from _with_rows("print", forms.of(PrintChoices))


def _with_rows(path: str, form: type[Form]) -> Iterator[tuple[str, type[Form]]]:
    yield path, form
    for key, row in form.rows.items():
        yield from _with_rows(f"{path}.{key}[]", row)


def _rows(path: str, form: type[Form]) -> Iterator[FieldRow]:
    for key, control in form.controls.items():
        if control.absent or isinstance(control, ReadOnly):
            continue
        options = control.options if isinstance(control, (DropDown, CheckList)) else ()
        yield FieldRow(
            screen=form.key,
            title=form.screen_title,
            path=f"{path}.{key}",
            label=control.label,
            kind=control.kind,
            write=f"as '{control.link}' lists it" if isinstance(control, LookUp) else control.example,
            options=options,
            is_open=isinstance(control, (DropDown, CheckList)) and control.is_open,
            required=control.required and _default(form, key) is None,
            condition=_condition(form, control),
            maxlength=control.maxlength if isinstance(control, TextBox) else None,
            default=_default(form, key),
            identity=key in form.identity,
        )


def _default(form: type[Form], key: str) -> str | None:
    """What a record that leaves a field out gets, as text."""
    info = form.model_fields[key]
    if info.is_required() or info.default is None:
        return None
    return str(form.controls[key].show(info.default))


def _condition(form: type[Form], control: Control) -> str | None:
    shown_if = control.shown_if
    return f"only when {form.label(shown_if.key)} is {shown_if.value}" if shown_if else None


def _line(row: FieldRow) -> str:
    shown = row.options[:_EXAMPLES] if row.is_open else row.options
    listed = ", ".join(f"`{option}`" for option in shown)
    write = row.write
    if row.options:
        write = f"such as {listed}" if row.is_open else listed
        if row.kind == "checklist":
            write = f"a list of: {write}"
    notes = [
        row.condition,
        f"at most {row.maxlength} characters" if row.maxlength else None,
        f"left out: {row.default}" if row.default else None,
    ]
    told = "; ".join(note for note in notes if note)
    cells = [f"`{row.key}`", row.label, write, "yes" if row.required else "", told]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
