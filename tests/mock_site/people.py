"""The made-up people and staff of the mock site, the same every time.

Nobody here is real. The guide's own person (User ID 36213) and the ones that tests ask for by number stand
first; the rest are combined from lists of names by a small generator of our own, because the standard
library does not promise that `random.choice` picks the same from one version to the next.
"""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from typing import Literal

Program = Literal["adult", "dislocated_worker", "youth"]

CROWD = 294
"""How many people are made beside the known ones."""

_GUIDE_APPLICATION = datetime.date(2019, 5, 20)


@dataclass(frozen=True)
class Person:
    """A participant as the site knows one before anything is entered.

    `name` is "Last, First"; `app_date` is MM/DD/YYYY; `ssn` begins with 9 and is followed by a group below
    50, which neither a social security number nor a taxpayer number ever has. A person who is not
    `wp_registered` is met with the "WP Registered Only Notification".
    """

    user_id: str
    username: str
    name: str
    state_id: str
    city: str
    program: Program
    app_id: str
    app_date: str
    ssn: str
    wp_registered: bool


@dataclass(frozen=True)
class Staff:
    """A staff member's account; `name` is "Last, First" as the site shows it in its Staff columns."""

    username: str
    password: str
    name: str
    office: str


STAFF: tuple[Staff, ...] = (
    Staff("Staff11", "Mock-pass-11!", "Staff11, Lai", "00308 Wilshire Metro Worksource Center"),
    Staff("Staff12", "Mock-pass-12!", "Staff12, Ana", "00312 Hollywood North Worksource Center--JS"),
    Staff("Staff13", "Mock-pass-13!", "Staff13, Tom", "00315 Boyle Heights Worksource Center"),
    Staff("Staff14", "Mock-pass-14!", "Staff14, Ines", "00401 Pomona AJCC"),
    Staff("Staff15", "Mock-pass-15!", "Staff15, Raj", "00501 South Metro Career Center"),
    Staff("Staff16", "Mock-pass-16!", "Staff16, Bea", "00601 Fresno West AJCC"),
    *(
        Staff(f"Staff{number}", f"Mock-pass-{number}!", f"Staff{number}, Crew", "00315 Boyle Heights Worksource Center")
        for number in range(17, 43)
    ),
)
"""The first six by hand; the crew is for tests and benchmarks with many at work at once."""

_KNOWN: tuple[tuple[str, str, str, str, Program, str, bool], ...] = (
    ("36213", "mmike", "Mike, Mike", "Los Angeles", "adult", "2242702", True),
    ("40101", "mgarcia1", "Garcia, Maria", "Los Angeles", "adult", "2240101", True),
    ("40102", "mgarcia2", "Garcia, Maria", "Fresno", "adult", "2240102", False),
    ("40200", "lnguyen", "Nguyen, Linh", "San Diego", "youth", "2240200", True),
    ("40300", "soneil", "O'Neil, Sean", "Sacramento", "dislocated_worker", "2240300", False),
    ("40400", "znunez", "Núñez, Zoë", "Pomona", "adult", "2240400", True),
)

_FIRST_NAMES = (
    "Aaliyah", "Alejandro", "Amara", "Anahit", "Andre", "Beatriz", "Bounmy", "Brandon", "Carmen", "Chloé",
    "Dalia", "Darnell", "Deepa", "Diego", "Dolores", "Elena", "Emeka", "Esperanza", "Fatima", "Gloria",
    "Hakob", "Hassan", "Hiroshi", "Imani", "Ines", "Jamal", "José", "Josephine", "Kanya", "Keisha",
    "Lakshmi", "Lamar", "Lucía", "Malik", "Mariana", "Mei", "Mohammed", "Nadia", "Octavio", "Oksana",
    "Paolo", "Priya", "Quang", "Raquel", "René", "Rosa", "Sergei", "Siobhán", "Tamika", "Thanh",
    "Tomás", "Ursula", "Vahan", "Valeria", "Wei", "Ximena", "Yolanda", "Yusuf", "Zainab", "Zoran",
)  # fmt: skip

