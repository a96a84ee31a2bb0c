"""Losses at which accounts are halted, as records; what a user sees of a halt."""

from __future__ import annotations

import polars as pl

import fastbt as bt
from fastbt.kernels.state import FAR_DOWN
from fastbt.venues.risk import RiskLimits
from tests.kernels.market import market

BARS = pl.DataFrame(
    {"ts": [f"2024-01-0{day}" for day in range(2, 8)], "close": [100.0, 100.0, 80.0, 80.0, 80.0, 80.0]}
)
ORDERS = {
    "ts": ["2024-01-03", "2024-01-06"],
    "side": ["BUY"] * 2,
    "quantity": [100.0, 1.0],
    "client_order_id": ["e", "late"],
}


def test_a_record_for_each_balance():
    lowered = market(["100"], cash=500, risk=RiskLimits(max_drawdown="0.25", on_halt="close"))
    assert lowered.halts is not None
    (record,) = lowered.halts
    assert (record["max_drawdown"], record["max_daily_loss"], record["closes"]) == (25 * 10**10, 0, 1)
    assert record["highest"] == record["newest"] == 500 and record["day_end"] == FAR_DOWN
    assert lowered.session_ends == [] and record["days"] == 0
    assert market(["100"], risk=RiskLimits(max_position=1)).halts is None


def test_days_are_the_sessions_of_a_calendar():
    calendar = bt.TradingCalendar.always_open()
    venue = {"calendar": calendar, "risk": RiskLimits(max_daily_loss=0.1)}
    lowered = market(["100"], **venue)
    assert lowered.halts is not None
    assert lowered.halts["days"].tolist() == [1]
    assert lowered.halts["day_count"].tolist() == [len(calendar.closes)]


def test_a_halted_account_and_another_beside_it():
    both = pl.concat(BARS.with_columns(pl.lit(name).alias("instrument_id")) for name in ("X.A", "X.B")).sort(
        "ts", "instrument_id"
    )
    orders = pl.concat(
        pl.DataFrame(ORDERS).with_columns(
            pl.lit(f"X.{name}").alias("instrument_id"),
            client_order_id=pl.lit(name) + pl.col("client_order_id"),
        )
        for name in "AB"
    ).sort("ts", maintain_order=True)
    result = bt.from_orders(
        both,
        orders,
        instruments=[bt.Equity("X.A", currency="USD"), bt.Equity("X.B", currency="USD")],
        venue=[
            bt.Venue("A", balances=["20000 USD"], risk=bt.RiskLimits(max_drawdown=0.1, on_halt="close")),
            bt.Venue("B", balances=["20000 USD"]),
        ],
    )
    ends = {row["client_order_id"]: (row["status"], row["reason"]) for row in result.orders.to_dicts()}
    assert ends["Alate"] == ("DENIED", "MAX_DRAWDOWN") and ends["Blate"][0] == "FILLED"
    (closed,) = result.fills.filter(cause="RISK_HALT").to_dicts()
    assert closed["instrument_id"] == "X.A" and closed["price"] == 80.0
    assert "halted for its losses" in str(result.explain(closed["client_order_id"]))
    assert "max_drawdown" in str(result.explain("Alate"))
    result.replay()
