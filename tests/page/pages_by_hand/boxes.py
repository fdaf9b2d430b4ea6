"""Every kind of control in the mark-up variants the site is known to have, each with its label and its own scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.controls import (
    CheckBox,
    CheckList,
    Control,
    DateBox,
    DropDown,
    MoneyBox,
    NumberBox,
    PhoneBoxes,
    RadioList,
    RichText,
    TextArea,
    TextBox,
    YesNo,
)

ID = "ctl00_Main_content_ucBox_"
NAME = "ctl00$Main_content$ucBox$"


@dataclass(frozen=True)
class Variant:
    """One control in one build of its mark-up."""

    name: str
    control: Control
    body: str
    value: Any
    other: Any
    """Another value, to be put over the first."""
    site_writes: str
    """Script by which the site itself puts a value into the box, in the site's own style."""
    site_means: Any
    """The value of what the site wrote."""
    clears: bool = True
    script: str = ""
    also: str = "true"
    """What else must hold in the page once `value` stands in the box."""


def box(ending: str, extra: str = "", kind: str = "text") -> str:
    return f'<input type="{kind}" id="{ID}{ending}" name="{NAME}{ending.replace("_", "$")}" {extra}>'


def labelled(text: str, ending: str, extra: str = "") -> str:
    return f'<label for="{ID}{ending}" {extra}>{text}</label>'


def choice(ending: str, words: tuple[str, ...], kind: str, tags: str) -> str:
    """Options as ASP.NET's lists make them: numbered ids; numbered names for check boxes, one name for radios."""
    outer, inner, extra = tags.split("|")
    items = []
    for n, word in enumerate(words):
        name = f"{NAME}{ending}" + (f"${n}" if kind == "checkbox" else "")
        one = f'<input type="{kind}" id="{ID}{ending}_{n}" name="{name}" value="{n}">'
        items.append(f'<{inner}>{one}<label for="{ID}{ending}_{n}">{word}</label></{inner}>')
    row = ("<tr>", "</tr>") if outer == "table" else ("", "")
    return f'<{outer} id="{ID}{ending}" {extra}>{row[0]}{"".join(items)}{row[1]}</{outer}>'


def drop_down(ending: str, words: tuple[str, ...], extra: str = "") -> str:
    listed = enumerate(("None Selected", *words))
    options = "".join(f'<option value="{n or ""}">{word}</option>' for n, word in listed)
    return f'<select id="{ID}{ending}" name="{NAME}{ending}" {extra}>{options}</select>'


TELERIK = """
const shown = end('rdpDay_dateInput'), kept = end('rdpDay'), state = end('rdpDay_dateInput_ClientState');
shown.addEventListener('blur', () => {
  const [m, d, y] = shown.value.split('/');
  kept.value = shown.value ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : '';
  state.value = JSON.stringify({validationText: kept.value && kept.value + '-00-00-00'});
});"""

EDITOR = """
const frame = document.querySelector('iframe');
const ready = () => {
  const inside = frame.contentDocument;
  inside.body.addEventListener('blur', () => { end('txtWhy_txtWYSIWYGEditor').value = inside.body.innerHTML; });
  for (const type of ['input', 'keyup', 'change']) inside.addEventListener(type, () => window.events.push(type));
};
frame.contentDocument.readyState === 'complete' && frame.contentDocument.body.isContentEditable
  ? ready() : frame.addEventListener('load', ready);"""

EDITOR_BODY = (
    f'<div><textarea id="{ID}txtWhy_txtWYSIWYGEditor" name="{NAME}txtWhy" style="visibility:hidden;display:none">'
    f'</textarea><div class="cke"><iframe title="Rich Text Editor, {ID}txtWhy_txtWYSIWYGEditor" '
    'srcdoc="<html><body contenteditable=true><p><br></p></body></html>"></iframe></div></div>'
)

DAY, OTHER_DAY = date(2026, 12, 31), date(2027, 1, 5)
JOBS = ("Full-time", "Part-time", "Temp/Seasonal")


