"""The options that run and its sisters share."""

from __future__ import annotations

from dataclasses import fields

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.simulation.lower_options import Market, RunOptions
from fastbt.venues.options import VERB_OPTIONS
from fastbt.venues.venue import Venue
from tests.simulation.markets import A, bar_frame


def test_defaults():
    market = Market.of({})
    assert (market.venues.first, market.check, market.strategy_id, market.instruments) == (
        Venue(),
        "quick",
        "S",
        None,
    )
    assert Market.of({"venue": None}).venues.first == Venue()


def test_options_of_section_s_replace_the_venues():
    venue = Venue("X", sizing="decision", stops_per="position")
    market = Market.of({"venue": venue, "sizing": "row_close", "stops_per": None, "waiting_entry": "replace"})
    assert (market.venues.first.sizing, market.venues.first.stops_per, market.venues.first.waiting_entry) == (
        "row_close",
        "position",
        "replace",
    )
    assert market.venues.first.name == "X"


def test_every_option_has_a_place():
    places = {"venue" if field.name == "venues" else field.name for field in fields(Market)}
    assert set(RunOptions.__annotations__) == places | {*VERB_OPTIONS, "seed"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"venue": "SIM"}, "venue='SIM' is not a bt.Venue"),
        ({"check": "slow"}, "check='slow' is not one of"),
        ({"strategy_id": ""}, "strategy_id='' must be a text"),
        ({"sizing": "now"}, "sizing='now' is not one of 'fill', 'decision', 'row_close'"),
    ],
)
def test_values_that_are_not_allowed(options: dict[str, object], message: str):
    with pytest.raises(ConfigError, match=message):
        Market.of(options)


def test_unknown_options_list_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown option 'venu'; did you mean 'venue'"):
        Market.of({"venu": Venue()})


def test_reading_bars():
    market = Market.of({"instruments": A, "bar": "1m"})
    bars = market.read(bar_frame([1.0, 2.0]))
    assert (bars.instruments, bars.bar.key if bars.bar else None) == ({"A.X": A}, "1m")
    assert Market.of({"instruments": A, "on_off_grid": "round"}).read(bar_frame([1.006])).frame[
        "close"
    ].to_list() == [101]


def test_an_instrument_read_off_the_data_has_the_accounts_currency():
    frame = bar_frame([1.125]).drop("instrument_id")
    (instrument,) = Market.of({"venue": Venue(balances=["100 EUR"])}).read(frame).instruments.values()
    assert (instrument.settlement_currency.code, instrument.price_precision, instrument.inferred) == (
        "EUR",
        3,
        True,
    )


def test_bad_rows_are_dropped_or_repaired_where_that_is_asked_for():
    frame = bar_frame([1.0, 2.0, 3.0], minutes=[1, 2, 2])
    with pytest.raises(DataError, match="on_duplicate"):
        Market.of({"instruments": A}).read(frame)
    for keep, close in (("first", 200), ("last", 300)):
        bars = Market.of({"instruments": A, "on_duplicate": keep}).read(frame)
        assert bars.frame["close"].to_list() == [100, close]
    bars = Market.of({"instruments": A, "on_error": "repair"}).read(frame.reverse())
    assert bars.frame["close"].to_list() == [100, 300]
    assert bars.report.dropped == {"duplicate_time": 1}


def test_times_without_a_zone():
    frame = bar_frame([1.0]).with_columns(pl.col("ts_event").dt.replace_time_zone(None))
    bars = Market.of({"instruments": A, "tz": "America/New_York"}).read(frame)
    assert str(bars.frame["ts_event"][0]) == "1970-01-01 05:01:00+00:00"


def test_what_the_settings_show():
    assert Market.of({"check": "off"}).shown() == {
        "check": "off", "bar": None, "stamp": None, "tz": None, "on_error": "raise", "on_off_grid": "raise",
        "on_duplicate": "raise", "finer_bar": None, "finer_stamp": None, "base_currency": None, "max_rate_age": None,
    }  # fmt: skip
