"""Installs a browser of the Chromium family where `bot.browser` finds it. Standard library only.

As a command (`python -m bot.browser_install`) it says which browser would be used, and installs one when asked to.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence

from bot.browser import HOW_TO_GET_ONE, Browser, find_browser, is_root, launch
from bot.errors import ConfigError

_APT_SECONDS = 300
_PLAYWRIGHT_SECONDS = 600
_PLAYWRIGHT_CONNECTION_MS = 15_000


def install_browser(*, headed: bool = False) -> None:
    """Install one: Debian's package when root there, else Playwright's own download.

    `headed` asks for one that can show a window. Prints what it does. Each attempt is ended after some
    minutes, whatever the network does. Raises ConfigError with the last words of all that failed.
    """
    errors = []
    # On Debian apt goes first: it brings the libraries with the browser, and where the internet is out of
    # reach it says so soon, while Playwright tries its download again and again.
    if is_debian() and is_root():
        packages = ["chromium"] if headed else ["chromium-headless-shell", "chromium"]
        for package in packages:
            error = _apt_install(package)
            if error is None:
                return
            errors.append(error)
    error = _playwright_install(headed)
    if error is None:
        return
    errors.append(error)
    raise ConfigError("\n".join(["No browser could be installed.", *errors, HOW_TO_GET_ONE]))


def is_debian() -> bool:
    """Debian itself, where chromium is a real package; Ubuntu's is a stub that fetches a snap."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:  # not Linux, or a Linux that does not tell
        return False


def _apt_install(package: str) -> str | None:
    print(f"Installing Debian's {package} ...", flush=True)
    # A new machine's package lists are often old or empty. A machine off the network may yet have the package
    # in its cache, so a failed update does not end the attempt.
    run(["apt-get", "update", "-q"], _APT_SECONDS)
    return run(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], _APT_SECONDS)


def _playwright_install(headed: bool) -> str | None:
    print("Downloading Playwright's browser ...", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    command.append("--no-shell" if headed else "--only-shell")
    if is_root():
        command.append("--with-deps")  # the libraries it needs, by the system's own packages
    return run(command, _PLAYWRIGHT_SECONDS)


def run(command: Sequence[str], seconds: float) -> str | None:
    """Run a command, and all it starts, for `seconds` at most: None if it went well, else its last words.

    The last words are up to three lines; the frames of a stack trace tell a user nothing and are left out.
    """
    environ = os.environ | {
        "DEBIAN_FRONTEND": "noninteractive",
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": str(_PLAYWRIGHT_CONNECTION_MS),
    }
    title = "playwright install" if "playwright" in command else " ".join(command[:2])
    try:
        process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        return f"{title}: {error.strerror}"
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end_with_children(process)
        return f"{title}: not done after {seconds:.0f} seconds, ended"
    if process.returncode == 0:
        return None
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    words = [line for line in lines if not line.startswith("at ")]
    return f"{title}: " + " ".join(words[-3:])


def _end_with_children(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# --- as a command


def _try(browser: Browser) -> None:
    """Start and end it once: a fresh one may lack libraries of the system."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launch(playwright, browser).close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Says which browser would be used; with --install, installs one if there is none."""
    parser = argparse.ArgumentParser(prog="python -m bot.browser_install", description=main.__doc__)
    parser.add_argument("--install", action="store_true", help="install one if there is none")
    parser.add_argument("--headed", action="store_true", help="one that can show a window")
    options = parser.parse_args(arguments)
    try:
        try:
            browser = find_browser(headed=options.headed)
        except ConfigError:
            if not options.install or os.environ.get("CALJOBS_BROWSER"):
                raise
            install_browser(headed=options.headed)
            browser = find_browser(headed=options.headed)
            _try(browser)
    except ConfigError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"Browser: {browser}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
