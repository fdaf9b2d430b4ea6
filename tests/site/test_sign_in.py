"""Signing in, with all that can stand between the home page and the dashboard; and a sign-in kept for the next run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.agent import PageAgent
from bot.errors import SignInFailed
from bot.flows import sign_in as flow
from bot.flows.sign_in import keep_sign_in, sign_in
from bot.session.credentials import Login
from tests.kit import STAFF, Office, brief

ANA = Login("Staff12", "Mock-pass-12!")
BY_HAND = """
(async () => {
  const box = document.querySelector('input[type=password]');
  const code = document.querySelector('[id$=txtVerificationCode]');
  if (box) {
    document.querySelector('[id$=txtUserName]').value = 'Staff11';
    box.value = 'Mock-pass-11!';
    document.querySelector('[id$=cmdLoginButt]').click();
  }
  if (code) {
    code.value = (await (await fetch('/admin/state/Staff11')).json()).verification_code;
    document.querySelector('input[value=Verify], button[name$=btnVerify]').click();
  }
})()
"""
"""What a person at the visible browser does: signs in, and enters the code that was sent."""


@pytest.mark.parametrize(
    "switches",
    [
        {"staff_notice": True, "dashboard_popup": True},
        {"staff_notice": False, "dashboard_popup": False},
        {"password_onkeyup": True, "flavour": "static"},
    ],
    ids=["notice and pop-up", "neither", "a box that loses characters"],
)
def test_one_try_through_all_that_comes(office: Office, switches: dict[str, Any]) -> None:
    office.mock.set(**switches)
    with office.session() as session:
        sign_in(session, ANA)
        assert session.signed_in
        look = session.site.agent.read().look
        assert "My Staff Dashboard" in look.headings
        assert look.dialogs == ()
    assert office.mock.state("Staff12")["wrong_tries"] == 0


def test_a_wrong_password(office: Office) -> None:
    """Tried once; the message has the site's words, and neither name nor password."""
    with office.session() as session, pytest.raises(SignInFailed) as caught:
        sign_in(session, Login("Staff12", "incorrect"))
    assert office.mock.state("Staff12")["wrong_tries"] == 1
    assert caught.value.message.endswith("it was tried once: The username or password is ….")


def test_a_locked_account(office: Office) -> None:
    for _ in range(3):
        with office.session() as session, pytest.raises(SignInFailed):
            sign_in(session, Login("Staff13", "no"))
    with office.session() as session, pytest.raises(SignInFailed, match="Your account has been locked"):
        sign_in(session, Login("Staff13", "Mock-pass-13!"))


def test_a_code_needs_a_person(office: Office) -> None:
    office.mock.set(second_factor=True)
    with office.session() as session, pytest.raises(SignInFailed, match="code is asked for: run with --headed"):
        sign_in(session, STAFF)


def test_nobody_to_sign_in(office: Office) -> None:
    with office.session() as session, pytest.raises(SignInFailed, match="CALJOBS_USERNAME"):
        sign_in(session, None)


def test_a_person_signs_in_and_enters_the_code(office: Office) -> None:
    """Holds: a person's progress is seen, page by page, without a sign from the person."""
    office.mock.set(second_factor=True)
    with office.session() as session:
        session.headed = True
        agent = session.site.agent
        assert isinstance(agent, PageAgent)
        page = agent.page
        page.add_init_script(f"addEventListener('load', () => setTimeout(() => {{ {BY_HAND} }}, 200))")
        sign_in(session, None)
        assert session.signed_in


def test_a_person_who_does_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "_A_PERSON_TAKES", 0.2)
    with office.session() as session:
        session.headed = True
        with pytest.raises(SignInFailed, match="nobody signed in within"):
            sign_in(session, None)


def test_a_kept_sign_in_is_used_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a password the second session is signed in; the third one is not, for nobody has put the state back."""
    monkeypatch.setenv("XDG_STATE_HOME", str(office.folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    wrong = Login(STAFF.username, "unknown")
    with office.session(keep_signed_in=True) as session:
        sign_in(session, STAFF)
        keep_sign_in(session, STAFF)
    with office.session(keep_signed_in=True) as session:
        sign_in(session, wrong)
        assert session.signed_in
    with office.session(keep_signed_in=True) as session, pytest.raises(SignInFailed):
        sign_in(session, wrong)


def test_a_kept_sign_in_that_has_run_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site has forgotten it: signed in anew. And without `keep_signed_in` nothing is kept at all."""
    monkeypatch.setenv("XDG_STATE_HOME", str(office.folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with office.session() as session:
        sign_in(session, STAFF)
        keep_sign_in(session, STAFF)
    assert list(office.folder.iterdir()) == []
    with office.session(keep_signed_in=True) as session:
        sign_in(session, STAFF)
        keep_sign_in(session, STAFF)
    office.mock.expire_sessions()
    with office.session(keep_signed_in=True) as session:
        sign_in(session, STAFF)
        assert session.signed_in


def test_line_ends_round_a_password_are_none_of_it(office: Office) -> None:
    with office.session() as session:
        sign_in(session, Login("Staff12\r", "Mock-pass-12!\r\n"))
        assert session.signed_in
    assert office.mock.state("Staff12")["wrong_tries"] == 0


def test_a_form_that_sends_itself_while_it_is_filled_in_counts_as_tried(office: Office, tmp_path: Path) -> None:
    """Whatever sent it: a second and a third wrong password may lock the account."""
    sends = "<script>document.querySelector('input[type=password]').addEventListener('keydown', () =>"
    sends += " document.querySelector('[id$=cmdLoginButt]').click())</script></body>"
    office.mock.set(rewrite=[["loginintro", "</body>", sends]], password_onkeyup=False)
    with office.session() as session:
        result = replace(office.job(session), login=Login("Staff12", "incorrect")).run(brief(tmp_path))
    assert result.error is not None
    assert (result.error.kind, office.mock.state("Staff12")["wrong_tries"]) == ("sign_in_failed", 1)
