"""The event log, rebuilt in the order in which everything happened (rule O2).

Every record of the kernel's buffers carries numbers of one running event counter. An event's place in the
log is (that number, step): the step orders what shares a number, such as a fill and the position and
account events that follow from it. Each kind of event is a block of rows; the blocks are put together,
sorted and checked against the table of order states.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import ORDER_STATUS_TRANSITIONS, EventKind, FlowKind, OrderStatus, PositionSide
from fastbt.errors import OrderStateError
from fastbt.kernels.state import NOTHING, RATE
from fastbt.simulation.collect_account import account, balance_moves, fill_ids
from fastbt.simulation.collect_columns import I64, Mask, at_time, codes, integers, masked
from fastbt.simulation.collect_order_events import (
    block,
    command_block,
    identity,
    level_children,
    order_blocks,
    trailed_block,
)
from fastbt.simulation.collect_orders import fills as fills_of
from fastbt.simulation.collect_orders import orders as orders_of
from fastbt.simulation.collect_source import Source

CARRIED = ("status", "venue_order_id", "quantity", "price", "trigger_price")
"""What an order's event repeats from the one before where it says nothing new."""
BALANCES = ("account_id", "currency", "total", "locked", "free", "margin_initial", "margin_maintenance")
ORDER_FILLED, POSITION, POSITION_NEXT, ACCOUNT_STATE = 0, 1, 2, 3
"""Steps of the events that a fill causes."""


def events(source: Source) -> dict[str, pl.Series]:
    """The columns of ``events``, numbers as counts on the run's scales.

    Raises:
        OrderStateError: an order went from one state to another that may not follow it.
    """
    orders = pl.DataFrame(orders_of(source))
    blocks = [*order_blocks(source, orders), command_block(source)]
    blocks += [*_fill_blocks(source, orders), *_account_blocks(source)]
    log = pl.concat(blocks, how="diagonal_relaxed")
    log = log.sort("sequence", "step", maintain_order=True)
    log = pl.concat([log, trailed_block(source, orders, log)], how="diagonal_relaxed")
    if len(source.output.orders):
        carried = [pl.col(name).forward_fill().over("order") for name in CARRIED]
        of_order = pl.col("order").is_not_null()
        log = log.with_columns(
            pl.when(of_order).then(value).otherwise(pl.col(name))
            for name, value in zip(CARRIED, carried, strict=True)
        )
        check_states(log)
    log = log.with_columns(pl.int_range(1, pl.len() + 1).alias("seq"))
    return {name: log[name] for name in log.columns}


def check_states(log: pl.DataFrame) -> None:
    """Compare every order's states, one after the other, with the table in ``codes.py`` (rule O1).

    Args:
        log: events with ``order``, ``kind``, ``status`` and ``client_order_id``, in order.

    Raises:
        OrderStateError: a state may not follow the one before; order and time are named.
    """
    allowed = np.zeros((len(OrderStatus), len(OrderStatus)), dtype=bool)
    places = {status: place for place, status in enumerate(OrderStatus)}
    for status, following in ORDER_STATUS_TRANSITIONS.items():
        allowed[places[status], [places[after] for after in following]] = True
    # Updates and refused commands leave the state as it is, or as it was before the command was sent.
    kinds = (EventKind.ORDER_UPDATED, EventKind.ORDER_CANCEL_REJECTED, EventKind.ORDER_MODIFY_REJECTED)
    leaves = [kind.name for kind in kinds]
    steps = log.filter(pl.col("order").is_not_null())
    steps = steps.with_columns(before=pl.col("status").shift(1).over("order"))
    steps = steps.filter(~pl.col("kind").is_in(leaves))
    now = steps["status"].to_physical().to_numpy()
    before = steps["before"].to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    wrong = np.where(before < 0, now != places[OrderStatus.INITIALIZED], ~allowed[before, now])
    if wrong.any():
        row = steps.row(int(np.flatnonzero(wrong)[0]), named=True)
        raise OrderStateError(
            f"events: order {row['client_order_id']} becomes {row['status']} at {row['ts_event']} after "
            f"{row['before'] or 'nothing'}, which the table of order states does not allow; the run's "
            "buffers are not sound"
        )


def _fill_blocks(source: Source, orders: pl.DataFrame) -> list[pl.DataFrame]:
    """A fill's own event, and what it did to one or two positions."""
    pool = source.output.fills
    table = pl.DataFrame(fills_of(source))
    every, order = np.arange(len(pool)), integers(pool["order"])
    says = {name: column.gather(order) for name, column in identity(orders).items()}
    names = (
        "ts_event", "fill_id", "position_id", "commission", "currency", "liquidity", "cause", "point",
        "ambiguous", "tag",
    )  # fmt: skip
    says |= {name: table[name] for name in names}
    says |= {"last_quantity": table["quantity"], "last_price": table["price"]}
    says |= {"status": _fill_status(source), "quantity": _resolved(source)}
    filled = block(EventKind.ORDER_FILLED, pool["sequence"], ORDER_FILLED, every, says)
    return [filled, *_position_blocks(source, table)]


def _fill_status(source: Source) -> pl.Series:
    """FILLED for the last fill of an order that ended so, else PARTIALLY_FILLED."""
    order = integers(source.output.fills["order"])
    last = np.zeros(len(order), dtype=bool)
    last[len(order) - 1 - np.unique(order[::-1], return_index=True)[1]] = True
    complete = last & (source.output.orders["status"][order] == OrderStatus.FILLED)
    # one whose quantity was modified afterwards, to what is filled, ended by that (rule F15)
    changes = source.output.changes
    updates = changes[changes["kind"] == EventKind.ORDER_UPDATED]
    updated = np.full(len(source.output.orders), -1, dtype=np.int64)
    np.maximum.at(updated, integers(updates["order"]), integers(updates["sequence"]))
    complete &= updated[order] < source.output.fills["sequence"]
    return codes(OrderStatus, np.where(complete, OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED))


