"""A run of its own: what its browser's processes know, where they write, and what is left when it is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.kit import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

SECRETS = {
    "CALJOBS_USERNAME": "secret-user",
    "CALJOBS_PASSWORD": "secret-password",
    "CALJOBS_PASSWORD_ANN": "secret-other",
    "CALJOBS_LEDGER": "postgresql://secret-ledger@db.example/x",
    "CALJOBS_LEDGER_KEY": "secret-key",
    "CALJOBS_WEBHOOK": "https://secret-hook.example",
    "PGPASSWORD": "secret-pg",
}

PROGRAM = """
import json, sys
from pathlib import Path
import psutil
from bot.config import Profile
from bot.session import Session

profile = Profile(name="x", base_url="http://127.0.0.1:9/")
target = Path(sys.argv[1])
with Session.start(profile) as session:
    page = session.site.agent.page
    page.set_content('<a id="a" download="x.pdf" href="data:application/pdf,plan">x</a>')
    with session.download(target):
        page.evaluate("document.getElementById('a').click()")
    told = {}
    for child in psutil.Process().children(recursive=True):
        name = Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\\0")[0].decode()
        told[f"{child.pid} {name}"] = Path(f"/proc/{child.pid}/environ").read_bytes().decode(errors="replace")
    print(json.dumps(told), flush=True)
    sys.stdin.readline()
"""


def test_the_browser_knows_no_secret_and_leaves_nothing(tmp_path: Path) -> None:
    temporary, out = tmp_path / "tmp", tmp_path / "out"
    temporary.mkdir()
    out.mkdir()
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"kept")
    (out / "plan.pdf").symlink_to(theirs)
    environment = {**os.environ, **SECRETS, "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(out / "plan.pdf")],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        told = json.loads(process.stdout.readline())
        below = psutil.Process(process.pid).children(recursive=True)
        (folder,) = temporary.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        process.kill()
        process.wait()
    assert len(told) > 2, "the driver and the browser's processes"
    for name, known in told.items():
        assert not [value for value in SECRETS.values() if value in known], name
        assert "CALJOBS_" not in known.replace("CALJOBS_BROWSER", ""), name
    assert any(f"TMPDIR={folder}" in known for known in told.values())
    plan = out / "plan.pdf"
    assert (plan.read_bytes(), plan.is_symlink(), plan.stat().st_mode & 0o777) == (b"plan", False, 0o600)
    assert theirs.read_bytes() == b"kept"

    psutil.wait_procs(below, timeout=30)
    assert folder.exists(), "it was killed, and could not tidy up"
    code = "from bot.private import private_temporary\nwith private_temporary(): pass"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert list(temporary.iterdir()) == [], "the next run has"
