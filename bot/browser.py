"""Finds a browser of the Chromium family on this machine, and starts it.

Finding needs only the standard library; Playwright is imported when something is started.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.errors import ConfigError

if TYPE_CHECKING:
    from playwright.sync_api import Browser as RunningBrowser
    from playwright.sync_api import BrowserType, Playwright

Kind = Literal["headless-shell", "chromium", "chrome", "msedge"]

HOW_TO_GET_ONE = (
    "Install Google Chrome, Microsoft Edge or Chromium, or run `python3 dev.py browser` (with --headed for "
    "one that can show a window), or set CALJOBS_BROWSER to the path of such a browser."
)

DEBIAN_FOLDER = Path("/usr/lib/chromium")
"""Where Debian's packages put the real programs; those of the same names in /usr/bin are scripts."""

_LAUNCH_S = 25
"""Seconds for a browser to begin to answer: one that may not be driven never does."""

PLAYWRIGHT_DISABLED_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
"""What Playwright itself switches off. The list is deep in its driver, so a test compares the two."""

PLAYWRIGHT_BLINK_SETTINGS = (
    "primaryHoverType=2",
    "availableHoverTypes=2",
    "primaryPointerType=4",
    "availablePointerTypes=4",
)
"""What Playwright itself sets when there is no window; compared by a test too."""

WITHOUT_PICTURES = [
    f"--blink-settings={','.join((*PLAYWRIGHT_BLINK_SETTINGS, 'imagesEnabled=false'))}",
    "--disable-remote-fonts",
]
"""Flags that keep images and fonts from being loaded at all."""


@dataclass(frozen=True)
class Browser:
    """A browser to start: by `path`, or when that is None by Playwright's `channel`. `name` is for people."""

    path: str | None
    channel: str | None
    kind: Kind
    name: str

    @property
    def can_show_a_window(self) -> bool:
        """The headless shell has no window at all."""
        return self.kind != "headless-shell"

    def __str__(self) -> str:
        return f"{self.name} ({self.path})" if self.path else self.name


# --- finding


def find_browser(
    *,
    headed: bool = False,
    environ: Mapping[str, str] = os.environ,
    system: str | None = None,
    home: Path | None = None,
) -> Browser:
    """The first of CALJOBS_BROWSER, Playwright's own, Debian's headless shell, Chrome, Edge, Chromium.

    The headless shells come before full browsers because they start in a third of the time; `headed` passes
    them over. `system` is as `platform.system()` says it. Raises ConfigError when CALJOBS_BROWSER names no
    browser that serves, or when there is none at all.
    """
    system = system or platform.system()
    home = home or Path.home()
    configured = environ.get("CALJOBS_BROWSER", "").strip()
    if configured:
        return _configured(Path(configured).expanduser(), headed)
    for browser in _all_browsers(environ, system, home):
        if browser.can_show_a_window or not headed:
            return browser
    wanted = "browser that can show a window" if headed else "browser"
    raise ConfigError(f"There is no {wanted} of the Chromium family on this machine. {HOW_TO_GET_ONE}")


def _configured(path: Path, headed: bool) -> Browser:
    if not path.is_file():
        raise ConfigError(f"CALJOBS_BROWSER names {path}, but there is no such file.")
    browser = Browser(str(real_program(path)), None, _kind_of(path), f"CALJOBS_BROWSER: {path.name}")
    if headed and not browser.can_show_a_window:
        raise ConfigError(f"CALJOBS_BROWSER names {path.name}, a headless shell, which cannot show a window.")
    return browser


def _kind_of(path: Path) -> Kind:
    name = path.name.lower().replace("_", "-").replace(" ", "-")
    if "headless-shell" in name:
        return "headless-shell"
    if "edge" in name:
        return "msedge"
    return "chrome" if "chrome" in name else "chromium"


def real_program(path: Path) -> Path:
    """The program behind one of Debian's starter scripts, or `path` itself.

    A script that does not hand over to its browser leaves it running when the script is killed.
    """
    behind = DEBIAN_FOLDER / path.name
    if behind.is_file() and path != behind:
        with path.open("rb") as file:
            if file.read(2) == b"#!":
                return behind
    return path


