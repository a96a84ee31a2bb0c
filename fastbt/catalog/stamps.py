"""From what a source stamps on a bar to its start and its end (rule T2)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.draft import Draft
from fastbt.catalog.times import DAY
from fastbt.codes import BarAggregation, BarStamp
from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification

I64 = NDArray[np.int64]

_SAMPLE = 10_001


def choose_stamp(stamp: BarStamp | None, *, are_dates: bool, is_start: bool) -> BarStamp:
    """Return the stamp given, else what the time column itself says: dates are sessions, other times ends.

    Args:
        stamp: as the user gave it.
        are_dates: whether the source has dates.
        is_start: whether its only time is ``ts_open``.
    """
    if stamp is not None:
        return stamp
    if is_start:
        return BarStamp.OPEN
    return BarStamp.SESSION if are_dates else BarStamp.CLOSE


def check_length(draft: Draft, bar: BarSpecification | None, stamp: BarStamp) -> None:
    """Refuse a bar length that the times contradict.

    Args:
        draft: sorted rows.
        bar: the length given, if any.
        stamp: what the times mean.

    Raises:
        ConfigError: a session label with bars shorter than a day.
        DataError: rows are, by their median distance, less than half a bar apart.
    """
    if bar is None:
        return
    if stamp is BarStamp.SESSION and bar.is_time_based and not bar.is_daily_or_longer:
        raise ConfigError(
            f"bar={bar.key!r} with dates: a date labels a session of a day or more; give times, or bar='1d'"
        )
    time = draft.time if draft.code is None else draft.time[draft.code == draft.code[:1]]
    length = bar.duration_ns or (28 * DAY if bar.is_time_based else 0)
    if len(time) < 3 or not length:
        return
    step = float(np.median(np.diff(time[:_SAMPLE])))
    if step < length / 2:
        raise DataError(
            f"the rows are {step / 1e9:g} s apart, by the median, which is no bar of {bar.key!r}",
            remedy="say how long the bars are with bar=, for example bar='1m'",
        )


def bar_times(
    draft: Draft, bar: BarSpecification | None, stamp: BarStamp, *, are_dates: bool
) -> tuple[I64, I64]:
    """Compute start and end of every bar.

    Args:
        draft: sorted rows, their times as the source stamps them.
        bar: the bars' length; None where it is not known.
        stamp: what the times mean.
        are_dates: whether the times are dates.

    Returns:
        ``ts_open`` and ``ts_event``.

    Raises:
        ConfigError: starts are given, and no length to find the ends by.
    """
    if stamp is BarStamp.CLOSE:
        end = draft.time + DAY if are_dates else draft.time  # a date that ends a bar ends with it
    elif bar is None and stamp is BarStamp.OPEN and not are_dates:
        raise ConfigError(
            "stamp='open' needs the bars' length to find where they end; give bar=, such as '1m'"
        )
    else:
        end = _later(draft.time, bar)
    if draft.is_one_price:
        return end, end
    if stamp is not BarStamp.CLOSE:
        start = draft.time
    elif bar is not None and bar.is_time_based:
        start = _later(end, bar, back=True)
    else:
        start = _previous_end(end, draft.code)
    if draft.start is not None:
        start = draft.start if draft.no_start is None else np.where(draft.no_start, start, draft.start)
    return start, end


def _later(time: I64, bar: BarSpecification | None, *, back: bool = False) -> I64:
    """Move times by a bar's length; without one by a day."""
    sign = -1 if back else 1
    if bar is None:
        return time + sign * DAY
    if bar.duration_ns is not None:
        return time + sign * bar.duration_ns
    if bar.aggregation is BarAggregation.MONTH:
        moments = pl.Series(time).cast(pl.Datetime("ns"))
        return moments.dt.offset_by(f"{sign * bar.step}mo").to_physical().to_numpy()
    raise ConfigError(f"bar={bar.key!r} has no length in time: its rows have to be stamped with their ends")


def _previous_end(end: I64, code: NDArray[np.int32] | None) -> I64:
    """Return the end of the bar before; for an instrument's first one its smallest step earlier."""
    if not len(end):
        return end
    if code is None:
        step = int(np.diff(end).min()) if len(end) > 1 else 0
        return np.concatenate([end[:1] - step, end[:-1]])
    before = pl.col("end").shift(1).over("code")
    smallest = pl.col("end").diff().min().over("code").fill_null(0)
    table = pl.DataFrame({"end": end, "code": code})
    return table.select(pl.coalesce(before, pl.col("end") - smallest)).to_series().to_numpy()
