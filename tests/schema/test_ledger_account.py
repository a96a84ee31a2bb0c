"""The log and the tables that follow the account."""

from __future__ import annotations

from fastbt.codes import EventKind
from fastbt.schema.ledger_account import ACCOUNT, EQUITY, EVENTS
from fastbt.schema.table import Kind


def test_events_hold_what_a_replay_needs():
    fill = {
        "fill_id",
        "side",
        "order_type",
        "last_quantity",
        "last_price",
        "commission",
        "liquidity",
        "cause",
    }
    first = {
        "time_in_force",
        "price",
        "trigger_price",
        "expire_time",
        "parent_id",
        "reduce_only",
        "post_only",
    }
    assert fill | first <= set(EVENTS.names)
    assert EVENTS.frame_schema()["kind"].categories.to_list() == [kind.name for kind in EventKind]


def test_balances_stand_in_both_tables():
    assert set(ACCOUNT.of_kind(Kind.MONEY)) <= set(EVENTS.names)


def test_only_ratios_are_inexact():
    assert EQUITY.of_kind(Kind.NUMBER) == ("drawdown", "leverage")
