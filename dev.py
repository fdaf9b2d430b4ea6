"""Everything a newcomer needs, with nothing but Python: `python3 dev.py demo`, `python3 dev.py test`.

Works on Linux, macOS and Windows. Makes `.venv` beside this file, installs what requirements.txt names (with
hashes) when that has changed, finds or installs a browser, and then does what was asked.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
WORKERS = ("-n", "4", "--dist", "loadgroup")
"""Tests are handed out singly, but for groups that share what one of them made. They wait for a browser or another
process half of their time: two for each of two cores."""
QUICK_TIERS = ("tests/unit", "tests/page")
STAMP = "caljobs-bot-installed.txt"
LAYOUT = "1"  # raised when this file comes to install something in another way

USAGE = """\
Usage: python3 dev.py COMMAND [ARGUMENTS]

  demo      enter the plans of three made-up participants into a mock of the site; further arguments go to it
  test      run all tests, four at a time; further arguments go to pytest, such as -k goals or -n 2
            --quick: only those of tests/unit and tests/page, in under a minute
  check     ruff, mypy and the contracts on imports
  browser   say which browser is used, and install one if there is none; --headed for one with a window
  clean     remove .venv and all caches
"""


class Trouble(Exception):
    """Something a person has to do first; the message says what."""


# --- the environment


def check_python(version: tuple[int, int], has_venv: bool, has_pip: bool) -> None:
    """Raise Trouble when this Python is too old, or lacks what makes environments."""
    if version < OLDEST:
        newer = _newer_python()
        found = f" There is a newer one here: {newer} dev.py ..." if newer else ""
        needed = ".".join(map(str, OLDEST))
        raise Trouble(f"Python {needed} or newer is needed; this is {version[0]}.{version[1]}.{found}")
    if not (has_venv and has_pip):
        raise Trouble(
            "This Python cannot make environments (its module venv or ensurepip is missing). "
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def _newer_python() -> str | None:
    names = (f"python3.{minor}" for minor in range(20, OLDEST[1] - 1, -1))
    return next(filter(shutil.which, names), None)


def venv_python(venv: Path) -> Path:
    """The Python inside an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def wanted_stamp(root: Path, python: str) -> str:
    """What an environment must say of itself to be up to date: a hash of all that it is made from."""
    made_from = hashlib.sha256(f"{LAYOUT}\n{python}\n{root}\n".encode())
    for name in ("requirements.txt", "pyproject.toml"):
        made_from.update((root / name).read_bytes().replace(b"\r\n", b"\n"))
    return made_from.hexdigest()


def is_up_to_date(venv: Path, stamp: str) -> bool:
    """Whether the environment was made whole, from what there is now."""
    try:
        return venv_python(venv).exists() and (venv / STAMP).read_text(encoding="ascii").strip() == stamp
    except FileNotFoundError:
        return False


