"""The tables of positions and trades, made from the kernel's pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import FillCause, OrderSide, PositionSide
from fastbt.schema.ledger_columns import AVERAGE_DIGITS
from fastbt.schema.table import Kind
from fastbt.simulation.collect_columns import I64, codes, integers, masked, numbered
from fastbt.simulation.collect_excursions import F64, excursions, extremes
from fastbt.simulation.collect_flows import flow_shares
from fastbt.simulation.collect_numbers import as_floats
from fastbt.simulation.collect_orders import average_price, value_sums
from fastbt.simulation.collect_source import Source


def positions(source: Source) -> dict[str, pl.Series]:
    """The columns of ``positions``, numbers as counts on the run's scales."""
    pool = source.output.positions
    instrument = integers(pool["instrument"])
    is_open = pool["is_open"] != 0
    realized = integers(pool["realized"]) + integers(pool["funding"]) - integers(pool["commission"])
    return {
        "position_id": source.position_ids,
        "instrument_id": source.instrument_ids.gather(instrument),
        "strategy_id": source.strategies(pool["strategy"]),
        "account_id": source.account_ids(integers(pool["account"])),
        "side": codes(PositionSide, np.where(is_open, pool["side"], 0)),
        "entry_side": codes(OrderSide, pool["side"]),
        "quantity": source.quantity(pool["quantity"], instrument),
        "peak_quantity": source.quantity(pool["peak"], instrument),
        "avg_entry_price": source.cost_price(
            integers(np.where(is_open, pool["cost"], pool["opened_cost"])),
            integers(np.where(is_open, pool["quantity"], pool["opened_quantity"])),
            instrument,
        ),
        "avg_close_price": source.cost_price(
            integers(pool["closed_value"]), integers(pool["closed_quantity"]), instrument
        ),
        "currency": source.currencies(instrument),
        "realized_pnl": source.money(realized, instrument),
        "unrealized_pnl": source.money(unrealized(source), instrument),
        "commission": source.money(pool["commission"], instrument),
        "funding": source.money(pool["funding"], instrument),
        "ts_opened": source.time(pool["row_opened"]),
        "ts_closed": source.times(pool["row_closed"], _closing_sequence(source)),
        "is_open": pl.Series(is_open),
    }


def _closing_sequence(source: Source) -> I64:
    """Number of the event counter of the newest fill that closed something of each position, -1 for none."""
    pool = source.output.fills[source.output.fills["closed"] > 0]
    found = np.full(len(source.output.positions), -1, dtype=np.int64)
    np.maximum.at(found, integers(pool["position"]), integers(pool["sequence"]))
    return found


def unrealized(source: Source) -> I64:
    """Profit of each position's open quantity at its instrument's newest close, before costs, money."""
    pool = source.output.positions
    instrument, lots = integers(pool["instrument"]), integers(pool["quantity"])
    value = source.units(source.instrument_rows.last_close[instrument], lots, instrument)
    return np.where(lots > 0, pool["side"] * (value - pool["cost"]), 0)


@dataclass(slots=True)
class _Trips:
    """Closed parts of positions, then open remainders, as arrays."""

    position: I64
    order: I64  # the closing order, -1 while open
    row: I64  # of the last closing fill, -1 while open; so is the next
    sequence: I64
    lots: I64
    cost: I64
    gross: I64  # profit before costs
    commission: I64
    funding: I64


def _closed_trips(source: Source, funding: I64) -> tuple[_Trips, pl.Series]:
    """One per position and closing order (A13), by their last fills, and their sums of ticks x lots.

    ``funding``: the share that each fill that closes something takes along.
    """
    pool = source.output.fills[source.output.fills["closed"] > 0]
    order, position = integers(pool["order"]), integers(pool["position"])
    key = order * max(len(source.output.positions), 1) + position
    _, group = np.unique(key, return_inverse=True)
    last = np.zeros(group.max() + 1 if len(group) else 0, dtype=np.int64)
    last[group] = np.arange(len(group))  # the last of a group's fills stays
    by_exit = np.argsort(last, kind="stable")
    number = np.empty_like(by_exit)
    number[by_exit] = np.arange(len(by_exit))
    trip = number[group].astype(np.int64)

    def total(values: I64) -> I64:
        sums = np.zeros(len(last), dtype=np.int64)
        np.add.at(sums, trip, values)
        return sums

    value = value_sums(trip, integers(pool["price"]), integers(pool["closed"]), len(last))
    last = last[by_exit]
    trips = _Trips(
        position=position[last],
        order=order[last],
        row=integers(pool["row"])[last],
        sequence=integers(pool["sequence"])[last],
        lots=total(integers(pool["closed"])),
        cost=total(integers(pool["closed_cost"])),
        gross=total(integers(pool["realized"])),
        commission=total(integers(pool["closed_commission"]) + integers(pool["entry_commission"])),
        funding=total(funding),
    )
    return trips, value


