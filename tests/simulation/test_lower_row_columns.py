"""What the venue's models read of every row: refused where it is missing, in ticks where it is there."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.errors import DataError
from fastbt.venues import SpreadSlippage, Venue, VolumeSlippage
from tests.simulation.markets import bar_frame, market, two_instruments

BY_SPREAD = Venue(slippage=SpreadSlippage(0.5))
CAPPED = Venue(volume_limit=0.1)
BY_VOLUME = Venue(slippage=VolumeSlippage(0.1))


def test_the_spread_in_ticks_of_each_rows_instrument():
    frame = two_instruments().with_columns(pl.Series("spread", [0.01, 0.02, 0.004, 0.035, 0.0, 1.0]))
    columns = market(frame, BY_SPREAD).columns
    assert columns.instrument.tolist() == [0, 0, 1, 0, 0, 1]
    assert columns.spread.tolist() == [1, 2, 4, 4, 0, 1000]


def test_it_is_read_only_where_a_model_needs_it():
    assert market(bar_frame([1.0, 2.0], spread=["wide", "wider"])).columns.spread is None


@pytest.mark.parametrize("bad", [None, -0.01, float("inf"), float("nan")])
def test_a_bad_spread_is_refused_with_its_row(bad: float | None):
    with pytest.raises(
        DataError, match=r"slippage by spread reads it \(table bars, column spread, row 1, time .*A.X"
    ):
        market(bar_frame([1.0, 2.0], spread=[0.0, bad]), BY_SPREAD)


def test_no_spread_and_no_numbers_are_refused():
    with pytest.raises(DataError, match="have no such column"):
        market(bar_frame([1.0, 2.0]), BY_SPREAD)
    with pytest.raises(DataError, match="have no numbers but String"):
        market(bar_frame([1.0, 2.0], spread=["a", "b"]), BY_SPREAD)


def test_volume_must_be_known_on_every_row():
    """B5: null volume is an error with a volume model."""
    assert market(bar_frame([1.0, 2.0], volume=[5, 0]), BY_VOLUME).columns.volume.tolist() == [5, 0]
    with pytest.raises(
        DataError, match=r"is null, but slippage by volume needs it \(table bars, column volume, row 0"
    ):
        market(bar_frame([1.0, 2.0]), BY_VOLUME)
    with pytest.raises(DataError, match="row 1"):
        market(bar_frame([1.0, 2.0], volume=[5, None]), BY_VOLUME)


def test_a_share_of_an_unknown_volume_is_refused():
    """F11: a null volume is an error with a volume_limit."""
    assert market(bar_frame([1.0, 2.0], volume=[5, 0]), CAPPED).columns.volume.tolist() == [5, 0]
    with pytest.raises(
        DataError, match=r"is null, but volume_limit needs it \(table bars, column volume, row 1, time .*A.X"
    ):
        market(bar_frame([1.0, 2.0], volume=[5, None]), CAPPED)


AT_VWAP = Venue(fill_price="vwap")


def test_the_vwap_is_read_where_market_orders_fill_there():
    lowered = market(bar_frame([1.0, 2.0], vwap=[1.0, 2.0]), AT_VWAP)
    assert lowered.columns.vwap.tolist() == lowered.columns.close.tolist()
    assert market(bar_frame([1.0, 2.0], vwap=[1.0, 2.0])).columns.vwap is None


def test_a_bad_vwap_is_refused_with_its_row():
    with pytest.raises(
        DataError, match=r"fill_price='vwap' reads the column 'vwap' of the bars, which have no such"
    ):
        market(bar_frame([1.0, 2.0]), AT_VWAP)
    with pytest.raises(
        DataError, match=r"is null, .*fill_price='vwap' reads it \(table bars, column vwap, row 1"
    ):
        market(bar_frame([1.0, 2.0], vwap=[1.0, None]), AT_VWAP)
    with pytest.raises(DataError, match=r"outside the bar's low and high.*column vwap, row 0, time .*A.X"):
        market(bar_frame([1.0, 2.0], vwap=[5.0, 2.0]), AT_VWAP)
