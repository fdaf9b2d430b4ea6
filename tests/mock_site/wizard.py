"""The wizard: steps with fields and rows, saved at each Next or only at Finish."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, ClassVar

from tests.mock_site import row_forms
from tests.mock_site.controls import Ground, draw, main_id
from tests.mock_site.dialects import habits, messages, strips, whole
from tests.mock_site.options import Options, Values
from tests.mock_site.page import Answer, Page, Redirect
from tests.mock_site.posted import take_over
from tests.mock_site.records import Keeper
from tests.mock_site.screens import Field, Rows, Screen, WizardPlan, camel, catalogue, local_question
from tests.mock_site.site import Visit
from tests.mock_site.store import Kind
from tests.mock_site.validation import Errors, check_fields, check_row, visible
from tests.mock_site.webforms import Event, Form, Out

GENERAL = ""
"""The key of a refusal that belongs to no field."""


class Wizard(Page):
    """One wizard. State: `step`, the step's `values`, `row` (an open row form), `id` or a held `draft`."""

    kind: ClassVar[Kind]
    leads_to: ClassVar[str] = "casemgmt/plan.aspx"
    table: ClassVar[bool] = False
    asks_at_finish: ClassVar[bool] = True
    in_wizard = True

    def __init__(self, visit: Visit, state: dict[str, Any]) -> None:
        super().__init__(visit, state)
        self.errors: Errors = {}
        self.row_errors: Errors = {}

    # --- what it is

    @property
    def plan(self) -> WizardPlan:
        """Its heading and steps."""
        return catalogue().wizards[self.kind]

    @property
    def screen(self) -> str:
        """The key of the step that is shown."""
        step: int | None = self.state.get("step")
        return "" if step is None else self.plan.steps[step]

    @property
    def step_title(self) -> str:
        return self.layout.title

    @property
    def layout(self) -> Screen:
        """The step that is shown."""
        return catalogue().screens[self.screen]

    @property
    def keeper(self) -> Keeper:
        """Its record."""
        return Keeper(self.visit, self.kind, self.state, self.state["held"])

    @property
    def held(self) -> bool:
        """Whether a wizard opened now saves only at Finish."""
        return bool(self.switches["wizard_saves"] == "finish")

    @property
    def last(self) -> bool:
        """Whether this is the step with Finish."""
        return bool(self.state["step"] == len(self.plan.steps) - 1)

    def fields(self) -> list[Field]:
        """The step's fields, the local area's questions after its own."""
        own = list(self.layout.fields)
        extra = self.switches["local_questions"].get(self.screen, [])
        return own + [local_question(n, len(own) + n, question) for n, question in enumerate(extra)]

    def ground(self, out: Out) -> Ground:
        """Where the step's fields stand."""
        return Ground(
            out,
            self.switches,
            self._options(),
            f"uc{camel(self.screen)}",
            "step",
            self.state["values"],
            self.visit.address,
            self.errors,
            self.table,
        )

    def row_ground(self, out: Out) -> Ground:
        """Where the open row form's fields stand."""
        return Ground(
            out,
            self.switches,
            self._options(),
            row_forms.user_control(self.screen),
            "row",
            self.state["row"]["values"],
            self.visit.address,
            self.row_errors,
            self.table,
        )

    def _options(self) -> Options:
        goals = self.keeper.record["rows"].get("plan.goals", [])
        pattern = habits.GOALS[whole(self.switches["dialect"])["goals"]]
        return Options(self.site.armory, self.screen, goals, self.switches["goal_texts"], pattern)

    @property
    def _rows(self) -> Rows:
        rows = self.layout.rows
        if rows is None:
            raise LookupError(f"{self.screen} has no rows")
        return rows

    # --- what happens

    def open(self) -> Answer:
        self.state |= {"id": self.visit.args.get("id"), "held": self.held}
        if self.state["held"] and self.state["id"] is not None:
            standing = self.site.store.record(self.kind, self.state["id"])
            if standing is not None:
                self.state["draft"] = standing
        self.enter(0)
        return None

    def enter(self, step: int) -> None:
        """Show a step with what is stored of it. (H11 strikes here: the person is switched by another tab.)"""
        self.state |= {"step": step, "row": None}
        switch = self.site.armory.take("switch_person", self.screen)
        if switch is not None:
            self.visit.session.assisted = str(switch.options["to"])
        record = self.keeper.record
        stored = record["screens"].get(self.screen, {})
        values: Values = {box.key: stored.get(box.key, box.empty) for box in self.fields()}
        if not stored:
            values |= self.new_dates(self.fields())
        shown = {"staff": record["staff"], "app_id": self.visit.person["app_id"]}
        if self.switches["dates_filled"] and not stored:
            dates = [box.key for box in self.fields() if box.kind == "date" and box.required]
            shown |= dict.fromkeys(dates, f"{self.site.today:%m/%d/%Y}")
        self.state["values"] = values | {key: text for key, text in shown.items() if key in values}
        self.moved_on = self.fresh = True
        self.refreshed = ["upWizard"]

    def new_dates(self, fields: Iterable[Field]) -> Values:
        """The date boxes of a new form that the site fills in by itself, by the way of `new_dates`."""
        way = whole(self.switches["dialect"])["new_dates"]
        dates = [box for box in fields if box.kind == "date" and box.when is None]
        filled = {"first": dates[:1], "required": [box for box in dates if box.required]}.get(way, [])
        return {box.key: self.site.today_text for box in filled}

    def load(self, form: Form) -> None:
        out = self.new_out()
        take_over(self.ground(out), self.fields(), form)
        if self.state["row"] is not None:
            take_over(self.row_ground(out), self._rows.fields, form)

    def handle(self, event: Event, form: Form) -> Answer:
        what = event[0]
        if what == "changed":
            return self._changed(event[1])
        if what.startswith("row-"):
            return self._row_event(what, event[1:])
        if what == "cancel":
            return Redirect(self.visit.address(self.leads_to))
        if what == "back":
            self.enter(self.state["step"] - 1)
            return None
        if what == "tab":
            if not self.switches["tab_click_saves"] or self.save():
                self.enter(event[1])
            return None
        if not self.save():
            self.refreshed = ["upWizard"]
            return None
        if what == "finish":
            self.keeper.finish(self.screen)
            return Redirect(self.visit.address(self.leads_to))
        self.enter(self.state["step"] + 1)
        return None

    def save(self) -> bool:
        """Check the step and save it. An open row form is discarded without a word."""
        self.errors = self.check()
        if self.errors:
            return False
        fields = self.fields()
        if fields:
            self.keeper.save_screen(self.screen, fields, self._shown_values(fields, self.state["values"]))
        return True

    def check(self) -> Errors:
        """What the server refuses of this step."""
        errors = self._armed_refusal() | check_fields(self.fields(), self.state["values"])
        rows = self.layout.rows
        if rows is not None and len(self.keeper.record["rows"].get(self.screen, [])) < rows.at_least:
            errors[GENERAL] = f"At least one {rows.noun} is required."
        return errors

    def _armed_refusal(self) -> Errors:
        armed = self.site.armory.take("validator", self.screen)
        return {GENERAL: str(armed.options.get("message", "Refused."))} if armed else {}

    def _changed(self, key: str) -> Answer:
        self.refreshed = ["upStep"]
        fields = self._rows.fields if self.state["row"] is not None else tuple(self.fields())
        box = next((box for box in fields if box.key == key), None)
        if box is not None and box.clears and box.index % 2 == 1:
            self.delay_ms = self.switches["reset_delay_ms"]
        return None

    def _shown_values(self, fields: list[Field], values: Values) -> Values:
        shown = {box.key for box in visible(fields, values)}
        return {box.key: values[box.key] if box.key in shown else box.empty for box in fields}

    # --- rows

    def _row_event(self, what: str, args: list[Any]) -> Answer:
        self.refreshed = ["upStep"]
        rows = self._rows
        if what == "row-add":
            values = row_forms.new_values(rows, self.visit.staff.name) | self.new_dates(rows.fields)
            self.state["row"] = {"id": None, "values": values}
        elif what == "row-edit":
            standing = self.keeper.record["rows"].get(self.screen, [])
            row: dict[str, Any] = next((row for row in standing if row["id"] == args[0]), {})
            self.state["row"] = {
                "id": args[0],
                "values": {box.key: row.get(box.key, box.empty) for box in rows.fields},
            }
        elif what == "row-delete":
            self.keeper.drop_row(self.screen, args[0])
        elif what == "row-cancel":
            self.state["row"] = None
        elif what == "row-save":
            self._save_row(rows)
        return None

    def _save_row(self, rows: Rows) -> None:
        row = self.state["row"]
        record = self.keeper.record
        self.row_errors = self._armed_refusal() | check_fields(rows.fields, row["values"])
        if not self.row_errors and self.kind == "plan":
            start = record["screens"].get("plan.plan", {}).get("start_date", "")
            self.row_errors = check_row(self.screen, row["values"], start, record["rows"].get("plan.goals", []))
        if self.row_errors:
            return
        values = self._shown_values(list(rows.fields), row["values"])
        self.keeper.save_row(self.screen, list(rows.fields), values, row["id"])
        self.state["row"] = None
        self.moved_on = True

    # --- what it looks like

    def body(self, out: Out) -> str:
        step, count = self.state["step"] + 1, len(self.plan.steps)
        content = (
            self.title_bar(out, self.plan.heading)
            + f'<p class="instructions">Step {step} of {count}. Enter your information below. '
            "When you are finished click the Next &gt;&gt; button.</p>"
            + (f"<p>{escape(self.switches['notice'])}</p>" if self.switches["notice"] else "")
            + self._strip(out, "ucTabs")
            + out.panel("upStep", self.step_html(out))
            + self._buttons(out)
        )
        if self.switches["two_strips"]:
            content += self._strip(out, "ucTabsBottom", below=True)
        return out.panel("upWizard", content)

    def step_html(self, out: Out) -> str:
        """The fields, then the grid or the open row form."""
        ground = self.ground(out)
        fields = visible(self.fields(), self.state["values"])
        parts = [summary(ground, self.errors, fields)]
        if fields:
            parts.append(draw(ground, fields))
        rows = self.layout.rows
        if rows is not None and self.state["row"] is not None:
            row_ground = self.row_ground(out)
            problems = summary(row_ground, self.row_errors, rows.fields)
            parts.append(row_forms.draw_form(row_ground, rows, self.state["row"]["id"], problems))
        elif rows is not None:
            parts.append(row_forms.draw_grids(out, self.screen, rows, self.keeper, self.switches))
        return "".join(parts)

    def _strip(self, out: Out, uc: str, *, below: bool = False) -> str:
        items = []
        linked = self.keeper.created
        for number, key in enumerate(self.plan.steps):
            title = catalogue().screens[key].title
            name = out.name(uc, f"lnkTab{number}")
            address = ""
            if linked and self.switches["tab_links"] and number != self.state["step"]:
                address = out.postback(name, "tab", number, sync=not self.switches["wizard_async"])
            items.append(strips.Item(title, address, out.id(name)))
        html_id = "ulTabs" if self.switches["duplicate_ids"] else uc
        return strips.steps(out, strips.Strip(items, self.state["step"], html_id, below))

    def _buttons(self, out: Out) -> str:
        sync = not self.switches["wizard_async"]
        names = self._button_names()
        word = catalogue().word
        parts = [out.submit(out.name(*names["cancel"]), word("Cancel"), "cancel", sync=True, css="leaves")]
        if self.state["step"] > 0:
            parts.append(out.submit(out.name(*names["back"]), word("<< Back"), "back", sync=sync))
        if self.last:
            ask = self.asks_at_finish and self.switches["finish_confirm"]
            onclick = "if (!vos.confirmFinish(this)) return false;" if ask else ""
            parts.append(
                out.submit(
                    out.name(*names["finish"]), word("Finish"), "finish", sync=True, group="step", onclick=onclick
                )
            )
        else:
            parts.append(out.submit(out.name(*names["next"]), word("Next >>"), "next", sync=sync, group="step"))
        return f'<div class="wizardButtons">{" ".join(parts)}</div>'

    def _button_names(self) -> dict[str, tuple[str, ...]]:
        if self.switches["flavour"] != "wizard":
            return {
                what: ("ucWizardButtons", f"btn{what.capitalize()}") for what in ("cancel", "back", "next", "finish")
            }
        place = "Start" if self.state["step"] == 0 else "Finish" if self.last else "Step"
        container = f"{place}NavigationTemplateContainerID"
        return {
            "cancel": (container, "CancelButton"),
            "back": (container, f"{place}PreviousButton"),
            "next": (container, f"{place}NextButton"),
            "finish": (container, "FinishCompleteButton"),
        }


def summary(ground: Ground, errors: Errors, fields: Iterable[Field]) -> str:
    """The summary of refusals, each a link to its box; hidden while there are none."""
    out = ground.out
    name = out.name(ground.uc, "valSummary")
    boxes = {box.key: main_id(ground, box) for box in fields}
    items = [(boxes[key] if key else "", message) for key, message in errors.items()]
    return messages.summary(out, messages.Summary(out.id(name), ground.group, items))
