"""The suite's parameters: one test a record and step, a record and screen, a screen with rules."""

from __future__ import annotations

import pytest

from bot.testing.bench import steps_of
from bot.testing.cases import EMPTY_FORM, empty_forms, rule_screens, surveyed_record, surveyed_screens
from bot.testing.keys import UNDER_TEST
from bot.testing.trials import rules_of
from bot.testing.visit import screens_of

OTHERS = "others"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes the tests of the records and of the steps and screens that the site has."""
    site = metafunc.config.stash[UNDER_TEST]
    records = site.records.values()
    names = set(metafunc.fixturenames)
    if "surveyed_screen" in names:
        metafunc.parametrize("surveyed_screen", [*surveyed_screens(surveyed_record(records), site.profile), OTHERS])
    elif {"user_id", "step"} <= names:
        cases = [(record.user_id, step) for record in records for step in steps_of(record, site)]
        metafunc.parametrize(("user_id", "step"), cases, ids=["-".join(case) for case in cases])
    elif {"user_id", "screen"} <= names:
        cases = [(record.user_id, key) for record in records for key in screens_of(record, site.profile)]
        metafunc.parametrize(("user_id", "screen"), cases, ids=["-".join(case) for case in cases])
    elif {"user_id", "rule_screen"} <= names:
        # The rules are the site's, not a participant's: the first record that comes to a screen will do.
        whose = {key: one.user_id for one in reversed(list(records)) for key in rule_screens(one, site.profile)}
        order = [key for one in records for key in rule_screens(one, site.profile)]
        mark = metafunc.definition.get_closest_marker("rules")
        wanted = set(mark.args) if mark else None
        forms = site.profile.forms
        cases = [(whose[key], key) for key in dict.fromkeys(order) if wanted is None or wanted & rules_of(key, forms)]
        metafunc.parametrize(("user_id", "rule_screen"), cases, ids=[key for _, key in cases])
    elif {"user_id", "empty_form"} <= names:
        owners = {key: one.user_id for one in reversed(list(records)) for key in empty_forms(one, site.profile)}
        keys = dict.fromkeys(key for one in records for key in empty_forms(one, site.profile))
        metafunc.parametrize(("user_id", "empty_form"), [(owners[key], key) for key in keys], ids=list(keys))
    elif "printed_user_id" in names:
        users = [record.user_id for record in records if "print" in steps_of(record, site)]
        metafunc.parametrize("printed_user_id", users)
    elif "user_id" in names:
        metafunc.parametrize("user_id", [record.user_id for record in records])


@pytest.fixture(autouse=True)
def _about(request: pytest.FixtureRequest) -> None:
    """What a test is about goes into the report and into JUnit."""
    given = getattr(request.node, "callspec", None)
    params = dict(given.params) if given else {}
    about = {name: params[name] for name in ("user_id", "step", "screen") if name in params}
    for name in ("rule_screen", "surveyed_screen"):
        if name in params:
            about["screen"] = params[name]
    if "empty_form" in params:
        about["screen"] = f"{params['empty_form']}{EMPTY_FORM}"
    if "printed_user_id" in params:
        about |= {"user_id": params["printed_user_id"], "step": "print"}
    request.node.user_properties.extend(about.items())
