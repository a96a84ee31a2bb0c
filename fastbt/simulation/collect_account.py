"""The tables of account and funding: what moved a balance, fill or flow, in the order it happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import FlowKind
from fastbt.kernels.state import NOTHING, RATE
from fastbt.simulation.collect_columns import I64, at_time, integers, masked
from fastbt.simulation.collect_source import Source

START = "START"
"""``account.event`` of the row before anything moved it."""


@dataclass(frozen=True, slots=True)
class BalanceMoves:
    """What moved balances, by sequence; every field has a number for each."""

    row: I64
    ts: I64
    """When: of a fill the time of its row, or of the action between rows that made it."""
    sequence: I64
    balance: I64
    total: I64
    """The balance afterwards; so are the next three."""
    locked: I64
    """By orders."""
    initial: I64
    maintenance: I64
    fill: I64
    """The fill, -1 for a flow."""
    flow: I64
    """The flow, -1 for a fill."""


def balance_moves(source: Source) -> BalanceMoves:
    """Fills and flows together.

    Args:
        source: the run.
    """
    fills, flows = source.output.fills, source.output.flows
    order = np.argsort(np.concatenate([fills["sequence"], flows["sequence"]]), kind="stable")
    balance = integers(source.instruments["balance"])[integers(fills["instrument"])]
    no_fill, no_flow = np.full(len(flows), -1), np.full(len(fills), -1)

    def both(of_fills: I64, of_flows: I64) -> I64:
        return np.concatenate([integers(of_fills), integers(of_flows)])[order]

    sequence = both(fills["sequence"], flows["sequence"])
    ts = both(source.columns.ts_event[integers(fills["row"])], flows["ts"])
    return BalanceMoves(
        row=both(fills["row"], flows["row"]),
        ts=source.moments(ts, sequence),
        sequence=sequence,
        balance=both(balance, flows["balance"]),
        total=both(fills["balance"], flows["total"]),
        locked=both(fills["locked"], flows["locked"]),
        initial=both(fills["margin_initial"], flows["margin_initial"]),
        maintenance=both(fills["margin_maintenance"], flows["margin_maintenance"]),
        fill=both(np.arange(len(fills)), no_fill),
        flow=both(no_flow, np.arange(len(flows))),
    )


def account(source: Source) -> dict[str, pl.Series]:
    """The columns of ``account``: each balance's start, then a row per fill and flow."""
    moved, balances = balance_moves(source), source.output.balances
    held = np.flatnonzero((balances["serves"] == 1) | (balances["start"] != 0))
    count = len(held)
    none = np.zeros(count, dtype=np.int64)
    balance = np.concatenate([held, moved.balance])
    owners = integers(balances["account"])[balance]
    total = np.concatenate([integers(balances["start"])[held], moved.total])
    initial = np.concatenate([none, moved.initial])
    maintenance = np.concatenate([none, moved.maintenance])
    locked = np.concatenate([none, moved.locked]) + initial
    venue = integers(source.output.accounts["venue"])[owners]
    first = source.time(none) if source.rows else source.time(none - 1)
    return {
        "ts_event": pl.concat([first, at_time(moved.ts)]),
        "account_id": source.account_ids(owners),
        "venue": pl.Series(source.lowered.venue_ids, dtype=pl.String).gather(venue),
        "currency": source.balance_codes(balance),
        "total": source.balance_money(total, balance),
        "locked": source.balance_money(locked, balance),
        "free": source.balance_money(total - locked, balance),
        "margin_initial": source.balance_money(initial, balance),
        "margin_maintenance": source.balance_money(maintenance, balance),
        "event": pl.concat([pl.Series([START]).new_from_index(0, count), _words(source, moved)]),
    }


def flow_strategies(source: Source, flows: NDArray[np.void]) -> I64:
    """Number of the strategy of each flow: of its position, else the run's own.

    Args:
        source: the run.
        flows: of its flows.
    """
    position = integers(flows["position"])
    of_position = integers(source.output.positions["strategy"])
    return (
        np.where(position >= 0, of_position[np.maximum(position, 0)], 0) if len(of_position) else position * 0
    )


def fill_ids(source: Source, moved: BalanceMoves) -> pl.Series:
    """The fill's id of each move, null for a flow.

    Args:
        source: the run.
        moved: its moves.
    """
    if not len(source.fill_ids):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(moved.fill))
    return masked(source.fill_ids.gather(np.maximum(moved.fill, 0)), moved.fill >= 0)


def _words(source: Source, moved: BalanceMoves) -> pl.Series:
    """What moved a balance: the fill's id, or the kind of flow."""
    kinds = pl.Series([kind.name for kind in FlowKind], dtype=pl.String)
    if not len(source.output.flows):
        return fill_ids(source, moved)
    kind = kinds.gather(integers(source.output.flows["kind"])[np.maximum(moved.flow, 0)])
    return pl.select(pl.coalesce(pl.lit(fill_ids(source, moved)), pl.lit(kind))).to_series()


def funding(source: Source) -> dict[str, pl.Series]:
    """The columns of ``funding``: money that no fill moved."""
    flows = source.output.flows
    if not len(flows):
        return {}
    instrument, position = integers(flows["instrument"]), integers(flows["position"])
    of_instrument, of_position = instrument >= 0, position >= 0
    kinds = pl.Series([kind.name.lower() for kind in FlowKind], dtype=pl.String)
    rate = integers(flows["rate"])
    ids = source.position_ids if len(source.position_ids) else pl.Series([None], dtype=pl.String)
    return {
        "ts_event": at_time(source.moments(integers(flows["ts"]), flows["sequence"])),
        "account_id": source.account_ids(integers(flows["account"])),
        "strategy_id": source.strategies(flow_strategies(source, flows)),
        "instrument_id": masked(source.instrument_ids.gather(np.maximum(instrument, 0)), of_instrument),
        "position_id": masked(ids.gather(np.maximum(position, 0)), of_position),
        "currency": source.balance_codes(integers(flows["balance"])),
        "base_rate": source.base_rates(
            integers(flows["balance"]) % len(source.currency_codes), integers(flows["row"])
        ),
        "kind": kinds.gather(integers(flows["kind"])),
        "quantity": source.quantity(flows["quantity"], np.maximum(instrument, 0)),
        "rate": masked(pl.Series(rate / RATE), rate != NOTHING),
        "amount": source.balance_money(flows["amount"], integers(flows["balance"])),
    }