def _resolved(source: Source) -> pl.Series:
    """The order's quantity where it was found at this fill (rule S2), else null."""
    pool, order = source.output.orders, integers(source.output.fills["order"])
    found = (pool["original_quantity"] == NOTHING) & ~level_children(source)
    lots = np.where(found, pool["quantity"], NOTHING)[order]
    return source.quantity(lots, integers(source.output.fills["instrument"]))


def _position_blocks(source: Source, table: pl.DataFrame) -> list[pl.DataFrame]:
    """Positions opened, changed and closed by fills."""
    pool = source.output.fills
    position, opened = integers(pool["position"]), integers(pool["opened"])
    through, closes = opened >= 0, pool["closed"] > 0
    begins = np.zeros(len(pool), dtype=bool)
    begins[np.unique(position, return_index=True)[1]] = True
    begins &= ~closes & ~np.isin(position, opened[through])
    ends = closes & (through | (pool["held"] == 0))
    lots = np.abs(integers(pool["held"]))
    # The commission is the closing part's, the rest the opening part's; realized profit is net of both.
    own = np.where(through, pool["closed_commission"], pool["commission"])
    profit = np.concatenate([pool["realized"] - own, (own - pool["commission"])[through]])
    flows = source.output.flows[source.output.flows["position"] >= 0]
    owners = np.concatenate([position, opened[through], flows["position"]])
    places = np.concatenate([pool["sequence"], pool["sequence"][through], flows["sequence"]])
    realized = _running(owners, np.concatenate([profit, flows["amount"]]), places)
    was, new = realized[: len(pool)], np.zeros(len(pool), dtype=np.int64)
    new[through] = realized[len(pool) : len(profit)]
    return [
        _position_block(source, table, EventKind.POSITION_OPENED, begins, position, lots, was, POSITION),
        _position_block(
            source, table, EventKind.POSITION_CHANGED, ~begins & ~ends, position, lots, was, POSITION
        ),
        _position_block(source, table, EventKind.POSITION_CLOSED, ends, position, 0 * lots, was, POSITION),
        _position_block(source, table, EventKind.POSITION_OPENED, through, opened, lots, new, POSITION_NEXT),
        *([_flow_block(source, flows, realized[len(profit) :])] if len(flows) else []),
    ]


def _flow_block(source: Source, flows: NDArray[np.void], realized: I64) -> pl.DataFrame:
    """Events of the positions that flows were paid for: what they hold stays, their profit changes."""
    instrument, position = integers(flows["instrument"]), integers(flows["position"])
    says = {
        "ts_event": at_time(source.moments(integers(flows["ts"]), flows["sequence"])),
        "strategy_id": source.strategies(source.output.positions["strategy"][position]),
        "account_id": source.account_ids(integers(flows["account"])),
        "instrument_id": source.instrument_ids.gather(instrument),
        "position_id": source.position_ids.gather(position),
        "currency": source.currencies(instrument),
        "position_side": codes(PositionSide, source.output.positions["side"][position]),
        "quantity": source.quantity(np.abs(integers(flows["quantity"])), instrument),
        "realized_pnl": source.money(realized, instrument),
        "ratio": masked(pl.Series(integers(flows["rate"]) / RATE), flows["kind"] == FlowKind.SPLIT),
    }
    return block(EventKind.POSITION_CHANGED, flows["sequence"], POSITION, np.arange(len(flows)), says)


def _running(key: I64, change: I64, place: I64) -> I64:
    """Sum of the changes of each key so far, in order of ``place``."""
    frame = pl.DataFrame({"key": key, "change": change, "place": place, "row": np.arange(len(key))})
    sums = frame.sort("place").select("row", pl.col("change").cum_sum().over("key")).sort("row")
    return integers(sums["change"].to_numpy())


def _position_block(
    source: Source,
    fills: pl.DataFrame,
    kind: EventKind,
    rows: Mask,
    position: I64,
    lots: I64,
    realized: I64,
    step: int,
) -> pl.DataFrame:
    """Events of one kind of the positions of chosen fills."""
    pool, instrument = source.output.fills, integers(source.output.fills["instrument"])
    side = np.where(lots > 0, source.output.positions["side"][position], PositionSide.FLAT)
    names = ("ts_event", "strategy_id", "account_id", "instrument_id", "fill_id", "currency")
    says = {name: fills[name] for name in names} | {
        "position_id": source.position_ids.gather(np.maximum(position, 0)),
        "position_side": codes(PositionSide, side),
        "quantity": source.quantity(lots, instrument),
        "realized_pnl": source.money(realized, instrument),
    }
    return block(kind, pool["sequence"], step, np.flatnonzero(rows), says)


def _account_blocks(source: Source) -> list[pl.DataFrame]:
    """Each account's start, then its state after each fill and flow."""
    table = account(source)
    count = len(source.output.accounts)
    says = {name: table[name] for name in BALANCES} | {"ts_event": table["ts_event"]}
    moved = balance_moves(source)
    nothing = pl.Series([None] * count, dtype=pl.String)
    says |= {"fill_id": pl.concat([nothing, fill_ids(source, moved)])}
    sequence = np.concatenate([np.full(count, -1), moved.sequence])
    return [block(EventKind.ACCOUNT_STATE, sequence, ACCOUNT_STATE, np.arange(len(sequence)), says)]
