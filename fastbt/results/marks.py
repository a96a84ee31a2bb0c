"""The price that marks what is held at a time, from the rows of a run (rule T7)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from fastbt.results.tables import Tables
from fastbt.results.venue_settings import venue_for
from fastbt.simulation.lower_sides import SIDE_COLUMNS, with_plain_side_names


def mark_at(
    exact: Tables, settings: Mapping[str, Any], instrument: str, ts: int, *, is_long: bool
) -> Decimal | None:
    """Return the newest price by which what is held of an instrument is worth something.

    Args:
        exact: the exact tables of a run.
        settings: its settings.
        instrument: the id of what is held.
        ts: UTC nanoseconds; rows after it are not known yet.
        is_long: whether a long position is marked, by the bid where there are two sides.

    Returns:
        The price; None before the first row, and where bars and ticks of the instrument take turns: which of
        them made the market is not said by the rows alone.
    """

    def until(frame: pl.DataFrame | None) -> pl.DataFrame:
        if frame is None:
            return pl.DataFrame()
        return frame.filter(pl.col("instrument_id") == instrument, pl.col("ts_event").cast(pl.Int64) <= ts)

    bars, quotes, prints = until(exact.bars), until(exact.quotes), until(exact.trade_ticks)
    in_middle = venue_for(settings, instrument).get("mark_price") == "mid"
    if quotes.height or prints.height:
        kinds = set(bars["kind"]) if "kind" in bars.columns else {"BAR"}
        if "BAR" in kinds:
            return None
        if not quotes.height:
            return _newest(prints["price"])
        return _of_sides(quotes["bid_price"], quotes["ask_price"], is_long=is_long, in_middle=in_middle)
    rows = [with_plain_side_names(frame) for frame in (until(exact.finer_bars), bars) if frame.height]
    if not rows:
        return None
    both = pl.concat(rows, how="diagonal").sort("ts_event", maintain_order=True)
    if set(SIDE_COLUMNS) <= set(both.columns):
        # a bar of one price stands for both sides
        sides = both.with_columns(
            pl.when(pl.col("bid_close").is_null() & pl.col("ask_close").is_null())
            .then("close").otherwise(name).alias(name)
            for name in ("bid_close", "ask_close")
        )  # fmt: skip
        return _of_sides(sides["bid_close"], sides["ask_close"], is_long=is_long, in_middle=in_middle)
    return _newest(both["close"])


def _newest(prices: pl.Series) -> Decimal | None:
    """The newest price that is known."""
    known = prices.drop_nulls()
    if not len(known):
        return None
    price = known[-1]
    return price if isinstance(price, Decimal) else Decimal(repr(price))  # sides of bars are floats


def _of_sides(bids: pl.Series, asks: pl.Series, *, is_long: bool, in_middle: bool) -> Decimal | None:
    """The side that closes, or the middle of both, rounded down; one never seen is the other."""
    bid, ask = _newest(bids), _newest(asks)
    if bid is None or ask is None:
        return ask if bid is None else bid
    if in_middle:
        digits = max(-int(price.as_tuple().exponent) for price in (bid, ask))
        return Decimal(int((bid + ask).scaleb(digits)) >> 1).scaleb(-digits)
    return bid if is_long else ask
