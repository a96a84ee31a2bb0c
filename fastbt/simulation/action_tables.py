"""Tables of what happens between rows: read, checked, and brought to the numbers of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.normalize_table import normalize_table
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable
from fastbt.errors import unknown_name
from fastbt.kernels.state import ACTION
from fastbt.schema.market import MarketTable
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64

Records = NDArray[np.void]


def read_actions(
    option: str, given: Any, table: MarketTable, names: list[str], market: Market
) -> NormalizedTable:
    """Check a table of what happens between rows, as ``catalog/normalize_table.py`` does.

    Args:
        option: the option's name, for messages.
        given: any table.
        table: what its columns are.
        names: the run's instruments; a table that names none is of the only one.
        market: how times are read, and what is done with bad rows.

    Raises:
        DataError: a row is bad, or a column is missing.
        ConfigError: it is not said whose the rows are.
    """
    frame = to_frame(given)
    options = LoadOptions.check(
        tz=market.tz,
        on_error=market.on_error,
        on_off_grid=market.on_off_grid,
        on_duplicate=market.on_duplicate,
    )
    return normalize_table(
        frame,
        table,
        names[0] if len(names) == 1 else names or None,
        options,
        [Part(0, None)],
        f"{option}= {name_of(given)}",
        currency=market.venues.first.currency,
        look_up=lambda _: {},
    )


def ids_of(lowered: Lowered) -> list[str]:
    """Return the ids of a run's instruments, in the order of their numbers.

    Args:
        lowered: the run.
    """
    return [model.id.value for model in lowered.models]


def numbers_of(option: str, frame: pl.DataFrame, lowered: Lowered) -> I64:
    """Return the number of each row's instrument among those of a run.

    Args:
        option: the option's name, for the message.
        frame: rows with ``instrument_id``.
        lowered: the run.

    Raises:
        UnknownNameError: the run does not have an instrument.
    """
    places = {name: number for number, name in enumerate(ids_of(lowered))}
    for name in frame["instrument_id"].unique(maintain_order=True):
        if name not in places:
            raise unknown_name(f"instrument in {option}=", name, places)
    found: I64 = frame["instrument_id"].replace_strict(places, return_dtype=pl.Int64).to_numpy()
    return found


def scaled(rows: NormalizedTable, column: str, precision: int) -> I64:
    """Return a column as counts of ``10 ** -precision``, those of more decimals rounded half away from zero.

    Args:
        rows: the table; nulls become 0.
        column: an exact column whose scale is its own.
        precision: decimals wanted.
    """
    values: I64 = rows.frame[column].fill_null(0).to_numpy()
    more = precision - rows.scales[column]
    step: int = 10 ** abs(more)
    if more >= 0:
        return values * step
    rounded: I64 = np.sign(values) * ((np.abs(values) + step // 2) // step)
    return rounded


def new_records(count: int) -> Records:
    """Return ACTION records that concern nothing yet.

    Args:
        count: how many.
    """
    records = np.zeros(count, dtype=ACTION)
    for name in ("instrument", "balance", "target"):
        records[name] = -1
    return records


def told_of_steps(ts: I64, inside: NDArray[np.bool_]) -> dict[str, Any]:
    """Tell of the rows of one series: how many, how often, and where some are missing.

    A gap is a step of more than one and a half of the usual one, the most frequent. It is not filled.

    Args:
        ts: when the rows are, ascending.
        inside: which of them the run has.
    """
    own = ts[inside]
    steps = np.diff(own)
    told: dict[str, Any] = {"rows": len(own), "outside_the_data": int((~inside).sum())}
    if not len(steps):
        return told | {"every": None, "gaps": 0, "longest_gap": None}
    lengths, counts = np.unique(steps, return_counts=True)
    usual = int(lengths[np.argmax(counts)])
    gaps = steps[2 * steps > 3 * usual]
    longest = None if not len(gaps) else str(pl.Series([int(gaps.max())]).cast(pl.Duration("ns"))[0])
    every = str(pl.Series([usual]).cast(pl.Duration("ns"))[0])
    return told | {"every": every, "gaps": len(gaps), "longest_gap": longest}
