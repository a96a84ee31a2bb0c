"""What happened to each order besides fills: created, denied or sent, accepted, triggered, changed, ended."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import ORDER_STATUS_TRANSITIONS, EventKind, FillCause, OrderStatus, OrderType, Reason
from fastbt.kernels.state import NOTHING, ORDER_CHILD, ORDER_TRIGGERED
from fastbt.schema.table import code_type
from fastbt.simulation.collect_columns import I64, Mask, codes, integers, masked
from fastbt.simulation.collect_source import Source

IDENTITY = ("strategy_id", "account_id", "instrument_id", "client_order_id", "side", "order_type")
"""What every order event repeats of its order."""
TERMS = (
    "time_in_force", "parent_id", "contingency", "linked_ids", "post_only", "reduce_only", "expire_time",
    "tag", "cause",
)  # fmt: skip
"""What only the first event of an order says."""
PRICES = ("price", "trigger_price")
TRAILING = (OrderType.TRAILING_STOP_MARKET, OrderType.TRAILING_STOP_LIMIT)
"""Orders whose prices move without an event: the log tells them when they are triggered, end, or it ends."""
AT, AFTER = 0, 1
"""Steps: where an event stands among those with the same number of the event counter."""

Columns = dict[str, pl.Series]


class _Moment(NamedTuple):
    """An event that an order's own record tells of."""

    kind: EventKind
    status: OrderStatus
    when: str
    """The record's fields ``sequence_<when>`` and ``row_<when>``."""
    step: int
    rows: Mask
    """Which orders have it."""
    says: Columns
    """What it says beside IDENTITY, by order."""


def block(
    kind: EventKind, sequence: NDArray[np.generic], step: int, rows: I64, columns: Columns
) -> pl.DataFrame:
    """The rows of one kind of event.

    Args:
        kind: the kind.
        sequence: number of the event counter, by record of a pool.
        step: order among the events of one number.
        rows: the records that have such an event.
        columns: what the event says, by record of the pool.
    """
    places = {"sequence": integers(sequence)[rows], "step": np.full(len(rows), step, dtype=np.int64)}
    named = pl.Series([kind.name], dtype=code_type(EventKind)).new_from_index(0, len(rows))
    return pl.DataFrame(
        {**places, "kind": named, **{name: column.gather(rows) for name, column in columns.items()}}
    )


def order_blocks(source: Source, orders: pl.DataFrame) -> list[pl.DataFrame]:
    """The events of orders that stand in the orders' own records.

    Args:
        source: the run.
        orders: its table of orders, numbers as counts.
    """
    pool = source.output.orders
    same = identity(orders)
    blocks = []
    for moment in _moments(source, orders):
        sequence, row = pool[f"sequence_{moment.when}"], pool[f"row_{moment.when}"]
        status = pl.Series([moment.status.name], dtype=code_type(OrderStatus)).new_from_index(0, len(pool))
        columns = same | {"ts_event": source.times(row, sequence), "status": status} | moment.says
        blocks.append(block(moment.kind, sequence, moment.step, np.flatnonzero(moment.rows), columns))
    return [*blocks, _changed(source, orders)]


def identity(orders: pl.DataFrame) -> Columns:
    """What every event of an order repeats of it, and the order's number."""
    return {name: orders[name] for name in IDENTITY} | {"order": pl.Series(np.arange(orders.height))}


