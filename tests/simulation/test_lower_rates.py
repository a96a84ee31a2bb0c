"""What converts between currencies: the run's own pairs and a table beside them."""

from __future__ import annotations

import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_rates import add_conversion
from fastbt.simulation.lowered import Lowered
from tests.simulation.markets import bar_frame, market

RATES = {
    "ts_event": ["2024-01-01", "2024-01-02"],
    "base": ["EUR"] * 2,
    "quote": ["USD"] * 2,
    "rate": [1.1, 1.25],
}


def lowered(**options: object) -> Lowered:
    run = market(bar_frame([1.0, 2.0]))
    add_conversion(run, Market.of(options))
    return run


def test_without_options_the_first_currency_is_the_base():
    run = lowered()
    assert (run.base, list(run.conversion.series), run.conversion.max_age) == (run.currencies[0], [], None)


def test_a_table_of_rates():
    (series,) = lowered(conversion_rates=RATES, max_rate_age="1d").conversion.series
    assert (series.base, series.quote, series.name) == ("EUR", "USD", "EUR/USD")
    assert (series.rates / 10.0**series.precision).tolist() == [1.1, 1.25]
    assert lowered(max_rate_age="1d").conversion.max_age == 86_400 * 10**9


def test_the_base_may_be_a_currency_that_no_account_holds():
    assert lowered(base_currency="EUR", conversion_rates=RATES).base.code == "EUR"  # type: ignore[union-attr]
    with pytest.raises(DataError, match="no rate leads from USD to EUR"):
        lowered(base_currency="EUR")
    assert lowered(base_currency=bt.Currency("USD")).base == bt.Currency("USD")
    with pytest.raises(UnknownNameError):
        lowered(base_currency="EURO")


def test_bad_rates_are_refused():
    with pytest.raises(DataError, match="not above zero"):
        lowered(conversion_rates=RATES | {"rate": [1.1, 0.0]})
    with pytest.raises(ConfigError, match="max_rate_age"):
        lowered(max_rate_age="soon")
