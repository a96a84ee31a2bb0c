"""Bar specifications and bar types: two spellings of one thing (requirement G)."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import BarAggregation, PriceType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.bar_types import BarSpecification, BarType
from fastbt.model.identifiers import InstrumentId

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
SPECIFICATIONS = st.builds(
    BarSpecification, st.integers(1, 5_000), st.sampled_from(BarAggregation), st.sampled_from(PriceType)
)


@pytest.mark.parametrize(
    ("text", "step", "aggregation", "price"),
    [
        ("1-MINUTE-LAST", 1, "MINUTE", "LAST"),
        ("1m", 1, "MINUTE", "LAST"),
        ("1d", 1, "DAY", "LAST"),
        ("1-DAY-LAST", 1, "DAY", "LAST"),
        ("1-day", 1, "DAY", "LAST"),
        ("4h", 4, "HOUR", "LAST"),
        ("1w", 1, "WEEK", "LAST"),
        ("1mo", 1, "MONTH", "LAST"),
        ("30s", 30, "SECOND", "LAST"),
        ("1m-bid", 1, "MINUTE", "BID"),
        ("1D", 1, "DAY", "LAST"),
        ("5-minute-ask", 5, "MINUTE", "ASK"),
        ("100tick", 100, "TICK", "LAST"),
        ("1000-VOLUME-MID", 1000, "VOLUME", "MID"),
        ("10value", 10, "VALUE", "LAST"),
    ],
)
def test_parse(text: str, step: int, aggregation: str, price: str):
    expected = BarSpecification(step, BarAggregation[aggregation], PriceType[price])
    assert BarSpecification.parse(text) == expected
    assert BarSpecification.parse(expected) is expected


def test_both_spellings_are_equal_and_hash_equal():
    long, short = BarSpecification.parse("1-DAY-LAST"), BarSpecification.parse("1d")
    assert long == short
    assert hash(long) == hash(short)
    assert {long: "daily"}[short] == "daily"


@pytest.mark.parametrize(
    "text", ["", "d", "1", "1x", "1-d-LAST-X", "-1d", "1.5m", "1 d", "0d", "1M", "m1", None]
)
def test_malformed(text: object):
    with pytest.raises((ConfigError, UnknownNameError)):
        BarSpecification.parse(text)


def test_capital_m_is_ambiguous():
    with pytest.raises(ConfigError, match="may mean minutes or months"):
        BarSpecification.parse("1M")


def test_unknown_units_and_prices_list_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'MINUTE'"):
        BarSpecification.parse("1-MINUT-LAST")
    with pytest.raises(UnknownNameError, match="did you mean 'LAST'"):
        BarSpecification.parse("1-MINUTE-LAS")


@pytest.mark.parametrize("step", [0, -1, 1.0, True, "1"])
def test_steps_are_whole_and_positive(step: object):
    with pytest.raises(ConfigError, match="the step must be an integer of 1 or above"):
        BarSpecification(step, BarAggregation.DAY)


@pytest.mark.parametrize(
    ("text", "duration", "daily", "time_based", "key"),
    [
        ("30-SECOND-LAST", 30 * SECOND, False, True, "30s"),
        ("1-MINUTE-BID", 60 * SECOND, False, True, "1m-bid"),
        ("4-HOUR-LAST", 4 * 3600 * SECOND, False, True, "4h"),
        ("24-HOUR-LAST", DAY, True, True, "24h"),
        ("1-DAY-LAST", DAY, True, True, "1d"),
        ("1-WEEK-MID", 7 * DAY, True, True, "1w-mid"),
        ("1-MONTH-LAST", None, True, True, "1mo"),
        ("100-TICK-LAST", None, False, False, "100tick"),
        ("100-VOLUME-ASK", None, False, False, "100volume-ask"),
        ("100-VALUE-LAST", None, False, False, "100value"),
    ],
)
def test_length_and_key(text: str, duration: int | None, daily: bool, time_based: bool, key: str):
    specification = BarSpecification.parse(text)
    assert specification.duration_ns == duration
    assert specification.is_daily_or_longer is daily
    assert specification.is_time_based is time_based
    assert specification.key == key
    assert str(specification) == text


def test_lengths_fit_64_bits():
    assert BarSpecification.parse("106751d").duration_ns == 106_751 * DAY
    with pytest.raises(ConfigError, match="longer than 64 bits"):
        BarSpecification.parse("106752d")


@given(SPECIFICATIONS)
def test_both_spellings_round_trip(specification: BarSpecification):
    assert BarSpecification.parse(str(specification)) == specification
    assert BarSpecification.parse(specification.key) == specification


def test_bar_type_parse():
    bars = BarType.parse("AAPL.XNAS-1-DAY-LAST")
    assert bars.instrument_id == InstrumentId("AAPL", "XNAS")
    assert bars.bar_spec == BarSpecification.parse("1d")
    assert (bars.key, bars.duration_ns, bars.is_daily_or_longer) == ("1d", DAY, True)
    assert str(bars) == "AAPL.XNAS-1-DAY-LAST"
    assert BarType.parse(bars) is bars


def test_bar_type_spellings_are_equal():
    assert BarType.parse("AAPL.XNAS-1d") == BarType.parse("AAPL.XNAS-1-DAY-LAST")
    assert BarType.parse("AAPL.XNAS-1m-bid") == BarType("AAPL.XNAS", "1-MINUTE-BID")
    assert hash(BarType.parse("AAPL.XNAS-1d")) == hash(BarType("AAPL.XNAS", "1d"))


@pytest.mark.parametrize("text", ["", "AAPL.XNAS", "AAPL-1d", "1d", "-1d", "AAPL.XNAS-1-DAY-LAST-X", None])
def test_bar_type_malformed(text: object):
    with pytest.raises(ConfigError):
        BarType.parse(text)


@given(
    st.sampled_from(
        ["AAPL.XNAS", "BRK.B.XNYS", "BTC-USD.SIM", "A-1.SIM", "A-1d.SIM", "X-1-DAY-LAST.SIM", "A.B-2"]
    ),
    SPECIFICATIONS,
)
def test_bar_types_round_trip(instrument_id: str, specification: BarSpecification):
    bars = BarType(instrument_id, specification)
    assert BarType.parse(str(bars)) == bars
    assert BarType.parse(f"{instrument_id}-{specification.key}") == bars
    assert pickle.loads(pickle.dumps(bars)) == bars  # noqa: S301
