"""`dev.py`: when it installs, what it runs, and the requirements it installs from."""

from __future__ import annotations

import ast
import itertools
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

PYTHON = ".".join(map(str, sys.version_info[:2]))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder with what an environment is made from."""
    (tmp_path / "requirements.txt").write_text("one==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run to install; making an environment makes its Python."""
    run: list[list[str]] = []

    def install(command: list[str], root: Path) -> None:
        run.append(command)
        if "venv" in command:
            python = dev.venv_python(root / ".venv")
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()

    monkeypatch.setattr(dev, "_install", install)
    return run


class TestEnvironment:
    def test_it_is_made_once(self, root: Path, installs: list[list[str]]) -> None:
        assert dev.prepare(root) == dev.venv_python(root / ".venv")
        assert [command[1:3] for command in installs] == [["-m", "venv"], ["-m", "pip"], ["-m", "pip"]]
        dev.prepare(root)
        assert len(installs) == 3

    def test_packages_are_installed_with_hashes_and_the_project_without_download(
        self, root: Path, installs: list[list[str]]
    ) -> None:
        dev.prepare(root)
        assert "--require-hashes" in installs[1]
        assert {"--no-deps", "--no-build-isolation"} <= set(installs[2])

    @pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
    def test_it_is_renewed_when_what_it_is_made_from_changes(
        self, root: Path, installs: list[list[str]], name: str
    ) -> None:
        dev.prepare(root)
        (root / name).write_text("changed\n")
        dev.prepare(root)
        assert len(installs) == 6

    def test_line_ends_are_no_change(self, root: Path, installs: list[list[str]]) -> None:
        dev.prepare(root)
        (root / "requirements.txt").write_bytes(b"one==1\r\n")
        dev.prepare(root)
        assert len(installs) == 3

    def test_a_python_that_went_away_renews_it(self, root: Path, installs: list[list[str]]) -> None:
        dev.prepare(root).unlink()
        dev.prepare(root)
        assert len(installs) == 6

    def test_an_interrupted_install_does_not_count(
        self, root: Path, installs: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dev.prepare(root)
        (root / "requirements.txt").write_text("two==2\n")

        def interrupt(command: list[str], root: Path) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(dev, "_install", interrupt)
            with pytest.raises(KeyboardInterrupt):
                dev.prepare(root)
        (root / "requirements.txt").write_text("one==1\n")  # even what was there before is not whole any more
        dev.prepare(root)
        assert len(installs) == 6

    @pytest.mark.parametrize(
        ("version", "cleared"), [(f"{PYTHON}.99", False), ("3.10.1", True), (f"{PYTHON}9.1", True)]
    )
    def test_the_environment_of_another_python_is_cleared(
        self, root: Path, installs: list[list[str]], version: str, cleared: bool
    ) -> None:
        (root / ".venv").mkdir()
        (root / ".venv" / "pyvenv.cfg").write_text(f"home = /somewhere\nversion = {version}\n")
        dev.prepare(root)
        assert ("--clear" in installs[0]) is cleared

    def test_a_real_install_that_fails_says_why(self, root: Path) -> None:
        with pytest.raises(dev.Trouble, match=r"(?s)what went wrong.*exit code 3"):
            dev._install([sys.executable, "-c", "print('what went wrong'); raise SystemExit(3)"], root)

    def test_a_real_install_that_works_is_silent(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        dev._install([sys.executable, "-c", "print('a warning')"], root)
        assert capfd.readouterr().out == ""


class TestPython:
    def test_one_that_will_do(self) -> None:
        dev.check_python((3, 11), has_venv=True, has_pip=True)

    def test_an_old_one(self) -> None:
        with pytest.raises(dev.Trouble, match=r"Python 3\.11 or newer is needed; this is 3\.9"):
            dev.check_python((3, 9), has_venv=True, has_pip=True)

    @pytest.mark.skipif(os.name != "posix", reason="Windows names its Pythons otherwise")
    def test_a_newer_one_beside_an_old_one_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "python3.12").touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(dev.Trouble, match=r"python3\.12 dev\.py"):
            dev.check_python((3, 9), has_venv=True, has_pip=True)

    @pytest.mark.parametrize(("has_venv", "has_pip"), [(False, True), (True, False)])
    def test_one_without_what_makes_environments(self, has_venv: bool, has_pip: bool) -> None:
        with pytest.raises(dev.Trouble, match="python3-venv"):
            dev.check_python((3, 12), has_venv=has_venv, has_pip=has_pip)

    def test_an_old_python_can_read_the_file_so_that_it_can_say_so(self) -> None:
        ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))

    def test_it_needs_nothing_but_the_standard_library(self) -> None:
        tree = ast.parse(Path(dev.__file__).read_text(encoding="utf-8"))
        imported = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