def _moments(source: Source, orders: pl.DataFrame) -> list[_Moment]:
    pool = source.output.orders
    status, children = pool["status"], level_children(source)
    lots = np.where(children, NOTHING, integers(pool["original_quantity"]))
    first: Columns = {name: orders[name] for name in TERMS}
    prices = _prices_sent(source)
    trails = np.isin(pool["type"], TRAILING)
    first |= {name: masked(prices[name], ~children & ~trails) for name in PRICES}
    now = {name: masked(orders[name], trails) for name in PRICES}  # a trailing stop moved, unlogged
    late = _ended_before_arrival(source, children)
    last = {name: masked(orders[name], trails | late) for name in PRICES}
    first |= {"quantity": source.quantity(lots, integers(pool["instrument"]))}
    arrived = _arrival_terms(source, prices, children)
    reason = {"reason": orders["reason"]}
    last |= {"quantity": masked(orders["quantity"], late)}
    ended = reason | {"ts_event": source.end_times} | last
    accepted = arrived | {"venue_order_id": orders["venue_order_id"]}
    rejected = arrived | {
        name: pl.select(pl.coalesce(pl.lit(arrived[name]), pl.lit(now[name]))).to_series() for name in PRICES
    }
    every, denied = np.ones(len(pool), dtype=bool), status == OrderStatus.DENIED
    kind, state = EventKind, OrderStatus
    return [
        _Moment(kind.ORDER_INITIALIZED, state.INITIALIZED, "init", AT, every, first),
        _Moment(kind.ORDER_DENIED, state.DENIED, "init", AFTER, denied, reason),
        _Moment(kind.ORDER_SUBMITTED, state.SUBMITTED, "init", AFTER, ~denied, {}),
        _Moment(kind.ORDER_ACCEPTED, state.ACCEPTED, "accepted", AT, pool["row_accepted"] >= 0, accepted),
        _Moment(kind.ORDER_TRIGGERED, state.TRIGGERED, "triggered", AT, pool["row_triggered"] >= 0, now),
        _Moment(
            kind.ORDER_REJECTED,
            state.REJECTED,
            "last",
            AT,
            status == state.REJECTED,
            reason | {"ts_event": source.end_times} | rejected,
        ),
        _Moment(kind.ORDER_CANCELED, state.CANCELED, "last", AT, status == state.CANCELED, ended),
        _Moment(kind.ORDER_EXPIRED, state.EXPIRED, "last", AT, status == state.EXPIRED, ended),
    ]


def level_children(source: Source) -> Mask:
    """Which orders are a bracket's stop or take-profit, created without price and quantity (F10)."""
    pool = source.output.orders
    cause = np.isin(pool["cause"], [FillCause.STOP_LOSS, FillCause.TAKE_PROFIT, FillCause.TRAILING_STOP])
    return np.asarray((pool["flags"] & ORDER_CHILD != 0) & cause)


def _ended_before_arrival(source: Source, children: Mask) -> Mask:
    """Which of a bracket's stops and targets got their terms and were canceled before they arrived (F10).

    They were to live from the row after their entry's fill on, and the position had closed by then.
    """
    pool = source.output.orders
    told = (pool["quantity"] != NOTHING) & (pool["row_accepted"] < 0)
    return np.asarray(children & told & (pool["status"] == OrderStatus.CANCELED))


def _prices_sent(source: Source) -> Columns:
    """The prices that orders came with: what their first change says they were, else those they have."""
    pool, changes = source.output.orders, source.output.changes
    changes = changes[changes["kind"] == EventKind.ORDER_UPDATED]
    order, first = np.unique(changes["order"], return_index=True)
    found: Columns = {}
    for name, field in zip(PRICES, ("price", "trigger"), strict=True):
        ticks = integers(pool[field]).copy()
        ticks[order] = changes[f"was_{field}"][first]
        found[name] = source.price(ticks, integers(pool["instrument"]))
    return found


def _arrival_terms(source: Source, prices: Columns, children: Mask) -> Columns:
    """What a bracket's stop or target is told when its entry fills: levels, and how much of it to close.

    Other orders know their terms: null.
    """
    pool = source.output.orders
    arrived = children & ((pool["row_accepted"] >= 0) | (pool["status"] == OrderStatus.REJECTED))
    lots = np.where(arrived, _lots_on_arrival(source), NOTHING)
    follows = np.isin(pool["type"], TRAILING)  # its trigger is told once it has come to a rest
    told = {name: masked(prices[name], arrived & ~follows) for name in PRICES}
    return told | {"quantity": source.quantity(lots, integers(pool["instrument"]))}


