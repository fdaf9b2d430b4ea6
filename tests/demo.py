"""`python3 dev.py demo`: starts the mock site, enters three made-up participants, and says where their plans are.

Further arguments go to `caljobs-bot run`, such as --headed to watch it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.mock_site.client import MockSite

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "demo"
DAY = "2019-06-05"
"""The guide's sample is of June 2019: the mock's clock stands there."""


def main(arguments: list[str]) -> int:
    """The exit code of the run."""
    for old in OUT.glob("*.pdf"):
        old.unlink()
    with MockSite.start(clock=DAY) as mock:
        print(f"The mock site is at {mock.home} (sign in as Staff11 with Mock-pass-11! to look around).")
        command = [sys.executable, "-m", "bot", "run", "configs/demo", "--site", "mock", "--base-url", mock.home]
        environ = {**os.environ, "CALJOBS_USERNAME": "Staff11", "CALJOBS_PASSWORD": "Mock-pass-11!"}
        code = subprocess.run([*command, "--out", str(OUT), *arguments], cwd=ROOT, env=environ, check=False).returncode
    plans = sorted(OUT.glob("*.pdf"))
    print(f"\n{len(plans)} printed plans are in {OUT}:")
    for plan in plans:
        print(f"  {plan.name}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
