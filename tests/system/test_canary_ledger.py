"""No value of a record in the ledger, in whatever disguise; nor in what a run leaves behind that dies in the middle."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from benchmarks.sweep import KEY, Sweep, sweep
from bot.engine.entries import due_day, entry_of
from bot.ledger import Ledger, Outcome, Reason
from bot.records.load import load
from tests.kit import DAY, ROOT, STAFF
from tests.system.canary_kit import CANARY, hidden, leaks, left_behind, secrets, secrets_of
from tests.system.cli_kit import brief_file, children
from tests.system.crash_kit import kill

EVERY_FIELD = ROOT / "tests" / "records" / "every_field.yaml"
TEXT = f"{CANARY} äwith 1234567"


@pytest.mark.parametrize(
    "put",
    [
        str.encode, lambda text: text.encode()[::-1], lambda text: text.encode().hex().encode(),
        lambda text: base64.b64encode(b"x" + text.encode()), lambda text: base64.urlsafe_b64encode(text.encode()),
        lambda text: b"12" + zlib.compress(text.encode()), lambda text: gzip.compress(text.encode()),
        lambda text: text.encode("utf-16-le"), lambda text: json.dumps(text).encode(),
        lambda text: quote(text).encode(), lambda text: text.upper().encode(),
    ],
)  # fmt: skip
def test_a_disguise_is_seen_through(put: object) -> None:
    assert callable(put)
    assert hidden(b"before " + put(TEXT) + b" after", {TEXT}) == [TEXT]
    assert hidden(b"before " + put("something else of that length") + b" after", {TEXT}) == []


def test_every_field_of_a_record_on_its_way_through_the_ledger(tmp_path: Path) -> None:
    """Loaded, claimed, written down and ended, with its file and log looked at after each."""
    (record,) = load([EVERY_FIELD], today=DAY).records
    due = due_day(record)
    assert due is not None
    secret = secrets(record) | {record.user_id, record.participant.name, STAFF.username, str(due), str(record.source)}
    assert len([value for value in secret if len(value) > 6]) > 50
    with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger:
        ledger.loading.load("site", [entry_of(record)])
        _look(tmp_path, secret)
        ledger.sign_ins.take("site", STAFF.username, "a")
        claim = ledger.claims.take("site", "a")
        assert claim is not None
        assert claim.record["plan"]
        journal = ledger.journal(claim)
        journal.at("plan", "Goals")
        journal.intend("Save")
        journal.step_done("plan", "entered", ["Goals: Goal added"], "4224")
        _look(tmp_path, secret)
        told = f"the site said {record.participant.name}, {max(secret, key=len)}"
        ledger.claims.finish(claim, Outcome("needs_person", Reason("refused", told, "plan", "Goals", "Type of Goal")))
        _look(tmp_path, secret)
    _look(tmp_path, secret)


def _look(folder: Path, secret: set[str]) -> None:
    """Short ones may stand in encrypted text by chance."""
    secret = {value for value in secret if len(value) > 6}
    names = [name for name, _ in left_behind(folder)]
    assert "ledger.db" in names
    for name, content in left_behind(folder):
        assert hidden(content, secret) == [], name
        assert hidden(name.encode(), secret) == []


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    folder = tmp_path_factory.mktemp("canary")
    changes = {"plan": None, "print": None, "activities.0.comments": f"{CANARY}Activity XwyWords"}
    with sweep("brief", steps={"print": False}) as some:
        yield some.with_record(brief_file(folder, changes=changes))


def test_a_run_that_dies_in_the_middle_leaves_no_value(one: Sweep, tmp_path: Path) -> None:
    """While it stands: no core file would be written of it or its browser, and neither's arguments nor environment
    tell. Afterwards: its ledger, its log, its temporary files, its report. Then it is run to its end."""
    one.afresh()
    one.ledger = tmp_path / "left" / "ledger.db"
    secret = secrets_of(Path(one.command[1])) | {STAFF.password}
    environment = {"TMPDIR": str(tmp_path / "left"), "XDG_STATE_HOME": str(tmp_path / "left")}
    (tmp_path / "left").mkdir()
    going = one.runs.stopped_at(["before press:3"], *one.command, environment=environment)
    for pid in (going.pid, *children(going.pid)):
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert [line.split()[4:6] for line in limits.splitlines() if "core file" in line] == [["0", "0"]]
        told = Path(f"/proc/{pid}/cmdline").read_bytes()
        if pid != going.pid:  # our own has the sign-in in its environment, for who wants it there
            told += Path(f"/proc/{pid}/environ").read_bytes()
        assert hidden(told, secret) == []
    kill(going.pid, browser_too=True)
    ended = one.runs.end(going)
    _look(tmp_path / "left", secret)
    report = tmp_path / "left" / "results.csv"
    again = one.runs.run(*one.command, "--results", report, **environment)
    assert again.states == {"36213": "unknown"}, again.err  # it can't know what became of the press that was cut off
    assert leaks(ended.out + ended.err + again.out + again.err, secret) == []
    assert report.exists()
    _look(tmp_path / "left", secret)
