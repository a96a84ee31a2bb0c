"""Lowers the market of a run, bars, instruments and venue, to the arrays and records that the kernel reads.

What a strategy sends is added by ``lower_signals.py`` and ``lower_orders.py``; compiled and class
strategies need the market alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.normalized import NormalizedBars
from fastbt.model.instruments import Instrument
from fastbt.simulation.lower_custom import custom_models
from fastbt.simulation.lower_hours import close_outside
from fastbt.simulation.lower_instruments import instrument_records
from fastbt.simulation.lower_latency import warn_of_latency
from fastbt.simulation.lower_risk import add_risk
from fastbt.simulation.lower_row_columns import add_row_columns
from fastbt.simulation.lower_sides import add_sides, refuse_one_price_options
from fastbt.simulation.lower_venue import (
    account_record,
    balance_record,
    check_currency,
    fee_records,
    venue_record,
)
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.refusals import refuse_untraded
from fastbt.timeline.columns import Columns, columns_of
from fastbt.venues.venue import Venue


def lower_market(
    bars: NormalizedBars,
    venue: Venue,
    *,
    frame: pl.DataFrame | None = None,
    strategy: str = "S",
    others: Mapping[str, Instrument] | None = None,
) -> Lowered:
    """Lower bars, instruments and a venue.

    Args:
        bars: checked and sorted bars with their instruments.
        venue: the simulated market.
        frame: the bars as users see them, for SQL and strategies; by default ``bars.to_floats()``.
        strategy: the strategy's id, part of generated order ids.
        others: instruments by id that have rows beside the bars.

    Returns:
        A run without a strategy.

    Raises:
        DataError: if there are no bars, the venue's models need a column that is not there or null, or a
            price of bid or ask is bad.
        ConfigError: if an instrument is of a class that runs cannot trade, settles in another currency than
            the account's, or has too many decimals.
    """
    columns = columns_of(bars, fill_on_zero_volume=venue.fill_on_zero_volume)
    warn_of_latency(columns, venue)
    add_row_columns(columns, bars, venue)
    sides = add_sides(columns, bars)
    if sides is not None:
        refuse_one_price_options(venue)
    shown = bars.to_floats() if frame is None else frame
    instruments = dict(sorted({**bars.instruments, **(others or {})}.items()))
    if len(instruments) > len(bars.instruments):
        columns.instrument = numbers_among(columns, list(bars.instruments), list(instruments))
    lowered = lowered_market(columns, list(instruments.values()), venue, shown, strategy)
    lowered.sides = sides
    return lowered


def numbers_among(columns: Columns, ids: list[str], among: list[str]) -> NDArray[np.int32]:
    """Return the numbers of a timeline's instruments among those of a run.

    Args:
        columns: the timeline.
        ids: its instruments, in the order of their numbers there.
        among: those of the run, in the order of theirs.
    """
    numbers = np.array([among.index(name) for name in ids], dtype=np.int32)
    own = columns.instrument
    return np.repeat(numbers, columns.rows) if own is None else numbers[own]


def lowered_market(
    columns: Columns, instruments: list[Instrument], venue: Venue, frame: pl.DataFrame, strategy: str
) -> Lowered:
    """Put a timeline, its instruments and a venue together.

    Args:
        columns: the timeline.
        instruments: in the order of its numbers.
        venue: the simulated market.
        frame: the rows as users see them.
        strategy: the strategy's id.

    Raises:
        ConfigError: as ``lower_market``.
    """
    for instrument in instruments:
        refuse_untraded(instrument, venue)
    check_currency(venue, instruments)
    closed = close_outside(columns, venue)
    fees, ranges = fee_records(venue, instruments)
    records = instrument_records(instruments, venue, columns, ranges)
    risk, trading_states = add_risk(venue.risk_limits, records, instruments)
    return Lowered(
        columns=columns,
        instruments=records,
        venues=venue_record(venue),
        accounts=account_record(venue),
        balances=balance_record(venue),
        fees=fees,
        models=instruments,
        currencies=[venue.currency],
        strategy=strategy,
        seed=venue.seed,
        risk=risk,
        trading_states=trading_states,
        account_ids=[venue.account_id],
        venue_ids=[venue.name],
        frame=frame,
        closed_rows=closed,
        custom=custom_models(venue),
    )