def _trips(source: Source) -> tuple[_Trips, pl.Series]:
    """The closed ones, then what is left of open positions; and the sums of ticks x lots of their exits."""
    shares, left = flow_shares(source)
    (closed, value), pool = _closed_trips(source, shares), source.output.positions
    still = np.flatnonzero(pool["is_open"] != 0).astype(np.int64)
    none = np.full(len(still), -1, dtype=np.int64)
    rest = _Trips(
        position=still,
        order=none,
        row=none,
        sequence=none,
        lots=integers(pool["quantity"])[still],
        cost=integers(pool["cost"])[still],
        gross=unrealized(source)[still],
        commission=integers(pool["entry_commission"])[still],
        funding=left[still],
    )
    names = _Trips.__slots__
    both = _Trips(*(np.concatenate([getattr(closed, name), getattr(rest, name)]) for name in names))
    return both, pl.concat([value, pl.zeros(len(still), dtype=pl.Int128, eager=True).alias(value.name)])


def trades(source: Source) -> dict[str, pl.Series]:
    """The columns of ``trades``, numbers as counts on the run's scales."""
    (trips, value), pool = _trips(source), source.output.positions
    position, closed = trips.position, trips.order >= 0
    instrument, side = integers(pool["instrument"])[position], integers(pool["side"])[position]
    cause = source.output.orders["cause"][np.maximum(trips.order, 0)] if closed.any() else position
    entry = source.cost_price(trips.cost, trips.lots, instrument)
    exit_lots = np.where(closed, trips.lots, 0)  # no lots: no price
    exit_price = average_price(source, value, exit_lots, instrument)
    rows = source.instrument_rows
    first = rows.newest(integers(pool["row_opened"])[position], instrument)
    last = source.places(np.where(closed, trips.row, source.rows - 1), trips.sequence, instrument)
    mae, mfe = _excursions(source, trips, (first, last), (entry, exit_price))
    pnl, known = trips.gross + trips.funding - trips.commission, trips.cost != 0
    share = pl.Series(pnl / np.where(known, np.abs(trips.cost), 1))
    return {
        "trade_id": numbered("T-", len(position)),
        "position_id": source.position_ids.gather(position),
        "strategy_id": source.strategies(pool["strategy"][position]),
        "instrument_id": source.instrument_ids.gather(instrument),
        "side": codes(PositionSide, side),
        "quantity": source.quantity(trips.lots, instrument),
        "entry_price": entry,
        "exit_price": exit_price,
        "entry_time": source.time(integers(pool["row_opened"])[position]),
        "exit_time": source.times(trips.row, trips.sequence),
        "bars_held": pl.Series(rows.bars_between(first, last)),
        "currency": source.currencies(instrument),
        "base_rate": source.base_rates(source.currency_numbers[instrument], trips.row),
        "pnl": source.money(pnl, instrument),
        "pnl_pct": masked(share, known),
        "commission": source.money(trips.commission, instrument),
        "funding": source.money(trips.funding, instrument),
        "mae": mae,
        "mfe": mfe,
        "entry_tag": source.tags(_entry_tags(source)[position]),
        "exit_cause": codes(FillCause, cause, closed),
        "is_open": pl.Series(~closed),
    }


def _excursions(
    source: Source, trips: _Trips, places: tuple[I64, I64], prices: tuple[pl.Series, pl.Series]
) -> tuple[pl.Series, pl.Series]:
    """``mae`` and ``mfe`` between the places of entry and exit, from the prices of entry and exit."""
    if not len(trips.position):
        return pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.Float64)
    pool = source.output.positions
    instrument = integers(pool["instrument"])[trips.position]
    side = integers(pool["side"])[trips.position]
    # Average prices are counted on the price scale; ticks may be coarser.
    coarser = 10.0 ** (source.scales[Kind.PRICE] - source.price_precision[instrument])
    entry, exit_ = (_floats(price) / coarser for price in prices)
    if source.split_factors is not None:  # of what is still held the units are those of the end
        own = np.where(trips.order >= 0, source.split_factors[places[1]], 1.0)
        entry, exit_ = entry * own, exit_ * own
    lowest, highest = _extremes(source, trips.position, places, side)
    return excursions(side, entry, exit_, lowest, highest)


def _extremes(
    source: Source, position: I64, places: tuple[I64, I64], side: I64
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lowest and highest price while each trade was held; of bid and ask those of the side that closes."""
    bid, ask, rows = source.columns.bid, source.columns.ask, source.instrument_rows
    if bid is None or ask is None:
        return extremes(rows, position, *places, None, source.split_factors)
    of_bid = extremes(rows, position, *places, bid, source.split_factors)
    of_ask = extremes(rows, position, *places, ask, source.split_factors)
    low, high = (np.where(side > 0, one, other) for one, other in zip(of_bid, of_ask, strict=True))
    return low, high


def _floats(price: pl.Series) -> F64:
    """An average price in steps of the price scale, NaN where it is null."""
    floats = as_floats(price, AVERAGE_DIGITS).fill_null(float("nan"))
    return np.asarray(floats.to_numpy(), dtype=np.float64)


def _entry_tags(source: Source) -> I64:
    """Number of the tag of the order that opened each position, -1 when it had none."""
    pool = source.output.fills
    opens = np.where(pool["opened"] >= 0, pool["opened"], np.where(pool["closed"] > 0, -1, pool["position"]))
    opening = np.flatnonzero(opens >= 0)
    position, first = np.unique(opens[opening], return_index=True)
    tags = np.full(len(source.output.positions), -1, dtype=np.int64)
    tags[position] = source.output.orders["tag"][pool["order"][opening[first]]]
    return tags
