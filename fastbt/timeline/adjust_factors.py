"""Corporate actions as factors: what each takes off the prices of an instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import ActionKind
from fastbt.errors import DataError
from fastbt.model.parsing import parse_code
from fastbt.timeline.rows import KEY, ns_of, time_name, utc

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

_TABLE = "actions"


@dataclass(frozen=True, slots=True)
class Actions:
    """Splits and dividends sorted by time.

    Args:
        time: start of the ex-date's session, ns UTC.
        ratio: new units for an old one, 1 for a dividend.
        amount: paid per old unit, 0 for a split.
        instrument: whose they are; None where there is one.
    """

    time: I64
    ratio: F64
    amount: F64
    instrument: NDArray[Any] | None

    @property
    def has_id(self) -> bool:
        """Whether the table says whose the actions are."""
        return self.instrument is not None


def read_actions(table: pl.DataFrame) -> Actions:
    """Read a table of actions.

    Args:
        table: ``ts_event``, ``kind``, ``ratio``, ``amount`` and maybe ``instrument_id``.

    Raises:
        DataError: a column or a number is missing, or one is not above zero (a dividend: below zero).
        UnknownNameError: a kind nobody knows.
    """
    name = time_name(table.schema, _TABLE)
    if "kind" not in table.columns:
        raise DataError(
            "a column is missing", table=_TABLE, column="kind", remedy="it says SPLIT or DIVIDEND"
        )
    kinds = [parse_code(ActionKind, kind, "kind of action") for kind in table["kind"].cast(pl.String)]
    # The date of an ex-date is its beginning, unlike that of a bar.
    time = table.select(utc(name, table.schema[name], _TABLE, end=False)).to_series()
    if time.null_count():
        row = int(time.is_null().arg_max() or 0)
        raise DataError("an action without a time", table=_TABLE, column=name, row=row)
    is_split = np.array([kind is ActionKind.SPLIT for kind in kinds], dtype=np.bool_)
    is_dividend = np.array([kind is ActionKind.DIVIDEND for kind in kinds], dtype=np.bool_)
    ratio = _numbers(table, "ratio", is_split, least_is_allowed=False)
    amount = _numbers(table, "amount", is_dividend, least_is_allowed=True)
    counted = np.flatnonzero(is_split | is_dividend)
    order = counted[np.argsort(ns_of(time)[counted], kind="stable")]
    ids = table[KEY].cast(pl.String).to_numpy()[order] if KEY in table.columns else None
    return Actions(
        time=ns_of(time)[order],
        ratio=np.where(is_split, ratio, 1.0)[order],
        amount=np.where(is_dividend, amount, 0.0)[order],
        instrument=ids,
    )


def factors_of(
    actions: Actions, instrument: str | None, ts_event: I64, close: F64, *, dividends: bool
) -> tuple[I64, F64, F64]:
    """Return the actions of an instrument as factors, one for each time.

    Args:
        actions: of all instruments.
        instrument: whose are wanted.
        ts_event: ends of its bars, ns UTC, ascending.
        close: its closes as traded.
        dividends: whether dividends count.

    Returns:
        Times, the factors by which prices fall, and the ratios of the splits among them.

    Raises:
        DataError: a dividend has no close before it, or is not below that.
    """
    own = np.ones(len(actions.time), dtype=np.bool_)
    if actions.instrument is not None:
        own = actions.instrument == instrument
    # Before the first bar nothing is to be adjusted; after the last nothing is known yet.
    own &= (actions.time >= ts_event[0]) & (actions.time < ts_event[-1])
    if not dividends:
        own &= actions.ratio != 1.0
    time, ratio, amount = actions.time[own], actions.ratio[own], actions.amount[own]
    times, place = np.unique(time, return_inverse=True)
    ratios, amounts = np.ones(len(times)), np.zeros(len(times))
    np.multiply.at(ratios, place, ratio)
    if dividends:
        np.add.at(amounts, place, amount)
    before = close[np.searchsorted(ts_event, times, "right") - 1]
    bad = ~((amounts == 0.0) | (amounts < before))
    if bad.any():
        at = int(bad.argmax())
        raise DataError(
            f"a dividend of {amounts[at]:g} is not below the close before it, {before[at]:g}",
            table=_TABLE,
            time=int(times[at]),
            instrument=instrument,
        )
    falls = np.where(amounts == 0.0, 1.0, (before - amounts) / np.where(amounts == 0.0, 1.0, before))
    return times, falls / ratios, ratios


def _numbers(table: pl.DataFrame, name: str, wanted: NDArray[np.bool_], *, least_is_allowed: bool) -> F64:
    """Return a column whose wanted rows are numbers above zero, or at it."""
    if name not in table.columns:
        if wanted.any():
            raise DataError("a column is missing", table=_TABLE, column=name)
        return np.zeros(table.height)
    values = table[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    good = np.isfinite(values) & ((values >= 0) if least_is_allowed else (values > 0))
    if (wanted & ~good).any():
        row = int((wanted & ~good).argmax())
        raise DataError(f"{values[row]} is no {name} of an action", table=_TABLE, column=name, row=row)
    return np.where(wanted, values, 0.0)
