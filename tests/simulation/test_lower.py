"""The market of a run as arrays and records."""

from __future__ import annotations

import pytest

from fastbt.catalog.normalize import normalize_bars
from fastbt.errors import ConfigError
from fastbt.model.instruments import Equity
from fastbt.simulation.lower import lower_market
from fastbt.venues import PercentageFees, Venue
from fastbt.venues.venues import Venues
from tests.simulation.markets import A, bar_frame, market, two_instruments


def test_all_parts_are_there():
    venue = Venue("X", balances=["5 USD"], fees=PercentageFees(0.001, 0.002))
    lowered = market(two_instruments(), venue)
    assert [str(model.id) for model in lowered.models] == ["A.X", "B.X"]
    assert (lowered.columns.rows, lowered.columns.groups, len(lowered.instruments)) == (6, 4, 2)
    assert [currency.code for currency in lowered.currencies] == ["USD"]
    assert (lowered.account_ids, lowered.venue_ids, lowered.strategy) == (["X-001"], ["X"], "S")
    assert lowered.instruments["fee_count"].tolist() == [1, 1]
    assert (lowered.signals, lowered.commands, lowered.plan) == (None, None, None)


def test_the_frame_is_the_bars_as_users_see_them():
    lowered = market(bar_frame([1.25, 2.5], note=["a", "b"]))
    assert lowered.frame["close"].to_list() == [1.25, 2.5]
    assert lowered.frame["note"].to_list() == ["a", "b"]
    mine = lowered.frame.with_columns(x=1)
    bars = normalize_bars(bar_frame([1.25, 2.5]), [A])
    assert lower_market(bars, Venues.given(Venue()), frame=mine, strategy="T").frame is mine


def test_the_venue_decides_about_bars_without_volume():
    frame = bar_frame([1.0, 2.0], volume=[0.0, 5.0])
    assert market(frame).columns.flags is not None
    assert market(frame, Venue(fill_on_zero_volume="on")).columns.flags is None


def test_one_currency_in_a_run():
    with pytest.raises(ConfigError, match=r"A.X settles in EUR"):
        market(bar_frame([1.0]), instruments=[Equity("A.X", currency="EUR")])