def _all_browsers(environ: Mapping[str, str], system: str, home: Path) -> Iterator[Browser]:
    yield from _playwrights_own(environ, system, home)
    shell = DEBIAN_FOLDER / "chromium-headless-shell"
    if system == "Linux" and shell.is_file():
        yield Browser(str(shell), None, "headless-shell", "Chromium headless shell")
    for kind, name, path in _usual_places(environ, system, home):
        if path.is_file():
            yield Browser(str(real_program(path)), None, kind, name)


def _playwrights_own(environ: Mapping[str, str], system: str, home: Path) -> Iterator[Browser]:
    """Those that `playwright install` has brought, in the version that the installed Playwright starts."""
    spec = importlib.util.find_spec("playwright")
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).parent / "driver" / "package"
    folder = playwright_folder(environ, system, home, package)
    listed = json.loads((package / "browsers.json").read_text(encoding="utf-8"))["browsers"]
    revisions = {entry["name"]: entry["revision"] for entry in listed}
    channels: tuple[tuple[str, Kind, str], ...] = (
        ("chromium-headless-shell", "headless-shell", "Playwright's headless shell"),
        ("chromium", "chromium", "Playwright's Chromium"),
    )
    for channel, kind, name in channels:
        installed = folder / f"{channel.replace('-', '_')}-{revisions.get(channel)}"
        if (installed / "INSTALLATION_COMPLETE").is_file():  # Playwright's mark of a whole download
            yield Browser(None, channel, kind, name)


def playwright_folder(environ: Mapping[str, str], system: str, home: Path, package: Path) -> Path:
    """Where Playwright keeps its browsers; `package` is the folder of its driver."""
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named == "0":
        return package / ".local-browsers"
    if named:
        return Path(named)
    if system == "Windows":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "ms-playwright"
    if system == "Darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _usual_places(environ: Mapping[str, str], system: str, home: Path) -> Iterator[tuple[Kind, str, Path]]:
    if system == "Windows":
        yield from _usual_places_windows(environ)
    elif system == "Darwin":
        yield from _usual_places_macos(home)
    else:
        yield from _usual_places_linux(environ)


def _usual_places_windows(environ: Mapping[str, str]) -> Iterator[tuple[Kind, str, Path]]:
    bases = [
        environ.get(key) for key in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData", "LOCALAPPDATA")
    ]
    programs: tuple[tuple[Kind, str, str], ...] = (
        ("chrome", "Google Chrome", "Google/Chrome/Application/chrome.exe"),
        ("msedge", "Microsoft Edge", "Microsoft/Edge/Application/msedge.exe"),
        ("chromium", "Chromium", "Chromium/Application/chrome.exe"),
    )
    for kind, name, program in programs:
        for base in filter(None, bases):
            yield kind, name, Path(base) / program


def _usual_places_macos(home: Path) -> Iterator[tuple[Kind, str, Path]]:
    programs: tuple[tuple[Kind, str], ...] = (
        ("chrome", "Google Chrome"),
        ("msedge", "Microsoft Edge"),
        ("chromium", "Chromium"),
    )
    for kind, name in programs:
        for base in (Path("/Applications"), home / "Applications"):
            yield kind, name, base / f"{name}.app" / "Contents" / "MacOS" / name


def _usual_places_linux(environ: Mapping[str, str]) -> Iterator[tuple[Kind, str, Path]]:
    yield "chrome", "Google Chrome", Path("/opt/google/chrome/chrome")
    yield "msedge", "Microsoft Edge", Path("/opt/microsoft/msedge/msedge")
    yield "chromium", "Chromium", DEBIAN_FOLDER / "chromium"
    commands: tuple[tuple[Kind, str, str], ...] = (
        ("chrome", "Google Chrome", "google-chrome-stable"),
        ("chrome", "Google Chrome", "google-chrome"),
        ("msedge", "Microsoft Edge", "microsoft-edge-stable"),
        ("msedge", "Microsoft Edge", "microsoft-edge"),
        ("chromium", "Chromium", "chromium"),
        ("chromium", "Chromium", "chromium-browser"),
    )
    for kind, name, command in commands:
        found = shutil.which(command, path=environ.get("PATH", ""))
        if found:
            yield kind, name, Path(found)