def prepare(root: Path = ROOT) -> Path:
    """Make or renew the environment if need be; returns its Python."""
    venv = root / ".venv"
    python = venv_python(venv)
    stamp = wanted_stamp(root, _this_python())
    if is_up_to_date(venv, stamp):
        return python
    check_python(
        sys.version_info[:2],
        has_venv=importlib.util.find_spec("venv") is not None,
        has_pip=importlib.util.find_spec("ensurepip") is not None,
    )
    (venv / STAMP).unlink(missing_ok=True)  # an interrupted renewal must not look whole
    print("Making the environment .venv ...", flush=True)
    # Inside a virtual environment (this one, perhaps) the Python that it was made from is the one to use.
    base = getattr(sys, "_base_executable", None) or sys.executable
    _install([base, "-m", "venv", *_clear_if_other(venv), str(venv)], root)
    print("Installing the packages of requirements.txt (some minutes the first time) ...", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    _install([*pip, "--require-hashes", "--requirement", "requirements.txt"], root)
    # Its build backend is among the packages just installed, with a hash: nothing else is downloaded here.
    _install([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], root)
    (venv / STAMP).write_text(stamp + "\n", encoding="ascii")
    return python


def _clear_if_other(venv: Path) -> list[str]:
    """["--clear"] when the environment there is of another Python than this one."""
    try:
        settings = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    same = any(
        line.replace(" ", "").startswith((f"version={_this_python()}.", f"version_info={_this_python()}."))
        for line in settings.splitlines()
    )
    return [] if same else ["--clear"]


def _this_python() -> str:
    """Such as "3.11": packages are installed for that much of the version."""
    return ".".join(map(str, sys.version_info[:2]))


def _install(command: list[str], root: Path) -> None:
    """Run a command whose words matter only when it fails."""
    ended = subprocess.run(
        command,
        cwd=root,
        env=_environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if ended.returncode != 0:
        raise Trouble(
            f"{ended.stdout}\nThat did not work (exit code {ended.returncode}): {' '.join(command)}"
        )


def _environ() -> dict[str, str]:
    """The environment for commands, without what would have them import from elsewhere, or compile all they import.

    The tests start many processes: where no compiled file is kept each of them compiles the program anew, and each
    process of the test run all tests (twice the CPU time of collecting them).
    """
    left_out = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if key not in left_out}


def call(command: list[str], root: Path = ROOT) -> int:
    """Run a command in `root` to its end and return its exit code.

    Ctrl-C reaches the command by itself and is left to it, so that it can stop where stopping is safe; a
    request to end this program is passed on.
    """
    # A KeyboardInterrupt within wait() could lose the command's exit code. A handler of ours is not inherited.
    interrupt = signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, cwd=root, env=_environ())
    terminate = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        code = process.wait()
    finally:
        signal.signal(signal.SIGTERM, terminate)
        signal.signal(signal.SIGINT, interrupt)
    return code if code >= 0 else 128 - code


# --- the commands


def demo(arguments: list[str]) -> int:
    """Three made-up participants from start to end."""
    python = prepare()
    return _browser(python) or call([str(python), "-m", "tests.demo", *arguments])


def test(arguments: list[str]) -> int:
    """The whole suite, or with --quick its two fast tiers."""
    tiers = QUICK_TIERS if "--quick" in arguments else ()
    arguments = [argument for argument in arguments if argument != "--quick"]
    python = prepare()
    return _browser(python) or call([str(python), "-m", "pytest", *workers(arguments), *tiers, *arguments])


def workers(arguments: list[str]) -> list[str]:
    """How many tests at a time, unless the arguments say so themselves."""
    said = any(
        argument.startswith(("-n", "--numprocesses", "--pdb", "--trace", "no:xdist", "-pno:xdist"))
        for argument in arguments
    )
    return [] if said else list(WORKERS)


def check(arguments: list[str]) -> int:
    """All static checks; each is run, whatever the others say."""
    _no_arguments("check", arguments)
    python = str(prepare())
    imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    codes = [
        call([python, "-m", "ruff", "check", "."]),
        call([python, "-m", "mypy"]),
        call([python, "-c", imports, "--no-logo", "--no-cache"]),
    ]
    return max(codes)


def browser(arguments: list[str]) -> int:
    """Which browser, and one if there is none."""
    return _browser(prepare(), arguments)


def _browser(python: Path, arguments: list[str] | None = None) -> int:
    return call([str(python), "-m", "bot.browser_install", "--install", *(arguments or [])])


def clean(arguments: list[str]) -> int:
    """Everything that the other commands made, but for the output of runs."""
    _no_arguments("clean", arguments)
    if Path(sys.prefix).resolve() == ROOT / ".venv":
        raise Trouble("This Python is the one in .venv, which is to go. Use another: python3 dev.py clean")
    made = [ROOT / name for name in (".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")]
    for folder in [path for path in made if path.exists()]:
        print(f"Removing {folder.name}")
        shutil.rmtree(folder)
    for folder in sorted(ROOT.rglob("__pycache__")):
        shutil.rmtree(folder)
    return 0


def _no_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise Trouble(f"{command} takes no arguments.")


COMMANDS = {"demo": demo, "test": test, "check": check, "browser": browser, "clean": clean}


def main(arguments: list[str]) -> int:
    """The exit code of the command; 2 when the command line or the machine is not fit for it."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"There is no command {arguments[0]!r}.\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    try:
        return command(arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
