"""Which column is which: names in any case, mappings, one-price sources."""

from __future__ import annotations

import pytest

from fastbt.catalog.columns import find_roles, wanted_columns
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.schema.market import FUNDING, QUOTES, SERIES, TRADE_TICKS

OHLC = ["Open", "HIGH", "low", "Close"]


@pytest.mark.parametrize("time", ["ts_event", "ts", "Timestamp", "DATETIME", "Date", "time"])
def test_names_in_any_case(time):
    roles = find_roles([time, *OHLC, "Volume", "Instrument_ID"])
    assert roles.time == time
    assert roles.prices == dict(zip(["open", "high", "low", "close"], OHLC, strict=True))
    assert (roles.volume, roles.instrument_id, roles.ts_open) == ("Volume", "Instrument_ID", None)
    assert roles.extras == {}
    assert not roles.is_one_price
    assert roles.has_own_time == (time == "ts_event")


def test_the_most_telling_time_is_taken_and_the_others_travel_along():
    roles = find_roles(["date", "ts", "close", "time"])
    assert roles.time == "ts"
    assert roles.extras == {"date": "date", "time": "time"}


def test_starts_beside_ends_and_alone():
    assert find_roles(["ts_event", "ts_open", "close"]).ts_open == "ts_open"
    alone = find_roles(["ts_open", "close"])
    assert (alone.time, alone.ts_open) == ("ts_open", None)


@pytest.mark.parametrize("name", ["close", "Price"])
def test_one_price(name):
    roles = find_roles(["ts", name])
    assert roles.is_one_price
    assert set(roles.prices.values()) == {name}


def test_a_mapping_names_the_sources_columns():
    roles = find_roles(["Zeit", "Kurs", "Umsatz"], {"time": "Zeit", "close": "Kurs", "volume": "Umsatz"})
    assert (roles.time, roles.prices["high"], roles.volume) == ("Zeit", "Kurs", "Umsatz")


def test_a_mapped_time_wins_over_better_names():
    assert find_roles(["ts_event", "settled", "close"], {"date": "settled"}).time == "settled"


def test_what_a_mapping_pushes_aside_keeps_a_name_of_its_own():
    roles = find_roles(["ts", *OHLC, "Adj Close"], {"close": "Adj Close"})
    assert roles.prices["close"] == "Adj Close"
    assert roles.extras == {"source_close": "Close"}


def test_other_columns_travel_under_their_names():
    assert find_roles(["ts", "close", "VWAP", "n"]).extras == {"VWAP": "VWAP", "n": "n"}


@pytest.mark.parametrize(
    ("names", "mapping", "error", "message"),
    [
        (["ts", "Close", "close"], None, DataError, "'Close' and 'close' both mean close"),
        (["close"], None, DataError, "no column of times among 'close'"),
        (["date", "time", "close"], None, DataError, "'date' and 'time' are two halves of a time"),
        (["ts", "open", "close"], None, DataError, "no column high, low among"),
        (["ts"], None, DataError, "no column open, high, low, close"),
        (["ts", "Price"], {"close": "Prise"}, UnknownNameError, "did you mean 'Price'"),
        (["ts", "Price"], {"closing": "Price"}, ConfigError, "'closing' is no column of bars"),
    ],
)
def test_what_does_not_fit_is_told(names, mapping, error, message):
    with pytest.raises(error, match=message):
        find_roles(names, mapping)


def test_columns_that_a_file_is_read_with_care_for():
    wanted = wanted_columns(["Date", *OHLC, "Volume", "instrument_id", "Note"], None)
    assert wanted.times == {"date": "Date"}
    assert wanted.texts == {"Date", "instrument_id"}
    assert wanted.numbers == {
        "open": "Open",
        "high": "HIGH",
        "low": "low",
        "close": "Close",
        "volume": "Volume",
    }


def test_mapped_columns_and_parts_of_columns():
    names = ["day", "clock", "sym", "Close", "Price"]
    mapping = {"time": ["day", "clock"], "instrument_id": "{sym}.X", "close": "Price"}
    wanted = wanted_columns(names, mapping)
    assert wanted.texts == {"day", "clock", "sym"}
    assert wanted.numbers == {"close": "Price"}
    assert wanted.times == {}


@pytest.mark.parametrize(
    ("table", "names", "numbers"),
    [
        (
            QUOTES,
            ["ts", "bid", "ask", "bid_size"],
            {"bid_price": "bid", "ask_price": "ask", "bid_size": "bid_size"},
        ),
        (TRADE_TICKS, ["ts", "Price", "qty", "side", "id"], {"price": "Price", "size": "qty"}),
        (FUNDING, ["ts", "fundingRate"], {"rate": "fundingRate"}),
        (SERIES, ["ts", "open_interest"], {}),
    ],
)
def test_columns_of_other_tables_by_any_of_their_names(table, names, numbers):
    wanted = wanted_columns(names, None, table)
    assert wanted.numbers == numbers
    assert "ts" in wanted.texts
