"""`cluster init`, `worker` and `status` as commands, the service's text, and its secrets."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.config import load_profile
from bot.errors import ConfigError
from bot.keys import CREDENTIALS, credential
from bot.ledger import LEASE_S, Ledger, default_place
from bot.ledger.seal import Seal
from bot.schedule import hours_of
from bot.session.credentials import find_logins
from tests.kit import ROOT
from tests.system.cli_kit import profile_file
from tests.system.cluster_kit import Shop
from tests.system.postgres_kit import Postgres
from tests.unit.ledger_kit import KEY, entry, shift_clock

Cluster = Callable[..., str]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """Runs a command of `cluster` in this process: what it printed. Raises what it raised."""
    monkeypatch.setenv("CALJOBS_LEDGER_KEY", KEY.decode())
    monkeypatch.setenv("CALJOBS_LEDGER", "postgresql://bot@nowhere/x")
    monkeypatch.delenv("CALJOBS_USERNAME", raising=False)

    def run(*arguments: str | Path) -> str:
        result = CliRunner().invoke(app, ["cluster", *map(str, arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


@pytest.mark.own_thread
def test_tables_are_made_once_and_status_counts_workers_and_the_dead(
    server: Postgres, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, profile = server.fresh("cli"), profile_file(tmp_path)
    with pytest.raises(ConfigError, match="say caljobs-bot cluster init once"):
        cluster("status", "--site", profile, "--ledger", url)
    assert cluster("init", "--ledger", url) == "the ledger and the queue are ready\n"
    assert cluster("init", "--ledger", url) == "the ledger and the queue were ready before\n"
    with Ledger.open(url, key=KEY) as ledger:
        site = load_profile(str(profile)).site
        ledger.loading.load(site, [entry("1"), entry("2")])
        with monkeypatch.context() as past:
            shift_clock(ledger, past, -LEASE_S - 1)
            assert ledger.sign_ins.take(site, "eve", "far/1-1/1")
        assert ledger.sign_ins.take(site, "ann", "here/1-1/1")
        assert ledger.sign_ins.take(site, "bob", "here/2-1/1")
        assert ledger.claims.take(site, "here/2-1/1") is not None
        ledger.sites.pause(site)
    told = json.loads(cluster("status", "--site", profile, "--ledger", url, "--json"))
    assert {state: count for state, count in told["states"].items() if count} == {"queued": 1, "working": 1}
    assert told["holds"] == [{"paused": True, "halted": None, "down_for_s": None}]
    assert told["machines"] == {
        "far": {"alive": 0, "working": 0, "silent": 1},
        "here": {"alive": 2, "working": 1, "silent": 0},
    }
    sent = tmp_path / "sent.json"
    keep = shlex.join([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", str(sent)])
    words = cluster("status", "--site", profile, "--ledger", url, "--notify", keep)
    assert json.loads(sent.read_text())["text"] == "caljobs-bot cluster status, site: 1 queued, 1 working"
    assert "machine here: 2 workers, 1 at work\n" in words
    assert "machine far: 0 workers, 0 at work; 1 silent for more than 45 s: dead\n" in words
    assert "paused by a person" in words


def test_what_is_wrong_is_said_before_anything_begins(cluster: Cluster, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    saves, rehearses = profile_file(tmp_path / "a"), profile_file(tmp_path / "b", save=False)
    for arguments, words in (
        (["init", "--ledger", "x.db"], "a ledger on PostgreSQL"),
        (["init", "--ledger", "postgresql://bot:secret@x/y"], "can read a password there"),
        (["init", "--ledger", "postgresql://bot@x/y?password=secret"], "can read a password there"),
        (["worker", "--site", rehearses], "only rehearses"),
        (["worker", "--site", saves], "--staff NAME"),
        (["worker", "--site", saves, "--staff", "ann.lee"], "CALJOBS_PASSWORD_ANN_LEE"),
    ):
        with pytest.raises(ConfigError, match=words) as caught:
            cluster(*arguments)
        assert "secret" not in str(caught.value)


def test_without_the_packages_it_says_what_to_install(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.cluster.queue", raising=False)
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(ConfigError, match=r"requirements\.txt .* docs/cluster\.md"):
        cluster("init")


def test_a_service_has_its_secrets_from_its_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = Shop(None, "", tmp_path).profile  # type: ignore[arg-type]
    for name, text in (
        ("CALJOBS_LEDGER", "postgresql://bot:secret@db/x\n"),
        ("CALJOBS_LEDGER_KEY", KEY.decode() + "\n"),
        ("CALJOBS_PASSWORD_ANN_LEE", " two words \n"),
    ):
        (tmp_path / name).write_text(text)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    assert default_place() == "postgresql://bot:secret@db/x"
    assert Seal().mark("x") == Seal(KEY).mark("x")
    (login,) = find_logins(profile, ["ann.lee"], None)
    assert login.password == " two words "
    assert credential("../" + tmp_path.name + "/CALJOBS_LEDGER") is None
    monkeypatch.setenv("CALJOBS_LEDGER", "other")
    assert default_place() == "other"
    monkeypatch.delenv(CREDENTIALS)
    assert credential("CALJOBS_LEDGER") is None


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_service_and_finds_it_closed(tmp_path: Path) -> None:
    found = re.search(r"```ini\n(.*?)```", (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    unit = tmp_path / "caljobs-bot@training.service"
    unit.write_text(found[1].replace("/opt/caljobs-bot/bin/caljobs-bot", "/bin/true"), encoding="utf-8")
    verify = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (verify.returncode, verify.stderr) == (0, "")
    rate = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=25", unit], capture_output=True, check=False
    )
    assert rate.returncode == 0, rate.stdout.decode()[-200:]


@pytest.mark.parametrize(
    ("hours", "at", "within"),
    [
        ("22:00-05:30", "2026-06-02T05:00Z", True),  # 22:00 in California
        ("22:00-05:30", "2026-06-02T04:59Z", False),
        ("22:00-05:30", "2026-06-02T12:29Z", True),
        ("22:00-05:30", "2026-06-02T12:30Z", False),
        ("08:00-17:00", "2026-12-02T16:00Z", True),
        ("08:00-17:00", "2026-06-02T14:59Z", False),
        (None, "2026-06-02T14:59Z", True),
    ],
)
def test_hours(hours: str | None, at: str, within: bool) -> None:
    is_within = hours_of(hours, ZoneInfo("America/Los_Angeles"), "--hours")
    assert is_within(datetime.fromisoformat(at).astimezone(UTC)) is within


@pytest.mark.parametrize("hours", ["22:00", "22:00-22:00", "late-early"])
def test_hours_that_are_none(hours: str) -> None:
    with pytest.raises(ConfigError, match="--hours"):
        hours_of(hours, ZoneInfo("UTC"), "--hours")
