"""Signs, factors and units, before anything reads numbers and times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.columns import wanted_columns
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.tidying import counted_times, date_of, plain_numbers, scaled, tidy
from fastbt.errors import ConfigError, DataError


def plain(values: list[str | None], **options: object) -> list[str | None]:
    return plain_numbers(pl.Series(values, dtype=pl.String), SourceOptions.check(**options)).to_list()


@pytest.mark.parametrize(
    ("options", "given", "wanted"),
    [
        ({"thousands": ","}, "5,563.00", "5563.00"),
        ({"thousands": ","}, "-1,234,567", "-1234567"),
        ({"thousands": ","}, "12.5", "12.5"),
        ({"thousands": ","}, "1,5", "1,5"),  # no group of three: left for the rules to refuse
        ({"thousands": ","}, "1,2345", "1,2345"),
        ({"thousands": ","}, "12,34,567", "12,34,567"),
        ({"thousands": "."}, None, None),
        ({"thousands": " "}, "1 234.5", "1234.5"),
        ({"thousands": "'"}, "1'234", "1234"),
        ({"decimal_comma": True}, "1,5", "1.5"),
        ({"decimal_comma": True}, "15", "15"),
        ({"decimal_comma": True}, "1.5", "1..5"),  # a point that means nothing here may not become a decimal
        ({"decimal_comma": True, "thousands": "."}, "1.234,5", "1234.5"),
        ({"decimal_comma": True, "thousands": "."}, "1.5", "1..5"),
        ({"suffixes": True}, "1.76M", "1.76e6"),
        ({"suffixes": True}, "3.2k", "3.2e3"),
        ({"suffixes": True}, "1.1 B", "1.1e9"),
        ({"suffixes": True}, "2T", "2e12"),
        ({"suffixes": True}, "-0.53%", "-0.53e-2"),
        ({"suffixes": True}, "M", "M"),
        ({"suffixes": True, "thousands": ","}, "1,234.5K", "1234.5e3"),
        ({"suffixes": True, "decimal_comma": True}, "1,5M", "1.5e6"),
        ({"null_values": ["-", "."]}, "-", None),
        ({"null_values": ["-", "."]}, " . ", None),
        ({"null_values": ["-", "."]}, "-1", "-1"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(options, given, wanted):
    if options == {"thousands": "."}:
        options = options | {"decimal_comma": True}
    assert plain([given], **options) == [wanted]


@given(st.integers(-(10**17), 10**17), st.integers(-10_000, 10_000).filter(bool), st.integers(0, 6))
def test_factors_are_exact(count, factor, places):
    number, by = Decimal(count).scaleb(-places), Decimal(factor).scaleb(-6)
    text = pl.Series("x", [f"{number:f}"])
    try:
        (found,) = scaled(text, by).to_list()
    except DataError:
        assert (
            abs(Fraction(number) * Fraction(by)) > 10**15
        )  # 38 digits hold less than that with its 18 decimals
        return
    assert Fraction(found) == Fraction(number) * Fraction(by)


def test_factors_for_columns_of_any_type():
    for column in (pl.Series([1674100]), pl.Series([1674100.0]), pl.Series(["1674100"])):
        assert scaled(column, Decimal("0.0001")).to_list() == [Decimal("167.41")]
    assert scaled(pl.Series([0.07, None, float("nan")]), Decimal("0.01")).to_list() == [
        Decimal("0.0007"),
        None,
        None,
    ]
    assert scaled(pl.Series("x", ["1"]), Decimal("0.0001")).name == "x"


def test_a_product_that_cannot_be_held_is_named():
    with pytest.raises(DataError, match=r"'x' times 2 is no number .*row 1"):
        scaled(pl.Series("close", ["1", "x"]), Decimal(2))
    with pytest.raises(
        DataError, match=r"'0.000000000000000001' times 0.1 is no number of at most 18 decimals"
    ):
        scaled(pl.Series(["0.000000000000000001"]), Decimal("0.1"))
    with pytest.raises(DataError, match="is no number"):
        scaled(pl.Series(["1e18"]), Decimal("1e6"))


@pytest.mark.parametrize(
    ("values", "unit", "wanted"),
    [
        ([1_575_158_400], "s", datetime(2019, 12, 1, tzinfo=UTC)),
        (["1575158400.25"], "s", datetime(2019, 12, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
        (["1575158400250"], "ms", datetime(2019, 12, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
        ([5], "us", datetime(1970, 1, 1, 0, 0, 0, 5, tzinfo=UTC)),
        ([-1_000], "ns", datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_counts_from_1970_are_utc(values, unit, wanted):
    assert counted_times(pl.Series(values), unit, None).to_list() == [wanted]


def test_times_of_a_day_are_wall_times():
    day, wanted = date(2013, 10, 7), "2013-10-07 09:30:00.000000000"
    for values, unit in ((["34200000", "x"], "ms"), ([34_200], "s"), (["09:30:00", None], "ms")):
        found = counted_times(pl.Series(values), unit, day)
        assert found.dtype == pl.Datetime("ns")
        assert found.cast(pl.String).to_list() == [wanted, None][: len(values)]
    whole = pl.Series([day])
    assert counted_times(whole, "ms", day).to_list() == [day]


def test_dates_in_names():
    from_name = SourceOptions.check(date="name")
    assert date_of(SourceOptions(), "a.csv") is None
    assert date_of(SourceOptions.check(date="2020-01-31"), "20131007.csv") == date(2020, 1, 31)
    for name in (
        "x/20131007_trade.zip",
        "a.zip:20131007_spy_minute.csv",
        "20131007/spy.csv",
        "b-2013-10-07.csv",
    ):
        assert date_of(from_name, name) == date(2013, 10, 7)
    for name in ("spy.csv", "20131307.csv", "120131007.csv"):
        with pytest.raises(ConfigError, match="has no date such as 20131007"):
            date_of(from_name, name)


def test_factors_by_our_names():
    frame = pl.DataFrame(
        {"ts": [1], "Open": [1], "High": [2], "Low": [1], "Last": [2], "Volume": [3], "n": [4]}
    )
    wanted = wanted_columns(frame.columns, {"close": "Last"})
    made = tidy(frame, wanted, SourceOptions.check(scale={"price": "0.1", "volume": "100"}), "f")
    assert [float(value) for value in made.row(0)] == [1, 0.1, 0.2, 0.1, 0.2, 300, 4]
    with pytest.raises(ConfigError, match=r"scale: there is no column 'rate'; columns of numbers are"):
        tidy(frame, wanted, SourceOptions.check(scale={"rate": 2}), "f")
