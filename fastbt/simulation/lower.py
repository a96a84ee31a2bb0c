"""Lowers the market of a run, bars, instruments and venues, to the arrays and records that the kernel reads.

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
from fastbt.simulation.lower_halts import halt_records
from fastbt.simulation.lower_hours import close_outside
from fastbt.simulation.lower_instruments import instrument_records
from fastbt.simulation.lower_latency import warn_of_latency
from fastbt.simulation.lower_risk import add_risk
from fastbt.simulation.lower_row_columns import add_row_columns
from fastbt.simulation.lower_sides import add_sides, refuse_one_price_options
from fastbt.simulation.lower_venue import (
    account_records,
    balance_records,
    check_currencies,
    fee_records,
    venue_records,
)
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.refusals import refuse_untraded
from fastbt.timeline.columns import Columns, columns_of
from fastbt.venues.venues import Venues


def lower_market(
    bars: NormalizedBars,
    venues: Venues,
    *,
    frame: pl.DataFrame | None = None,
    strategy: str = "S",
    others: Mapping[str, Instrument] | None = None,
) -> Lowered:
    """Lower bars, instruments and venues.

    Args:
        bars: checked and sorted bars with their instruments.
        venues: the simulated markets.
        frame: the bars as users see them, for SQL and strategies; by default ``bars.to_floats()``.
        strategy: the strategy's id, part of generated order ids.
        others: instruments by id that have rows beside the bars.

    Returns:
        A run without a strategy.

    Raises:
        DataError: if there are no bars, a venue's models need a column that is not there or null, or a
            price of bid or ask is bad.
        ConfigError: if an instrument is of a class that runs cannot trade, settles in a currency that
            its account does not hold, or has too many decimals.
    """
    columns = columns_of(bars, fill_on_zero_volume=zero_volume(venues, bars))
    warn_of_latency(columns, venues, list(bars.instruments))
    add_row_columns(columns, bars, venues)
    sides = add_sides(columns, bars)
    if sides is not None:
        refuse_one_price_options(venues)
    shown = bars.to_floats() if frame is None else frame
    instruments = dict(sorted({**bars.instruments, **(others or {})}.items()))
    if len(instruments) > len(bars.instruments):
        columns.instrument = numbers_among(columns, list(bars.instruments), list(instruments))
    lowered = lowered_market(columns, list(instruments.values()), venues, shown, strategy)
    lowered.sides = sides
    return lowered


def zero_volume(venues: Venues, bars: NormalizedBars) -> list[str]:
    """Return for each instrument whether its bars with volume 0 fill, as its venue says (rule B5).

    Args:
        venues: the simulated markets.
        bars: name the instruments.
    """
    return [venues.serving(name).fill_on_zero_volume for name in bars.instruments]


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
    columns: Columns, instruments: list[Instrument], venues: Venues, frame: pl.DataFrame, strategy: str
) -> Lowered:
    """Put a timeline, its instruments and venues together.

    Args:
        columns: the timeline.
        instruments: in the order of its numbers.
        venues: the simulated markets.
        frame: the rows as users see them.
        strategy: the strategy's id.

    Raises:
        ConfigError: as ``lower_market``.
    """
    for instrument in instruments:
        refuse_untraded(instrument, venues.serving(instrument.id))
    check_currencies(venues, instruments)
    closed = close_outside(columns, venues, [model.id.value for model in instruments])
    fees, ranges = fee_records(venues, instruments)
    records = instrument_records(instruments, venues, columns, ranges)
    risk, trading_states = add_risk(venues, records, instruments)
    balances = balance_records(venues, instruments)
    halts, ends = halt_records(venues, balances)
    return Lowered(
        columns=columns,
        instruments=records,
        venues=venue_records(venues),
        accounts=account_records(venues),
        balances=balances,
        fees=fees,
        models=instruments,
        currencies=venues.currencies(),
        strategy=strategy,
        seed=venues.first.seed,
        risk=risk,
        trading_states=trading_states,
        halts=halts,
        session_ends=ends,
        account_ids=[venue.account_id for venue in venues],
        venue_ids=[venue.name for venue in venues],
        frame=frame,
        closed_rows=closed,
        custom=custom_models(venues),
    )
