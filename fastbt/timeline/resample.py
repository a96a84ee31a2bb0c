"""Bars of bars, of market prints or of quotes: by time, by count, by volume and by value."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import polars as pl

from fastbt.codes import BarAggregation
from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification
from fastbt.timeline.exact import steps_of
from fastbt.timeline.resample_bars import by_amount, by_time
from fastbt.timeline.resample_columns import Rule, Source, check_others, columns_of, source_of
from fastbt.timeline.rows import I64, KEY, Rows, rows_of, through
from fastbt.venues.calendar import TradingCalendar

_AMOUNTS = (BarAggregation.TICK, BarAggregation.VOLUME, BarAggregation.VALUE)


def resample(
    frame: Any,
    to: BarSpecification | str,
    *,
    calendar: TradingCalendar | None = None,
    incomplete: Literal["drop", "keep"] = "drop",
    same_time: Literal["together", "apart"] = "together",
    others: Mapping[str, Rule] | None = None,
) -> Any:
    """Make longer bars, each instrument by itself.

    **Time bars** (``"5m"``, ``"1d"``, ``"1-HOUR-LAST"``) are counted from 00:00 UTC, weeks from Monday,
    months from January; with a calendar from the open of each session, and after a break anew, the last of a
    session ending with it, and days and longer are whole sessions. A bar of the source goes to the bar in
    which it ends, a print or quote at ``ts`` to the one with ``ts_open <= ts < ts_event``. Rows outside the
    calendar's sessions go to no bar; daily bars from 00:00 to 24:00 UTC go to the session of their date (rule
    T2). Stretches without rows have no bar.

    **Count, volume and value bars** (``"100-TICK"``, ``"1000-VOLUME"``, ``"1_000_000-VALUE"``): the row that
    brings the bar to the amount closes it, is not split, and what it has too much is not carried over; the
    next bar begins from nothing. Value is the absolute price times size, without a multiplier; of bars, close
    times volume. The bar lasts from the ``ts_open`` (of ticks, the time) of its first row to its last one.

    A bar is there once it has ended and no row can come into it anymore: some row is later than its end (or
    of bars, one of the same instrument ends with it; of ticks, happens at it). So resampling the first rows
    of a frame gives the first bars of each instrument, with the same numbers (rule T4).

    Volumes are summed exactly: as integers of their decimals (floats stand for the decimals that they print,
    at most 8), turned into the nearest float at the end; Decimals stay Decimals. The sum is null where a part
    is unknown. The middle of a quote has one decimal more than its sides.

    Args:
        frame: bars, market prints (``price``, ``size``) or quotes (``bid_price``, ``ask_price``), of one
            instrument or with ``instrument_id``; sorted here where they are not.
        to: length of the bars and, of quotes, their price: ``"1m-bid"``, ``"1m-ask"``, ``"1m-mid"``.
        calendar: sessions that time bars are counted from.
        incomplete: whether to ``"drop"`` bars at the end of the data that have not ended, or ``"keep"`` them
            (their ``ts_event`` is then the end they will have, or of count bars their last row).
        same_time: of ticks of equal time, whether count bars keep them ``"together"``, so that no two bars
            have one ``ts_event`` (such a bar has ended once a later row is there), or may part them.
        others: further columns and how they are put together: first, last, min, max or sum.

    Returns:
        A frame (lazy for a LazyFrame) sorted by ``ts_event`` and instrument: ``ts_event``, ``ts_open``, the
        four prices, ``volume`` where the source has volumes or sizes, ``count`` of rows, then ``others``.

    Raises:
        ConfigError: an argument is wrong or does not fit the rows.
        DataError: prices or times are missing, sums are beyond 18 digits, or bars are longer than wanted.

    Example:
        >>> from datetime import datetime
        >>> ticks = pl.DataFrame({"ts_event": [datetime(2024, 1, 2, 9, minute) for minute in (1, 4, 5, 11)],
        ...                       "price": [1.5, 1.75, 1.25, 1.0], "size": [0.1, 0.2, 0.4, 1.0]})
        >>> resample(ticks, "5m").select("open", "high", "close", "volume", "count").rows()
        [(1.5, 1.75, 1.75, 0.3, 2), (1.25, 1.25, 1.25, 0.4, 1)]
        >>> resample(ticks, "2-TICK")["close"].to_list()
        [1.75]
    """
    length = BarSpecification.parse(to.replace("_", "") if isinstance(to, str) else to)
    if incomplete not in ("drop", "keep"):
        raise ConfigError(f"incomplete={incomplete!r}: must be 'drop' or 'keep'")
    if same_time not in ("together", "apart"):
        raise ConfigError(f"same_time={same_time!r}: must be 'together' or 'apart'")
    if calendar is not None and length.aggregation in _AMOUNTS:
        raise ConfigError(f"to={length.key!r}: only bars of time are counted from a calendar's sessions")
    return through(
        frame,
        functools.partial(
            _resample,
            length=length,
            calendar=calendar,
            keep=incomplete == "keep",
            together=same_time == "together",
            others=others or {},
        ),
    )


def _resample(
    frame: pl.DataFrame,
    length: BarSpecification,
    calendar: TradingCalendar | None,
    *,
    keep: bool,
    together: bool,
    others: Mapping[str, Rule],
) -> pl.DataFrame:
    check_others(others, frame)
    source = source_of(frame, length)
    rows = rows_of(source.frame, "frame")
    if length.aggregation in _AMOUNTS:
        factors, threshold = _amounts(rows, source, length)
        bars = by_amount(rows, factors, threshold, together=together and not rows.is_bars)
    else:
        _check_length(rows, length)
        bars = by_time(rows, length, calendar)
    found = columns_of(rows, source, bars, others)
    if not keep:
        found = found.filter(pl.Series(bars.ended, dtype=pl.Boolean))
    return found.sort("ts_event", *([KEY] if rows.has_id else []), maintain_order=True)


def _amounts(rows: Rows, source: Source, length: BarSpecification) -> tuple[list[I64], int]:
    """Return what is multiplied to a row's amount, and the amount that closes a bar, in that unit."""
    if length.aggregation is BarAggregation.TICK:
        if rows.is_bars:
            raise ConfigError(f"to={length.key!r}: bars do not say how many ticks they have; give ticks")
        return [], length.step
    if source.volume is None:
        raise ConfigError(f"to={length.key!r}: the rows have no volume or size")
    volumes = steps_of(rows.frame[source.volume], "frame")
    if volumes.missing is not None:
        raise DataError(
            "a row without a volume",
            column=source.volume,
            row=int(volumes.missing.argmax()),
            remedy="drop such rows, or fill them with 0",
        )
    if length.aggregation is BarAggregation.VOLUME:
        return [volumes.values], length.step * 10**volumes.precision
    prices = steps_of(rows.frame[source.prices[-1]], "frame")
    return [volumes.values, np.abs(prices.values)], length.step * 10 ** (volumes.precision + prices.precision)


def _check_length(rows: Rows, length: BarSpecification) -> None:
    """Refuse to cut bars into shorter ones."""
    if rows.ts_open is None or not rows.is_bars or not len(rows.ts_event) or length.duration_ns is None:
        return
    usual = int(np.median(rows.ts_event - rows.ts_open))
    if usual > length.duration_ns:
        raise DataError(
            f"the bars are {usual / 1e9:g} s long, by the median, and cannot be cut into {length.key!r}",
            table="frame",
            remedy="a finer source is needed",
        )