# --- starting


def launch_arguments() -> list[str]:
    """Chromium's flags: quiet on networks that let nothing out, quick from page to page, and no request repeated.

    HTTP/2 shares one connection among all requests and repeats a POST when it closes (see `bot.session.CONTEXT`).
    """
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-http2",
        "--no-first-run",
        f"--disable-features={','.join(disabled_features())}",
    ]
    if is_root():
        arguments.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox
    return arguments


def disabled_features() -> list[str]:
    """Playwright's own list, which a flag of ours would otherwise replace, and RenderDocument.

    Without RenderDocument a page takes 0.75 of the time (measured): the work is a walk through many pages of
    one site, and the feature has Chromium build a new frame for each of them.
    """
    return [*PLAYWRIGHT_DISABLED_FEATURES, "RenderDocument"]


def launch(
    playwright: Playwright,
    browser: Browser | None = None,
    *,
    headed: bool = False,
    arguments: Sequence[str] = (),
) -> RunningBrowser:
    """Start `browser` (the one `find_browser` finds) with `launch_arguments` and `arguments`.

    Raises ConfigError when it cannot be started, or is asked for a window that it cannot show.
    """
    return start(playwright.chromium, browser, headed=headed, arguments=arguments)


def start(
    kind: BrowserType,
    browser: Browser | None = None,
    *,
    headed: bool = False,
    arguments: Sequence[str] = (),
) -> RunningBrowser:
    """As `launch`, for whoever has a running browser's type and not Playwright itself."""
    from playwright.sync_api import Error

    if headed and not has_screen():
        raise ConfigError("A visible browser needs a screen, and there is none here (DISPLAY is not set).")
    chosen = browser or find_browser(headed=headed)
    if headed and not chosen.can_show_a_window:
        raise ConfigError(f"{chosen.name} cannot show a window.")

    def started(sandbox: bool) -> RunningBrowser:
        return kind.launch(
            timeout=_LAUNCH_S * 1000,
            executable_path=chosen.path,
            channel=chosen.channel,
            headless=not headed,
            chromium_sandbox=sandbox,
            # Ctrl-C is ours to act on: the work ends at a safe point with the browser still there.
            handle_sigint=False,
            args=[*launch_arguments(), *arguments],
        )

    try:
        if is_root():
            return started(sandbox=False)
        try:
            return started(sandbox=True)
        except Error as error:
            # Many containers, and Linux systems that keep ordinary programs from making namespaces, have no
            # sandbox to give. Playwright's own default, there as everywhere, is to go without.
            if "sandbox" not in error.message.lower():
                raise
            return started(sandbox=False)
    except Error as error:
        raise ConfigError(f"{chosen} does not start: {_reason(error.message)}\n{HOW_TO_GET_ONE}") from None


def _reason(message: str) -> str:
    """Of Playwright's long message about a failed start: the browser's first words, else Playwright's own."""
    lines = message.strip().splitlines()
    if "Timeout" in lines[0]:
        return (
            f"it was started and could not be driven within {_LAUNCH_S} seconds. Where an administrator forbids remote"
            " debugging (policy RemoteDebuggingAllowed, see chrome://policy), ask for it, or use another browser."
        )
    said = [line.partition("[err]")[2].strip() for line in lines if "[err]" in line]
    return said[0] if said else lines[0]


def has_screen() -> bool:
    """Whether windows can be shown: on Linux that needs a display server, elsewhere it is taken for granted."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_root() -> bool:
    """Whether this is Linux's root."""
    return sys.platform == "linux" and os.geteuid() == 0
