"""Fixtures of the site tests: pages of a test's own beside the mock's."""

from tests.page.fixtures import desk, hand_page, page_server

__all__ = ["desk", "hand_page", "page_server"]
