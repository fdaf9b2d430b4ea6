"""Opening a workbook's file: only what is surely a workbook, of a bearable size, and nothing in it is followed.

An .xlsx is a zip of XML files. Its directory is looked at before anything is unpacked; macros and links to other
files are parts that are never read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.inputs import TooMuch, open_regular

MAX_FILE = 64 * 1024**2
MAX_MEMBERS = 2_000
MAX_UNPACKED = 1024**3
MAX_PART = 512 * 1024**2
MAX_SMALL_PART = 32 * 1024**2
"""Of parts that are read as a whole: the list of sheets, the styles."""
MAX_TAGS = 1_000_000
"""Beginnings and ends of elements of a part that is read as a whole: each costs many times its length."""
MAX_RATIO = 200
"""A part that shrinks more than this is a bomb; sheets shrink to a tenth or, when very regular, a fiftieth."""
_FREE_OF_RATIO = 1024**2

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unopenable(Exception):
    """Why a file is no workbook that can be read, in words without anything of its content."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Package:
    """The parts of an open workbook."""

    archive: zipfile.ZipFile

    def has(self, name: str) -> bool:
        return name in self.archive.NameToInfo

    def read(self, name: str) -> bytes:
        """A small part as it is. Raises Unopenable."""
        if self.archive.getinfo(name).file_size > MAX_SMALL_PART:
            raise Unopenable("a part of it that is small in every workbook is very large: it is not opened")
        return self.archive.read(name)

    def xml(self, name: str) -> Element:
        """A small part, parsed. Raises Unopenable."""
        content = self.read(name)
        if content.count(b"<") > MAX_TAGS:
            raise Unopenable("a part of it that is small in every workbook is very large: it is not opened")
        try:
            root: Element = fromstring(content, forbid_dtd=True)
        except (ParseError, DefusedXmlException):
            raise Unopenable(_DAMAGED) from None
        return root

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(name)


_DAMAGED = "is damaged, or no workbook: open it in Excel and save it again as .xlsx"


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """An .xlsx or .xlsm, its directory checked. Raises Unopenable."""
    try:
        with open_regular(path, MAX_FILE, too_large="split it into several workbooks") as file:
            _look_at_start(file)
            with zipfile.ZipFile(file) as archive:
                _check_directory(archive)
                yield Package(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError):
        raise Unopenable(_DAMAGED) from None
    except TooMuch as error:
        raise Unopenable(error.words) from None
    except OSError as error:
        raise Unopenable(f"can't be read: {error.strerror or 'unknown reason'}") from None


def _look_at_start(file: IO[bytes]) -> None:
    start = file.read(8)
    if start == _OLE:
        # the name of the part that holds an encrypted workbook stands in the file's own directory
        if _ENCRYPTED in file.read(MAX_FILE):
            raise Unopenable("is encrypted with a password: open it in Excel, take the password off, and save it")
        raise Unopenable("is a workbook of the old kind (.xls): open it in Excel and save it as .xlsx")
    file.seek(0)


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unopenable(f"has more than {MAX_MEMBERS} parts: it is not opened")
    if len({member.filename for member in members}) < len(members):
        raise Unopenable("has two parts of the same name: it is not opened")
    if any(member.flag_bits & 0x1 for member in members):
        raise Unopenable("is encrypted: take the password off and save it as .xlsx")
    if sum(member.file_size for member in members) > MAX_UNPACKED or any(map(_is_bomb, members)):
        raise Unopenable("would unpack to far more than a workbook of plans: it is not opened")
    if "xl/workbook.bin" in archive.NameToInfo:
        raise Unopenable("is a binary workbook (.xlsb): open it in Excel and save it as .xlsx")
    if "content.xml" in archive.NameToInfo:
        raise Unopenable("is an OpenDocument sheet (.ods): save it as .xlsx")
    if "[Content_Types].xml" not in archive.NameToInfo:
        raise Unopenable("is no workbook, or an unusual one: open it in Excel and save it again as .xlsx")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    too_much = member.file_size > max(member.compress_size, 1) * MAX_RATIO and member.file_size > _FREE_OF_RATIO
    return too_much or member.file_size > MAX_PART
