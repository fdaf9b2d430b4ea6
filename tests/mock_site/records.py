"""Records of the site (activity, assessment, plan): how a step's values reach them, and how tests see them.

A record is `{"id", "user_id", "staff", "created", "finished", "screens": {screen: values},
"rows": {screen: [row values with "id"]}, "services": [activity ids]}`.
"""

from __future__ import annotations

import html
from html.parser import HTMLParser
from typing import Any

from tests.mock_site.controls import DATE, as_date
from tests.mock_site.options import Values
from tests.mock_site.screens import Field, catalogue
from tests.mock_site.site import Gone, Visit
from tests.mock_site.store import Kind, Record, Store

NOT_KEPT = ("staff", "app_id")
_BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4"})


class Keeper:
    """Writes one record: at once, or (`held`) only when the wizard is finished.

    A write goes to the session's person, whatever record the page was opened for: if that belongs to somebody
    else by now, a record of the session's person is begun.
    """

    def __init__(self, visit: Visit, kind: Kind, state: dict[str, Any], held: bool) -> None:
        self.visit = visit
        self.kind = kind
        self._state = state
        self.held = held
        self._store = visit.site.store
        self._switches = visit.site.switches

    @property
    def record(self) -> Record:
        """The record as it stands, or a blank one. Raises Gone."""
        if self.held and "draft" in self._state:
            draft: Record = self._state["draft"]
            return draft
        number = self._state.get("id")
        if number is None:
            return self._blank()
        record = self._store.record(self.kind, number)
        if record is None:
            raise Gone(f"{self.kind} {number}")
        return record

    @property
    def created(self) -> bool:
        """Whether it stands on the site."""
        return self._state.get("id") is not None

    def save_screen(self, screen: str, fields: list[Field], values: Values) -> None:
        """Take over a step's values; nothing is written when nothing differs."""
        record = self._writable()
        kept = self._as_kept(screen, fields, values)
        before = record["screens"].get(screen)
        nothing_new = before is None and all(kept[box.key] == box.empty for box in fields if box.key in kept)
        if "id" in record and (before == kept or nothing_new):
            return
        record["screens"][screen] = kept
        self._put(record, screen, "update")

    def save_row(self, screen: str, fields: list[Field], values: Values, number: int | None) -> None:
        """Add a row, or replace the one of that number."""
        record = self._writable()
        rows = record["rows"].setdefault(screen, [])
        kept = self._as_kept(screen, fields, values)
        if number is None:
            number = self._store.next_id("goal" if screen == "plan.goals" else "row")
            signed = any(box.key == "staff" for box in fields)
            rows.append({"id": number} | ({"staff": self.visit.staff.name} if signed else {}) | kept)
            self._put(record, screen, "row-create", number)
            return
        row = next((row for row in rows if row["id"] == number), None)
        if row is None:
            raise Gone(f"row {number} of {screen}")
        if {**row, **kept} != row:
            row |= kept
            self._put(record, screen, "row-update", number)

    def drop_row(self, screen: str, number: int) -> None:
        """Delete a row; a goal takes its objectives with it."""
        record = self._writable()
        rows = record["rows"].get(screen, [])
        record["rows"][screen] = [row for row in rows if row["id"] != number]
        if screen == "plan.goals":
            objectives = record["rows"].get("plan.objectives", [])
            record["rows"]["plan.objectives"] = [one for one in objectives if one["goal"] != str(number)]
        self._put(record, screen, "row-delete", number)

    def save_services(self, activities: list[int]) -> None:
        """Take over which activities belong to the plan."""
        record = self._writable()
        if record["services"] != activities:
            record["services"] = activities
            self._put(record, "plan.services", "update")

    def finish(self, screen: str) -> None:
        """The wizard's end: a held record is saved now."""
        if self.held:
            self._save_held(screen)
            return
        record = self._writable()
        if not record["finished"]:
            record["finished"] = True
            self._put(record, screen, "finish")

    def _save_held(self, screen: str) -> None:
        record = self._writable() | {"finished": True}
        standing = self._store.record(self.kind, record["id"]) if "id" in record else None
        self._state["draft"] = record
        if record != standing:
            self._store_now(record, screen, "update", None)
        if self.kind != "activity" and not (standing and standing["finished"]):
            self.visit.write(screen, "finish", record["id"])

    def _writable(self) -> Record:
        """The record if it is the session's person's; else a blank one of that person, without a number."""
        record, person = self.record, self.visit.session.assisted
        if record["user_id"] == person:
            return record
        if self.held:
            return {key: value for key, value in record.items() if key != "id"} | {"user_id": person}
        return self._blank()

    def _put(self, record: Record, screen: str, action: str, row: int | None = None) -> None:
        if self.held:
            self._state["draft"] = record
        else:
            self._store_now(record, screen, action, row)

    def _store_now(self, record: Record, screen: str, action: str, row: int | None) -> None:
        created = "id" not in record
        if created:
            record["id"] = self._state["id"] = self._store.next_id(self.kind)
        self._store.put_record(self.kind, record)
        if created:
            self.visit.write(screen, "create", record["id"])
        if not created or action != "update":
            self.visit.write(screen, action, record["id"], row)

    def _blank(self) -> Record:
        return blank_record(self.visit.session.assisted, self.visit.staff.name, self.visit.site.today_text)

    def _as_kept(self, screen: str, fields: list[Field], values: Values) -> Values:
        """The values as the server keeps them: dates in one form, and H12's cuts and losses."""
        kept = {}
        cuts = self._switches["cut_text"]
        for box in fields:
            if box.key in NOT_KEPT or f"{screen}.{box.key}" in self._switches["drop_field"]:
                continue
            value = values.get(box.key, box.empty)
            if box.kind == "date" and isinstance(value, str):
                moment = as_date(value)
                value = moment.strftime(DATE) if moment else value
            longest = cuts.get(f"{screen}.{box.key}", cuts.get(box.key))
            if longest is not None and isinstance(value, str):
                value = value[:longest]
            kept[box.key] = value
        return kept


