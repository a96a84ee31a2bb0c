"""Corporate actions: dividends of shares in their currency, everything else refused by name."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError

BARS = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 101.0, 102.0]}
HOLD = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [8.0]}


def run(instrument: Any = None, **columns: list[Any]) -> bt.Result:
    equity = instrument or bt.Equity("X.SIM", currency="USD")
    rows = {"ts": ["2024-01-04"], "action": ["dividend"], "amount": [0.24]} | columns
    return bt.from_orders(BARS, HOLD, instruments=equity, venue=bt.Venue("SIM"), actions=rows)


def test_the_settings_tell_of_them():
    result = run(ts=["2024-01-04", "2025-01-04"], action=["dividend"] * 2, amount=[0.24, 0.25])
    assert result.funding["amount"].to_list() == [1.92]
    assert result.funding["kind"].to_list() == ["dividend"]
    told = result.settings["data"]["between_rows"]["actions"]
    assert told == {"X.SIM": {"dividends": 1, "outside_the_data": 1}}


def test_a_split_is_told_in_units_of_its_end():
    result = run(action=["split"], ratio=[2.0], amount=[None])
    assert result.settings["data"]["between_rows"]["actions"]["X.SIM"]["splits"] == 1
    assert result.funding.select("kind", "quantity", "rate", "amount").row(0) == ("split", 16.0, 2.0, 0.0)
    trade = result.trades.row(0, named=True)
    assert (trade["quantity"], trade["entry_price"]) == (16.0, 50.5)
    # the bars are as they were: 101 before is 50.5, the last close 102 is a gain of as much again
    assert trade["mae"] == 0.0
    assert trade["mfe"] == pytest.approx(102 / 50.5 - 1)
    assert result.replay().positions["P-1"].quantity == bt.Quantity("16")


def test_a_delisting_needs_no_amount_and_pays_none_below_0():
    result = run(action=["delisting"], amount=[None])
    assert result.fills.select("price", "cause", "commission").row(1) == (101.0, "DELISTING", 0.0)
    assert result.settings["data"]["between_rows"]["actions"] == {
        "X.SIM": {"delistings": 1, "outside_the_data": 0}
    }
    with pytest.raises(ConfigError, match="pays an amount below 0"):
        run(action=["delisting"], amount=[-1.0])


def test_a_price_of_more_decimals_than_the_instrument_has_is_refused():
    with pytest.raises(DataError, match=r"a price of more than the 2 decimals of X\.SIM; give it"):
        run(action=["delisting"], amount=[38.125])


def test_only_a_future_is_settled():
    with pytest.raises(ConfigError, match="is a Equity, and only a FuturesContract is settled"):
        run(action=["settlement"])


def test_other_currencies_and_missing_amounts_are_refused():
    with pytest.raises(ConfigError, match=r"is paid in EUR, X\.SIM settles in USD"):
        run(currency=["EUR"])
    with pytest.raises(ConfigError, match="has no amount"):
        run(amount=[None])


def test_adjusted_bars_are_refused():
    bars = BARS | {"adjustment": [0.5, 1.0, 1.0]}
    rows = {"ts": ["2024-01-04"], "action": ["dividend"], "amount": [0.24]}
    with pytest.raises(ConfigError, match="never both"):
        bt.from_orders(bars, HOLD, instruments=bt.Equity("X.SIM", currency="USD"), actions=rows)


def test_what_is_no_share_pays_none():
    pair = bt.CurrencyPair("EUR/USD.SIM", price_precision=2, size_precision=0)
    with pytest.raises(ConfigError, match="is a CurrencyPair, and only an Equity pays dividends"):
        run(pair)
