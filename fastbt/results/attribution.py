"""Profit and loss by instrument, account, venue or currency: parts that add up exactly (rule A13)."""

from __future__ import annotations

import polars as pl

from fastbt.codes import FlowKind
from fastbt.errors import unknown_name
from fastbt.results.tables import Tables

KEYS = {
    "instrument": "instrument_id",
    "strategy": "strategy_id",
    "account": "account_id",
    "venue": "venue",
    "currency": "currency",
}
"""What profit can be told by, and the column that says it."""
SUMS = ("realized_pnl", "unrealized_pnl", "commission", "funding")
EARNED = [kind.name.lower() for kind in FlowKind if kind.is_pnl]


def attribution(tables: Tables, by: str) -> pl.DataFrame:
    """Return what was gained and lost, by one of ``KEYS`` and by currency.

    Args:
        tables: of a run, floats or exact.
        by: one of ``KEYS``.

    Returns:
        A row for each key and currency: ``positions``, ``realized_pnl`` (net of commission and funding),
        ``unrealized_pnl``, ``commission``, ``funding``, ``interest`` (flows that concern no position) and
        their total ``pnl``. Over all rows of a currency ``pnl`` is the change of its equity less deposits.

    Raises:
        UnknownNameError: ``by`` is something else.
    """
    if by not in KEYS:
        raise unknown_name("by", by, KEYS)
    venues = tables.account.select("account_id", "venue").unique()
    keys = list(dict.fromkeys((KEYS[by], "currency")))
    held = tables.positions.join(venues, on="account_id", how="left")
    totals = held.group_by(keys, maintain_order=True).agg(
        pl.len().alias("positions"), *(pl.col(name).sum() for name in SUMS)
    )
    free = tables.funding.filter(pl.col("position_id").is_null() & pl.col("kind").is_in(EARNED))
    flows = (
        free.join(venues, on="account_id", how="left")
        .group_by(keys)
        .agg(pl.col("amount").sum().alias("interest"))
    )
    found = totals.join(flows, on=keys, how="full", coalesce=True, nulls_equal=True)
    found = found.with_columns(pl.col("positions", *SUMS, "interest").fill_null(0))
    pnl = (pl.col("realized_pnl") + pl.col("unrealized_pnl") + pl.col("interest")).alias("pnl")
    return found.with_columns(pnl).sort(keys)
