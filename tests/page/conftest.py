"""Fixtures of the page tests: the desk, at one page of this process's browser."""

from tests.page.fixtures import desk, hand_page, page_server

__all__ = ["desk", "hand_page", "page_server"]
