"""Equity of several currencies in one, by hand (rule A9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import fastbt as bt

DAYS = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(4)]


def bars(**closes: list[float]) -> pl.DataFrame:
    """Bars of one price a day; ``_X`` in a name is ``.X``."""
    parts = [
        pl.DataFrame({"ts": DAYS, "instrument_id": [name.replace("_", ".")] * 4, "close": prices})
        for name, prices in closes.items()
    ]
    return pl.concat(parts).sort("ts", "instrument_id")


PAIR = bt.CurrencyPair("EURUSD.FX", price_precision=2, size_precision=0)
SAP, AAPL = bt.Equity("SAP.X", currency="EUR"), bt.Equity("AAPL.Y", currency="USD")
VENUES = [
    bt.Venue("X", balances=["2000 EUR"]),
    bt.Venue("Y", balances=["5000 USD"], account_type="MARGIN"),
    bt.Venue("FX", balances=["0 EUR", "10 USD"]),
]
MARKET = bars(SAP_X=[100.0, 101, 102, 110], AAPL_Y=[50.0, 51, 52, 53], EURUSD_FX=[1.10, 1.20, 1.25, 1.5])
ORDERS = pl.DataFrame(
    {
        "ts": DAYS[:1] * 2,
        "instrument_id": ["SAP.X", "AAPL.Y"],
        "side": ["BUY", "SELL"],
        "quantity": [10.0, 20.0],
    }
)


def run(**options: Any) -> bt.Result:
    given = {"instruments": [PAIR, SAP, AAPL], "venue": VENUES, "stamp": "close"} | options
    return bt.from_orders(MARKET, ORDERS, **given)


def test_each_currency_is_converted_once_at_the_newest_rate():
    """10 SAP for 1010 EUR, 20 AAPL sold short at 51; the accounts hold 2000 EUR and 5010 USD."""
    result = run(base_currency="USD")
    assert result.exact.equity["equity"].to_list() == [
        2000 * Decimal("1.10") + 5010,
        2000 * Decimal("1.20") + 5010,
        2010 * Decimal("1.25") + 5010 - 20,
        2090 * Decimal("1.5") + 5010 - 40,
    ]
    assert result.exact.equity["cash"][1] == 990 * Decimal("1.20") + 5010
    assert result.exact.equity["unrealized_pnl"][3] == 90 * Decimal("1.5") - 40
    assert result.fills["base_rate"].to_list() == [1.2, 1.0]
    assert result.facts.currency.code == "USD" and result.facts.start == 2000 * 1.1 + 5010
    assert result.stats.starting_balance == 7210.0


def test_the_base_currency_is_that_of_the_first_balance_unless_it_is_said():
    result = run()
    assert result.facts.currency.code == "EUR"
    assert result.exact.equity["equity"][0] == 2000 + Decimal("4554.55")  # 5010 / 1.10


def test_rates_of_a_table_count_where_they_are_newer():
    rates = {"ts_event": [DAYS[2]], "base": ["EUR"], "quote": ["USD"], "rate": [1.3]}
    series = run(base_currency="USD", conversion_rates=rates).exact.equity["equity"].to_list()
    assert (
        series[2] == 2010 * Decimal("1.3") + 5010 - 20
    )  # of one time the first id: EUR/USD goes before EURUSD.FX
    assert series[3] == 2090 * Decimal("1.5") + 5010 - 40


def test_a_rate_that_is_missing_is_told_when_the_run_ends():
    later = {"ts_event": [DAYS[1]], "base": ["EUR"], "quote": ["USD"], "rate": [1.3]}
    market = MARKET.filter(pl.col("instrument_id") != "EURUSD.FX")
    with pytest.raises(bt.DataError, match="EUR/USD has no rate yet"):
        bt.from_orders(
            market, ORDERS, instruments=[SAP, AAPL], venue=VENUES, stamp="close", base_currency="USD",
            conversion_rates=later,
        )  # fmt: skip
    with pytest.raises(bt.DataError, match="no rate leads from EUR to USD"):
        bt.from_orders(
            market, ORDERS, instruments=[SAP, AAPL], venue=VENUES, stamp="close", base_currency="USD"
        )


def test_nothing_needs_no_rate():
    """A currency that an account starts without and that nothing settles in (A9)."""
    venue = bt.Venue("Y", balances=["5000 USD", "0 EUR"], account_type="MARGIN")
    market, orders = (table.filter(pl.col("instrument_id") == "AAPL.Y") for table in (MARKET, ORDERS))
    result = bt.from_orders(market, orders, instruments=AAPL, venue=venue, stamp="close")
    assert result.equity["equity"].to_list() == [5000.0, 5000.0, 4980.0, 4960.0]
