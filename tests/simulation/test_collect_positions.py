"""Positions and trades of the worked runs."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from fastbt.codes import FillCause
from fastbt.simulation.collect import RunTables
from tests.results.buffers import DAY, START, cash_run, empty_run, fills, margin_run


def decimals(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


def days(column: pl.Series) -> list[float | None]:
    return [None if ts is None else (ts - START) / DAY for ts in column.cast(pl.Int64)]


def test_positions_of_the_cash_run():
    table = RunTables(cash_run()).frame("positions", exact=True)
    assert table["position_id"].to_list() == ["P-1", "P-2"]
    assert table["side"].to_list() == ["FLAT", "LONG"]
    assert table["entry_side"].to_list() == ["BUY", "BUY"]
    assert table["quantity"].to_list() == [0, 10]
    assert table["peak_quantity"].to_list() == [10, 15]
    assert table["avg_entry_price"].to_list() == decimals("100", "98.01")
    assert table["avg_close_price"].to_list() == decimals("110", "97")
    # P-1: 100.00 less 1.00 and 1.10. P-2: -5.05 less 1.47 and 0.49; ten left, worth 990.00, cost 980.10.
    assert table["realized_pnl"].to_list() == decimals("97.90", "-7.01")
    assert table["unrealized_pnl"].to_list() == decimals("0.00", "9.90")
    assert table["commission"].to_list() == decimals("2.10", "1.96")
    assert days(table["ts_opened"]) == [2, 7]
    assert days(table["ts_closed"]) == [4, None]
    assert table["is_open"].to_list() == [False, True]


def test_positions_of_the_margin_run():
    table = RunTables(margin_run()).frame("positions", exact=True)
    assert table["side"].to_list() == ["FLAT", "LONG", "LONG"]
    assert table["entry_side"].to_list() == ["SELL", "BUY", "BUY"]
    assert table["avg_entry_price"].to_list() == decimals("51", "1.26", "50")
    assert table["avg_close_price"].to_list() == decimals("50", None, None)
    assert table["realized_pnl"].to_list() == decimals("99.00", "0.00", "-1.50")
    assert table["unrealized_pnl"].to_list() == decimals("0.00", "-20.00", "-300.00")


def test_an_open_position_shows_the_cost_of_what_is_held():
    run = cash_run()
    run.positions["cost"][1] = 100_000  # ten at 100.00, whatever the fifteen cost
    assert RunTables(run).frame("positions", exact=True)["avg_entry_price"].to_list() == decimals(
        "100", "100"
    )


def test_trades_of_the_cash_run():
    table = RunTables(cash_run()).frame("trades", exact=True)
    assert table["trade_id"].to_list() == ["T-1", "T-2", "T-3"]
    assert table["position_id"].to_list() == ["P-1", "P-2", "P-2"]
    assert table["side"].to_list() == ["LONG"] * 3
    assert table["quantity"].to_list() == [10, 5, 10]
    assert table["entry_price"].to_list() == decimals("100", "98.01", "98.01")
    assert table["exit_price"].to_list() == decimals("110", "97", None)
    assert table["pnl"].to_list() == decimals("97.90", "-6.03", "8.92")
    assert table["commission"].to_list() == decimals("2.10", "0.98", "0.98")
    assert table["pnl_pct"].to_list() == [97.90 / 1000, -603 / 49005, 892 / 98010]
    assert days(table["entry_time"]) == [2, 7, 7]
    assert days(table["exit_time"]) == [4, 8, None]
    assert table["bars_held"].to_list() == [2, 1, 1]
    assert table["mae"].to_list() == pytest.approx([-0.02, 95 / 98.01 - 1, 95 / 98.01 - 1])
    assert table["mfe"].to_list() == pytest.approx([0.12, 100 / 98.01 - 1, 100 / 98.01 - 1])
    assert table["entry_tag"].to_list() == [None, "dip", "dip"]
    assert table["exit_cause"].to_list() == ["TAKE_PROFIT", "SIGNAL", None]
    assert table["is_open"].to_list() == [False, False, True]


def test_trades_of_the_margin_run():
    table = RunTables(margin_run()).frame("trades", exact=True)
    assert table["side"].to_list() == ["SHORT", "LONG", "LONG"]
    assert table["instrument_id"].to_list() == ["X.SIM", "Y.SIM", "X.SIM"]
    assert table["pnl"].to_list() == decimals("99.00", "-20.00", "-301.50")
    assert table["bars_held"].to_list() == [1, 2, 1], "in rows of the instrument, not of the run"
    # The short from 51.00: bars of 52.00 and 49.00, each ten ticks wide.
    assert table["mae"][0] == pytest.approx(-(52.1 / 51 - 1))
    assert table["mfe"][0] == pytest.approx(1 - 48.9 / 51)
    assert table["mfe"][1] == pytest.approx(1.3010 / 1.26 - 1)


@pytest.mark.parametrize("run", [cash_run(), margin_run(), empty_run()])
def test_closed_and_open_make_the_change_of_equity(run):
    """Rule A13."""
    tables = RunTables(run)
    equity = tables.frame("equity", exact=True)["equity"]
    change = equity[-1] - tables.frame("account", exact=True)["total"][0]
    assert tables.frame("trades", exact=True)["pnl"].sum() == change
    positions = tables.frame("positions", exact=True)
    assert positions["realized_pnl"].sum() + positions["unrealized_pnl"].sum() == change


def test_the_fills_of_one_closing_order_are_one_trade():
    """Two of five closed at 97.00, three at 96.00 by the same order on a later row: one trade at 96.40."""
    run = cash_run()
    last = {name: int(run.fills[name][3]) for name in run.fills.dtype.names}
    first = last | {"quantity": 2, "closed": 2, "row": 6, "closed_cost": 19_602, "closed_commission": 20,
                    "entry_commission": 20, "realized": -202, "sequence": 18}  # fmt: skip
    second = last | {"quantity": 3, "closed": 3, "price": 9600, "closed_cost": 29_403,
                     "closed_commission": 29, "entry_commission": 29, "realized": -603}  # fmt: skip
    kept = [{name: int(row[name]) for name in run.fills.dtype.names} for row in run.fills[:3]]
    run.fills = fills(*kept, first, second)
    table = RunTables(run).frame("trades", exact=True)
    assert table["quantity"].to_list() == [10, 5, 10]
    assert table["exit_price"].to_list()[1] == Decimal("96.40")
    assert table["pnl"].to_list()[1] == Decimal("-9.03")
    assert days(table["exit_time"])[1] == 8


def test_a_turned_position_takes_its_tag_from_the_order_that_turned_it():
    run = margin_run()
    run.lowered.tags = ["turn"]
    run.orders["tag"][2] = 0
    assert RunTables(run).frame("trades")["entry_tag"].to_list() == [None, None, "turn"]


def test_the_cause_is_the_closing_orders():
    run = cash_run()
    run.orders["cause"][6] = FillCause.CLOSE_OUT
    assert RunTables(run).frame("trades")["exit_cause"].to_list() == ["TAKE_PROFIT", "CLOSE_OUT", None]


def test_a_run_without_trades_has_empty_tables():
    tables = RunTables(empty_run())
    assert tables.frame("trades").height == tables.frame("positions").height == 0
