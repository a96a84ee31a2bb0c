"""Sizing rules as users write them."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.codes import SizeRule
from fastbt.errors import ConfigError
from fastbt.strategies.sizers import as_size, percent_of_cash, percent_of_equity, risk_percent, value


def test_percent_becomes_a_fraction_and_keeps_its_text():
    size = percent_of_equity(95)
    assert (size.rule, size.amount, repr(size), size.plain) == (
        SizeRule.PERCENT_OF_EQUITY,
        0.95,
        "percent_of_equity(95)",
        False,
    )
    assert percent_of_cash(50).rule is SizeRule.PERCENT_OF_CASH
    assert risk_percent(1).amount == 0.01
    assert value(10_000).amount == 10_000
    assert percent_of_equity(250).amount == 2.5  # of use with leverage


def test_percents_per_row():
    frame = pl.DataFrame({"p": [50.0, None]})
    for word in ("p", pl.col("p")):
        assert frame.select(percent_of_equity(word).amount).to_series().to_list() == [0.5, None]
    assert percent_of_equity(pl.Series([50.0])).amount.to_list() == [0.5]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("make", "number", "message"),
    [
        (percent_of_equity, 0, r"percent_of_equity\(0\) must be above 0"),
        (percent_of_equity, float("nan"), "must be above 0"),
        (percent_of_cash, 101, "above 0 and at most 100"),
        (risk_percent, -1, "above 0 and at most 100"),
        (value, 0, r"value\(0\) must be above 0"),
        (value, None, "value=None is not understood"),
        (percent_of_equity, [1], "is not understood"),
    ],
)
def test_numbers_out_of_range(make: object, number: object, message: str):
    with pytest.raises(ConfigError, match=message):
        make(number)  # type: ignore[operator]


def test_a_bare_number_is_a_fraction_of_equity():
    size = as_size(0.95)
    assert (size.rule, size.amount, size.plain) == (SizeRule.PERCENT_OF_EQUITY, 0.95, True)
    assert as_size(1).amount == 1
    assert as_size("weight").plain
    assert as_size(size) is size


def test_a_number_above_one_is_an_error_that_says_quantity():
    with pytest.raises(ConfigError, match=r"size=100 is above 1.*quantity=100.*bt.value\(100\)"):
        as_size(100)
    with pytest.raises(ConfigError, match="size=0 must be above 0"):
        as_size(0)
    with pytest.raises(ConfigError, match="size=True is not understood"):
        as_size(True)
