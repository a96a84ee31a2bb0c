"""``Around``: the bars and events around an order or a position."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fastbt.errors import ConfigError
from fastbt.results.instrument_bars import KIND_WORDS, InstrumentBars
from fastbt.results.texts import time_texts
from fastbt.schema.market import PRICES

SHOWN = ("ts_event", "kind", "client_order_id", "position_id", "quantity", "last_price", "reason")
"""Columns of events in the text."""


@dataclass(frozen=True, slots=True, repr=False)
class Around:
    """The bars and events of one instrument around an order or a position."""

    id: str
    """The order or position."""
    bars: pl.DataFrame
    """From ``before`` bars, or ticks, before it was sent to ``after`` after its end; ``row`` is the run's."""
    events: pl.DataFrame
    """Everything that happened to the instrument's orders and positions in that time, as table ``events``."""

    def __repr__(self) -> str:
        bars = _with_times(_in_words(self.bars))
        events = _with_times(self.events.select(SHOWN)).select(pl.all().cast(pl.String).fill_null("-"))
        with pl.Config(
            tbl_rows=-1, tbl_cols=-1, tbl_width_chars=140, fmt_str_lengths=40, tbl_formatting="NOTHING",
            tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True,
        ):  # fmt: skip
            return f"around {self.id}\n{bars}\n\n{events}"


def _in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what they are, where some are ticks: bid and ask of quotes, the price of prints."""
    if "kind" not in rows.columns:
        return rows.select("row", "ts_event", *PRICES)
    kind = pl.col("kind").fill_null("BAR").replace(KIND_WORDS | {"BAR": "bar"})
    prices = {name: (name, "bar") for name in PRICES}
    prices |= {"bid": ("low", "quote"), "ask": ("high", "quote"), "price": ("close", "print")}
    shown = rows.with_columns(kind).select(
        "row", "ts_event", "kind",
        *(pl.when(pl.col("kind") == what).then(name).alias(word) for word, (name, what) in prices.items()),
    )  # fmt: skip
    known = [name for name in shown.columns if shown[name].null_count() < shown.height or not shown.height]
    return shown.select(known).with_columns(pl.col(name).cast(pl.String).fill_null("-") for name in known[3:])


def _with_times(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its times as text."""
    texts = time_texts(frame["ts_event"].cast(pl.Int64).to_list())
    return frame.with_columns(pl.Series("ts_event", texts, dtype=pl.String))


def around(
    name: str, first: int, last: int, bars: InstrumentBars, events: pl.DataFrame, before: int, after: int
) -> Around:
    """Cut out the bars and events around a stretch of time.

    Args:
        name: of what happened there.
        first: its beginning, UTC nanoseconds.
        last: its end.
        bars: the bars of its instrument.
        events: table ``events``.
        before: bars of the instrument before it.
        after: bars of the instrument after it.

    Raises:
        ConfigError: ``before`` or ``after`` is no count.
    """
    for word, count in (("before", before), ("after", after)):
        if type(count) is not int or count < 0:
            raise ConfigError(f"around: {word}={count!r} must be a number of bars, 0 or more")
    start = max(bars.last_until(first) - before, 0)
    # What ends between two bars, by its expire time, is followed by the second of them.
    stop = min(bars.last_until(last) + after, len(bars) - 1)
    chosen = bars.frame[start : stop + 1]
    since = pl.col("ts_event") >= chosen["ts_event"].min()
    until = pl.col("ts_event") <= chosen["ts_event"].max()
    own = pl.col("instrument_id") == str(bars.instrument.id)
    return Around(name, chosen, events.filter(own, since, until))
