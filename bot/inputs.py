"""Reading files that others made: bounded before any work is done on them.

Only a regular file is read, never more of it than its limit (it may grow meanwhile), and YAML is looked at event by
event, so that what is too deep, too long or too much is refused before a tree of it stands in memory.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import yaml

MAX_YAML = 8 * 1024**2
"""Bytes of the largest YAML file that is read: some thousand participants."""
MAX_DEPTH = 20
"""Lists and keys may stand this deep in each other; a record needs nine."""
MAX_NODES = 1_000_000
"""Keys and values of one file; those of 8 MB of records are half as many."""
MAX_TEXT = 200_000
"""Characters of one text; the longest box of the site takes some thousand."""
MAX_KEYS = 5_000
"""Keys that stand side by side. The keys of a record are some twenty; a mapping file may list many words."""
_MOST_DIRECTIVES = 100
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)


class TooMuch(Exception):
    """A file is no file to read, or larger than anything it could be; `words` say which, without its content."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.line = line


@contextmanager
def open_regular(path: Path, most: int, *, too_large: str = "split it into several files") -> Iterator[IO[bytes]]:
    """A regular file of at most so many bytes. A pipe or device is refused instead of waited for.

    Raises TooMuch, and OSError where it can't be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise TooMuch("is not a file")
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        told = os.fstat(file.fileno())
        if not stat.S_ISREG(told.st_mode):  # another took its place meanwhile
            raise TooMuch("is not a file")
        if told.st_size > most:
            raise TooMuch(f"is larger than {in_words(most)}: {too_large}")
        yield file


def read_bounded(path: Path, most: int, *, too_large: str = "split it into several files") -> bytes:
    """A file's content. Raises TooMuch, also where it grows beyond the limit while it is read, and OSError."""
    with open_regular(path, most, too_large=too_large) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise TooMuch(f"is larger than {in_words(most)}: {too_large}")
    return content


def in_words(size: int) -> str:
    """`8 MB`."""
    return f"{size // 1024**2} MB"


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder is a link to something that is not in that folder (or to nothing)."""
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)) or not path.exists()


_SAVE = "open it in the program it is of, and save it as .xlsx"
OTHER_KINDS = {
    ".xls": f"is a workbook of the old kind: {_SAVE}",
    ".xlsb": f"is a binary workbook: {_SAVE}",
    **dict.fromkeys((".ods", ".fods", ".sxc"), f"is an OpenDocument sheet: {_SAVE}"),
    ".numbers": "is a sheet of Numbers: export it as .xlsx",
    **dict.fromkeys((".gsheet", ".gdoc"), "is a link to Google Sheets, and no sheet: download it as .xlsx"),
    **dict.fromkeys((".xltx", ".xltm", ".xlt", ".ots"), f"is a template: {_SAVE}"),
    **dict.fromkeys((".tsv", ".tab"), "is a table with tabs: save it as .xlsx, or with the ending .csv"),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages"), "is a document, and no file of records"),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar"), "is an archive: unpack it, and name what is in it"),
    **dict.fromkeys((".download", ".crdownload", ".part"), "is a download that has not ended: download it again"),
    **dict.fromkeys((".html", ".htm", ".mht"), "is a web page: open it in Excel and save it as .xlsx"),
}
"""Files that hold no records as this program reads them, by their endings, and what to do about them."""
_MAYBE = {
    ".json": "is passed over: take the ending .yaml if it holds records",
    **dict.fromkeys((".txt", ".text", ".bak", ".old", ".orig", ".tmp"), "is passed over"),
}
_NO_RECORDS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages", ".html", ".htm")
"""Other kinds that nobody takes for records, and that may well stand beside them."""
_LOOKED_INTO = 2_000
"""Files of a folder within a folder, among which records are looked for."""


def passed_over(path: Path, kinds: tuple[str, ...]) -> str | None:
    """Why something in a folder of records is not read, where it may hold some. `kinds`: the endings that are read."""
    if path.name.startswith(("~$", "._", ".~", "__MACOSX")):
        return None  # notes of programs beside the files themselves
    ending = path.suffix.lower()
    if path.is_dir() and path.is_symlink():
        return "is a link to a folder, and is not followed: name the folder itself"
    if path.is_dir():
        inside = (file.suffix.lower() for file in islice(path.rglob("*"), _LOOKED_INTO))
        if not any(each in kinds or (each in OTHER_KINDS and each not in _NO_RECORDS) for each in inside):
            return None
        return "is a folder within the folder, and is not looked into: name it as well"
    if path.name.startswith("."):
        return "begins with a dot, and is passed over" if ending in kinds else None
    if ending in kinds:
        return None
    if before := next((each for each in path.suffixes[:-1] if each.lower() in kinds), None):
        return f"ends in {ending}, and is passed over: if it is a {before} file, take the '{ending}' off its name"
    if ending in _NO_RECORDS:
        return None
    return OTHER_KINDS.get(ending) or _MAYBE.get(ending)


def bounded_events(text: str, loader: Any) -> Iterator[Any]:
    """PyYAML's events, one by one as they are asked for. Raises TooMuch, and what PyYAML raises."""
    if sum(1 for _ in zip(_DIRECTIVE.finditer(text), range(_MOST_DIRECTIVES + 1), strict=False)) > _MOST_DIRECTIVES:
        raise TooMuch("too many lines start with '%': put a text that starts with it in quotes")
    bounds = _Bounds()
    for event in yaml.parse(text, Loader=loader):
        bounds.look(event)
        yield event


