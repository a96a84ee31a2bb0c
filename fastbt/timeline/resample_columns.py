"""What a frame holds that bars can be made of, and the columns of the bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from fastbt.codes import PriceType
from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.model.bar_types import BarSpecification
from fastbt.schema.market import PRICES
from fastbt.timeline.exact import Steps, steps_of, sums
from fastbt.timeline.resample_bars import Bars
from fastbt.timeline.rows import KEY, Rows, times_from

Rule: TypeAlias = Literal["first", "last", "min", "max", "sum"]

RULES = ("first", "last", "min", "max", "sum")
_TABLE = "frame"


@dataclass(frozen=True, slots=True)
class Source:
    """A frame whose prices stand in known columns.

    Args:
        frame: the rows, those without a price left out.
        prices: columns of open, high, low and close; of ticks the same one four times.
        volume: column of volumes or sizes, if any.
    """

    frame: pl.DataFrame
    prices: tuple[str, str, str, str]
    volume: str | None


def source_of(frame: pl.DataFrame, length: BarSpecification) -> Source:
    """Find out whether rows are bars, prints or quotes, and which price is wanted.

    Args:
        frame: the rows.
        length: the bars wanted, with their price.

    Raises:
        DataError: none of the three, or a price is null where it may not be.
        ConfigError: a price that such rows do not have.
    """
    names = frame.columns
    wanted = length.price_type
    if "bid_price" in names and "ask_price" in names and not {"open", "close"} & set(names):
        return _quotes(frame, wanted, length)
    if wanted is not PriceType.LAST:
        raise ConfigError(
            f"to={str(length)!r}: {wanted.name} is a price of quotes; bars and prints have one price, "
            f"so write {BarSpecification(length.step, length.aggregation).key!r}"
        )
    volume = next((name for name in ("volume", "size") if name in names), None)
    if "close" in names:
        if "open" not in names and "high" not in names and "low" not in names:
            frame = frame.with_columns(pl.col("close").alias(name) for name in PRICES)
        _need(frame, PRICES)
        return Source(frame, PRICES, "volume" if "volume" in names else None)
    if "price" in names:
        _need(frame, ("price",))
        return Source(frame, ("price",) * 4, "size" if "size" in names else volume)
    raise DataError(
        f"no prices among the columns {', '.join(names)}",
        table=_TABLE,
        remedy="give bars (open, high, low, close), prints (price, size) or quotes (bid_price, ask_price)",
    )


def _quotes(frame: pl.DataFrame, wanted: PriceType, length: BarSpecification) -> Source:
    if wanted is PriceType.LAST:
        key = length.key
        raise ConfigError(f"to={key!r}: of quotes say which price: '{key}-bid', '{key}-ask' or '{key}-mid'")
    if wanted is not PriceType.MID:
        side = "bid_price" if wanted is PriceType.BID else "ask_price"
        return Source(frame.filter(_known(frame, side)), (side,) * 4, None)
    both = frame.filter(_known(frame, "bid_price") & _known(frame, "ask_price"))
    bid, ask = (steps_of(both[side], _TABLE) for side in ("bid_price", "ask_price"))
    precision = max(bid.precision, ask.precision)
    total = bid.values * 10 ** (precision - bid.precision) + ask.values * 10 ** (precision - ask.precision)
    # Half of the sum, with a decimal more, so that nothing is rounded.
    dtype = pl.Decimal(38, precision + 1) if isinstance(bid.dtype, pl.Decimal) else pl.Float64()
    middle = Steps(total * 5, None, precision + 1, dtype)
    column = middle.column("mid_price", middle.values, None)
    return Source(both.with_columns(column), ("mid_price",) * 4, None)


def columns_of(rows: Rows, source: Source, bars: Bars, others: Mapping[str, Rule]) -> pl.DataFrame:
    """Make the frame of bars.

    Args:
        rows: the source's rows, sorted.
        source: where its prices are.
        bars: which rows make which bar.
        others: further columns, each with its rule.
    """
    frame = rows.frame[bars.rows]
    open_, high, low, close = source.prices
    first, last = frame[bars.first], frame[bars.last()]
    lengths = bars.last() - bars.first + 1
    place = pl.Series("bar", np.repeat(np.arange(len(lengths)), lengths))
    extremes = (
        frame.select(high=high, low=low, bar=place)
        .group_by("bar", maintain_order=True)
        .agg(pl.col("high").max(), pl.col("low").min())
    )
    columns: dict[str, pl.Series] = {}
    if rows.has_id:
        columns[KEY] = first[KEY]
    columns["ts_event"] = times_from(bars.ts_event, "ts_event")
    columns["ts_open"] = times_from(bars.ts_open, "ts_open")
    columns |= {"open": first[open_], "high": extremes["high"], "low": extremes["low"], "close": last[close]}
    if source.volume is not None:
        columns["volume"] = _sum(frame[source.volume], bars)
    columns["count"] = pl.Series(lengths, dtype=pl.Int64)
    for name, rule in others.items():
        columns[name] = _other(frame, place, bars, name, rule)
    return pl.DataFrame({name: column.alias(name) for name, column in columns.items()})


def check_others(others: Mapping[str, Rule], frame: pl.DataFrame) -> None:
    """Refuse rules that are none and columns that are not there or are made anyway.

    Raises:
        ConfigError, UnknownNameError: as said.
    """
    made = {KEY, "ts_event", "ts_open", *PRICES, "volume", "count"}
    for name, rule in others.items():
        if name not in frame.columns:
            raise unknown_name("column", name, frame.columns)
        if rule not in RULES:
            raise ConfigError(f"others={{{name!r}: {rule!r}}}: the rule is one of {', '.join(RULES)}")
        if name in made:
            raise ConfigError(f"others: column {name!r} of bars has a rule already")


def _other(frame: pl.DataFrame, place: pl.Series, bars: Bars, name: str, rule: Rule) -> pl.Series:
    if rule == "sum":
        return _sum(frame[name], bars)
    if rule in ("first", "last"):
        return frame[name][bars.first if rule == "first" else bars.last()]
    column = pl.col(name)
    best = column.min() if rule == "min" else column.max()
    return frame.select(name, bar=place).group_by("bar", maintain_order=True).agg(best)[name]


def _sum(column: pl.Series, bars: Bars) -> pl.Series:
    """Sum over each bar, exactly: the integers behind the decimals are summed; unknown where a part is."""
    steps = steps_of(column, _TABLE)
    total = sums(steps.values, bars.first, column.name)
    missing = None
    if steps.missing is not None:
        missing = sums(steps.missing.astype("int64"), bars.first, column.name) > 0
    return steps.column(column.name, total, missing)


def _known(frame: pl.DataFrame, name: str) -> pl.Expr:
    known = pl.col(name).is_not_null()
    return known & pl.col(name).is_not_nan() if frame[name].dtype.is_float() else known


def _need(frame: pl.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in frame.columns:
            raise DataError("a column of bars is missing", table=_TABLE, column=name)
        known = frame.select(_known(frame, name)).to_series()
        if not known.all():
            raise DataError(
                "a row without a price",
                table=_TABLE,
                column=name,
                row=int((~known).arg_max() or 0),
                remedy="drop such rows first, or read the source with on_error='drop'",
            )
