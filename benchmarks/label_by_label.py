"""A plan by a plain Playwright script, as a programmer writes one who has looked at the screens.

Each box is found by its label and set by itself, postbacks and pages are waited for, and nothing is read back.

Of the mock it knows what such a programmer would have noted down: the labels, and which boxes post back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page

from tests.mock_site.screens import Field, Screen, catalogue

Values = Mapping[str, Any]
"""What to enter, in the shapes of the mock's admin view."""


def enter_plan(page: Page, home: str, state: Values, pdf: Path) -> None:
    """Everything that `state` holds for a person, from the home page to the printed plan, on a signed-in page."""
    script = _Script(page)
    script.open_person(home, state["person"])
    for activity in state["activities"]:
        script.activity(activity)
    for assessment in state["assessments"]:
        script.assessment(assessment["screens"])
    for plan in state["plans"]:
        script.plan(plan)
        script.print(pdf)


class _Script:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("#Main_content")

    # --- the way

    def open_person(self, home: str, person: Values) -> None:
        self.page.goto(home)
        self.page.get_by_text("Services for Workforce Staff").click()
        self.page.get_by_text("Manage Individuals").click()
        self.go(self.page.get_by_role("link", name="Assist an Individual"))
        self.box("User ID").fill(person["user_id"])
        self.press("Search")
        self.go(self.main.get_by_role("link", name=person["name"]))
        notice = self.page.get_by_role("button", name="No - Do Not Create")
        if notice.is_visible():
            notice.click()
            self.settle()
        self.go(self.main.get_by_role("link", name="Case Management Profile"))

    def activity(self, values: Values) -> None:
        self.folder("Programs")
        self.main.get_by_title("Expand Title I - Workforce Development (WIOA)").click()
        self.main.get_by_title("Expand Activities/Enrollments/Services").first.click()
        self.go(self.main.get_by_role("link", name="Create Activity/Enrollment/Service"))
        for screen in self.steps("activity"):
            self.fill(screen.fields, values)

    def assessment(self, screens: Values) -> None:
        self.folder("Plan")
        self.press("Create Objective Assessment Summary")
        for screen in self.steps("assessment"):
            given = screens.get(screen.key, {})
            if isinstance(given, list):
                self.rows(screen, given)
                continue
            self.fill(screen.fields, given)
            if screen.rows is not None:
                self.rows(screen, given.get(screen.rows.key, []))

    def plan(self, plan: Values) -> None:
        self.folder("Plan")
        self.go(self.main.get_by_role("link", name="Create Individual Employment Plan/Service Strategy"))
        for screen in self.steps("plan"):
            if screen.key == "plan.plan":
                self.fill(screen.fields, plan["plan"])
            elif screen.key == "plan.goals":
                self.rows(screen, plan["goals"])
            elif screen.key == "plan.objectives":
                self.rows(screen, _objectives(plan["goals"]))
            else:
                for code in plan["services"]:
                    self.main.get_by_role("row").filter(has_text=code).get_by_role("checkbox").check()

    def print(self, pdf: Path) -> None:
        self.go(self.main.get_by_role("link", name="Display/Print"))
        with self.postback():
            self.box("When printing plan do you want to print services?").select_option(label="Yes")
        self.settle()
        self.box("Include Staff Signature").check()
        self.box("Create PDF").check()
        with self.page.context.expect_event("download") as waiting:
            self.main.get_by_role("button", name="Print").click()
        waiting.value.save_as(pdf)

    # --- moving

    def folder(self, name: str) -> None:
        link = self.main.get_by_role("link", name=name, exact=True)
        if link.is_visible():
            self.go(link)

    def steps(self, wizard: str) -> Any:
        """Each step of a wizard, left by Next or Finish once it was entered."""
        steps = catalogue().wizards[wizard].steps
        for number, key in enumerate(steps, 1):
            yield catalogue().screens[key]
            if number < len(steps):
                self.press("Next >>")
            elif wizard == "activity":
                self.press("Finish")
            else:
                self.main.get_by_role("button", name="Finish").click()
                self.go(self.page.get_by_role("button", name="OK", exact=True))

    def press(self, text: str) -> None:
        self.go(self.main.get_by_role("button", name=text, exact=True))

    def go(self, target: Locator) -> None:
        """Click what leads to another page."""
        with self.page.expect_navigation():
            target.click()
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_load_state()
        self.page.locator("#modalGSIPleaseWait").wait_for(state="hidden")

    def postback(self) -> Any:
        """What happens inside posts a part of the page back."""
        return self.page.expect_response(lambda answer: answer.request.method == "POST")

    # --- boxes

    def box(self, label: str) -> Locator:
        """The box of a label, a star before it and a colon behind it or not."""
        return self.main.get_by_label(re.compile(rf"^\W*{re.escape(label)}\W*$"))

    def rows(self, screen: Screen, given: Sequence[Values]) -> None:
        assert screen.rows is not None
        for values in given:
            with self.postback():
                self.main.get_by_role("button", name=f"Add a New {screen.rows.noun}").click()
            self.settle()
            self.fill(screen.rows.fields, values)
            with self.postback():
                self.main.get_by_role("button", name="Save", exact=True).click()
            self.settle()

    def fill(self, fields: Sequence[Field], values: Values) -> None:
        for field in fields:
            value = values.get(field.key)
            if not value or value == field.empty or field.kind == "readonly":
                continue
            if field.clears or field.typed_postback:
                with self.postback():
                    self.set(field, value)
                    if field.typed_postback:
                        self.box(field.label).blur()
                self.settle()
            else:
                self.set(field, value)

    def set(self, field: Field, value: Any) -> None:
        match field.kind:
            case "select":
                self.box(field.label).select_option(label=value)
            case "yesno" | "radio":
                question = self.main.get_by_role("radiogroup", name=field.label, exact=True)
                question.get_by_label(value, exact=True).check()
            case "checkbox":
                self.box(field.label).check()
            case "checklist":
                group = self.main.get_by_role("group", name=field.label, exact=True)
                for option in value:
                    group.get_by_label(option, exact=True).check()
            case "phone":
                for box, part in zip(("", " prefix", " line"), value.split("-"), strict=True):
                    self.box(field.label + box).fill(part)
            case "lookup":
                self.look_up(field, value)
            case "richtext":
                self.main.locator(f"iframe[title*='{field.control}']").content_frame.locator("body").fill(value)
            case _:
                self.box(field.label).fill(value)

    def look_up(self, field: Field, value: str) -> None:
        with self.page.expect_popup() as waiting:
            self.main.get_by_role("link", name=field.link).click()
        with suppress(PlaywrightError):  # at times the window has closed itself before the click is answered
            waiting.value.get_by_role("link", name=value, exact=True).click()


def _objectives(goals: Sequence[Values]) -> list[Values]:
    """The objectives with the text by which the list of goals offers each one's goal."""
    return [
        {"goal": f"{number} - {' '.join(goal['description'].split())[:40]}", **objective}
        for number, goal in enumerate(goals, 1)
        for objective in goal["objectives"]
    ]
