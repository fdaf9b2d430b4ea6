"""A worker process without a browser, for tests of the machines around it: it speaks as `bot.engine.worker` does, works
with the ledger as a desk does, and its site is a file to which each press adds a line.

    item press owner

It looks at the site first, presses what is missing, each after its intent, and never later than the intent allows.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from threading import Event
from time import time
from typing import Any

from bot.engine.heart import Heart
from bot.errors import LostClaim
from bot.ledger import Claim, Ledger, Outcome, new_owner

SITE = "CALJOBS_TEST_SITE"
"""The environment's variable for the site's file."""
PRESSES, PRESS_S = 3, 0.1
"""Presses of a participant, seconds of each."""


def pressed(site: Path) -> list[tuple[int, int, str]]:
    """What was pressed: item, number of the press, owner."""
    lines = [line.split(" ") for line in site.read_text().splitlines()] if site.exists() else []
    return [(int(item), int(press), owner) for item, press, owner in lines]


def enter(ledger: Ledger, claim: Claim) -> str:
    """Works on one participant."""
    site, journal = Path(os.environ[SITE]), ledger.journal(claim)
    done = {press for item, press, _ in pressed(site) if item == claim.item}
    for press in range(PRESSES):
        if press in done:
            continue
        journal.at("plan", f"screen {press}")
        until = journal.intend("Save")
        Event().wait(PRESS_S)
        if time() > until:
            journal.not_pressed()
            return "parked"
        with site.open("a") as file:
            file.write(f"{claim.item} {press} {claim.owner}\n")
        journal.answered()
    journal.step_done("plan", "entered")
    return "done" if len(done) < PRESSES else "unchanged"


def work(ledger: Ledger, claim: Claim) -> None:
    """Works on one participant and files the outcome."""
    began, error = time(), None
    try:
        state = enter(ledger, claim)
        ledger.claims.finish(claim, Outcome("done" if state == "done" else "unchanged"))
    except LostClaim as lost:
        state, error = "parked", {"kind": lost.kind, "step": "plan", "screen": None, "field": None}
    tell(event="result", result={"state": state, "seconds": time() - began, "error": error, "user_id": claim.user_id})


def tell(**event: Any) -> None:
    """One line to the parent."""
    print(json.dumps(event), flush=True)


def main() -> None:
    """The process."""
    settings = json.loads(sys.stdin.readline())
    place, owner = settings["profile"]["base_url"].split("/")[2], new_owner()
    with Ledger.open(settings["ledger"]) as ledger, Heart(ledger, owner).beating() as heart:
        if not ledger.sign_ins.take(place, settings["login"][0], owner):
            tell(event="ended", why="failed", message="in use")
            return
        tell(event="owner", owner=owner)
        why = "on"
        while True:
            tell(event="free", why=why)
            order, _, number = sys.stdin.readline().strip().partition(" ")
            if order != "go":
                break
            claim = ledger.claims.take(place, owner, among=[int(number)])
            why = "on" if claim else "empty"
            if claim is not None:
                tell(event="begun", user_id=claim.user_id)
                with heart.for_claim(claim):
                    work(ledger, claim)
        tell(event="ended", why=why, message=None)


if __name__ == "__main__":
    main()