def _dates() -> list[Variant]:
    plain = f"{labelled('Day:', 'txtDay')}{box('txtDay')}"
    image = f'{plain}<input type="image" id="{ID}txtDay_DateInputImage" alt="Calendar" src="data:,">'
    window = f"{labelled('Day', 'txtDay')}{box('txtDay', 'readonly')}<a href='javascript:void(0)'>Calendar</a>"
    telerik = (
        f"{labelled('Day', 'rdpDay_dateInput')}<span>{box('rdpDay', 'style=visibility:hidden;width:1px')}"
        f"{box('rdpDay_dateInput')}{box('rdpDay_dateInput_ClientState', '', 'hidden')}</span>"
    )
    native = f"{labelled('Day', 'txtDay')}{box('txtDay', '', 'date')}"
    day, writes = DateBox("Day"), "end('txtDay').value = '1/5/2027'"

    def made(name: str, body: str, writes: str = writes, script: str = "", also: str = "true") -> Variant:
        return Variant(
            name, day, body, DAY, OTHER_DAY, writes, OTHER_DAY, script=script, also=also,
        )  # fmt: skip

    return [
        made("date-plain", plain),
        made("date-with-image", image),
        made("date-calendar-window", window),
        made(
            "date-telerik",
            telerik,
            "end('rdpDay_dateInput').value = '1/5/2027'",
            TELERIK,
            "kept.value === '2026-12-31' && JSON.parse(state.value).validationText === '2026-12-31-00-00-00'",
        ),
        made("date-native", native, "end('txtDay').value = '2027-01-05'"),
    ]


def _texts() -> list[Variant]:
    city, why, rich = TextBox("City"), TextArea("Why", maxlength=200), RichText("Why")
    standing = "end('txtCity').value = ' Los Angeles '"
    lines, other = "First line\nSecond <b> line", "Another"

    def text(name: str, body: str) -> Variant:
        return Variant(name, city, body, "O'Fallon & Söhne 🙂", "Fresno", standing, "Los Angeles")

    def editor(name: str, script: str) -> Variant:
        return Variant(
            name, rich, f"{labelled('Why', 'txtWhy_txtWYSIWYGEditor')}{EDITOR_BODY}", lines, other,
            "document.querySelector('iframe').contentDocument.body.innerHTML = '<p>One</p><p><br></p><p>Three</p>'",
            "One\nThree", script=script, also="end('txtWhy_txtWYSIWYGEditor').value.includes('Second &lt;b&gt; line')",
        )  # fmt: skip

    area = f"{labelled('Why', 'txtWhy')}<textarea id='{ID}txtWhy' name='{NAME}txtWhy'></textarea>"
    return [
        text("text-label", f"{labelled('City', 'txtCity')}{box('txtCity')}"),
        text("text-wrapped", f"<label>City {box('txtCity')}</label>"),
        text("text-in-cells", f"<table><tr><td>* City:</td><td>{box('txtCity')}</td></tr></table>"),
        Variant("textarea", why, area, lines, other, "end('txtWhy').value = 'One\\n\\nThree'", "One\n\nThree"),
        editor("richtext", EDITOR),
        editor("richtext-of-a-window", EDITOR.replace("inside.body.add", "frame.contentWindow.add")),
        Variant("richtext-as-area", rich, area, lines, other, "end('txtWhy').value = 'One\\nThree'", "One\nThree"),
    ]  # fmt: skip


