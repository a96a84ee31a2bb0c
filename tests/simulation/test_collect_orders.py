"""Orders and fills of the worked runs."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from fastbt.codes import OrderStatus, Reason
from fastbt.simulation.collect import RunTables
from fastbt.simulation.collect_orders import refusals
from fastbt.simulation.collect_source import Source
from tests.results.buffers import DAY, START, cash_run, margin_run


@pytest.fixture(scope="module")
def orders() -> pl.DataFrame:
    return RunTables(cash_run()).frame("orders", exact=True)


@pytest.fixture(scope="module")
def fills() -> pl.DataFrame:
    return RunTables(cash_run()).frame("fills", exact=True)


def test_what_was_asked_for(orders: pl.DataFrame):
    assert orders["order_type"].to_list() == [
        "MARKET",
        "STOP_MARKET",
        "LIMIT",
        "MARKET",
        "LIMIT",
        "MARKET",
        "MARKET",
    ]
    assert orders["quantity"].to_list() == [10, 10, 10, 1000, 20, 15, 5]
    assert orders["price"].to_list() == [None, None, Decimal("110.00"), None, Decimal("90.00"), None, None]
    assert orders["trigger_price"].to_list()[1] == Decimal("95.00")
    assert orders["parent_id"].to_list() == [None, "O-test-1", "O-test-1", None, None, None, None]
    assert orders["tag"].to_list()[5:] == ["dip", None]
    assert orders["reduce_only"].to_list() == [False, True, True, False, False, False, True]
    assert orders["cause"].to_list()[:4] == ["SIGNAL", "STOP_LOSS", "TAKE_PROFIT", "SIGNAL"]


def test_what_became_of_it(orders: pl.DataFrame):
    assert orders["status"].to_list() == [
        "FILLED",
        "CANCELED",
        "FILLED",
        "DENIED",
        "EXPIRED",
        "FILLED",
        "FILLED",
    ]
    assert orders["reason"].to_list() == [
        None, "POSITION_CLOSED", None, "INSUFFICIENT_CASH", "EXPIRED", None, None,
    ]  # fmt: skip
    assert orders["filled_quantity"].to_list() == [10, 0, 10, 0, 0, 15, 5]
    assert orders["leaves_quantity"].to_list() == [0, 10, 0, 1000, 20, 0, 0]
    assert orders["avg_price"].to_list()[:2] == [Decimal("100.00000000"), None]
    assert orders["avg_price"].to_list()[5] == Decimal("98.01000000")


def test_when_it_happened(orders: pl.DataFrame):
    days = orders.select(pl.col("^ts_.*$", "expire_time").cast(pl.Int64) - START).with_columns(pl.all() / DAY)
    assert days["ts_init"].to_list() == [1, 1, 1, 4, 5, 6, 7]
    assert days["ts_submitted"].to_list() == [1, 1, 1, None, 5, 6, 7], "a denied order was never sent"
    assert days["ts_accepted"].to_list() == [2, 2, 2, None, 6, 7, 8]
    assert days["ts_triggered"].to_list() == [None] * 7
    assert days["ts_last"].to_list() == [2, 4, 4, 4, 6.5, 7, 8]
    assert days["expire_time"].to_list() == [None, None, None, None, 6.5, None, None]


def test_a_cut_changes_the_order_and_a_refused_cancel_does_not():
    run = cash_run()
    assert run.changes["order"][0] == 2
    run.changes["kind"][0] = 6  # ORDER_UPDATED on row 7
    assert RunTables(run).frame("orders")["ts_last"].cast(pl.Int64).to_list()[2] == START + 8 * DAY


def test_fills(fills: pl.DataFrame):
    assert fills["fill_id"].to_list() == ["F-1", "F-2", "F-3", "F-4"]
    assert fills["client_order_id"].to_list() == ["O-test-1", "O-test-3", "O-test-6", "O-test-7"]
    assert fills["venue_order_id"].to_list() == ["V-1", "V-3", "V-6", "V-7"]
    assert fills["position_id"].to_list() == ["P-1", "P-1", "P-2", "P-2"]
    assert fills["price"].to_list() == [Decimal(text) for text in ("100.00", "110.00", "98.01", "97.00")]
    assert fills["notional"].to_list() == [
        Decimal(text) for text in ("1000.00", "1100.00", "1470.15", "485.00")
    ]
    assert fills["commission"].to_list() == [Decimal(text) for text in ("1.00", "1.10", "1.47", "0.49")]
    assert fills["closed_quantity"].to_list() == [0, 10, 0, 5]
    assert fills["slippage"].to_list()[2] == Decimal("0.01")
    assert fills["slippage_cost"].to_list() == [0, 0, Decimal("0.15"), 0]
    assert fills["liquidity"].to_list() == ["TAKER", "MAKER", "TAKER", "TAKER"]
    assert fills["cause"].to_list() == ["SIGNAL", "TAKE_PROFIT", "SIGNAL", "SIGNAL"]
    assert fills["point"].to_list() == ["OPEN", "LEG", "OPEN", "OPEN"]
    assert fills["row"].to_list() == [1, 3, 6, 7]
    assert fills["tag"].to_list() == [None, None, "dip", None]
    assert fills["opened_position_id"].null_count() == 4


def test_instruments_of_different_precision_share_a_table():
    fills = RunTables(margin_run()).frame("fills", exact=True)
    assert fills["price"].to_list() == [Decimal("51.0000"), Decimal("1.2600"), Decimal("50.0000")]
    assert fills["quantity"].to_list() == [Decimal("100.000"), Decimal("2000.500"), Decimal("250.000")]
    assert fills["opened_position_id"].to_list() == [None, None, "P-3"]
    floats = RunTables(margin_run()).frame("fills")
    assert floats["price"].to_list() == [51.0, 1.26, 50.0]


def test_an_average_price_is_rounded_half_up():
    run = cash_run()
    run.fills["quantity"][0], run.fills["price"][0] = 1, 20_000
    run.orders["filled"][0] = 3  # 66.66666...7
    assert RunTables(run).frame("orders", exact=True)["avg_price"][0] == Decimal("66.66666667")


def test_refusals_are_counted_by_reason():
    run = cash_run()
    assert refusals(Source(run)) == {"INSUFFICIENT_CASH": 1, "ORDER_CLOSED": 1, "NO_POSITION": 1}
    # Canceled at its fill for want of money: refused. Canceled because the position is gone: not.
    run.orders["status"][4], run.orders["reason"][4] = OrderStatus.CANCELED, Reason.INSUFFICIENT_CASH
    assert refusals(Source(run))["INSUFFICIENT_CASH"] == 2
    assert "POSITION_CLOSED" not in refusals(Source(run))
