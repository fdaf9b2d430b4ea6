"""What must not be found anywhere: the values of a record, in clear or in any disguise that is no encryption."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from bot.controls import BLANK
from bot.records.load import load
from bot.records.model import Record
from tests.kit import DAY

CANARY = "ZqxCanary"
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


def secrets(record: Record) -> set[str]:
    """Every value of a record that is not a word of the site's own lists, too short to tell, or the User ID."""
    found = set()
    for form in record.forms():
        for key, value in form.mentioned().items():
            control = form.controls[key]
            shown = control.show(value) if value is not BLANK else ""
            offered = getattr(control, "options", ())
            texts = [shown] if isinstance(shown, str) else shown
            found |= {text for text in texts if len(text) > 3 and text not in offered}
    return found - {record.user_id, "Adult"}


def secrets_of(file: Path) -> set[str]:
    """The same of a record's file, with the canary and parts of what was planted."""
    (record,) = load([file], today=DAY).records
    return secrets(record) | {CANARY, "Xwy", "Mike"}


def leaks(told: str, secret: set[str]) -> list[str]:
    """Which of these stand in a text."""
    return sorted(value for value in secret if value.casefold() in told.casefold())


def left_behind(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files that a run has put down."""
    for path in folder.rglob("*"):
        yield str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b""


def hidden(content: bytes, secret: Iterable[str]) -> list[str]:
    """Which of these stand in some bytes: as they are, encoded in some way, backwards, or packed."""
    places = [content, *_unpacked(content), *_decoded(content)]
    return sorted({value for value in secret for form in _disguises(value) if any(form in place for place in places)})


def _disguises(value: str) -> set[bytes]:
    plain = value.encode()
    return {
        plain, plain[::-1], plain.hex().encode(), plain.hex().upper().encode(), value.encode("utf-16-le"),
        json.dumps(value)[1:-1].encode(), quote(value).encode(), value.upper().encode(), value.lower().encode(),
    }  # fmt: skip


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Whatever begins like a packed text and can be unpacked."""
    for found in _PACKED.finditer(content):
        packer = zlib.decompressobj(wbits=47)
        try:
            yield packer.decompress(content[found.start() :], 1_000_000)
        except zlib.error:
            continue


def _decoded(content: bytes) -> Iterator[bytes]:
    """Whatever looks like base64, from each of the four places at which it may begin."""
    for found in _ENCODED.finditer(content):
        text = found.group().rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for begin in range(4):
            part = text[begin:]
            whole = part[:-1] if len(part) % 4 == 1 else part
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))


def of_process(pid: int, what: str) -> str:
    """What the system shows of a process (`cmdline`, `environ`); nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
