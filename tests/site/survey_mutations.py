"""Ways in which a site may change from one night to the next, each with the drifts that must tell it; and what a survey
must then look like, as data: the tests make sure in a browser that it does."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.survey.model import Box, ScreenSurvey, Survey
from tests.mock_site.screens import PREFIXES, camel, usual

Raw = dict[str, Any]
Change = Callable[[Raw], None]
LISTS = usual()["lists"]


Told = tuple[str, str, str, str]


@dataclass(frozen=True)
class Mutation:
    """A change of the mock's screens, and how it must be told: screen, part, kind, name."""

    change: Change
    screen: str
    part: str
    kind: str
    name: str
    also: tuple[Told, ...] = ()
    """What else the same change shows."""

    @property
    def told(self) -> set[Told]:
        """Every drift that must be told for it."""
        return {(self.screen, self.part, self.kind, self.name), *self.also}

    def __str__(self) -> str:
        return f"{self.screen} {self.kind} {self.name}"


def mutated(mutations: list[Mutation]) -> Raw:
    """The usual screens with all the changes at once."""
    raw: Raw = copy.deepcopy(dict(usual()))
    raw["words"] = {}
    for mutation in mutations:
        mutation.change(raw)
    return raw


def _fields(raw: Raw, screen: str, row: bool) -> Raw:
    there: Raw = raw["screens"][screen]
    fields: Raw = there["rows"]["fields"] if row else there["fields"]
    return fields


def _label(screen: str, key: str, row: bool) -> str:
    return str(_fields(dict(usual()), screen, row)[key]["label"])


def _of(screen: str, drift: str, key: str, row: bool = False, **values: Any) -> Mutation:
    """A field with other values; None takes one out."""

    def change(raw: Raw) -> None:
        field = _fields(raw, screen, row)[key]
        field.update(values)
        for name in [name for name, value in field.items() if value is None]:
            del field[name]

    return Mutation(change, screen, _part(row), drift, _label(screen, key, row))


def _gone(screen: str, key: str, row: bool = False) -> Mutation:
    label = _label(screen, key, row)
    return Mutation(lambda raw: _fields(raw, screen, row).pop(key), screen, _part(row), "gone", label)


def _new(screen: str, label: str, row: bool = False, **values: Any) -> Mutation:
    def change(raw: Raw) -> None:
        _fields(raw, screen, row)["added"] = {"label": label, **values}

    return Mutation(change, screen, _part(row), "new", label)


def _moved(screen: str, key: str, row: bool = False) -> Mutation:
    """A field put at the end of its screen."""

    def change(raw: Raw) -> None:
        fields = _fields(raw, screen, row)
        fields[key] = fields.pop(key)

    return Mutation(change, screen, _part(row), "moved", _label(screen, key, row))


def _worded(usual_word: str, word: str, screen: str, part: str, also: tuple[str, ...] = ()) -> Mutation:
    more = tuple((other, part, "renamed", usual_word) for other in also)
    return Mutation(lambda raw: raw["words"].update({usual_word: word}), screen, part, "renamed", usual_word, more)


def _part(row: bool) -> str:
    return "row field" if row else "field"


def _add_button(raw: Raw) -> None:
    raw["screens"]["assessment.degree"]["rows"]["add"] = "Add Another Degree"


def _title(raw: Raw) -> None:
    raw["screens"]["assessment.employment"]["title"] = "Work History"


def _tests_first(raw: Raw) -> None:
    steps = raw["wizards"]["assessment"]["steps"]
    steps.remove("assessment.tests")
    steps.insert(1, "assessment.tests")


