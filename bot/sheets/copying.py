"""A workbook's package on its way into a copy: some parts changed, some new, all others as they are."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import IO
from xml.sax.saxutils import quoteattr

from bot.sheets.package import Package, Unopenable
from bot.sheets.splicing import Splice, copy_spliced, inside, prefix_at, spliced, tree
from bot.sheets.workbook import relations_part

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_WITHOUT = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'.encode()


class Copy:
    """The parts of the copy. It is an .xlsx whatever its original was: macros are left out."""

    def __init__(self, package: Package, main: str) -> None:
        """`main`: the part that lists the sheets. Raises Unopenable."""
        self._package = package
        self._small: dict[str, bytes] = {}
        self._large: dict[str, Sequence[Splice]] = {}
        if _STRICT in package.read("_rels/.rels"):
            raise Unopenable("is a 'Strict Open XML' workbook: open it in Excel and save it as 'Excel Workbook'")
        self._leave_macros_out(main)

    def has(self, name: str) -> bool:
        return name in self._small or self._package.has(name)

    def read(self, name: str) -> bytes:
        """A small part as it stands now. Raises Unopenable."""
        return self._small[name] if name in self._small else self._package.read(name)

    def put(self, name: str, content: bytes) -> None:
        self._small[name] = content

    def put_spliced(self, name: str, splices: Sequence[Splice]) -> None:
        """Changes a part that may be large, while it is copied."""
        self._large[name] = splices

    def relate(self, part: str, kind: str, target: str) -> str:
        """Lets a part refer to another, and gives the reference's id."""
        name = relations_part(part)
        content = self.read(name) if self.has(name) else _EMPTY
        root = tree(content)
        taken = {item.attributes.get("Id") for item in root.children}
        number = next(f"rIdBot{number}" for number in range(1, len(taken) + 2) if f"rIdBot{number}" not in taken)
        prefix = prefix_at(content, root.start).decode()
        item = f'<{prefix}Relationship Id="{number}" Type="{OFFICE}/{kind}" Target={quoteattr("/" + target)}/>'
        self.put(name, spliced(content, inside(root, content, item.encode())))
        return number

    def declare(self, part: str, content_type: str) -> None:
        """Says of what kind a new part is."""
        content = self.read(_TYPES)
        root = tree(content)
        prefix = prefix_at(content, root.start).decode()
        item = f'<{prefix}Override PartName={quoteattr("/" + part)} ContentType="{content_type}"/>'
        self.put(_TYPES, spliced(content, inside(root, content, item.encode())))

    def free_name(self, pattern: str) -> str:
        """A name that no part has: `xl/comments{}.xml`."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def names_ending(self, ending: str) -> list[str]:
        return [name for name in {**self._package.archive.NameToInfo, **self._small} if name.lower().endswith(ending)]

    def write(self, target: IO[bytes]) -> None:
        """Writes the copy. Raises Unopenable where a part can't be unpacked."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for name in self._package.archive.namelist():
                if name.endswith("/") or name in self._small or _is_macro(name):
                    continue
                with self._package.open(name) as source, archive.open(name, "w", force_zip64=True) as part:
                    copy_spliced(source, part, self._large.get(name, ()))
            for name, content in self._small.items():
                archive.writestr(name, content)

    def _leave_macros_out(self, main: str) -> None:
        types, relations = self.read(_TYPES), relations_part(main)
        gone = [item for item in tree(types).children if _is_macro(item.attributes.get("PartName", "").lstrip("/"))]
        without = spliced(types, [Splice(item.start, item.end, b"") for item in gone])
        self.put(_TYPES, without.replace(_WITH_MACROS, _WITHOUT))
        if self.has(relations):
            content = self.read(relations)
            to_macros = [i for i in tree(content).children if i.attributes.get("Type", "").endswith("/vbaProject")]
            self.put(relations, spliced(content, [Splice(item.start, item.end, b"") for item in to_macros]))


def _is_macro(name: str) -> bool:
    return name.rpartition("/")[2].startswith("vbaProject")
