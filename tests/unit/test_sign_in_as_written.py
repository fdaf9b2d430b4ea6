"""A user name and password as files and shells hand them over: line ends are none of it, other keys are refused."""

from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.session.credentials import Login


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\n\n"])
def test_line_ends_are_taken_off(end: str) -> None:
    assert Login(f"ann{end}", f"Canary one {end}") == Login("ann", "Canary one ")


@pytest.mark.parametrize(
    "bad", ["Canary\rone", "Canary\tone", "Canary\x00", "\x1bCanary", "Canary\u2028one", "Canary\x7f"]
)
def test_other_control_characters_are_refused_without_the_value(bad: str) -> None:
    for pair in (("ann", bad), (bad, "one")):
        with pytest.raises(ConfigError, match=r"can't be typed \(U\+") as caught:
            Login(*pair)
        assert "Canary" not in str(caught.value)
