"""What the rest of the program needs of a page and of the sign-in its pages share, whoever shows them.

`PageAgent` and `Tabs` are a browser's. Tests have others, so that decisions made in Python need no browser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from bot.agent.looks import Dialog, Guard, Inventory, Reading, Row

Spec = dict[str, Any]


class Agent(Protocol):
    """One page. `PageAgent` documents what each call does and returns."""

    act: str
    pressed: str
    touched: bool
    witness: Callable[[Dialog, str], None] | None
    mask: Callable[[str], str]
    just_pressed: bool
    documents: int

    @property
    def is_closed(self) -> bool:
        """Whether the page's window is gone."""

    def close(self) -> None:
        """Closes the page's window, if it is still there."""

    def visit(self, address: str) -> None:
        """Opens an address. Raises SiteDown when it does not answer."""

    def visit_again(self) -> None:
        """Asks for the page at hand anew by its address. Raises as `visit`."""

    def opened_by(self, press: Callable[[], None]) -> Agent | None:
        """The window that `press` makes the page open; None when none comes up."""

    def moved_on(self, seconds: float) -> None:
        """Waits until the page goes to another address, at most so long."""

    def read(
        self,
        specs: list[Spec] | None = None,
        *,
        strangers: bool = False,
        grids: bool = False,
        awaited: Sequence[str] = (),
    ) -> Reading: ...

    def until(self, look: Callable[[], Reading], is_there: Callable[[Reading], bool]) -> Reading: ...

    def survey(self) -> Inventory: ...

    def apply(self, ops: list[dict[str, Any]], specs: list[Spec]) -> Reading: ...

    def type_slowly(self, spec: Spec, text: str) -> None: ...

    def press(
        self,
        text: str,
        guard: Guard | None = None,
        *,
        in_dialog: bool = False,
        beside: str | None = None,
        anywhere: bool = False,
    ) -> dict[str, Any]: ...

    def press_in_row(
        self, row: Row, text: str, guard: Guard | None = None, *, alike: bool = False
    ) -> dict[str, Any]: ...

    def links_in_row(self, row: Row) -> list[str]: ...

    def press_element(self, selector: str) -> bool: ...

    def unfold(self, title: str) -> bool: ...

    def offered(self, spec: Spec) -> tuple[str, ...]: ...

    def offers(self, text: str) -> bool: ...

    def guard(self, guard: Guard) -> list[str]: ...

    def ticks(self) -> list[tuple[tuple[str, ...], bool]]: ...

    def tick(self, cells: tuple[str, ...], on: bool) -> bool: ...

    def notice(self, dialog: Dialog) -> None: ...

    def unvalued(self, texts: Sequence[str]) -> list[str]: ...

    def stay(self) -> None: ...

    def trouble(self) -> str | None: ...

    def viewed(self) -> bytes | None: ...

    def pdf(self) -> bytes | None: ...

    def copy(self) -> str: ...

    def picture(self) -> tuple[bytes, list[tuple[int, int, int, int]]]: ...

    def snapshot(self) -> bytes | None:
        """The whole page as a PNG, as it stands; None where it can't be painted."""


class Browsing(Protocol):
    """The pages of one sign-in, and the cookies they share."""

    @property
    def is_open(self) -> bool:
        """Whether pages can still be opened."""

    def new_agent(self) -> Agent:
        """An empty page."""

    def newest(self, known: Agent) -> Agent:
        """The page that was opened last: `known` itself where it is that one."""

    def forget(self) -> None:
        """Drops all cookies."""

    def cookies(self) -> list[Any]:
        """The cookies, in a shape that `restore` takes."""

    def restore(self, cookies: list[Any]) -> None:
        """Puts kept cookies back."""

    def printed(
        self, path: Path, user: Agent, press: Callable[[], None], is_left: Callable[[], bool], sign: str
    ) -> Agent | None:
        """Saves the file that comes of a press, or gives the page that does: in a window, or the user's own.

        `sign` is a word that the plan has on it, and a page on the way to it has not.

        Raises TimedOut when neither comes.
        """

    def print_copy(self, text: str) -> bytes:
        """A page's copy as a PDF, printed by a browser without a window and without a way to any site."""

    def close_windows(self, user: Agent) -> None:
        """Closes every page but the user's."""

    def download(self, path: Path, user: Agent) -> AbstractContextManager[None]:
        """Saves the file that the body of the `with` makes the page of `user` send; windows it opened are closed.

        Raises TimedOut when no file comes.
        """
