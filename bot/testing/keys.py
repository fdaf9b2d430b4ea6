"""Where pytest's configuration keeps what belongs to this plugin."""

from __future__ import annotations

import pytest

from bot.testing.report.collect import Collector
from bot.testing.stopping import Stopper
from bot.testing.under_test import SiteUnderTest

UNDER_TEST = pytest.StashKey[SiteUnderTest]()
COLLECTOR = pytest.StashKey[Collector]()
STOPPER = pytest.StashKey[Stopper]()
KEPT_OUT = 13
"""Exit code of pytest when the site keeps everyone out; its own end at 5."""
