"""The sign-in page's boxes have the labels of the site's form map, also while only the user name is filled in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import bot.pages.sign_in as page
from bot.converge import specs
from bot.forms import Form
from bot.pages.sign_in import Credentials, SignIn
from tests.guide import forms_with


def test_both_fillings_go_by_the_sites_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[list[str]] = []

    class Filling:
        def __init__(self, site: object, form: Form, **options: object) -> None:
            filled.append([spec["label"] for spec in specs(type(form))])

        def fill(self, reading: object) -> None: ...

    monkeypatch.setattr(page, "Converger", Filling)
    forms = forms_with(labels={"sign_in.username": "Staff ID", "sign_in.password": "Pass Phrase"})
    site: Any = SimpleNamespace(
        profile=SimpleNamespace(forms=forms), read=lambda *_, **__: None, agent=SimpleNamespace(documents=1)
    )
    SignIn(site).give(Credentials(username="ann", password="x"))
    assert filled == [["Staff ID"], ["Staff ID", "Pass Phrase"]]
