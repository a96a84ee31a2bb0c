"""The venues of a run: which serves what, and what they have to agree on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import fastbt as bt
from fastbt.errors import ConfigError
from fastbt.venues.venues import Venues

X, Y = bt.Venue("X", balances=["5 USD"]), bt.Venue("Y", balances=["900 JPY", "0 USD"])


def test_one_venue_serves_every_instrument():
    assert Venues.given(X).serving("A.ELSEWHERE") is X
    assert Venues.given(None).first == bt.Venue()


def test_of_several_each_serves_the_ids_that_end_in_its_name():
    venues = Venues.given([X, Y])
    assert [venues.number_of(name) for name in ("A.Y", "B.C.X")] == [1, 0]
    with pytest.raises(ConfigError, match=r"A.Z: no venue serves it.*the run has X, Y"):
        venues.number_of("A.Z")


def test_rows_by_venue():
    venues = Venues.given([X, Y])
    numbers = np.array([0, 1, 2, 1], np.int32)
    found = list(venues.by_rows(["A.X", "B.Y", "C.X"], numbers))
    assert [venue.name for venue, _ in found] == ["X", "Y"]
    assert [np.arange(4)[rows].tolist() for _, rows in found] == [[0, 2], [1, 3]]
    ((venue, rows),) = venues.by_rows(["B.Y", "D.Y"], np.array([0, 1], np.int32))
    assert (venue, rows) == (Y, slice(None))


def test_currencies_in_the_order_of_balances():
    assert [currency.code for currency in Venues.given([Y, X]).currencies()] == ["JPY", "USD"]


def test_options_of_the_verb_go_to_all():
    venues = Venues.given([X, Y], sizing="decision", seed=None)
    assert {venue.sizing for venue in venues} == {"decision"}
    assert list(venues.to_dict()) == ["X", "Y"]


def test_what_flatters_is_said_once():
    given = [venue.with_options(fill_timing="this_close") for venue in (X, Y)]
    assert Venues.given(given).optimistic() == ["fill_timing=this_close"]


MICRO = bt.Currency("USD", precision=6)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "a run needs a venue"),
        ([X, X], "two venues are named X"),
        (["X"], "'X' is not a bt.Venue"),
        ("X", "venue='X' is not a bt.Venue"),
        ([X, Y.with_options(sizing="decision")], "sizing: X says 'fill', Y 'decision'; a run has one"),
        ([X, Y.with_options(seed=1)], "seed: X says 0, Y 1"),
        ([X, bt.Venue("Z", balances=[bt.Money(1, MICRO)])], "USD of 2 and of 6 decimals"),
    ],
)
def test_venues_that_contradict_each_other(given: Any, message: str):
    with pytest.raises(ConfigError, match=message):
        Venues.given(given)
