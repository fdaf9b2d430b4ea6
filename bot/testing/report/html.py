"""The report as one self-contained file: nothing from elsewhere, no script, a policy that allows neither."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.errors import ConfigError
from bot.forms.site_forms import SiteForms
from bot.keys import write_private
from bot.printable import printable
from bot.records.model import screens_of
from bot.report.page import policy, style
from bot.testing.cases import EMPTY_FORM
from bot.testing.pictures import small
from bot.testing.report.collect import Case, Collector, PictureNote

FOLDER = Path(__file__).resolve().parent
_LONGEST = 12
"""Tests that the time line shows."""
_CHANGED, _OTHERS = 1000, 480
"""Widths of pictures, in pixels: those to be looked at closely, and the others."""
_SECTIONS = {
    "failures": "What failed",
    "changed": "Looks",
    "notes": "To know",
    "steps": "Steps",
    "screens": "Screens",
    "timings": "Timings",
    "timeline": "Time line",
    "pictures": "Pictures",
}
_PARTS = {"activity": "Activity", "activities": "Activities", "assessment": "Assessment", "plan": "Plan"}
_ALONE = {
    "programs": "Programs tab",
    "plan_tab": "Plan tab",
    "print": "Display/Print",
    "assist.search": "Assist an Individual",
    "others": "Other screens",
}
_CHECKS = {
    "screen is as accepted": "as accepted",
    "every field is kept": "fields",
    "lists offer what is known": "lists",
    "looks as before": "looks",
    "empty form looks as before": "looks",
    "is not much slower": "time",
    "required boxes must be filled": "required",
    "dates must be days": "dates",
    "dates must be in order": "order of dates",
    "lists of rows offer what is known": "lists of rows",
}
"""What a mark says for each of the suite's tests of a screen."""


def write_report(collector: Collector, path: Path) -> None:
    """Writes the file, readable by its owner only. Raises ConfigError when it can't."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, report(collector).encode())
    except OSError as error:
        raise ConfigError(f"the report can't be written to {path}: {error.strerror}") from None


def report(collector: Collector) -> str:
    """The file's text."""
    sheet = style()
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, finalize=_finalize
    )
    content = _content(collector)
    return environment.get_template("report.html.j2").render(
        **content,
        style=Markup(sheet),  # our own file, and the policy names its hash
        policy=policy(sheet),
        parts=[*((key, words) for key, words in _SECTIONS.items() if content[key]), ("all", "All tests")],
    )


def _finalize(value: object) -> object:
    """Words of the site and of records show nothing else than they are."""
    return printable(value, lines=True) if isinstance(value, str) and not isinstance(value, Markup) else value


def screen_name(key: str, forms: SiteForms) -> str:
    """A screen's name for people, by its key and the site's forms: `Assessment: Employment (history)`."""
    if key.endswith(EMPTY_FORM):
        return f"{screen_name(key.removesuffix(EMPTY_FORM), forms)}, empty form"
    part, _, rest = key.partition(".")
    if not rest:
        return _ALONE.get(key, key)
    if key in _ALONE:
        return _ALONE[key]
    form = screens_of(forms).get(key)
    title = form.screen_title if form is not None else rest.capitalize()
    inner = f" ({rest.partition('.')[2]})" if "." in rest else ""
    return f"{_PARTS.get(part, part)}: {title}{inner}"


def _content(collector: Collector) -> dict[str, Any]:
    cases = list(collector.cases.values())
    counts = {outcome: sum(case.outcome == outcome for case in cases) for outcome in ("passed", "failed", "skipped")}
    forms = collector.site.profile.forms
    total = max((case.began + case.seconds for case in cases), default=0.0)
    return {
        "verdict": _verdict(collector, counts),
        "site": collector.site.profile.name,
        "host": urlsplit(collector.site.profile.base_url).netloc,
        "began": f"{collector.began:%Y-%m-%d %H:%M %Z}",
        "browser": collector.browser,
        "version": collector.version,
        "counts": counts,
        "duration": f"{total:.0f} s",
        "kept_out": collector.kept_out,
        "failures": [_failure(case, collector) for case in cases if case.outcome == "failed"],
        "notes": collector.notes,
        "steps": _steps(cases),
        "screens": _screens(cases, forms),
        "timings": [
            {"name": _timed(note.name, forms), "now": f"{note.now:.2f}", "golden": f"{note.golden or 0:.2f}",
             "ratio": f"{note.ratio:.1f}" if note.ratio else ""}
            for note in sorted(collector.timings, key=lambda note: -(note.ratio or 0))
        ],
        "timeline": _timeline(cases, total, forms),
        "changed": [_picture(note, _CHANGED, forms) for note in collector.pictures if note.status == "changed"],
        "pictures": [_picture(note, _OTHERS, forms) for note in collector.pictures if note.status != "changed"],
        "groups": [
            {"name": name, "cases": [_case(case, forms) for case in cases if case.group == name]}
            for name in dict.fromkeys(case.group for case in cases)
        ],
    }  # fmt: skip


