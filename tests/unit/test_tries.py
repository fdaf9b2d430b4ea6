"""How often work is begun anew: trouble that does not pass ends soon, faults now and then do not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, cycle

import pytest

from bot.flows.tries import Progress, Tries


def tries_until_over(tries: Tries, places: Iterable[object]) -> int:
    """How many tries are made if they fail at these places, one after the other."""
    for number, place in enumerate(places, 1):
        if tries.are_over(place):
            return number
    raise AssertionError("it went on for ever")


@pytest.mark.parametrize("most", [1, 3, 10])
def test_the_same_place_again_and_again(most: int) -> None:
    assert tries_until_over(Tries(most), cycle(["Next"])) == most


def test_other_places_each_time_are_borne_for_longer() -> None:
    assert tries_until_over(Tries(3), count()) == 12


def test_two_places_in_turn_come_to_an_end() -> None:
    assert tries_until_over(Tries(3), cycle(["Next", "Save"])) == 12


def test_getting_on_begins_the_count_anew() -> None:
    tries = Tries(3)
    for _ in range(2):
        assert not tries.are_over("Next")
    tries.got_on()
    assert tries_until_over(tries, cycle(["Next"])) == 3


def test_even_so_there_is_an_end() -> None:
    """A step that saves something at every try and never gets through does not go on for ever."""
    tries = Tries(3)
    made = 1
    while not tries.are_over("Next"):
        tries.got_on()
        made += 1
    assert made == 60


def test_labels_are_kept_once_over_all_tries() -> None:
    progress = Progress()
    progress.note(["General: Reason"])
    progress.note(["General: Reason", "Education: Comments"])
    progress.has_entered(["Referrals: Finish"])
    assert progress.changed == ["General: Reason", "Education: Comments", "Referrals: Finish"]
    assert progress.entered