_LAST_NAMES = (
    "Abdi", "Aguilar", "Alvarado", "Arslanian", "Banerjee", "Bautista", "Begum", "Boateng", "Brown",
    "Castañeda", "Chen", "Cruz-Rivera", "D'Angelo", "De la Torre", "Dimitrov", "Dubois", "Eze",
    "Fernandes", "Flores", "Fong", "Gonzales", "Gupta", "Haddad", "Hernández", "Ivanova", "Jackson",
    "Jiménez", "Johnson", "Kaur", "Khan", "Kim", "Kowalski", "Le", "López", "MacDonald", "Martinez",
    "Mekonnen", "Mendoza", "Müller", "Nakamura", "O'Brien", "Okafor", "Ortiz", "Park", "Patel",
    "Petrosyan", "Phan", "Quintero", "Ramirez", "Reyes", "Robinson", "Santos", "Singh", "Smith",
    "St. John", "Tran", "Vang", "Washington", "Xiong", "Zamora",
)  # fmt: skip

_CITIES = (
    "Los Angeles", "Long Beach", "Pomona", "Compton", "San Diego", "El Cajon",
    "Fresno", "Clovis", "Sacramento", "Galt", "Oxnard", "Riverside",
)  # fmt: skip

_PROGRAMS: tuple[Program, ...] = ("adult", "adult", "adult", "dislocated_worker", "youth")


class _Draw:
    """A small fixed sequence of numbers (a linear congruential generator, the constants of MMIX)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        """The next number, at least 0 and below `limit`."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit  # the low bits of such a generator repeat quickly


def make_people(today: datetime.date) -> list[Person]:
    """All participants, about 300, the known ones first; equal at every call but for the application dates.

    `today` is the mock's clock: applications are dated 20 to 200 days before it. The guide's person applied
    on 05/20/2019 (on or before that day: 16 days before `today`).
    """
    draw = _Draw(2019)
    people = []
    for user_id, username, name, city, program, app_id, registered in _KNOWN:
        applied = _application_date(user_id, today, draw)
        state_id, ssn = _state_id(user_id), _ssn(draw)
        people.append(
            Person(user_id, username, name, state_id, city, program, app_id, applied, ssn, registered)
        )
    taken = {person.name for person in people}
    while len(people) < len(_KNOWN) + CROWD:
        last = _LAST_NAMES[draw.below(len(_LAST_NAMES))]
        first = _FIRST_NAMES[draw.below(len(_FIRST_NAMES))]
        name = f"{last}, {first}"
        if name in taken:  # only the known pair shares a name, so that every other search by name finds one
            continue
        taken.add(name)
        number = len(people)
        user_id = str(50_000 + 7 * number)
        people.append(
            Person(
                user_id=user_id,
                username=f"{_plain(first)[0]}{_plain(last)}{number}",
                name=name,
                state_id=_state_id(user_id),
                city=_CITIES[draw.below(len(_CITIES))],
                program=_PROGRAMS[draw.below(len(_PROGRAMS))],
                app_id=str(2_250_000 + 11 * number),
                app_date=_application_date(user_id, today, draw),
                ssn=_ssn(draw),
                wp_registered=draw.below(5) > 0,
            )
        )
    return people


def _application_date(user_id: str, today: datetime.date, draw: _Draw) -> str:
    if user_id == "36213":
        applied = _GUIDE_APPLICATION if today > _GUIDE_APPLICATION else today - datetime.timedelta(days=16)
    else:
        applied = today - datetime.timedelta(days=20 + draw.below(181))
    return applied.strftime("%m/%d/%Y")


def _state_id(user_id: str) -> str:
    return f"10{int(user_id):08d}"


def _ssn(draw: _Draw) -> str:
    return f"9{draw.below(100):02d}-{1 + draw.below(49):02d}-{1 + draw.below(9999):04d}"


def _plain(name: str) -> str:
    """`name` as a username may hold it: lower case, ASCII letters only."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters.lower() if letter.isalpha())