def _choices() -> list[Variant]:
    type_, mark = DropDown("Type", options=JOBS), CheckBox("Sign")
    radio, yes = RadioList("Type", options=JOBS), YesNo("Veteran?")
    shifts = CheckList("Shifts", options=("Day", "Swing", "Night"))
    table, fieldset = "table|td|role=radiogroup aria-label='* {}'", "fieldset|span|"

    def pick(name: str, body: str, control: Control, script: str, *, clears: bool) -> Variant:
        return Variant(name, control, body, "Part-time", "Temp/Seasonal", script, "Full-time", clears=clears)

    def sure(name: str, body: str) -> Variant:
        return Variant(name, yes, body, True, False, "end('rblVeteran_1').checked = true", False, clears=False)

    def many(name: str, body: str) -> Variant:
        return Variant(
            name, shifts, body, ("Day", "Night"), ("Swing",), "end('chkShifts_1').checked = true", ("Swing",)
        )

    names, shift_names = JOBS, ("Day", "Swing", "Night")
    sign = f"{box('chkSign', '', 'checkbox')}{labelled('Sign', 'chkSign')}"
    legend = choice("rblType", names, "radio", fieldset).replace("<span>", "<legend>Type</legend><span>", 1)
    return [
        pick("select", labelled("Type", "ddlType") + drop_down("ddlType", names), type_,
             "end('ddlType').selectedIndex = 1", clears=True),
        pick("radio-table", choice("rblType", names, "radio", table.format("Type")), radio,
             "end('rblType_0').checked = true", clears=False),
        pick("radio-fieldset", legend, radio, "end('rblType_0').checked = true", clears=False),
        sure("yesno-table", choice("rblVeteran", ("Yes", "No"), "radio", table.format("Veteran?"))),
        sure("yesno-beside-cell", "<table><tr><td>Veteran?</td><td>"
             + choice("rblVeteran", ("Yes", "No"), "radio", "span|span|") + "</td></tr></table>"),
        Variant("checkbox", mark, sign, True, False, "end('chkSign').checked = true", True),
        many("checklist-table", choice("chkShifts", shift_names, "checkbox", "table|td|role=group aria-label=Shifts")),
        many("checklist-spans", "<label>Shifts</label>" + choice("chkShifts", shift_names, "checkbox", "div|span|")),
    ]  # fmt: skip


def _numbers() -> list[Variant]:
    hours, pay, phone = NumberBox("Hours"), MoneyBox("Pay"), PhoneBoxes("Phone")
    mask = """end('txtPay').addEventListener('blur', e => { const n = parseFloat(e.target.value.replace(/[$,]/g, ''));
      e.target.value = isNaN(n) ? '' : n.toLocaleString('en-US', {style: 'currency', currency: 'USD'}); });"""
    three = "-".join(box(f"txtPhone{n}", f"maxlength={size} aria-label='{word}'") for n, size, word in (
        (1, 3, "Area code"), (2, 3, "Prefix"), (3, 4, "Line number")))  # fmt: skip
    one = f"{labelled('Phone', 'txtPhone')}{box('txtPhone', '', 'tel')}"
    jump = """[1, 2].forEach(n => end('txtPhone' + n).addEventListener('keyup', e => {
      if (e.target.value.length === 3) end('txtPhone' + (n + 1)).focus(); }));"""

    def call(name: str, body: str, writes: str, script: str = "") -> Variant:
        return Variant(name, phone, body, "213-555-0100", "562-555-0199", writes, "213-555-0142", script=script)

    filled = "['213', '555', '0142'].forEach((part, n) => { end('txtPhone' + (n + 1)).value = part; })"
    return [
        Variant("number", hours, labelled("Hours", "txtHours") + box("txtHours"), Decimal("37.5"), Decimal("40"),
                "end('txtHours').value = '8.0'", Decimal("8")),
        Variant("number-native", hours, labelled("Hours", "txtHours") + box("txtHours", "step=any", "number"),
                Decimal("37.5"), Decimal("40"), "end('txtHours').value = '8'", Decimal("8")),
        Variant("money", pay, labelled("Pay", "txtPay") + box("txtPay"), Decimal("1234.50"), Decimal("18.00"),
                "end('txtPay').value = '$18'", Decimal("18")),
        Variant("money-masked", pay, labelled("Pay", "txtPay") + box("txtPay"), Decimal("1234.50"), Decimal("18.00"),
                "end('txtPay').value = '$1,018.25'", Decimal("1018.25"), script=mask),
        call("phone-three-boxes", f"<div>{labelled('Phone', 'txtPhone1')}{three}</div>", filled),
        call("phone-three-boxes-jumping", f"<div><span>Phone</span> <span>{three}</span></div>", filled, jump),
        call("phone-one-box", one, "end('txtPhone').value = '(213) 555-0142'"),
    ]  # fmt: skip


VARIANTS = [*_texts(), *_dates(), *_choices(), *_numbers()]
