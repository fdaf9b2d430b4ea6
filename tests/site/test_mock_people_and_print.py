"""The mock's people, its printed plan as page and PDF, and its admin page."""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Protocol

import pytest
from pypdf import PdfReader

from tests.mock_site.admin_page import SHOWN_WRITES, admin_html
from tests.mock_site.people import STAFF, make_people
from tests.mock_site.printing import (
    PrintableGoal,
    PrintableObjective,
    PrintablePlan,
    PrintableService,
    printable_html,
    printable_pdf,
)

GUIDE_DAY = datetime.date(2019, 6, 5)
PINNED = ("Park, Anahit", "50042", "Alvarado, Yolanda")


def sample_plan() -> PrintablePlan:
    """The plan of the guide's sample page."""
    objective = PrintableObjective("employment", "06/04/2019", "07/19/2019", "WIOA", "Staff11, Lai", "Open")
    goal = PrintableGoal(
        number=1,
        goal_id="4518",
        affiliations="WIOA",
        type="Employment",
        term="Short Term",
        established_on="06/04/2019",
        estimated_completion="08/20/2019",
        completed_on="",
        status="Open",
        description="employment",
        objectives=[objective],
    )
    services = [
        PrintableService(
            service, "2242702-WIOA", "06/04/2019", "06/04/2019", "Employment Services", "Staff11, Lai"
        )
        for service in ("203-Objective Assessment", "205-Development of IEP/ISS/EDP")
    ]
    office = "00308 Wilshire Metro Worksource Center"
    return PrintablePlan("4224", "36213", "Mike, Mike", "06/04/2019", office, goals=[goal], services=services)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._skip = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.texts.append(data)


def html_text(page: str) -> str:
    """The words of a page, spaces made one."""
    parser = _Text()
    parser.feed(page)
    return " ".join(" ".join(parser.texts).split())


