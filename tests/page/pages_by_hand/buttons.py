"""Buttons, links and grids of them, the signs of a person, and a note of everything that was pressed."""

from __future__ import annotations

from tests.page.pages_by_hand.desk import Desk

NOTED = """
window.pressed = [];
document.addEventListener('click', e => {
  const button = e.target.closest('button, input, a, [role=button]');
  if (button) pressed.push(button.dataset.as || button.value || button.textContent);
}, true);
"""
HIDDEN, SHOWN = "name='ctl00$gui_assisted_userid'", "<p><span>User ID:</span> <span>{}</span></p>"
NAME = "<p><span>Name:</span> <span>{}</span></p>"


def link(text: str, said: str = "") -> str:
    return f"<a href='javascript:void(0)' data-as='{said or text}'>{text}</a>"


def person(hidden: str = "36213", shown: str = "36213", name: str = "Mike, Mike") -> str:
    return f"<input type=hidden {HIDDEN} value='{hidden}'>" + SHOWN.format(shown) + NAME.format(name)


def pressed(desk: Desk) -> list[str]:
    return list(desk.js("window.pressed"))


def show(desk: Desk, body: str, *, script: str = "", outside: str = "") -> None:
    desk.open(body, script=NOTED + script, outside=outside)


def grid(*rows: tuple[str, str]) -> str:
    rest = f"{link('Delete')} {link('Print')}"
    lines = "".join(
        f"<tr><td>{number}</td><td>{office}</td><td>{link('Edit', f'Edit {number}')} {rest}</td></tr>"
        for number, office in rows
    )
    return f"<table><tr><th>#</th><th>Office</th><th>Action</th></tr>{lines}</table>"


NEVER = [
    "Delete", "[Delete", "Delete Goal", "Remove", "REMOVE", "Applicant Signature", "Staff Signature", "Yes - Create",
    "Yes – Create",
]  # fmt: skip