MUTATIONS = [
    _of("activity.general", "renamed", "app_id", label="Number of the Application"),
    _of("activity.general", "options removed", "customer_group", options=["Adult", "Youth"]),
    _of("activity.general", "no longer required", "grant", required=False),
    _of("activity.general", "link renamed", "code", link="Choose Activity Code"),
    _of("activity.general", "kind changed", "comments", kind="text"),
    _new("activity.provider", "Provider Phone", kind="phone"),
    _of("activity.closure", "no longer required", "actual_end", required=False),
    _of("activity.closure", "options added", "completion_code", options=[*LISTS["completion_codes"], "Transferred"]),
    _moved("assessment.general", "program"),
    _of("assessment.general", "max length changed", "reason", max=1000),
    _of("assessment.general", "now posts back", "program", posts_back=True),
    _gone("assessment.expectation", "available_on"),
    _of("assessment.expectation", "renamed", "short_term_goal", label="Work Wanted Soon"),
    _of("assessment.expectation", "now required", "minimum_wage", required=True),
    _of("assessment.expectation", "no longer posts back", "desired_occupation", typed_postback=False),
    _of("assessment.expectation", "options in another order", "work_type", options=LISTS["work_types"][::-1]),
    _of("assessment.expectation", "condition changed", "training_kind", when={"training_interest": "No"}),
    _of("assessment.education", "kind changed", "last_school", kind="textarea"),
    _of("assessment.education", "kind changed", "plans_school", kind="checkbox", name="rblPlansSchool"),
    _new("assessment.education", "Is this participant a veteran?", kind="yesno", required=True),
    _gone("assessment.degree", "gpa", row=True),
    Mutation(_add_button, "assessment.degree", "button", "renamed", "Add a New Degree"),
    _new("assessment.certificate", "Renewal Date", row=True, kind="date"),
    _of("assessment.certificate", "options removed", "kind", row=True, options=["License", "Certificate"]),
    Mutation(_title, "assessment.employment", "screen", "renamed", ""),
    _of("assessment.employment", "no longer required", "title", row=True, required=False),
    _of("assessment.employment", "condition changed", "ended_on", row=True, when=None),
    _of("assessment.household", "name changed", "size", name="txtHHSize"),
    _of("assessment.household", "max length changed", "child_care", max=500),
    _of("assessment.household", "renamed", "housing", label="Living Arrangement"),
    _of("assessment.household", "options added", "marital_status", options=[*LISTS["marital_statuses"], "Partnered"]),
    _gone("assessment.readiness", "languages"),
    _of("assessment.readiness", "now required", "references", required=True),
    _moved("assessment.readiness", "resume"),
    _of("assessment.barriers", "options removed", "barriers", options=LISTS["barriers"][:-2]),
    _of("assessment.barriers", "kind changed", "other", kind="textarea"),
    _of("assessment.background", "condition changed", "felony", when=None),
    _of("assessment.background", "renamed", "pending", label="Charges Not Yet Decided"),
    _gone("assessment.tests", "grade", row=True),
    _of("assessment.tests", "options added", "area", row=True, options=[*LISTS["test_areas"], "Typing"]),
    Mutation(_tests_first, "assessment.tests", "screen", "moved", ""),
    _of("assessment.referrals", "renamed", "contact", row=True, label="Person There"),
    _of("assessment.referrals", "now required", "outcome", row=True, required=True),
    _of("plan.plan", "renamed", "office", label="Office of the Plan"),
    _gone("plan.plan", "staff"),
    _of("plan.goals", "options removed", "affiliations", row=True, options=["WIOA", "WP"]),
    _new("plan.goals", "Priority", row=True, kind="select", options=["High", "Low"]),
    _of("plan.objectives", "max length changed", "objective", row=True, max=250),
    _of("plan.objectives", "no longer required", "status", row=True, required=False),
    _worded("Provider", "Provider of the Service", "plan.services", "column"),
    _worded("Finish", "Finish >>", "plan.services", "button", also=("activity.closure", "assessment.referrals")),
    _worded("Create Objective Assessment Summary", "Create an Assessment Summary", "plan_tab", "button"),
    _worded("Office Location", "Office Name/Location", "plan_tab", "column"),
    _worded("Funding / Grant", "Funding / Grant Source", "programs", "column"),
    _worded("Include Staff Signature", "With Staff Signature", "print", "field"),
    _worded("Plan closed on", "Closing date of the plan", "print", "field"),
]

def _without(screen: str, wizard: str) -> Change:
    def change(raw: Raw) -> None:
        raw["wizards"][wizard]["steps"].remove(screen)

    return change


def _one_more(raw: Raw) -> None:
    raw["wizards"]["plan"]["steps"].insert(1, "plan.barriers")
    raw["screens"]["plan.barriers"] = {"title": "Barriers to the Plan", "fields": {"x": {"label": "X", "kind": "text"}}}


def _no_rows(raw: Raw) -> None:
    del raw["screens"]["assessment.referrals"]["rows"]


STRUCTURE = [
    Mutation(_without("assessment.certificate", "assessment"), "assessment.certificate", "screen", "gone", ""),
    Mutation(_one_more, "plan.barriers_to_the_plan", "screen", "new", ""),
    Mutation(_no_rows, "assessment.referrals", "rows", "gone", "Add a New Referral"),
]
"""Changes after which other tests would not find their way."""


