"""Equity, exposures and balances of the worked runs."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt.simulation.collect import RunTables
from fastbt.simulation.collect_equity import after_groups, drawdown, moves
from tests.results.buffers import CASH_EQUITY, MARGIN_EQUITY, cash_run, empty_run, margin_run


def cents(table: pl.DataFrame, name: str) -> list[int]:
    return [int(value.scaleb(2)) for value in table[name]]


def test_cash_run():
    table = RunTables(cash_run()).frame("equity", exact=True)
    assert cents(table, "equity") == CASH_EQUITY
    assert cents(table, "cash") == [1000000, 899900, 899900, 1009790, 1009790, 1009790, 862628, 911079]
    assert cents(table, "unrealized_pnl") == [0, 3000, 7000, 0, 0, 0, -1515, 990]
    assert cents(table, "realized_pnl") == [0, -100, -100, 9790, 9790, 9790, 9643, 9089]
    assert cents(table, "net_exposure") == [0, 103000, 107000, 0, 0, 0, 145500, 99000]
    assert cents(table, "gross_exposure") == cents(table, "net_exposure")
    assert table["open_positions"].to_list() == [0, 1, 1, 0, 0, 0, 1, 1]
    assert table["drawdown"].to_list() == [0, 0, 0, 0, 0, 0, -1662 / 1009790, 0]
    assert table["leverage"].to_list()[1] == 103000 / 1002900


def test_margin_run():
    table = RunTables(margin_run()).frame("equity", exact=True)
    assert cents(table, "equity") == MARGIN_EQUITY
    assert cents(table, "cash") == [1000000, 1000000, 1009750, 1009750]
    assert cents(table, "unrealized_pnl") == [0, -1998, -27003, -32000]
    assert cents(table, "realized_pnl") == [0, 0, 9750, 9750]
    # After the first group: short 5,200.00 of X, long 2,600.65 of Y.
    assert cents(table, "net_exposure") == [0, -259935, 975060, 970063]
    assert cents(table, "gross_exposure") == [0, 780065, 975060, 970063]
    assert table["open_positions"].to_list() == [0, 2, 2, 2]
    assert table.height == 4, "one row per time"


@pytest.mark.parametrize("run", [cash_run(), margin_run(), empty_run()])
def test_parts_add_up(run):
    table = RunTables(run).frame("equity", exact=True)
    change = table["equity"] - table["equity"][0]
    assert (table["unrealized_pnl"] + table["realized_pnl"] - change).to_list() == [0] * table.height


def test_drawdown_starts_at_the_starting_balance():
    found = drawdown(np.array([90, 95, 120, 60]), 100)
    assert found.tolist() == [-0.1, -0.05, 0.0, -0.5]


def test_no_leverage_without_equity():
    run = margin_run()
    run.equity = np.array([1_000_000, 0, -5, 10], dtype=np.int64)
    assert RunTables(run).frame("equity")["leverage"].is_null().to_list() == [False, True, True, False]


def test_locked_money_and_margin_are_not_free():
    table = RunTables(margin_run()).frame("account", exact=True)
    assert table["margin_initial"].to_list() == [0, 50, 50, 50]
    assert table["margin_maintenance"].to_list() == [0, 25, 25, 25]
    assert table["locked"].to_list() == [Decimal(text) for text in ("0", "50", "50", "50.70")]
    assert (table["total"] - table["locked"] == table["free"]).all()


def test_moves_are_kept_apart_by_key():
    key, after = np.array([0, 1, 0, 1]), np.array([5, 7, 3, 7])
    assert moves(key, after).tolist() == [5, 7, -2, 0]
    assert moves(key, after, np.array([1, 2])).tolist() == [4, 5, -2, 0]
    assert moves(key[:0], after[:0]).tolist() == []


def test_the_last_of_a_group_stays():
    assert after_groups(5, np.array([0, 0, 3]), np.array([1, 2, 3]), 9).tolist() == [2, 2, 2, 3, 3]
    assert after_groups(2, np.array([], dtype=np.int64), np.array([], dtype=np.int64), 9).tolist() == [9, 9]