class _Bounds:
    """Counts what was seen, and how deep it stands."""

    def __init__(self) -> None:
        self._nodes = 0
        self._open: list[int] = []
        """For each list or mapping that is open, how many nodes stand in it."""
        self._limits: list[int] = []

    def look(self, event: Any) -> None:
        """Raises TooMuch for the event that is one too many."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._limits.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._count(event)

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(event, f"there are more than {MAX_NODES:,} keys and values: split it into several files")
        if self._open:
            self._open[-1] += 1
            if self._open[-1] > self._limits[-1]:
                self._refuse(event, f"more than {MAX_KEYS:,} keys stand in one place")
        if len(self._open) > MAX_DEPTH:
            self._refuse(event, f"lists and keys stand more than {MAX_DEPTH} deep in each other")
        if isinstance(event, yaml.ScalarEvent):
            if len(event.value) > MAX_TEXT:
                self._refuse(event, f"a text has more than {MAX_TEXT:,} characters: is a quote not closed?")
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append(0)
            self._limits.append(2 * MAX_KEYS if isinstance(event, yaml.MappingStartEvent) else MAX_NODES)

    def _refuse(self, event: Any, words: str) -> None:
        raise TooMuch(words, event.start_mark.line + 1)


def load_yaml(path: Path) -> Any:
    """What a YAML file of this program's own kinds (profiles, surveys) says: lists, keys, texts, and None for nothing.

    Numbers, dates and truth values are texts here, for whoever validates them to take as such: YAML's own types make
    *true* of the key `on`, *false* of the answer No, 750 of 12:30 and 200 of 0310.

    Raises TooMuch for what is no file or too much, for a key that stands there twice, and for aliases (a few lines of
    them make billions of values); OSError; ValueError where it is not YAML in UTF-8.
    """
    text = read_bounded(path, MAX_YAML).decode("utf-8-sig")
    try:
        for event in bounded_events(text, _TextLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else None
                raise TooMuch("aliases ('*') are not allowed: write it out", line)
        return yaml.load(text, Loader=_TextLoader)
    except (yaml.YAMLError, OverflowError, RecursionError) as error:
        raise ValueError(f"not YAML ({type(error).__name__})") from None


def _once_each(loader: Any, node: Any, deep: bool = False) -> Any:
    """A mapping's keys and values; YAML itself keeps the last of two keys that are the same, without a word."""
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen and isinstance(key, yaml.ScalarNode):
            raise TooMuch(f"'{key.value}' stands there twice: put both into one", key.start_mark.line + 1)
        seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
    return _FastLoader.construct_mapping(loader, node, deep=deep)


_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_TextLoader: Any = type(
    "TextLoader",
    (_FastLoader,),
    {
        "construct_mapping": _once_each,
        "yaml_implicit_resolvers": {
            first: [each for each in rules if each[0] == _NULL]
            for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        },
    },
)
