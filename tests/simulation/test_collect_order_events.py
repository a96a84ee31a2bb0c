"""What the log says about orders beside their fills."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import OrderStatus, Reason
from fastbt.simulation.collect import RunTables
from tests.results.buffers import DAY, START, cash_run


def log(run, *names: str) -> pl.DataFrame:
    return RunTables(run).frame("events").filter(pl.col("client_order_id").is_in(names))


def test_a_denied_order_is_created_and_denied():
    events = log(cash_run(), "O-test-4")
    assert events["kind"].to_list() == ["ORDER_INITIALIZED", "ORDER_DENIED"]
    assert events["reason"].to_list() == [None, "INSUFFICIENT_CASH"]
    assert events["venue_order_id"].to_list() == [None, None]


def test_an_order_expires_at_its_expire_time():
    events = log(cash_run(), "O-test-5")
    assert events["kind"].to_list()[-1] == "ORDER_EXPIRED"
    assert events["ts_event"].cast(pl.Int64).to_list()[-1] == START + 6 * DAY + DAY // 2
    assert events["venue_order_id"].to_list() == [None, None, "V-5", "V-5"]


def test_children_learn_their_terms_when_they_are_accepted():
    stop = log(cash_run(), "O-test-2")
    assert stop["kind"].to_list() == [
        "ORDER_INITIALIZED",
        "ORDER_SUBMITTED",
        "ORDER_ACCEPTED",
        "ORDER_CANCELED",
    ]
    assert stop["quantity"].to_list() == [None, None, 10, 10]
    assert stop["trigger_price"].to_list() == [None, None, 95.0, 95.0]
    assert stop["parent_id"].to_list() == ["O-test-1", None, None, None]
    target = log(cash_run(), "O-test-3")
    assert target["price"].to_list()[:3] == [None, None, 110.0]


def test_a_child_is_told_what_it_closes_however_much_is_left_of_it_now():
    run = cash_run()
    run.orders["original_quantity"][1] = 25
    assert log(run, "O-test-2")["quantity"].to_list()[2] == 25


def test_a_child_rejected_on_arrival_says_what_was_rejected():
    run = cash_run()
    stop = run.orders[1]
    stop["status"], stop["reason"] = OrderStatus.REJECTED, Reason.STOP_IN_MARKET
    stop["row_accepted"] = stop["sequence_accepted"] = -1
    stop["sequence_last"], stop["row_last"] = 6, 1
    events = log(run, "O-test-2")
    assert events["kind"].to_list() == ["ORDER_INITIALIZED", "ORDER_SUBMITTED", "ORDER_REJECTED"]
    assert events["quantity"].to_list()[-1] == 10
    assert events["trigger_price"].to_list()[-1] == 95.0


def test_a_cut_carries_the_new_quantity_on():
    run = cash_run()
    cut = run.changes[0]
    cut["kind"], cut["order"], cut["quantity"], cut["sequence"], cut["row"], cut["reason"] = 6, 1, 4, 8, 3, 0
    run.orders["quantity"][1] = 4
    events = log(run, "O-test-2")
    assert events["kind"].to_list()[3] == "ORDER_UPDATED"
    assert events["quantity"].to_list() == [None, None, 10, 4, 4]
    assert events["status"].to_list()[2:] == ["ACCEPTED", "ACCEPTED", "CANCELED"]


def test_a_refused_cancel_leaves_the_state():
    events = log(cash_run(), "O-test-3")
    assert events.row(-1, named=True)["kind"] == "ORDER_CANCEL_REJECTED"
    assert events["status"].to_list()[-2:] == ["FILLED", "FILLED"]
    assert events["reason"].to_list()[-1] == "ORDER_CLOSED"


@pytest.mark.parametrize("instrument", [0, -1])
def test_a_refused_command_may_concern_one_instrument_or_all(instrument: int):
    run = cash_run()
    run.changes["instrument"][1] = instrument
    event = RunTables(run).frame("events").row(-1, named=True)
    assert (event["kind"], event["reason"]) == ("COMMAND_REFUSED", "NO_POSITION")
    assert event["instrument_id"] == ("ABC.SIM" if instrument == 0 else None)
    assert event["client_order_id"] is None


def modified_run() -> bt.Result:
    """A limit that is moved twice, then refused a third time; its stop-loss is moved once it is live."""
    minutes = [dt.datetime(2024, 1, 1, 0, minute, tzinfo=dt.UTC) for minute in range(1, 7)]
    prices = [100.0, 100.0, 100.0, 95.0, 95.0, 90.0]
    frame = pl.DataFrame({"ts": minutes, **dict.fromkeys(("open", "high", "low", "close"), prices)})
    rows: list[dict[str, Any]] = [
        {
            "ts": minutes[0],
            "client_order_id": "e",
            "side": "BUY",
            "quantity": 5.0,
            "price": 80.0,
            "stop_loss_price": 70.0,
        },
        {"ts": minutes[1], "client_order_id": "e", "action": "modify", "price": 90.0},
        {"ts": minutes[2], "client_order_id": "e", "action": "modify", "price": 96.0, "quantity": 7.0},
        {"ts": minutes[3], "client_order_id": "e-SL", "action": "modify", "trigger_price": 92.0},
        {"ts": minutes[4], "client_order_id": "e", "action": "modify", "price": 1.0},
    ]
    return bt.from_orders(
        frame,
        pl.DataFrame(rows, infer_schema_length=None),
        instruments=bt.Equity("X.SIM", currency="USD"),
        venue=bt.Venue("SIM"),
    )


def test_a_modified_order_began_with_other_terms():
    result = modified_run()
    events = result.events.filter(pl.col("client_order_id") == "e")
    assert events.select("kind", "quantity", "price").rows() == [
        ("ORDER_INITIALIZED", 5, 80.0),
        ("ORDER_SUBMITTED", 5, 80.0),
        ("ORDER_ACCEPTED", 5, 80.0),
        ("ORDER_UPDATED", 5, 90.0),
        ("ORDER_UPDATED", 7, 96.0),
        ("ORDER_FILLED", 7, 96.0),
        ("ORDER_MODIFY_REJECTED", 7, 96.0),
    ]
    assert events["reason"].to_list()[-1] == "ORDER_CLOSED"
    assert result.settings["refusals"] == {"ORDER_CLOSED": 1}


def test_a_modified_child_learned_other_terms_first():
    events = modified_run().events.filter(pl.col("client_order_id") == "e-SL")
    assert events.select("kind", "trigger_price").rows() == [
        ("ORDER_INITIALIZED", None),
        ("ORDER_SUBMITTED", None),
        ("ORDER_ACCEPTED", 70.0),
        ("ORDER_UPDATED", 92.0),
        ("ORDER_TRIGGERED", 92.0),
        ("ORDER_FILLED", 92.0),
    ]


def test_objects_of_modified_orders_go_through_their_states():
    result = modified_run()
    entry, stop = result.replay().orders["e"], result.replay().orders["e-SL"]
    assert (str(entry.price), str(entry.quantity), entry.status) == ("96.00", "7", OrderStatus.FILLED)
    assert (str(stop.trigger_price), stop.status) == ("92.00", OrderStatus.FILLED)