def pdf_text(file: bytes) -> str:
    """The words of a PDF in the order in which they read out, spaces made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())


class TestPeople:
    def test_the_known_ones_are_there(self) -> None:
        people = {person.user_id: person for person in make_people(GUIDE_DAY)}
        mike = people["36213"]
        assert (mike.username, mike.name, mike.program) == ("mmike", "Mike, Mike", "adult")
        assert (mike.app_id, mike.app_date) == ("2242702", "05/20/2019")
        assert people["40101"].name == people["40102"].name == "Garcia, Maria"
        assert (people["40200"].name, people["40200"].program) == ("Nguyen, Linh", "youth")
        assert (people["40300"].name, people["40300"].program) == ("O'Neil, Sean", "dislocated_worker")
        assert people["40400"].name == "Núñez, Zoë"

    def test_only_one_pair_shares_a_name_and_nothing_else_is_shared(self) -> None:
        people = make_people(GUIDE_DAY)
        assert len(people) == 300
        assert len({person.name for person in people}) == len(people) - 1
        for key in ("user_id", "username", "state_id", "app_id", "ssn"):
            assert len({getattr(person, key) for person in people}) == len(people), key

    def test_they_are_the_same_every_time_but_for_the_application_date(self) -> None:
        one, other = make_people(GUIDE_DAY), make_people(datetime.date(2026, 1, 15))
        assert one == make_people(GUIDE_DAY)
        undated = [[replace(person, app_date="") for person in people] for people in (one, other)]
        assert undated[0] == undated[1]
        # pins the generator: a change of it would quietly change every figure measured with these people
        assert (one[6].name, one[6].user_id, one[-1].name) == PINNED

    @pytest.mark.parametrize(
        ("today", "guide_application"),
        [
            (GUIDE_DAY, datetime.date(2019, 5, 20)),
            (datetime.date(2024, 2, 29), datetime.date(2019, 5, 20)),
            (datetime.date(2019, 5, 20), datetime.date(2019, 5, 4)),
        ],
    )
    def test_applications_lie_before_today(
        self, today: datetime.date, guide_application: datetime.date
    ) -> None:
        for person in make_people(today):
            applied = datetime.datetime.strptime(person.app_date, "%m/%d/%Y").date()
            if person.user_id == "36213":
                assert applied == guide_application
            else:
                assert 20 <= (today - applied).days <= 200

    def test_nobody_has_a_number_that_could_be_someones(self) -> None:
        for person in make_people(GUIDE_DAY):
            assert re.fullmatch(r"9\d\d-(0[1-9]|[1-4]\d)-(?!0000)\d{4}", person.ssn)

    def test_all_programs_and_both_kinds_of_registration_occur(self) -> None:
        people = make_people(GUIDE_DAY)
        assert {person.program for person in people} == {"adult", "dislocated_worker", "youth"}
        assert {person.wp_registered for person in people} == {True, False}

    def test_staff(self) -> None:
        assert [member.username for member in STAFF] == [f"Staff{number}" for number in range(11, 43)]
        assert (STAFF[0].password, STAFF[0].name) == ("Mock-pass-11!", "Staff11, Lai")
        assert (STAFF[1].password, STAFF[1].name) == ("Mock-pass-12!", "Staff12, Ana")


GUIDE_PAGE = [
    "General Information:",
    "Plan ID: 4224",
    "User ID: 36213",
    "Name: Mike, Mike",
    "Plan was started on: 06/04/2019",
    "Plan was started in office location: 00308 Wilshire Metro Worksource Center",
    "Plan closed on:",
    "Goals and Objectives Established:",
    "Goal # /Goal ID Program Affiliation (s) Type of Goal Term of Goal",
    "Date Established Estimated Date of Completion Actual Completion Date Status",
    "1/4518 WIOA Employment Short Term 06/04/2019 08/20/2019 Open",
    "Goal Description: employment",
    "Comments:",
    "Objectives to Goal #1",
    "Objective Date Established Review Date Program Staff Status",
    "employment 06/04/2019 07/19/2019 WIOA Staff11, Lai Open",
    "Comments:",
    "Services Provided Against Plan:",
    "Service/Activity App# - Program Begin Date End Date Provider Staff",
    "203-Objective Assessment 2242702-WIOA 06/04/2019 06/04/2019 Employment Services Staff11, Lai",
    "205-Development of IEP/ISS/EDP 2242702-WIOA 06/04/2019 06/04/2019 Employment Services Staff11, Lai",
    "Signatures",
    "Applicant Signature",
    "Date",
    "Parent/Guardian Signature",
    "Date",
    "Staff Signature",
    "Date",
]


class Print(Protocol):
    """Prints a plan and gives back its words."""

    def __call__(
        self, plan: PrintablePlan, *, services: bool = True, staff_signature: bool = True
    ) -> str: ...


@pytest.fixture(params=["page", "pdf"])
def printed(request: pytest.FixtureRequest) -> Print:
    """Printing by either way."""

    def words(plan: PrintablePlan, *, services: bool = True, staff_signature: bool = True) -> str:
        if request.param == "page":
            return html_text(printable_html(plan, services=services, staff_signature=staff_signature))
        return pdf_text(printable_pdf(plan, services=services, staff_signature=staff_signature))

    return words


class TestPrintedPlan:
    def test_it_says_what_the_guides_page_says_in_that_order(self, printed: Print) -> None:
        rest = printed(sample_plan())
        for expected in GUIDE_PAGE:
            _, found, rest = rest.partition(expected)
            assert found, (
                f"{expected!r} is missing, or stands too early; after the last one found: {rest[:200]!r}"
            )

    def test_services_and_staff_signature_only_when_asked_for(self, printed: Print) -> None:
        words = printed(sample_plan(), services=False, staff_signature=False)
        assert "Services Provided" not in words
        assert "205-" not in words
        assert "Staff Signature" not in words
        assert "Applicant Signature" in words

    def test_no_date_is_filled_in_beside_a_signature(self, printed: Print) -> None:
        _, _, signatures = printed(sample_plan()).partition("Signatures")
        assert not re.search(r"\d", signatures)

    @pytest.mark.parametrize(
        "text",
        [
            "O'Neil’s “goal” & <b>bold</b> <script>alert(1)</script>",
            "Núñez, Zoë – Nguyễn Thị Lành – Łukasz",
            "Ελένη Жизнь Ђорђе",
            "李小龙 さくら 한국어 ไทย Հայ",
            "done 😀 👍🏽 👩‍🏫",
            "e\u0301 combined",
        ],
    )
    def test_any_text_comes_out_again(self, printed: Print, text: str) -> None:
        plan = sample_plan()
        plan.name = text
        plan.goals[0].description = text
        plan.goals[0].objectives[0].objective = text
        words = printed(plan)
        assert f"Name: {text}" in words
        assert f"Goal Description: {text} Comments:" in words
        assert f"Status {text} 06/04/2019" in words

    def test_texts_of_the_greatest_length_are_printed_whole_over_several_pages(self, printed: Print) -> None:
        plan = sample_plan()
        goal = plan.goals[0]
        goal.description = " ".join(f"word{number:03d}" for number in range(250))
        goal.comments = "\n".join(f"line {number}" for number in range(250))
        goal.objectives = [
            replace(goal.objectives[0], objective="W" * 500, comments="many words " * 180) for _ in range(4)
        ]
        words = printed(plan)
        assert goal.description in words
        assert " ".join(goal.comments.split()) in words
        assert words.replace(" ", "").count("W" * 500) == 4
        assert words.count(("many words " * 180).strip()) == 4

    def test_several_goals_each_with_its_own_objectives(self, printed: Print) -> None:
        plan = sample_plan()
        first = plan.goals[0]
        plan.goals.append(replace(first, number=2, goal_id="4519", description="training", objectives=[]))
        words = printed(plan)
        assert words.index("1/4518") < words.index("Objectives to Goal #1") < words.index("2/4519")
        assert words.index("2/4519") < words.index("Objectives to Goal #2")

    def test_the_page_asks_to_be_printed(self) -> None:
        assert 'onload="window.print()"' in printable_html(sample_plan(), services=True, staff_signature=True)

    def test_the_pages_applicant_line_can_be_left_out(self) -> None:
        page = printable_html(sample_plan(), services=True, staff_signature=True, applicant_signature=False)
        assert "Applicant Signature" not in html_text(page)


class TestAdminPage:
    PEOPLE = (
        {"user_id": "36213", "name": "Mike, Mike", "program": "adult"},
        {"user_id": "40300", "name": "O'Neil, <Sean>", "program": "dislocated_worker"},
    )

    def write(self, number: int, user_id: str = "36213") -> dict[str, object]:
        return {"n": number, "at": "10:00", "staff": "Staff11", "user_id": user_id, "screen": "plan.goals"}

    def test_people_with_entries_come_first_and_link_to_their_state(self) -> None:
        page = admin_html(self.PEOPLE, {}, [self.write(1, "40300"), self.write(2, "40300")], "06/05/2019")
        entered, _, others = page.partition("Everyone else (1)")
        assert '<a href="/admin/state/40300">40300</a></td><td>O&#x27;Neil, &lt;Sean&gt;' in entered
        assert "<td>2</td>" in entered
        assert "/admin/state/36213" in others

    def test_only_the_last_writes_are_shown_newest_first(self) -> None:
        writes = [self.write(number) for number in range(1, SHOWN_WRITES + 11)]
        page = admin_html(self.PEOPLE, {}, writes, "06/05/2019")
        numbers = re.findall(r"<tr><td>(\d+)</td><td>10:00", page)
        assert numbers == [str(number) for number in range(SHOWN_WRITES + 10, 10, -1)]

    def test_a_switch_gets_the_box_of_its_type(self) -> None:
        switches = {
            "wait_layer": True,
            "poll": False,
            "reset_delay_ms": 300,
            "date_style": "mixed",
            "cut": {"a": 1},
        }
        page = admin_html(self.PEOPLE, switches, [], "06/05/2019")
        assert 'name="wait_layer" data-kind="bool" checked' in page
        assert 'name="poll" data-kind="bool">' in page
        assert 'name="reset_delay_ms" data-kind="number" value="300"' in page
        assert 'name="date_style" data-kind="text" value="mixed"' in page
        assert 'name="cut" data-kind="json" value="{&quot;a&quot;: 1}"' in page

    def test_an_untouched_mock(self) -> None:
        page = admin_html([], {}, [], "06/05/2019")
        assert "Nothing yet." in page
        assert "None yet." in page