class TestCommands:
    @pytest.fixture
    def ran(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """The commands that were run in a ready environment; one that has "fails" in it does."""
        run: list[list[str]] = []

        def call(command: list[str], root: Path = dev.ROOT) -> int:
            run.append(command[1:])
            return 5 if "fails" in command else 0

        monkeypatch.setattr(dev, "prepare", lambda: Path("python"))
        monkeypatch.setattr(dev, "call", call)
        return run

    def test_test(self, ran: list[list[str]]) -> None:
        assert dev.main(["test", "-k", "goals"]) == 0
        assert ran == [
            ["-m", "bot.browser_install", "--install"],
            ["-m", "pytest", *dev.WORKERS, "-k", "goals"],
        ]

    def test_demo_passes_arguments_on(self, ran: list[list[str]]) -> None:
        assert dev.main(["demo", "--headed"]) == 0
        assert ran[-1] == ["-m", "tests.demo", "--headed"]

    def test_the_exit_code_is_that_of_the_tests(self, ran: list[list[str]]) -> None:
        assert dev.main(["test", "fails"]) == 5

    def test_browser_passes_arguments_on(self, ran: list[list[str]]) -> None:
        assert dev.main(["browser", "--headed"]) == 0
        assert ran == [["-m", "bot.browser_install", "--install", "--headed"]]

    def test_without_a_browser_nothing_is_run(
        self, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dev, "_browser", lambda *_: 1)
        assert dev.main(["test"]) == 1
        assert ran == []

    def test_quick_runs_the_two_fast_tiers(self, ran: list[list[str]]) -> None:
        assert dev.main(["test", "--quick", "-x"]) == 0
        assert ran[1] == ["-m", "pytest", *dev.WORKERS, "tests/unit", "tests/page", "-x"]

    def test_check_runs_all_checks_and_fails_if_one_does(
        self, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codes = iter([1, 0, 0])

        def call(command: list[str]) -> int:
            ran.append(command[1:])
            return next(codes)

        monkeypatch.setattr(dev, "call", call)
        assert dev.main(["check"]) == 1
        assert ran[:2] == [["-m", "ruff", "check", "."], ["-m", "mypy"]]
        assert "lint_imports" in ran[2][1]

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            ([], list(dev.WORKERS)),
            (["--no-header", "--new-first"], list(dev.WORKERS)),
            (["-n", "4"], []),
            (["-n0"], []),
            (["--numprocesses=auto"], []),
            (["-p", "no:xdist"], []),
            (["--pdb"], []),
        ],
    )
    def test_how_many_at_a_time(self, arguments: list[str], expected: list[str]) -> None:
        assert dev.workers(arguments) == expected

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            ([], 2, "Usage"),
            (["--help"], 0, "Usage"),
            (["dmeo"], 2, "no command 'dmeo'"),
            (["check", "--fix"], 2, "takes no arguments"),
        ],
    )
    def test_the_command_line(
        self, arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dev.main(arguments) == code
        said = capsys.readouterr()
        assert words in said.out + said.err

    def test_clean_removes_what_was_made_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for made in (".venv/bin", ".mypy_cache", "bot/__pycache__", "out"):
            (tmp_path / made).mkdir(parents=True)
        (tmp_path / "bot" / "cli.py").touch()
        monkeypatch.setattr(dev, "ROOT", tmp_path)
        assert dev.main(["clean"]) == 0
        assert sorted(path.name for path in tmp_path.rglob("*")) == ["bot", "cli.py", "out"]


class TestCall:
    def test_the_exit_code_comes_back(self) -> None:
        assert dev.call([sys.executable, "-c", "raise SystemExit(7)"]) == 7

    def test_a_python_path_of_the_user_is_not_passed_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", "/elsewhere")
        script = "import os; raise SystemExit('PYTHONPATH' in os.environ)"
        assert dev.call([sys.executable, "-c", script]) == 0

    def test_what_is_compiled_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        assert dev.call([sys.executable, "-c", "import sys; raise SystemExit(sys.dont_write_bytecode)"]) == 0

    @pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_is_left_to_the_command_which_stops_where_it_is_safe(
        self, number: signal.Signals
    ) -> None:
        inner = (
            "import os, signal, sys\n"
            "def stop(*_):\n"
            "    os.write(1, b'safe\\n')\n"  # print would raise, were the other one not over yet
            "    sys.exit(4)\n"
            f"signal.signal({int(number)}, stop)\n"
            "print('ready', flush=True)\n"
            "while True:\n"
            "    signal.pause()\n"
        )
        outer = f"import dev, sys; sys.exit(dev.call([sys.executable, '-c', {inner!r}]))"
        process = subprocess.Popen(
            [sys.executable, "-c", outer],
            cwd=dev.ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # a terminal sends Ctrl-C to all of them
        else:
            process.send_signal(number)
        said, _ = process.communicate(timeout=30)
        assert (said, process.returncode) == ("safe\n", 4)


class TestRequirements:
    TEXT = (dev.ROOT / "requirements.txt").read_text(encoding="utf-8")

    def test_each_has_a_version_and_hashes(self) -> None:
        entries = re.split(r"\n(?=[\w#])", self.TEXT)
        pinned = [entry for entry in entries if not entry.startswith("#")]
        assert len(pinned) > 40
        for entry in pinned:
            assert re.match(r"[\w.-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry

    def test_there_is_no_address_or_path_in_it(self) -> None:
        settings = [line for line in self.TEXT.splitlines() if line.startswith("-")]
        assert settings == []
        assert not re.search(r"https?:|file:|@ |(?<![\w.])/\w", self.TEXT)

    def test_it_covers_all_that_the_project_names(self) -> None:
        project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        named = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
        wanted = {self.normal(re.split(r"[<>=\[; ]", requirement)[0]) for requirement in named} - {project["name"]}
        pinned = {self.normal(name) for name in re.findall(r"(?m)^([\w.-]+)==", self.TEXT)}
        assert wanted <= pinned

    @staticmethod
    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()


def test_ci_runs_the_same_commands() -> None:
    lines = (dev.ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("python3")] == [
        "python3 dev.py test",
        "python3 dev.py check",
    ]