def blank_record(user_id: str, staff: str, created: str) -> Record:
    """A record with nothing in it."""
    return {
        "user_id": user_id, "staff": staff, "created": created, "finished": False,
        "screens": {}, "rows": {}, "services": [],
    }


# --- what tests see -----------------------------------------------------------------------------------

def state_of(store: Store, user_id: str) -> dict[str, Any] | None:
    """Everything that stands for a person, in the shape that the contract of the mock gives."""
    person = store.person(user_id)
    if person is None:
        return None
    activities = store.records("activity", user_id)
    return {
        "person": person,
        "activities": [_activity(record, person["app_id"]) for record in activities],
        "assessments": [_assessment(record) for record in store.records("assessment", user_id)],
        "plans": [_plan(record, activities) for record in store.records("plan", user_id)],
    }


def activity_values(record: Record) -> Values:
    """The values of all three steps of an activity."""
    merged: Values = {}
    for screen in catalogue().wizards["activity"].steps:
        merged |= record["screens"].get(screen, {})
    return merged


def _activity(record: Record, app_id: str) -> dict[str, Any]:
    values = activity_values(record)
    status = "C" if values.get("actual_end") else "S"
    return {"id": record["id"], "app_id": app_id} | values | {"status": status}


def _assessment(record: Record) -> dict[str, Any]:
    screens: dict[str, Any] = {}
    for key in catalogue().wizards["assessment"].steps:
        screen = catalogue().screens[key]
        rows = [plain(row, screen.rows.fields) for row in record["rows"].get(key, [])] if screen.rows else []
        if screen.rows and not screen.fields:
            if key in record["rows"]:
                screens[key] = rows
        elif key in record["screens"] or rows:
            screens[key] = plain(record["screens"].get(key, {}), screen.fields)
            if screen.rows:
                screens[key][screen.rows.key] = rows
    return {"id": record["id"], "finished": record["finished"], "screens": screens}


def _plan(record: Record, activities: list[Record]) -> dict[str, Any]:
    codes = {one["id"]: activity_values(one).get("code", "") for one in activities}
    objectives = record["rows"].get("plan.objectives", [])
    goals = []
    for goal in record["rows"].get("plan.goals", []):
        own = [one for one in objectives if one["goal"] == str(goal["id"])]
        goals.append(goal | {"objectives": [{k: v for k, v in one.items() if k != "goal"} for one in own]})
    return {
        "id": record["id"],
        "finished": record["finished"],
        "status": plan_status(record),
        "plan": record["screens"].get("plan.plan", {}),
        "goals": goals,
        "services": [codes[number] for number in record["services"] if number in codes],
    }


def plan_status(record: Record) -> str:
    """OPEN until it has a closing date, as lists show it."""
    return "CLOSED" if record["screens"].get("plan.plan", {}).get("closed_on") else "OPEN"


def plain(values: Values, fields: tuple[Field, ...]) -> Values:
    """The values with rich texts as plain lines, their mark-up beside them under `key_html`."""
    shown = dict(values)
    for box in fields:
        if box.kind == "richtext" and box.key in shown:
            shown[f"{box.key}_html"] = shown[box.key]
            shown[box.key] = plain_text(shown[box.key])
    return shown


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self._pending = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()
            self._pending = True
        elif tag in _BLOCKS and self.lines[-1]:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        # A break right before the end of a block shows no line of its own.
        if tag in _BLOCKS:
            self._pending = False
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self._break()
        self.lines[-1] += data

    def _break(self) -> None:
        if self._pending:
            self.lines.append("")
        self._pending = False


def plain_text(markup: str) -> str:
    """The lines that a reader sees of a rich text."""
    lines = _Lines()
    lines.feed(markup)
    lines.close()
    return "\n".join(line.replace("\xa0", " ") for line in lines.lines).strip("\n")


def rich_text(text: str) -> str:
    """Plain lines as the editor's mark-up."""
    return "".join(f"<p>{html.escape(line, quote=False) or '<br>'}</p>" for line in text.split("\n"))
