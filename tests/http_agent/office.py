"""`Office` without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.session import Session
from tests.http_agent.agent import HttpBrowsing
from tests.kit import Office, Watched
from tests.mock_site.client import MockSite


class QuickOffice(Office):
    """Runs of the bot against a mock site by plain HTTP: for decisions that are made in Python, not in the page."""

    def __init__(self, mock: MockSite, folder: Path) -> None:
        self.mock = mock
        self.folder = folder
        self.watched = Watched()

    @contextmanager
    def session(self, **changes: Any) -> Iterator[Session]:
        profile = self.profile(**changes)
        browsing = HttpBrowsing(profile)
        try:
            yield Session(profile, browsing, headed=False)
        finally:
            browsing.close()
