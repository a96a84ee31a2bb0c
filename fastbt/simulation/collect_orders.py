"""The tables of orders and fills, made from the kernel's pools."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import (
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderStatus,
    OrderType,
    Reason,
    TimeInForce,
)
from fastbt.kernels.state import FAR_UP, NOTHING, ORDER_DORMANT, ORDER_POST_ONLY, ORDER_REDUCE_ONLY
from fastbt.schema.ledger import REFUSED_AT_FILL, REFUSED_STATUS
from fastbt.schema.ledger_columns import AVERAGE_DIGITS
from fastbt.simulation.collect_bonds import bonds
from fastbt.simulation.collect_columns import I64, at_time, codes, integers, masked
from fastbt.simulation.collect_numbers import quotient
from fastbt.simulation.collect_source import Source

COMMANDS_REFUSED = (
    EventKind.COMMAND_REFUSED,
    EventKind.ORDER_CANCEL_REJECTED,
    EventKind.ORDER_MODIFY_REJECTED,
)


def orders(source: Source) -> dict[str, pl.Series]:
    """The columns of ``orders``, numbers as counts on the run's scales."""
    pool = source.output.orders
    instrument = integers(pool["instrument"])
    lots, filled = integers(pool["quantity"]), integers(pool["filled"])
    leaves = np.where(lots == NOTHING, NOTHING, lots - filled)
    parent = integers(pool["parent"])
    expire = integers(pool["expire"])
    submitted = np.where(pool["status"] == OrderStatus.DENIED, -1, pool["row_init"])
    return {
        "client_order_id": source.order_ids,
        "venue_order_id": source.venue_order_ids,
        "strategy_id": source.strategies(pool["strategy"]),
        "account_id": source.account_ids(integers(pool["account"])),
        "instrument_id": source.instrument_ids.gather(instrument),
        "side": codes(OrderSide, pool["side"]),
        "order_type": codes(OrderType, pool["type"]),
        "time_in_force": codes(TimeInForce, pool["time_in_force"]),
        "quantity": source.quantity(lots, instrument),
        "filled_quantity": source.quantity(filled, instrument),
        "leaves_quantity": source.quantity(leaves, instrument),
        "price": source.price(pool["price"], instrument),
        "trigger_price": source.price(_triggers(pool), instrument),
        "avg_price": average_price(source, _filled_values(source), filled, instrument),
        "status": codes(OrderStatus, pool["status"]),
        "reason": codes(Reason, pool["reason"], pool["reason"] != Reason.NONE),
        "cause": codes(FillCause, pool["cause"]),
        "post_only": pl.Series(pool["flags"] & ORDER_POST_ONLY != 0),
        "reduce_only": pl.Series(pool["flags"] & ORDER_REDUCE_ONLY != 0),
        "parent_id": masked(source.order_ids.gather(np.maximum(parent, 0)), parent >= 0),
        **bonds(source),
        "tag": source.tags(integers(pool["tag"])),
        "expire_time": masked(at_time(expire), expire != FAR_UP),
        "ts_init": source.times(pool["row_init"], pool["sequence_init"]),
        "ts_submitted": source.times(submitted, pool["sequence_init"]),
        "ts_accepted": source.times(pool["row_accepted"], pool["sequence_accepted"]),
        "ts_triggered": source.times(pool["row_triggered"], pool["sequence_triggered"]),
        "ts_last": _last_time(source),
    }


def _triggers(pool: NDArray[np.void]) -> I64:
    """Trigger prices, ticks; that of a dormant trailing stop is its activation price, so it has none yet."""
    return np.where(pool["flags"] & ORDER_DORMANT != 0, NOTHING, integers(pool["trigger"]))


def _filled_values(source: Source) -> pl.Series:
    """Sum of ticks x lots of each order's fills."""
    pool = source.output.fills
    order, price, lots = integers(pool["order"]), integers(pool["price"]), integers(pool["quantity"])
    return value_sums(order, price, lots, len(source.output.orders))


def value_sums(key: I64, price: I64, lots: I64, count: int) -> pl.Series:
    """Sum of ticks x lots of each key from 0 to ``count`` - 1, in 128 bits: 64 are too few for 8 decimals."""
    value = pl.Series(price).cast(pl.Int128) * pl.Series(lots).cast(pl.Int128)
    sums = pl.DataFrame({"key": key, "value": value}).group_by("key").agg(pl.col("value").sum())
    keys = pl.DataFrame({"key": np.arange(count, dtype=np.int64)})
    return keys.join(sums, on="key", how="left", maintain_order="left")["value"].fill_null(0)