def surveyed(survey: Survey, raw: Raw) -> Survey:
    """A survey of the unchanged mock as it must look after a change of the screens file."""
    screens = {key: _reworded(screen, raw["words"]) for key, screen in survey.screens.items()}
    wizards = {}
    for name, wizard in survey.wizards.items():
        steps = raw["wizards"][name]["steps"]
        tabs = tuple(raw["screens"][step]["title"] for step in steps)
        known = {step: screens.pop(step) for step in wizard.steps}
        slugs = [f"{name}.{'_'.join(tab.lower().split())}" for tab in tabs]
        keys = [step if step in known else slug for step, slug in zip(steps, slugs, strict=True)]
        for step, key in zip(steps, keys, strict=True):
            like = known.get(step) or known[wizard.steps[1]].model_copy(update={"fields": {}, "rows": None})
            screens[key] = _step(like, raw["screens"][step], usual()["screens"].get(step, {}), tabs)
        wizards[name] = wizard.model_copy(update={"steps": tuple(keys)})
    return survey.model_copy(update={"screens": screens, "wizards": wizards})


def _reworded(screen: ScreenSurvey, words: Raw) -> ScreenSurvey:
    """With texts in the site's new wording: buttons, columns, and labels outside the wizards' own screens."""

    def said(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(words.get(text, text) for text in texts)

    grids = tuple(grid.model_copy(update={"columns": said(grid.columns)}) for grid in screen.grids)
    labels = {
        key: box.model_copy(update={"label": words.get(box.label, box.label)}) for key, box in screen.fields.items()
    }
    texts = {"buttons": said(screen.buttons), "links": said(screen.links), "grids": grids}
    return screen.model_copy(update={**texts, "fields": labels if "create_pdf" in labels else screen.fields})


def _step(screen: ScreenSurvey, raw: Raw, before: Raw, tabs: tuple[str, ...]) -> ScreenSurvey:
    fields, rows = _boxes(screen.fields, raw.get("fields", {}), before.get("fields", {})), screen.rows
    if rows is not None and "rows" in raw:
        own = raw["rows"]["fields"]
        columns = (*(field["label"] for key, field in own.items() if key != raw["rows"].get("under")), "Action")
        boxes = _boxes(rows.fields, own, before["rows"]["fields"])
        add = raw["rows"].get("add", rows.add)
        changes = {"fields": boxes, "add": add, "title": add, "columns": columns if rows.columns else ()}
        rows = rows.model_copy(update=changes)
    rows = rows if "rows" in raw else None
    return screen.model_copy(update={"title": raw["title"], "fields": fields, "rows": rows, "tabs": tabs})


def _boxes(there: dict[str, Box], raw: Raw, before: Raw) -> dict[str, Box]:
    """The boxes in the order of the file; those that differ from the usual ones with what differs."""
    boxes = {
        key: _changed(there[key], field, before[key]) if key in before else _box(key, field)
        for key, field in raw.items()
    }
    return {key: _with_lists_left(box, boxes) for key, box in boxes.items()}


def _with_lists_left(box: Box, boxes: dict[str, Box]) -> Box:
    """Without the lists that an option brought up which is not offered any more."""
    by = {
        key: {option: words for option, words in table.items() if option in (boxes[key].options or ())}
        for key, table in box.options_by.items()
    }
    return box.model_copy(update={"options_by": by})


def _changed(box: Box, field: Raw, before: Raw) -> Box:
    changes = {name: field.get(name) for name in {*field, *before} if field.get(name) != before.get(name)}
    update: Raw = {name: value for name, value in changes.items() if name in ("label", "kind", "name", "link", "max")}
    if "options" in changes:
        update["options"] = tuple(field["options"])
    if "when" in changes:
        update["when"] = changes["when"] or {}
    if "required" in changes:
        update["required"] = bool(changes["required"])
    if {"posts_back", "typed_postback"} & set(changes):
        update["posts_back"] = bool(changes.get("posts_back") or changes.get("typed_postback"))
    return box.model_copy(update=update)


def _box(key: str, field: Raw) -> Box:
    name = f"{PREFIXES[field['kind']]}{camel(key)}"
    given = {key: field[key] for key in ("label", "kind", "required", "options") if key in field}
    return Box.model_validate({**given, "name": name})
