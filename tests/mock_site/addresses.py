"""The encrypted `enc=` query of every address: what a link means is readable by the server alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import quote

ROOT = "/vosnet/"
_SIGNATURE = 12
_NONCE = 4


class BadToken(ValueError):
    """The token was not made by this server for this session."""


class Sealer:
    """Seals the arguments of a link and opens them again; a token serves one path of one session.

    It keeps a reader from making links by hand, no more: this is a mock, not cryptography.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def address(self, path: str, session: str, args: dict[str, Any]) -> str:
        """The address of a page, such as `/vosnet/casemgmt/plan.aspx?enc=...`."""
        return f"{ROOT}{path}?enc={quote(self._seal(path, session, args))}"

    def open(self, token: str, path: str, session: str) -> dict[str, Any]:
        """The arguments that were sealed. Raises BadToken."""
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii"))
        except (binascii.Error, UnicodeEncodeError):
            raise BadToken(path) from None
        signature, nonce, sealed = (
            raw[:_SIGNATURE], raw[_SIGNATURE:_SIGNATURE + _NONCE], raw[_SIGNATURE + _NONCE:]
        )
        if not hmac.compare_digest(signature, self._sign(nonce + sealed, path, session)):
            raise BadToken(path)
        opened: dict[str, Any] = json.loads(self._mask(sealed, nonce))
        return opened

    def _seal(self, path: str, session: str, args: dict[str, Any]) -> str:
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._mask(json.dumps(args).encode(), nonce)
        signature = self._sign(nonce + sealed, path, session)
        return base64.urlsafe_b64encode(signature + nonce + sealed).decode("ascii")

    def _sign(self, content: bytes, path: str, session: str) -> bytes:
        message = content + path.lower().encode() + b"\0" + session.encode()
        return hmac.digest(self._key, message, "sha256")[:_SIGNATURE]

    def _mask(self, content: bytes, nonce: bytes) -> bytes:
        stream = hashlib.shake_128(self._key + nonce).digest(len(content))
        return bytes(a ^ b for a, b in zip(content, stream, strict=True))