def average_price(source: Source, value: pl.Series, lots: I64, instrument: I64) -> pl.Series:
    """Average of prices weighted by lots, from the sum of ticks x lots; null where there are no lots."""
    ratio = quotient([value], [pl.Series(lots)], AVERAGE_DIGITS)
    return source.average(ratio, instrument)


_CHANGING = [EventKind.ORDER_UPDATED, EventKind.ORDER_PENDING_UPDATE, EventKind.ORDER_PENDING_CANCEL]


def _last_time(source: Source) -> pl.Series:
    """When each order's state or terms last changed; a refused cancel changes neither."""
    pool, changes = source.output.orders, source.output.changes
    changes = changes[np.isin(changes["kind"], _CHANGING)]
    last = integers(pool["row_last"]).copy()
    for field in ("row_init", "row_accepted", "row_triggered"):
        np.maximum(last, pool[field], out=last)
    np.maximum.at(last, integers(changes["order"]), integers(changes["row"]))
    later = last > pool["row_last"]
    found = pl.select(
        pl.when(pl.Series(later)).then(pl.lit(source.time(last))).otherwise(pl.lit(source.end_times))
    ).to_series()
    newest = _last_sequence(source, changes)
    acted = source.acted(newest)
    if acted is None or not (acted >= 0).any():
        return found
    between = source.times(last, newest)  # of what an action between rows did last
    return pl.select(
        pl.when(pl.Series(acted >= 0)).then(pl.lit(between)).otherwise(pl.lit(found))
    ).to_series()


def _last_sequence(source: Source, changes: NDArray[np.void]) -> I64:
    """The newest number of the event counter of each order; ``changes``: those that count."""
    pool, fills = source.output.orders, source.output.fills
    last = integers(pool["sequence_init"]).copy()
    for field in ("sequence_accepted", "sequence_triggered", "sequence_last"):
        np.maximum(last, pool[field], out=last)
    for records in (changes, fills):
        np.maximum.at(last, integers(records["order"]), integers(records["sequence"]))
    return last


def fills(source: Source) -> dict[str, pl.Series]:
    """The columns of ``fills``, numbers as counts on the run's scales."""
    pool, order_pool = source.output.fills, source.output.orders
    instrument, order = integers(pool["instrument"]), integers(pool["order"])
    opened = integers(pool["opened"])
    return {
        "fill_id": source.fill_ids,
        "client_order_id": source.order_ids.gather(order),
        "venue_order_id": source.venue_order_ids.gather(order),
        "position_id": source.position_ids.gather(integers(pool["position"])),
        "opened_position_id": masked(source.position_ids.gather(np.maximum(opened, 0)), opened >= 0),
        "strategy_id": source.strategies(order_pool["strategy"][order]),
        "account_id": source.account_ids(integers(order_pool["account"])[order]),
        "instrument_id": source.instrument_ids.gather(instrument),
        "venue": source.venues(instrument),
        "side": codes(OrderSide, pool["side"]),
        "order_type": codes(OrderType, order_pool["type"][order]),
        "quantity": source.quantity(pool["quantity"], instrument),
        "closed_quantity": source.quantity(pool["closed"], instrument),
        "price": source.price(pool["price"], instrument),
        "notional": source.size(pool["notional"], instrument),
        "commission": source.money(pool["commission"], instrument),
        "currency": source.currencies(instrument),
        "base_rate": source.base_rates(source.currency_numbers[instrument], integers(pool["row"])),
        "liquidity": codes(LiquiditySide, pool["liquidity"]),
        "cause": codes(FillCause, pool["cause"]),
        "tag": source.tags(integers(order_pool["tag"])[order]),
        "slippage": source.price(pool["slippage"], instrument),
        "slippage_cost": source.slippage_cost(pool),
        "point": codes(FillPoint, pool["point"]),
        "ambiguous": pl.Series(pool["ambiguous"] != 0),
        "row": pl.Series(integers(pool["row"])),
        "ts_event": source.times(pool["row"], pool["sequence"]),
    }


def refusals(source: Source) -> dict[str, int]:
    """How often orders and commands were refused, by reason, most frequent first.

    Refused is: denied, rejected, or canceled at a fill because the funds or the quantity found there did
    not do.
    """
    pool, changes = source.output.orders, source.output.changes
    refused = np.isin(pool["status"], REFUSED_STATUS)
    refused |= (pool["status"] == OrderStatus.CANCELED) & np.isin(pool["reason"], REFUSED_AT_FILL)
    commands = np.isin(changes["kind"], COMMANDS_REFUSED)
    reasons = np.concatenate([pool["reason"][refused], changes["reason"][commands]])
    found, counts = np.unique(reasons, return_counts=True)
    return {Reason(int(found[k])).name: int(counts[k]) for k in np.argsort(-counts, kind="stable")}
