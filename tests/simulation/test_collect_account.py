"""Balances as fills and flows left them, and the table of flows."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from fastbt.simulation.collect import RunTables
from fastbt.simulation.collect_account import balance_moves
from fastbt.simulation.collect_source import Source
from fastbt.simulation.machine import run_machine
from tests.kernels.market import buy, market
from tests.results.buffers import cash_run


def cents(table: pl.DataFrame, name: str) -> list[int]:
    return [int(value.scaleb(2)) for value in table[name]]


def test_account():
    table = RunTables(cash_run()).frame("account", exact=True)
    assert table["event"].to_list() == ["START", "F-1", "F-2", "F-3", "F-4"]
    assert cents(table, "total") == [1000000, 899900, 1009790, 862628, 911079]
    assert table["account_id"].unique().to_list() == ["SIM-001"]
    assert table["venue"].unique().to_list() == ["SIM"]


def bust_run() -> RunTables:
    """A gap takes 500 more than there was, which the venue lets go."""
    lowered = market(
        ["100", "100", "70", "70"], [buy(0, 50)], cash=1_000, account_type="MARGIN", leverage=10,
        negative_balance="write_off",
    )  # fmt: skip
    return RunTables(run_machine(lowered))


def test_a_flow_stands_in_its_place():
    tables = bust_run()
    account = tables.frame("account", exact=True)
    assert account["event"].to_list() == ["START", "F-1", "F-2", "WRITE_OFF"]
    assert account["total"].to_list() == [1_000, 1_000, -500, 0]
    flow = tables.frame("funding", exact=True).row(0, named=True)
    assert (flow["kind"], flow["amount"], flow["currency"]) == ("write_off", Decimal(500), "USD")
    assert (flow["instrument_id"], flow["position_id"], flow["quantity"], flow["rate"]) == (None,) * 4
    assert flow["ts_event"] == account["ts_event"][3]


def test_a_debt_that_is_let_go_is_no_profit():
    """A13: 1,500 are lost of 1,000; the account is worth nothing, not less."""
    equity = bust_run().frame("equity", exact=True)
    assert equity["equity"].to_list() == [1_000, 1_000, 0, 0]
    assert equity["cash"].to_list() == [1_000, 1_000, 0, 0]
    assert equity["realized_pnl"].to_list() == [0, 0, -1_500, -1_500]


def test_the_log_tells_the_balance_after_a_flow():
    events = bust_run().frame("events", exact=True).filter(kind="ACCOUNT_STATE")
    assert events["total"].to_list() == [1_000, 1_000, -500, 0]
    assert events["fill_id"].to_list() == [None, "F-1", "F-2", None]


def test_moves_are_in_the_order_they_happened():
    moved = balance_moves(Source(cash_run()))
    assert (moved.sequence[1:] > moved.sequence[:-1]).all()
    assert moved.fill.tolist() == [0, 1, 2, 3]
    assert (moved.flow == -1).all()