def _verdict(collector: Collector, counts: dict[str, int]) -> str:
    if collector.kept_out:
        return "The site keeps the program out"
    if counts["failed"]:
        return f"{counts['failed']} of {sum(counts.values())} tests failed"
    if collector.stopped:
        return "Stopped by the user before the end"
    return "The sandbox is as it should be" if counts["passed"] else "Nothing was tested"


def _failure(case: Case, collector: Collector) -> dict[str, Any]:
    """A failed test, with where its pictures stand."""
    forms = collector.site.profile.forms
    shown = any(
        (note.screen, note.user_id, note.status) == (case.screen, case.user_id, "changed")
        for note in collector.pictures
    )
    own = _own(case)
    anchor = _anchor(case.screen, case.user_id) if shown and _CHECKS.get(own.lower()) == "looks" else ""
    return {**_case(case, forms), "test": own, "place": _place(case, forms), "picture": anchor}


def _anchor(screen: str, user_id: str) -> str:
    return f"picture-{screen}-{user_id}"


def _own(case: Case) -> str:
    """A test's own words, without its parameters where those are told otherwise."""
    words = case.title.split(": ")[0] if case.step or case.screen else case.title
    return f"{words[:1].upper()}{words[1:]}"


def _place(case: Case, forms: SiteForms) -> str:
    return " ".join(part for part in (case.step, screen_name(case.screen, forms) if case.screen else "") if part)


def _case(case: Case, forms: SiteForms) -> dict[str, Any]:
    return {
        "heading": heading(case, forms),
        "group": case.group.capitalize(),
        "user_id": case.user_id,
        "outcome": case.outcome,
        "words": case.words,
        "command": case.command,
    }


def heading(case: Case, forms: SiteForms) -> str:
    """What a test was about: its own words, and the step or screen."""
    place = _place(case, forms)
    return f"{_own(case)}: {place}" if place else _own(case)


def _steps(cases: Iterable[Case]) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for case in cases:
        if case.group == "steps" and case.user_id:
            words = case.step or "second run"
            rows.setdefault(case.user_id, []).append({"words": words, "outcome": case.outcome})
    return [{"name": user_id, "marks": marks} for user_id, marks in rows.items()]


def _screens(cases: Iterable[Case], forms: SiteForms) -> list[dict[str, Any]]:
    """A row a screen and participant; what is about the screen itself stands with the first participant there."""
    about = [case for case in cases if case.screen]
    first = {case.screen: case.user_id for case in reversed(about) if case.user_id}
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for case in about:
        own = case.title.split(": ")[0]
        marks = rows.setdefault((case.screen, case.user_id or first.get(case.screen, "")), [])
        marks.append({"words": _CHECKS.get(own, own), "outcome": case.outcome})
    return [
        {"name": ", ".join(filter(None, (screen_name(key, forms), user_id))), "marks": marks}
        for (key, user_id), marks in rows.items()
    ]


def _timed(name: str, forms: SiteForms) -> str:
    """What took its time: `36213 plan.goals` in words."""
    user_id, _, screen = name.partition(" ")
    return f"{screen_name(screen, forms)}, {user_id}" if screen else "Signing in" if name == "sign-in" else name


def _timeline(cases: list[Case], total: float, forms: SiteForms) -> list[dict[str, Any]]:
    longest = sorted(cases, key=lambda case: -case.seconds)[:_LONGEST]
    scale = 1000 / total if total else 0.0
    return [
        {
            "heading": heading(case, forms),
            "outcome": case.outcome,
            "seconds": f"{case.seconds:.1f}",
            "began": f"{case.began:.1f}",
            "ended": f"{case.began + case.seconds:.1f}",
            "x": f"{case.began * scale:.1f}",
            "width": f"{max(case.seconds * scale, 4):.1f}",
        }
        for case in sorted(longest, key=lambda case: case.began)
    ]


def _picture(note: PictureNote, width: int, forms: SiteForms) -> dict[str, Any]:
    def data(picture: bytes | None) -> str:
        if picture is None:
            return ""
        return f"data:image/webp;base64,{base64.b64encode(small(picture, width=width)).decode()}"

    return {
        "name": screen_name(note.screen, forms),
        "anchor": _anchor(note.screen, note.user_id),
        "user_id": note.user_id,
        "status": note.status,
        "words": note.words,
        "now": data(note.now),
        "golden": data(note.golden),
        "marked": data(note.marked),
    }