def _lots_on_arrival(source: Source) -> I64:
    """What orders asked for when they arrived: as sent, or as a change before their arrival left it."""
    pool, changes = source.output.orders, source.output.changes
    lots = integers(pool["original_quantity"]).copy()
    changes = changes[changes["kind"] == EventKind.ORDER_UPDATED]
    before = changes[changes["sequence"] < pool["sequence_accepted"][changes["order"]]]
    lots[before["order"]] = before["quantity"]  # of several the last one stays
    return lots


def _changed(source: Source, orders: pl.DataFrame) -> pl.DataFrame:
    """Orders cut or modified, and cancels and modifies on their way or refused."""
    pool = source.output.changes[source.output.changes["order"] >= 0]
    order, kind = integers(pool["order"]), pool["kind"]
    instrument = integers(source.output.orders["instrument"])[order]
    updates = kind == EventKind.ORDER_UPDATED
    says = {name: column.gather(order) for name, column in identity(orders).items()}
    says |= {
        "ts_event": source.times(pool["row"], pool["sequence"]),
        "reason": codes(Reason, pool["reason"], pool["reason"] != Reason.NONE),
        "status": codes(OrderStatus, np.maximum(pool["status"], 0), pool["status"] >= 0),
        "quantity": source.quantity(np.where(updates, pool["quantity"], NOTHING), instrument),
        "price": source.price(np.where(updates, pool["price"], NOTHING), instrument),
        "trigger_price": source.price(np.where(updates, pool["trigger"], NOTHING), instrument),
    }
    frame = block(EventKind.ORDER_UPDATED, pool["sequence"], AT, np.arange(len(pool)), says)
    return frame.with_columns(codes(EventKind, kind).alias("kind"))


def trailed_block(source: Source, orders: pl.DataFrame, log: pl.DataFrame) -> pl.DataFrame:
    """Where the end of the log finds open orders that follow the market or wait for their first row.

    Those whose prices it has not told yet.

    Args:
        source: the run.
        orders: its table of orders, numbers as counts.
        log: all other events, in order.
    """
    pool = source.output.orders
    is_open = np.isin(pool["status"], [status for status, after in ORDER_STATUS_TRANSITIONS.items() if after])
    # an exit that waits for the row after its entry's fill has told neither its level nor its quantity
    waits = level_children(source) & (pool["row_accepted"] < 0) & (pool["quantity"] != NOTHING)
    follows = (np.isin(pool["type"], TRAILING) | waits) & is_open & (pool["flags"] & ORDER_TRIGGERED == 0)
    says = identity(orders) | {name: orders[name] for name in (*PRICES, "quantity")}
    ends = np.full(len(pool), max(source.rows - 1, 0))
    says |= {"ts_event": source.time(ends), "reason": codes(Reason, np.full(len(pool), Reason.END_OF_LOG))}
    if follows.any():
        told = log.group_by("order").agg(pl.col(name).drop_nulls().last() for name in PRICES)
        told = pl.DataFrame(says).select("order").join(told, on="order", how="left", maintain_order="left")
        moved = [orders[name].ne_missing(told[name]) & orders[name].is_not_null() for name in PRICES]
        follows &= (moved[0] | moved[1]).to_numpy()
    return block(EventKind.ORDER_UPDATED, ends, AT, np.flatnonzero(follows), says)


def command_block(source: Source) -> pl.DataFrame:
    """Commands that were refused and concern no order."""
    pool = source.output.changes[source.output.changes["order"] < 0]
    instrument = integers(pool["instrument"])
    owner = integers(source.instruments["account"])[np.maximum(instrument, 0)]
    says = {
        "ts_event": source.time(pool["row"]),
        "strategy_id": source.strategies(np.zeros(len(pool), dtype=np.int64)),
        "account_id": source.account_ids(owner),
        "instrument_id": masked(source.instrument_ids.gather(np.maximum(instrument, 0)), instrument >= 0),
        "reason": codes(Reason, pool["reason"], pool["reason"] != Reason.NONE),
    }
    return block(EventKind.COMMAND_REFUSED, pool["sequence"], AT, np.arange(len(pool)), says)
