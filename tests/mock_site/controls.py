"""Every kind of control: how it is drawn. How its value is read back is in `posted.py`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from tests.mock_site.dialects import dates, lines, messages, selects, texts, ticks
from tests.mock_site.options import Options, Values, activity_text
from tests.mock_site.screens import Field
from tests.mock_site.switches import Switches
from tests.mock_site.webforms import Out

DATE = "%m/%d/%Y"
PRODUCT_DATES = ("plain", "image", "rad", "window")


@dataclass
class Ground:
    """Where a group of fields stands: its user control, its values, and what it may need of the site."""

    out: Out
    switches: Switches
    options: Options
    uc: str
    group: str
    values: Values
    address: Callable[..., str]
    errors: dict[str, str] = field(default_factory=dict)
    table: bool = False

    def name(self, box: Field) -> str:
        """The full name of a field."""
        return self.out.name(self.uc, box.control)

    def on_the_box(self, box: Field) -> str:
        """The attributes by which a box itself says its name and that it is required, where it does."""
        return lines.on_the_box(self.out, "" if unlabelled(self, box) else box.label, box.required)

    def postback(self, name: str, box: Field, attribute: str) -> str:
        """The attribute by which a box posts back when it is changed, or nothing (H1, H2)."""
        if not (box.clears or box.posts_back or (box.typed_postback and self.switches["blur_postback"])):
            return ""
        self.out.target(name, "changed", box.key)
        wait = self.switches["reset_delay_ms"] if box.clears and box.index % 2 == 0 else 0
        call = f"javascript:setTimeout('__doPostBack(\\'{name}\\',\\'\\')', {wait})"
        return f' {attribute}="{escape(call)}"'



def _text(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    limit = f' maxlength="{box.max}"' if box.max else ""
    size = f' class="{box.kind}"' if box.kind != "text" else ""
    return (
        f'<input name="{ground.out.box(name)}" type="text" id="{ground.out.id(name)}"{size}{limit}'
        f' value="{escape(ground.values[box.key])}"{ground.on_the_box(box)}{ground.postback(name, box, "onchange")}>'
    )


def _textarea(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    limit = f' maxlength="{box.max}"' if box.max else ""
    return (
        f'<textarea name="{ground.out.box(name)}" rows="4" cols="60" id="{ground.out.id(name)}"{limit}'
        f'{ground.on_the_box(box)}{ground.postback(name, box, "onchange")}>\n'
        f"{escape(ground.values[box.key])}</textarea>"
    )


def _richtext(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    html_id = ground.out.id(name)
    ground.out.raw_fields.add(name)
    editor = texts.editor(ground.out, html_id, "" if unlabelled(ground, box) else box.label)
    if ground.switches["late_editor_ms"]:
        frame = (
            f'<iframe class="cke_wysiwyg_frame" data-for="{html_id}"'
            f' title="Rich Text Editor, {html_id}_txtWYSIWYGEditor" src="about:blank"></iframe>'
        )
        editor = f'<div id="cke_{html_id}" class="cke" data-frame="{escape(frame)}"></div>'
    return (
        f'<textarea name="{ground.out.box(name)}" id="{html_id}" class="richtext" style="display:none">\n'
        f"{escape(ground.values[box.key])}</textarea>{editor}"
    )


def _select(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    choices = ground.options.of(box, ground.values)
    source = ""
    if box.options == "offices" and choices and ground.switches["late_lists"]:
        source = ground.address("api/offices.ashx", region=ground.values["region"])
    if selects.by_text(ground.out):
        ground.out.box(name)
    else:
        ground.out.box(name, ["", *(choice.code for choice in choices)])
    return selects.select(ground.out, selects.Select(
        ground.out.id(name), name, [(choice.code, choice.text) for choice in choices],
        next((choice.code for choice in choices if choice.value == ground.values[box.key]), ""), source,
        ground.on_the_box(box) + ground.postback(name, box, "onchange"), box.index,
    ))


def _radios(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    html_id = ground.out.id(name)
    choices = ground.options.of(box, ground.values)
    ground.out.box(name, [choice.code for choice in choices])
    return ticks.group(ground.out, _group(ground, box, [
        ticks.Tick(
            f"{html_id}_{number}", name, choice.code, choice.text, True, choice.value == ground.values[box.key],
            ground.postback(f"{name}${number}", box, "onclick"),
        )
        for number, choice in enumerate(choices)
    ]))


def _checklist(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    html_id = ground.out.id(name)
    boxes = []
    for number, choice in enumerate(ground.options.of(box, ground.values)):
        ground.out.box(f"{name}${number}", [choice.code])
        boxes.append(ticks.Tick(
            f"{html_id}_{number}", f"{name}${number}", choice.code, choice.text, False,
            choice.value in ground.values[box.key],
        ))
    return ticks.group(ground.out, _group(ground, box, boxes))


def _group(ground: Ground, box: Field, boxes: list[ticks.Tick]) -> ticks.Group:
    label = "" if unlabelled(ground, box) else box.label
    mark = required_mark(ground, box)
    radio = box.kind != "checklist"
    return ticks.Group(
        ground.out.id(ground.name(box)), boxes, radio, label, lines.marked(label, mark), mark.css
    )


def _checkbox(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    label = "" if unlabelled(ground, box) else box.label
    ground.out.box(name, ["on"])
    return ticks.lone(ground.out, ticks.Tick(
        ground.out.id(name), name, "", label, False, ground.values[box.key] == "Yes",
        ground.postback(name, box, "onclick"),
    ))


def _phone(ground: Ground, box: Field) -> str:
    parts = texts.phone_parts(ground.out, ground.values[box.key])
    sizes = (3, 3, 4) if len(parts) > 1 else (12,)
    boxes = []
    for number, (part, size) in enumerate(zip(parts, sizes, strict=True), 1):
        name = f"{ground.name(box)}{number}"
        what = ("", "prefix", "line")[number - 1]
        aria = f' aria-label="{escape(box.label)} {what}"' if what and not unlabelled(ground, box) else ""
        aria = aria or ground.on_the_box(box)
        css = ' class="phone"' if len(parts) > 1 else ""
        boxes.append(
            f'<input name="{ground.out.box(name)}" type="text"{css} maxlength="{size}"'
            f' id="{ground.out.id(name)}"{aria} value="{escape(part)}">'
        )
    return texts.phone(ground.out, boxes)


def _lookup(ground: Ground, box: Field) -> str:
    name = ground.name(box)
    code = ground.values[box.key]
    shown = activity_text(code) if box.key == "code" else code
    hidden = ground.out.name(ground.uc, "hdn" + box.bare_control)
    link = ground.out.id(ground.out.name(ground.uc, "lnk" + box.bare_control))
    window = ground.address(
        "lookup/activitycode.aspx" if box.key == "code" else "lookup/provider.aspx",
        group=ground.values.get("customer_group", ""), text=ground.out.id(name), code=ground.out.id(hidden),
    )
    return (
        f'<input name="{ground.out.box(name)}" type="text" readonly id="{ground.out.id(name)}"'
        f' value="{escape(shown)}"{ground.on_the_box(box)}>'
        f'<input type="hidden" name="{ground.out.box(hidden)}" id="{ground.out.id(hidden)}"'
        f' value="{escape(code)}"> <a id="{link}" href="#"'
        f' onclick="return vos.openWindow(&#39;{escape(window)}&#39;);">{escape(box.link)}</a>'
    )


def _readonly(ground: Ground, box: Field) -> str:
    return f'<span id="{ground.out.id(ground.name(box))}">{escape(ground.values[box.key])}</span>'


def _date(ground: Ground, box: Field) -> str:
    style = date_style(ground, box)
    name = ground.name(box)
    if style == "rad":
        return _rad_date(ground, name, ground.values[box.key], ground.on_the_box(box))
    if style not in PRODUCT_DATES:
        return dates.draw(ground.out, style, name, ground.values[box.key], ground.on_the_box(box))
    html_id = ground.out.id(name)
    plain = (
        f'<input name="{ground.out.box(name)}" type="text" class="date" maxlength="10" id="{html_id}"'
        f' value="{escape(ground.values[box.key])}"{ground.on_the_box(box)}>'
    )
    if style == "image":
        image = '<img id="{}_DateInputImage" class="date-image" alt="Calendar" src="/static/calendar.svg">'
        return plain + image.format(html_id)
    if style == "window":
        window = escape(ground.address("lookup/calendar.aspx", text=html_id))
        return plain + (
            f' <a id="{html_id}_lnkCalendar" href="#" title="Calendar"'
            f' onclick="return vos.openWindow(&#39;{window}&#39;);">Select Date</a>'
        )
    return plain


def _rad_date(ground: Ground, name: str, text: str, more: str) -> str:
    html_id = ground.out.id(name)
    moment = as_date(text)
    iso = moment.isoformat() if moment else ""
    client = json.dumps({
        "enabled": True, "emptyMessage": "", "validationText": f"{iso}-00-00-00" if iso else "",
        "valueAsString": f"{iso}-00-00-00" if iso else "", "minDateStr": "1900-01-01-00-00-00",
        "maxDateStr": "2099-12-31-00-00-00", "lastSetTextBoxValue": text,
    }, separators=(",", ":"))
    state = f"{html_id}_dateInput_ClientState"
    return (
        f'<div id="{html_id}_wrapper" class="RadPicker">'
        f'<input type="text" name="{ground.out.box(name)}" id="{html_id}" value="{iso}" class="rdfd_"'
        f' style="visibility:hidden;position:absolute;width:1px;height:1px" tabindex="-1" title="Hidden value">'
        f'<input type="text" name="{ground.out.box(name + "$dateInput")}" id="{html_id}_dateInput"'
        f' class="riTextBox date" value="{escape(text)}"{more}>'
        f'<input type="hidden" name="{ground.out.box(state)}" id="{state}" value="{escape(client)}"></div>'
    )


_DRAW: dict[str, Callable[[Ground, Field], str]] = {
    "text": _text, "number": _text, "money": _text, "textarea": _textarea, "richtext": _richtext,
    "select": _select, "yesno": _radios, "radio": _radios, "checklist": _checklist, "checkbox": _checkbox,
    "phone": _phone, "lookup": _lookup, "readonly": _readonly, "date": _date,
}


def draw(ground: Ground, boxes: Iterable[Field]) -> str:
    """Fields with their labels and validators, as the lines of a form."""
    return lines.form(ground.out, [_line(ground, box) for box in boxes], ground.table)


_KINDS: dict[str, Literal["box", "tick", "group", "shown"]] = {
    "checkbox": "tick", "yesno": "group", "radio": "group", "checklist": "group", "readonly": "shown",
}


def _line(ground: Ground, box: Field) -> lines.Line:
    kind = _KINDS.get(box.kind, "box")
    control = _DRAW[box.kind](ground, box) + validators(ground, box)
    asked = kind == "tick" or (kind == "group" and ticks.asks_itself(ground.out))
    text = "" if asked or unlabelled(ground, box) else box.label + (":" if box.index % 4 == 3 else "")
    return lines.Line(text, control, main_id(ground, box), kind, required_mark(ground, box))


def unlabelled(ground: Ground, box: Field) -> bool:
    """Whether this is one of the controls that have no label at all."""
    missing = bool(ground.switches["missing_labels"]) and box.index % 6 == 5 and box.kind != "readonly"
    return missing or not box.label


def date_style(ground: Ground, box: Field) -> str:
    """Which of the date boxes stands here."""
    style: str = ground.switches["date_style"]
    return dates.style(ground.out, box.date if style == "mixed" else style)


def main_id(ground: Ground, box: Field) -> str:
    """The id that the label and the validators point at."""
    html_id = ground.out.id(ground.name(box))
    if box.kind == "phone":
        return f"{html_id}1"
    if box.kind == "select":
        return selects.aim(ground.out, html_id)
    if box.kind == "date":
        style = date_style(ground, box)
        return f"{html_id}_dateInput" if style == "rad" else dates.aim(style, html_id)
    return html_id


def required_mark(ground: Ground, box: Field) -> lines.Mark:
    """How it is seen that the field is required."""
    if not box.required:
        return lines.NO_MARK
    name = ground.out.dialect["required"]
    if name != "plain":
        return lines.MARKS[name]
    mode = ground.switches["css_stars"]
    by_css = mode == "css" or (mode == "mixed" and box.index % 2 == 0)
    return lines.Mark(css=True) if by_css else lines.Mark(before='<span class="star">* </span>')


def validators(ground: Ground, box: Field) -> str:
    """The message spans of a field, hidden until a check fails."""
    if box.kind == "readonly":
        return ""
    checks = [("required", f"{box.label} is required.")] if box.required and box.enforced else []
    checks += [(box.kind, text) for kind, text in FORMAT_MESSAGES.items() if kind == box.kind]
    spans = []
    error = ground.errors.get(box.key)
    for check, text in checks:
        message = text.format(label=box.label)
        visible = message == error
        spans.append(_validator(ground, box, check, message, visible))
        if visible:
            error = None
    if error:
        spans.append(_validator(ground, box, "server", error, True))
    return "".join(spans)


FORMAT_MESSAGES = {
    "date": "{label} must be a date such as 01/31/2019.",
    "number": "{label} must be a number.",
    "money": "{label} must be an amount such as 18.50.",
    "phone": "{label} must be a phone number of ten digits.",
}


def _validator(ground: Ground, box: Field, check: str, message: str, visible: bool) -> str:
    name = ground.out.name(ground.uc, ("rfv" if check == "required" else "cv") + box.bare_control)
    return messages.check(ground.out, messages.Check(
        ground.out.id(name), main_id(ground, box), check, box.kind, ground.group, message, visible
    ))


def as_date(text: str) -> datetime.date | None:
    """A date of a box, or None."""
    try:
        return datetime.datetime.strptime(text.strip(), DATE).date()
    except ValueError:
        return None
