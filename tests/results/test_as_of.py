"""The state of a run at a time: what the tables say of that time, to the last digit (O2, A1)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, UnknownNameError
from tests.golden import contracts, funding, halts, interest, pairs, ticks
from tests.golden.table import Case
from tests.reference.adapter import fastbt_result

BARS = {"ts": [f"2024-01-0{day}" for day in range(2, 8)], "close": [100.0, 101.0, 103.0, 102.0, 104.0, 105.0]}
ORDERS = pl.DataFrame(
    {
        "ts": ["2024-01-03", "2024-01-03", "2024-01-05"],
        "side": ["BUY", "SELL", "SELL"],
        "quantity": [10.0, 4.0, 10.0],
        "price": [None, 110.0, None],
        "client_order_id": ["e", "rests", "x"],
    }
)


@pytest.fixture(scope="module")
def result() -> bt.Result:
    return bt.from_orders(BARS, ORDERS, venue=bt.Venue("SIM", account_type="MARGIN", balances=["10000 USD"]))


def test_what_is_open_at_a_time(result: bt.Result):
    early = result.as_of("2024-01-02T12:00")
    assert (early.orders, early.positions, early.equity) == ({}, {}, None)
    sent = result.as_of("2024-01-02")  # the end of the first bar
    assert [str(order.client_order_id) for order in sent.open_orders] == ["e", "rests"]
    assert sent.open_positions == [] and sent.equity is not None
    held = result.as_of(datetime(2024, 1, 4, tzinfo=UTC))
    assert [str(order.client_order_id) for order in held.open_orders] == ["rests"]
    (position,) = held.open_positions
    assert (position.side.name, position.quantity.value) == ("LONG", 10)
    assert (
        held.net_quantity("X.SIM" if "X.SIM" in result.facts.instruments else position.instrument_id.value)
        == 10
    )
    assert held.equity is not None and held.equity["unrealized_pnl"] == 0
    assert held.order("rests").price is not None
    with pytest.raises(UnknownNameError, match="order"):
        held.order("x")
    assert repr(held).startswith("as of 2024-01-04: 1 open orders, LONG 10 ")
    with pytest.raises(ConfigError, match="as_of: cannot read"):
        result.as_of("soon")


def test_a_portfolio_is_worth_what_the_equity_says(result: bt.Result):
    (row,) = result.portfolio("venue", ts="2024-01-04").to_dicts()
    assert (row["venue"], row["open_positions"], row["net_exposure"], row["unrealized_pnl"]) == (
        "SIM",
        1,
        1030.0,
        20.0,
    )
    (row,) = result.portfolio(exact=True).to_dicts()
    assert (row["open_positions"], row["gross_exposure"], row["realized_pnl"]) == (0, 0, Decimal("10.00"))
    with pytest.raises(UnknownNameError, match="by"):
        result.portfolio("day")


CASES: list[Case] = [
    case
    for module in (contracts, funding, halts, interest, pairs, ticks)
    for case in module.CASES
    if not case.refused_before and not (case.scenario.has_ticks and any(case.scenario.bars.values()))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_at_every_time_it_adds_up_to_the_equity(case: Case):
    result = fastbt_result(case.scenario)
    for row in result.exact.equity.to_dicts()[:8]:
        state = result.as_of(row["ts_event"])
        found = state.portfolio("currency", exact=True)
        sums: dict[str, Any] = found.to_dicts()[0] if found.height else {}
        on_cash = sum(balance.total.amount for balance in state.balances.values())
        assert on_cash == row["cash"]
        for name in ("unrealized_pnl", "net_exposure", "gross_exposure", "open_positions"):
            assert sums.get(name, 0) == row[name], (row["ts_event"], name)
        alone = result.exact.funding.filter(
            pl.col("position_id").is_null(),
            pl.col("kind").is_in(["interest", "borrow"]),
            pl.col("ts_event") <= row["ts_event"],
        )
        assert sums.get("realized_pnl", 0) + alone["amount"].sum() == row["realized_pnl"]


def test_where_bars_and_ticks_take_turns_there_is_no_mark():
    bars = {
        "ts": ["2024-01-02T00:01", "2024-01-02T00:03"],
        "instrument_id": ["X.SIM"] * 2,
        "close": [100.0, 101.0],
    }
    quotes = {
        "ts": ["2024-01-02T00:02"],
        "instrument_id": ["X.SIM"],
        "bid_price": [99.0],
        "ask_price": [101.0],
    }
    orders = {"ts": ["2024-01-02T00:01"], "side": ["BUY"], "quantity": [1.0], "instrument_id": ["X.SIM"]}
    result = bt.from_orders([bars, quotes], orders, instruments=bt.Equity("X.SIM", currency="USD"))
    state = result.as_of("2024-01-02T00:03")
    assert state.holdings["mark"].to_list() == [None] and state.equity is not None
