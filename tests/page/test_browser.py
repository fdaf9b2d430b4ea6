"""Finding, installing and starting a browser."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from bot import browser, browser_install
from bot.browser import Browser, find_browser
from bot.errors import ConfigError

DRIVER = Path(str(importlib.util.find_spec("playwright").origin)).parent / "driver" / "package"  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's browsers of this machine are out of sight; PATH and the home folder are arguments."""
    monkeypatch.setattr(browser, "DEBIAN_FOLDER", tmp_path / "usr-lib-chromium")


def program(path: Path, content: bytes = b"\x7fELF") -> Path:
    """A file that stands for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def playwrights(home: Path, channel: str, *, complete: bool = True) -> None:
    """What `playwright install` leaves in a home folder on Linux."""
    listed = json.loads((DRIVER / "browsers.json").read_text())["browsers"]
    revision = next(entry["revision"] for entry in listed if entry["name"] == channel)
    folder = home / ".cache" / "ms-playwright" / f"{channel.replace('-', '_')}-{revision}"
    folder.mkdir(parents=True)
    if complete:
        (folder / "INSTALLATION_COMPLETE").touch()


def find(home: Path, *, headed: bool = False, system: str = "Linux", **environ: str) -> Browser:
    return find_browser(headed=headed, environ=environ, system=system, home=home)


class TestConfigured:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("chromium-headless-shell", "headless-shell"),
            ("headless_shell", "headless-shell"),
            ("Google Chrome", "chrome"),
            ("chrome.exe", "chrome"),
            ("msedge.exe", "msedge"),
            ("Microsoft Edge", "msedge"),
            ("chromium", "chromium"),
        ],
    )
    def test_the_configured_path_wins(self, tmp_path: Path, name: str, kind: str) -> None:
        playwrights(tmp_path, "chromium-headless-shell")
        path = program(tmp_path / "mine" / name)
        found = find(tmp_path, CALJOBS_BROWSER=str(path))
        assert (found.path, found.channel, found.kind) == (str(path), None, kind)

    def test_a_missing_file_is_an_error_and_nothing_else_is_taken(self, tmp_path: Path) -> None:
        playwrights(tmp_path, "chromium-headless-shell")
        with pytest.raises(ConfigError, match=r"CALJOBS_BROWSER names .*gone, but there is no such file"):
            find(tmp_path, CALJOBS_BROWSER=str(tmp_path / "gone"))

    def test_a_headless_shell_cannot_be_headed(self, tmp_path: Path) -> None:
        path = program(tmp_path / "headless_shell")
        with pytest.raises(ConfigError, match="cannot show a window"):
            find(tmp_path, headed=True, CALJOBS_BROWSER=str(path))

    def test_debians_starter_script_is_passed_over(self, tmp_path: Path) -> None:
        real = program(browser.DEBIAN_FOLDER / "chromium")
        script = program(tmp_path / "bin" / "chromium", b'#!/bin/sh\nchromium "$@"\n')
        assert find(tmp_path, CALJOBS_BROWSER=str(script)).path == str(real)

    def test_another_program_of_that_name_is_not(self, tmp_path: Path) -> None:
        program(browser.DEBIAN_FOLDER / "chromium")
        own = program(tmp_path / "bin" / "chromium")
        assert find(tmp_path, CALJOBS_BROWSER=str(own)).path == str(own)


class TestOrder:
    def test_playwrights_headless_shell_comes_first(self, tmp_path: Path) -> None:
        playwrights(tmp_path, "chromium")
        playwrights(tmp_path, "chromium-headless-shell")
        program(browser.DEBIAN_FOLDER / "chromium-headless-shell")
        assert find(tmp_path).channel == "chromium-headless-shell"

    def test_a_broken_download_does_not_count(self, tmp_path: Path) -> None:
        playwrights(tmp_path, "chromium-headless-shell", complete=False)
        playwrights(tmp_path, "chromium")
        assert find(tmp_path).channel == "chromium"

    def test_headed_passes_over_headless_shells(self, tmp_path: Path) -> None:
        playwrights(tmp_path, "chromium-headless-shell")
        program(browser.DEBIAN_FOLDER / "chromium-headless-shell")
        chromium = program(tmp_path / "bin" / "chromium")
        found = find(tmp_path, headed=True, PATH=str(chromium.parent))
        assert found.can_show_a_window
        assert found.kind != "headless-shell"

    def test_debians_headless_shell_comes_before_full_browsers(self, tmp_path: Path) -> None:
        shell = program(browser.DEBIAN_FOLDER / "chromium-headless-shell")
        program(browser.DEBIAN_FOLDER / "chromium")
        assert find(tmp_path).path == str(shell)

    @pytest.mark.skipif(os.name != "posix", reason="PATH is searched on Linux only")
    @pytest.mark.parametrize(
        ("command", "kind"),
        [("google-chrome-stable", "chrome"), ("microsoft-edge", "msedge"), ("chromium-browser", "chromium")],
    )
    def test_what_is_on_the_path_is_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, kind: str
    ) -> None:
        path = program(tmp_path / "bin" / command)
        monkeypatch.setattr(Path, "is_file", lambda self: self == path)  # no fixed place has one
        found = find(tmp_path, PATH=str(path.parent))
        assert (found.path, found.kind) == (str(path), kind)

    @pytest.mark.parametrize(
        ("place", "kind"),
        [
            ("Google/Chrome/Application/chrome.exe", "chrome"),
            ("Microsoft/Edge/Application/msedge.exe", "msedge"),
            ("Chromium/Application/chrome.exe", "chromium"),
        ],
    )
    def test_windows(self, tmp_path: Path, place: str, kind: str) -> None:
        path = program(tmp_path / "Program Files" / place)
        found = find(tmp_path, system="Windows", ProgramFiles=str(tmp_path / "Program Files"))
        assert (found.path, found.kind) == (str(path), kind)

    def test_macos(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = program(tmp_path / "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge")
        monkeypatch.setattr(Path, "is_file", lambda self: self == path)
        found = find(tmp_path, system="Darwin")
        assert (found.path, found.kind) == (str(path), "msedge")

    @pytest.mark.parametrize(("headed", "words"), [(False, "no browser of"), (True, "can show a window")])
    def test_none_at_all_says_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headed: bool, words: str
    ) -> None:
        monkeypatch.setattr(Path, "is_file", lambda self: False)
        with pytest.raises(ConfigError, match=words) as caught:
            find(tmp_path, headed=headed)
        assert "python3 dev.py browser" in caught.value.message


class TestPlaywrightsFolder:
    @pytest.mark.parametrize(
        ("system", "environ", "expected"),
        [
            ("Linux", {}, "home/.cache/ms-playwright"),
            ("Linux", {"XDG_CACHE_HOME": "cache"}, "cache/ms-playwright"),
            ("Darwin", {}, "home/Library/Caches/ms-playwright"),
            ("Windows", {}, "home/AppData/Local/ms-playwright"),
            ("Windows", {"LOCALAPPDATA": "local"}, "local/ms-playwright"),
            ("Linux", {"PLAYWRIGHT_BROWSERS_PATH": "named"}, "named"),
            ("Linux", {"PLAYWRIGHT_BROWSERS_PATH": "0"}, "package/.local-browsers"),
        ],
    )
    def test_where_it_is(self, system: str, environ: dict[str, str], expected: str) -> None:
        found = browser.playwright_folder(environ, system, Path("home"), Path("package"))
        assert found == Path(expected)

    def test_it_is_where_the_installed_playwright_would_install(self, tmp_path: Path) -> None:
        """Playwright itself says where it would put its browsers; the mark laid there must be found."""
        environ = os.environ | {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
        command = [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"]
        said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
        for place in re.findall(r"Install location:\s+(.+)", said):
            Path(place.strip()).mkdir()
            (Path(place.strip()) / "INSTALLATION_COMPLETE").touch()
        assert find(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path)).channel == "chromium-headless-shell"
        assert find(tmp_path, headed=True, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path)).channel == "chromium"


class TestArguments:
    def test_the_list_of_features_is_the_installed_playwrights_and_render_document(self) -> None:
        bundle = (DRIVER / "lib" / "coreBundle.js").read_text(encoding="utf-8")
        listed = re.search(r"\n\s+disabledFeatures = \[(.*?)\n\s+\]", bundle, re.DOTALL)
        assert listed, "Playwright keeps its list elsewhere now: look for its --disable-features flag"
        features = re.findall(r'^\s*"(\w+)",?$', listed.group(1), re.MULTILINE)
        assert browser.disabled_features() == [*features, "RenderDocument"]

    def test_the_settings_of_a_browser_without_pictures_keep_the_installed_playwrights(self) -> None:
        """A second flag replaces the first one."""
        bundle = (DRIVER / "lib" / "coreBundle.js").read_text(encoding="utf-8")
        listed = re.findall(r'"--blink-settings=([\w=,]+)"', bundle)
        assert listed, "Playwright sets nothing there any more"
        flag = next(flag for flag in browser.WITHOUT_PICTURES if flag.startswith("--blink-settings="))
        assert {f"--blink-settings={settings},imagesEnabled=false" for settings in listed} == {flag}

    def test_the_sandbox_is_given_up_for_root_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(browser, "is_root", lambda: True)
        assert "--no-sandbox" in browser.launch_arguments()
        monkeypatch.setattr(browser, "is_root", lambda: False)
        assert "--no-sandbox" not in browser.launch_arguments()

    def test_features_are_named_in_one_flag(self) -> None:
        flags = [flag for flag in browser.launch_arguments() if flag.startswith("--disable-features=")]
        assert flags == ["--disable-features=" + ",".join(browser.disabled_features())]


class TestInstalling:
    @pytest.fixture
    def commands(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """The commands that would have been run; every one fails."""
        run: list[list[str]] = []

        def fail(command: list[str], seconds: float) -> str:
            run.append(command)
            assert 0 < seconds <= 600
            return f"{command[0]}: failed"

        monkeypatch.setattr(browser_install, "run", fail)
        monkeypatch.setattr(browser_install, "is_root", lambda: True)
        monkeypatch.setattr(browser_install, "is_debian", lambda: True)
        return run

    def test_debians_root_tries_apt_then_playwright(self, commands: list[list[str]]) -> None:
        with pytest.raises(ConfigError, match="apt-get: failed"):
            browser_install.install_browser()
        installs = [command for command in commands if "update" not in command]
        assert [command[-1] for command in installs[:2]] == ["chromium-headless-shell", "chromium"]
        assert "playwright" in installs[2]
        assert "--only-shell" in installs[2]

    def test_anyone_else_has_playwrights(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(browser_install, "is_root", lambda: False)
        with pytest.raises(ConfigError):
            browser_install.install_browser()
        assert len(commands) == 1
        assert "playwright" in commands[0]
        assert "--with-deps" not in commands[0]

    def test_headed_gets_one_with_a_window(self, commands: list[list[str]]) -> None:
        with pytest.raises(ConfigError):
            browser_install.install_browser(headed=True)
        assert not any("chromium-headless-shell" in command for command in commands)
        assert "--no-shell" in commands[-1]

    def test_the_first_success_ends_it(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def succeed(command: list[str], seconds: float) -> None:
            commands.append(command)

        monkeypatch.setattr(browser_install, "run", succeed)
        browser_install.install_browser()
        assert [command[1] for command in commands] == ["update", "install"]

    def test_a_command_is_ended_with_all_that_it_started_when_its_time_is_up(self) -> None:
        """The child holds the pipe that `run` reads: were it left alive, this would never return."""
        sleeper = "import threading; threading.Event().wait()"
        script = f"import subprocess, sys; subprocess.call([sys.executable, '-c', {sleeper!r}])"
        error = browser_install.run([sys.executable, "-c", script], seconds=2)
        assert error is not None
        assert "not done after 2 seconds" in error

    def test_the_last_words_of_a_failure_are_told(self) -> None:
        script = (
            "import sys; print('first'); print('E: no such package'); print('    at x.js:1'); sys.exit(1)"
        )
        error = browser_install.run([sys.executable, "-c", script], seconds=60)
        assert error is not None
        assert error.endswith(": first E: no such package")

    def test_a_command_that_is_not_there(self) -> None:
        error = browser_install.run(["no-such-command-here", "install"], seconds=60)
        assert error is not None
        assert error.startswith("no-such-command-here install: ")


class TestCommand:
    def test_it_names_what_was_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = program(tmp_path / "chrome")
        monkeypatch.setenv("CALJOBS_BROWSER", str(path))
        assert browser_install.main([]) == 0
        assert capsys.readouterr().out == f"Browser: CALJOBS_BROWSER: chrome ({path})\n"

    def test_a_wrong_configured_path_installs_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("CALJOBS_BROWSER", str(tmp_path / "gone"))
        monkeypatch.setattr(browser_install, "install_browser", lambda **_: pytest.fail("installs"))
        assert browser_install.main(["--install"]) == 1
        assert "no such file" in capsys.readouterr().err


class TestStarting:
    """In a process of their own: two synchronous Playwrights do not go together in one thread."""

    def start(self, **environ: str) -> subprocess.CompletedProcess[str]:
        script = (
            "from playwright.sync_api import sync_playwright\n"
            "from bot.browser import find_browser, launch\n"
            "with sync_playwright() as playwright:\n"
            "    running = launch(playwright)\n"
            "    page = running.new_page()\n"
            "    page.set_content('<h2>it works</h2>')\n"
            "    print(page.locator('h2').inner_text())\n"
            "    running.close()\n"
        )
        return subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(browser.__file__).parent.parent,
            env=os.environ | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    def test_the_browser_of_this_machine_starts(self) -> None:
        ended = self.start()
        assert ended.stdout == "it works\n", ended.stderr

    @pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
    def test_what_a_broken_browser_says_is_told(self, tmp_path: Path) -> None:
        path = program(tmp_path / "chrome", b"#!/bin/sh\necho 'libnss3.so is missing' >&2\nexit 1\n")
        ended = self.start(CALJOBS_BROWSER=str(path))
        assert ended.returncode != 0
        assert "does not start: libnss3.so is missing" in ended.stderr


@pytest.mark.own_thread
@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the browser")
def test_a_browser_that_may_not_be_driven_is_told_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one whose administrator forbids remote debugging: it starts, and answers nothing."""
    silent = tmp_path / "chrome"
    silent.write_text("#!/bin/sh\nexec sleep 1000\n")
    silent.chmod(0o755)
    assert browser._LAUNCH_S < 30
    monkeypatch.setattr(browser, "_LAUNCH_S", 1)
    with sync_playwright() as playwright, pytest.raises(ConfigError, match="RemoteDebuggingAllowed") as caught:
        browser.launch(playwright, Browser(str(silent), None, "chrome", "Google Chrome"))
    assert "CALJOBS_BROWSER" in str(caught.value)
