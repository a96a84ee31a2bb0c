"""What does not go with a split is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.errors import ConfigError

DAYS = ["2024-01-02", "2024-01-03", "2024-01-04"]
BARS = {"date": DAYS, "close": [100.0, 101.0, 51.0]}
BUY = {"ts": DAYS[1:2], "side": ["BUY"], "quantity": [8.0]}
SHARE = bt.Equity("X.SIM", currency="USD")


def run(bars: Any = BARS, orders: Any = BUY, instruments: Any = SHARE, **venue: Any) -> bt.Result:
    rows = {"instrument_id": ["X.SIM"], "ts": DAYS[2:], "kind": ["split"], "ratio": [2.0]}
    return bt.from_orders(bars, orders, instruments=instruments, venue=bt.Venue("SIM", **venue), actions=rows)


def test_modifies_with_latency():
    orders = {
        "ts": [DAYS[1]] * 2, "client_order_id": ["a"] * 2, "action": ["submit", "modify"], "side": ["BUY", None],
        "quantity": [8.0, 9.0],
    }  # fmt: skip
    assert run(orders=orders).positions["quantity"].to_list() == [18.0]
    with pytest.raises(
        ConfigError, match="a modify that is on its way would change an order by terms of before"
    ):
        run(orders=orders, latency=bt.Latency(submit="1d", modify="1d"))


def test_orders_that_act_at_another_rows_price():
    bars = {
        "date": DAYS * 2,
        "instrument_id": ["X.SIM"] * 3 + ["Y.SIM"] * 3,
        "close": [100.0, 101.0, 51.0] * 2,
    }
    orders = BUY | {"instrument_id": ["X.SIM"]}
    both = [SHARE, bt.Equity("Y.SIM", currency="USD")]
    assert run(bars, orders, both).positions["quantity"].to_list() == [16.0]
    with pytest.raises(ConfigError, match="would fill at a price of before it"):
        run(bars, orders, both, fill_timing="this_close")


def test_sides_that_stand_in_for_each_other():
    quotes = {"ts": DAYS, "bid_price": [99.0, 100.0, None], "ask_price": [100.0, 101.0, 51.0]}
    with pytest.raises(ConfigError, match="show one side alone"):
        run(quotes)


@pytest.mark.parametrize("ratio", [None, 0.0, -2.0])
def test_a_split_needs_a_ratio(ratio: float | None):
    rows = {"ts": DAYS[2:], "kind": ["split"], "ratio": [ratio], "amount": [1.0]}
    with pytest.raises(ConfigError, match="the split has no ratio above 0"):
        bt.from_orders(BARS, BUY, instruments=SHARE, actions=rows)


def test_only_shares_split():
    pair = bt.CurrencyPair("EUR/USD.SIM", price_precision=2, size_precision=0)
    rows = {"ts": DAYS[2:], "kind": ["split"], "ratio": [2.0]}
    with pytest.raises(ConfigError, match="is a CurrencyPair, and only an Equity splits"):
        bt.from_orders(BARS, BUY, instruments=pair, actions=rows)
