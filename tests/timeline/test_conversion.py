"""Rates between currencies: the way from one to another, and the newest rate on it (rule A9)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.errors import DataError
from fastbt.model.currencies import Currency
from fastbt.timeline.conversion import Conversion, RateSeries

USD, EUR, JPY, CHF = (Currency(code) for code in ("USD", "EUR", "JPY", "CHF"))


def series(pair: str, *rates: tuple[int, int], name: str | None = None, precision: int = 2) -> RateSeries:
    """Rates as (time, units of ``10^-precision``)."""
    base, _, quote = pair.partition("/")
    times, values = (np.array(part, np.int64) for part in zip(*rates, strict=True))
    return RateSeries(base, quote, times, values, precision, name or pair)


def way(conversion: Conversion, source: str, target: str) -> list[tuple[str, bool]]:
    return [(step.series.name, step.is_inverse) for step in conversion.path(source, target)]


def test_a_direct_rate_goes_before_an_inverse_one():
    both = Conversion([series("USD/EUR", (0, 90)), series("EUR/USD", (0, 110))])
    assert way(both, "EUR", "USD") == [("EUR/USD", False)]
    assert way(both, "USD", "EUR") == [("USD/EUR", False)]
    assert way(Conversion([series("USD/EUR", (0, 90))]), "EUR", "USD") == [("USD/EUR", True)]


def test_the_shortest_bridge_ties_by_id():
    rates = [
        series("EUR/CHF", (0, 95)),
        series("CHF/JPY", (0, 1)),
        series("EUR/USD", (0, 1)),
        series("USD/JPY", (0, 1)),
    ]
    assert way(Conversion(rates), "EUR", "JPY") == [("EUR/CHF", False), ("CHF/JPY", False)]
    assert way(Conversion([*rates, series("JPY/EUR", (0, 1))]), "EUR", "JPY") == [("JPY/EUR", True)]
    assert way(Conversion(rates), "EUR", "EUR") == []


def test_the_newest_of_several_series_counts_and_at_one_time_the_first_id():
    conversion = Conversion(
        [
            series("EUR/USD", (0, 110), (5, 120), name="B.X"),
            series("EUR/USD", (3, 11_500), (5, 1), name="A.X", precision=4),
        ]
    )
    (step,) = conversion.path("EUR", "USD")
    rates, since = step.series.at(np.array([-1, 0, 2, 3, 4, 5, 9]))
    assert rates.tolist() == [0, 11_000, 11_000, 11_500, 11_500, 1, 1]
    assert since.tolist() == [-1, 0, 0, 3, 3, 5, 5]


def test_factors_convert_units_once():
    """12.34 EUR at 1.10 are 13.574 USD; 1357 cents are 13.57 / 1.10 EUR; yen have no decimals."""
    conversion = Conversion([series("EUR/USD", (0, 110)), series("USD/JPY", (0, 15_000))])
    times, needed = np.array([7]), np.array([True])
    above, below, shift = conversion.factors(EUR, USD, times, needed)
    assert ([part.tolist() for part in above], below, shift) == ([[110]], [], -2)
    above, below, shift = conversion.factors(USD, EUR, times, needed)
    assert (above, [part.tolist() for part in below], shift) == ([], [[110]], 2)
    above, below, shift = conversion.factors(EUR, JPY, times, needed)
    assert ([part.tolist() for part in above], below, shift) == ([[110], [15_000]], [], -2 - 2 - 2)
    assert conversion.oldest == {"EUR/USD": 7, "USD/EUR": 7, "EUR/JPY": 7}
    assert conversion.rate(JPY, EUR, times).tolist() == pytest.approx([1 / 165.0])


def test_what_cannot_be_converted():
    conversion = Conversion([series("EUR/USD", (5, 110), (6, 111))], max_age=10)
    times = np.array([4, 5, 16, 17])
    conversion.factors(EUR, USD, times, times == 16)
    with pytest.raises(DataError, match=r"EUR/USD has no rate yet"):
        conversion.factors(EUR, USD, times, times < 5)
    with pytest.raises(DataError, match=r"11 ns old, older than max_rate_age allows \(10 ns\)"):
        conversion.factors(EUR, USD, times, times > 16)
    with pytest.raises(DataError, match=r"no rate leads from EUR to JPY \(known: EUR/USD\)"):
        conversion.path("EUR", "JPY")
    assert np.isnan(conversion.rate(EUR, USD, times)[0])


def test_series_of_one_pair_that_do_not_fit_together_are_refused():
    """A rate that 64 bits do not hold in the finer one's decimals would else turn into another number."""
    fine, coarse = series("EUR/USD", (0, 1), precision=18), series("EUR/USD", (1, 1_000), name="E.X")
    with pytest.raises(DataError, match="do not fit 64 bits with 18 decimals"):
        Conversion([fine, coarse])
