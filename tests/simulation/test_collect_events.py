"""The order of the log, what fills cause, and the check of order states."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fastbt.codes import OrderStatus
from fastbt.errors import OrderStateError
from fastbt.kernels.state import NOTHING
from fastbt.simulation.collect import RunTables
from tests.results.buffers import cash_run, empty_run, margin_run


def events(run) -> pl.DataFrame:
    return RunTables(run).frame("events")


def test_everything_in_the_order_in_which_it_happened():
    table = events(cash_run())
    assert table["seq"].to_list() == list(range(1, 38))
    day = table.filter(pl.col("ts_event") == table["ts_event"].unique().sort()[1])
    assert day.select("kind", pl.coalesce("client_order_id", "position_id", "fill_id")).rows() == [
        ("ORDER_ACCEPTED", "O-test-1"),
        ("ORDER_FILLED", "O-test-1"),
        ("POSITION_OPENED", "P-1"),
        ("ACCOUNT_STATE", "F-1"),
        ("ORDER_ACCEPTED", "O-test-2"),
        ("ORDER_ACCEPTED", "O-test-3"),
    ]
    assert table["ts_event"].is_sorted()


def test_a_run_that_did_nothing_has_a_balance():
    table = events(empty_run())
    assert table["kind"].to_list() == ["ACCOUNT_STATE"]
    assert table["total"].to_list() == [10_000.0]


def test_positions_open_change_and_close():
    table = events(cash_run()).filter(pl.col("position_side").is_not_null())
    assert table.select("kind", "position_id", "position_side", "quantity", "realized_pnl").rows() == [
        ("POSITION_OPENED", "P-1", "LONG", 10.0, -1.0),
        ("POSITION_CLOSED", "P-1", "FLAT", 0.0, 97.9),
        ("POSITION_OPENED", "P-2", "LONG", 15.0, -1.47),
        ("POSITION_CHANGED", "P-2", "LONG", 10.0, -7.01),
    ]


def test_a_fill_through_zero_closes_one_position_and_opens_the_next():
    table = events(margin_run()).filter(fill_id="F-3")
    assert table.select("kind", "position_id", "position_side", "quantity", "realized_pnl").rows() == [
        ("ORDER_FILLED", "P-1", None, 250.0, None),
        ("POSITION_CLOSED", "P-1", "FLAT", 0.0, 99.0),
        ("POSITION_OPENED", "P-3", "LONG", 150.0, -1.5),
        ("ACCOUNT_STATE", None, None, None, None),
    ]


def test_adding_to_a_position_that_a_fill_through_zero_opened_changes_it():
    run = margin_run()
    last = run.fills[1]  # make the second fill a later addition to P-3
    last["instrument"], last["position"], last["sequence"], last["held"], last["row"] = 0, 2, 10, 200, 4
    run.fills = run.fills[[0, 2, 1]].copy()
    run.orders["sequence_accepted"][1] = 10
    run.orders["instrument"][1] = 0
    kinds = events(run).filter(position_id="P-3")["kind"].to_list()
    assert kinds == ["POSITION_OPENED", "ORDER_FILLED", "POSITION_CHANGED"]


def test_a_quantity_found_at_the_fill_is_told_by_the_fill():
    run = margin_run()
    assert run.orders["original_quantity"][2] == NOTHING
    table = events(run).filter(client_order_id="O-test-3")
    assert table["quantity"].to_list() == [None, None, None, 250.0]


def test_an_order_cut_to_the_funds_is_partially_filled_then_canceled():
    run = cash_run()
    order = run.orders[5]
    order["status"], order["quantity"], order["sequence_last"] = OrderStatus.CANCELED, 20, 17
    order["original_quantity"] = 20
    run.orders["sequence_init"][6], run.orders["sequence_accepted"][6] = 18, 19
    run.fills["sequence"][3], run.changes["sequence"][:] = 20, (21, 22)
    table = events(run).filter(client_order_id="O-test-6")
    assert table["status"].to_list() == [
        "INITIALIZED",
        "SUBMITTED",
        "ACCEPTED",
        "PARTIALLY_FILLED",
        "CANCELED",
    ]


def test_all_fills_but_the_last_leave_an_order_partially_filled():
    """Ten sold at the target in two fills of five."""
    run = cash_run()
    first, second = run.fills[1].copy(), run.fills[1].copy()
    for fill in (first, second):
        fill["quantity"], fill["closed"] = 5, 5
    first["held"], second["sequence"] = 5, 9
    run.orders["sequence_last"][1] = 10
    run.fills = np.array([run.fills[0], first, second], dtype=run.fills.dtype)
    run.orders, run.changes = run.orders[:3].copy(), run.changes[:0]
    table = events(run).filter(client_order_id="O-test-3", kind="ORDER_FILLED")
    assert table["status"].to_list() == ["PARTIALLY_FILLED", "FILLED"]
    assert table["quantity"].to_list() == [10.0, 10.0]
    assert table["last_quantity"].to_list() == [5.0, 5.0]


def test_balances_follow_the_fills():
    table = events(cash_run()).filter(kind="ACCOUNT_STATE")
    assert table["total"].to_list() == [10000.0, 8999.0, 10097.9, 8626.28, 9110.79]
    assert table["fill_id"].to_list() == [None, "F-1", "F-2", "F-3", "F-4"]


def test_a_fill_without_acceptance_is_refused():
    run = cash_run()
    run.orders["row_accepted"][0] = run.orders["sequence_accepted"][0] = -1
    with pytest.raises(
        OrderStateError, match=r"order O-test-1 becomes FILLED at 2024-01-03.* after SUBMITTED"
    ):
        events(run)


def test_an_event_after_the_end_is_refused():
    run = cash_run()
    run.orders["sequence_accepted"][4] = 15  # accepted after it expired
    with pytest.raises(
        OrderStateError, match=r"O-test-5 becomes EXPIRED .* after SUBMITTED|ACCEPTED .* after EXPIRED"
    ):
        events(run)
