"""What Print brings: a file, a window, a window with a file, or the page itself."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.mock_site.webforms import Out

Address = Callable[..., str]
"""Makes the address of the printable document: `form` is page, pdf, inline or wait."""


def _plain(address: Address, pdf: bool) -> str:
    """A file where Create PDF is ticked, else a window that prints itself."""
    return _download(address, pdf) if pdf else _window(address, pdf)


def _documented(address: Address, pdf: bool) -> str:
    """A window that says it is at work, and then a file."""
    return f"vos.openPrint('{address(form='wait')}');"


def _download(address: Address, pdf: bool) -> str:
    return f"window.location.href = '{address(form='pdf')}';"


def _window(address: Address, pdf: bool) -> str:
    return f"vos.openPrint('{address(form='page')}');"


def _window_pdf(address: Address, pdf: bool) -> str:
    return f"vos.openPrint('{address(form='inline')}');"


def _here_pdf(address: Address, pdf: bool) -> str:
    return f"window.location.href = '{address(form='inline')}';"


def _replaced(address: Address, pdf: bool) -> str:
    return f"window.location.href = '{address(form='page', back=True)}';"


PRINTS: dict[str, Callable[[Address, bool], str]] = {
    "plain": _plain, "documented": _documented, "download": _download, "window": _window, "window_pdf": _window_pdf,
    "here_pdf": _here_pdf, "replaced": _replaced,
}


def script(out: Out, address: Address, pdf: bool) -> str:
    """The script by which the printable document comes, by the way of `print`; `pdf`: Create PDF is ticked."""
    return PRINTS[out.dialect["print"]](address, pdf)


def waiting_page(address: str) -> str:
    """The window that says it is at work; the file comes from its script."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Export</title></head><body><p>Your document is being prepared. '
        f"You may close this window when it is there.</p><script>window.location.href = '{escape(address)}';</script>"
        "</body></html>"
    )
