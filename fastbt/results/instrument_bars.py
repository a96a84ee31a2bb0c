"""The bars of one instrument of a run, with their rows, found by time."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl

from fastbt.model.instruments import Instrument
from fastbt.model.values import Price
from fastbt.schema.market import PRICES
from fastbt.simulation.lower_sides import SIDE_COLUMNS, with_plain_side_names

KIND_WORDS = {"QUOTE": "quote", "TRADE_TICK": "print"}
"""What rows that are no bars are called, by their ``kind``."""


def matched_bars(bars: pl.DataFrame, finer: pl.DataFrame) -> pl.DataFrame:
    """Return the bars of a run in which orders were matched, with their ``row`` in the run (rule B4).

    Args:
        bars: table ``bars``.
        finer: table ``finer_bars``.
    """
    # Rows of both are numbered in one; what the finer ones leave free are the others, in their order.
    numbers = np.ones(bars.height + finer.height, dtype=np.bool_)
    numbers[finer["row"].to_numpy()] = False
    main = with_plain_side_names(bars).with_columns(pl.Series("row", np.flatnonzero(numbers)))
    together = pl.concat([finer.with_columns(finer=True), main.with_columns(finer=False)], how="diagonal")
    # A bar is matched elsewhere where the newest finer bar that executes, up to its end, ended within it.
    newest = pl.when("finer", "executes").then("ts_event").forward_fill().over("instrument_id")
    found = together.sort("row").with_columns(newest=newest)
    # in a step of its own: a window within a window would look at the rows of one time only
    found = found.with_columns(pl.col("newest").max().over("instrument_id", "ts_event"))
    held = (pl.col("newest") > pl.col("ts_open")) | (pl.col("newest") == pl.col("ts_event"))
    matched = pl.when("finer").then("executes").otherwise(held.fill_null(value=False).not_())
    return found.filter(matched).drop("newest", "finer", "executes")


SIDE_MISSING = "side_missing"


def bars_of_side(bars: pl.DataFrame, is_buy: bool) -> pl.DataFrame:
    """Return the bars that orders of one side meet: of the ask or the bid if there are any (rule B6).

    Args:
        bars: bars of one instrument.
        is_buy: buys meet the ask.

    Returns:
        The rows with the side's prices, and ``side_missing`` where it does not trade; others, and rows of one
        price among them, as they are.
    """
    bars = with_plain_side_names(bars)
    side, other = ("ask", "bid") if is_buy else ("bid", "ask")
    if not set(SIDE_COLUMNS) <= set(bars.columns):
        return bars
    one_price = pl.col("bid_close").is_null() & pl.col("ask_close").is_null()

    is_quote = pl.col("kind") == "QUOTE" if "kind" in bars.columns else pl.lit(value=False)

    def prices(name: str, point: str) -> pl.Expr:
        # beside ticks: a quote has its bid as low and its ask as high
        quoted = pl.when(is_quote).then("low" if name == "bid" else "high")
        return quoted.when(one_price).then(point).otherwise(f"{name}_{point}")

    known = pl.coalesce(prices(side, "close").forward_fill(), prices(other, "close"))
    return bars.with_columns(
        *(pl.coalesce(prices(side, point), known).alias(point) for point in PRICES),
        prices(side, "close").is_null().alias(SIDE_MISSING),
    )


class InstrumentBars:
    """Bars of one instrument by their *place*, counted from its first one.

    Args:
        bars: table ``bars`` of a result, prices as floats.
        instrument: whose.
        finer: its table ``finer_bars``, if any; then the bars are those in which orders were matched.
        is_buy: the side whose orders meet them, of bars of bid and ask; None: as strategies see them.
    """

    def __init__(
        self,
        bars: pl.DataFrame,
        instrument: Instrument,
        finer: pl.DataFrame | None = None,
        is_buy: bool | None = None,
    ) -> None:
        if finer is None:
            frame = bars.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
        else:
            frame = matched_bars(bars, finer)
        if "instrument_id" in bars.columns:
            frame = frame.filter(pl.col("instrument_id").cast(pl.String) == str(instrument.id))
        if is_buy is not None:
            frame = bars_of_side(frame, is_buy)
        self.instrument = instrument
        self.frame = frame
        """The bars with ``row``, their row in the run."""
        self.times = frame["ts_event"].cast(pl.Int64).to_numpy()
        """Their ends, UTC nanoseconds."""

    def __len__(self) -> int:
        return self.frame.height

    def last_until(self, time: int) -> int:
        """Place of the last bar that ends at or before a time; -1 where there is none."""
        return int(np.searchsorted(self.times, time, side="right")) - 1

    def row(self, time: int) -> int | None:
        """The run's row of the bar that ends at a time; None where none does."""
        place = self.last_until(time)
        return int(self.frame["row"][place]) if place >= 0 and self.times[place] == time else None

    def kind_of(self, row: int) -> str:
        """What a row of the run is in words: ``bar``, ``quote`` or ``print``."""
        if "kind" not in self.frame.columns:
            return "bar"
        place = int(np.searchsorted(self.frame["row"].to_numpy(), row))
        return KIND_WORDS.get(str(self.frame["kind"][place]), "bar")

    def price(self, place: int, name: str) -> Decimal:
        """One price of a bar as an exact decimal."""
        return Price.from_float(float(self.frame[name][place]), self.instrument.price_precision).value

    def prices(self, place: int) -> dict[str, Decimal]:
        """Open, high, low and close of a bar."""
        return {name: self.price(place, name) for name in PRICES}

    def can_fill(self, fill_on_zero_volume: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which bars can fill orders (rule B5).

        Args:
            fill_on_zero_volume: the venue's option.
        """
        every = np.ones(len(self), dtype=np.bool_)
        if SIDE_MISSING in self.frame.columns:
            every = ~self.frame[SIDE_MISSING].to_numpy()
        if fill_on_zero_volume == "on" or "volume" not in self.frame.columns:
            return every
        volume = self.frame["volume"]
        if fill_on_zero_volume == "auto" and not (volume > 0).any():
            return every
        return every & np.asarray((volume != 0).fill_null(value=True).to_numpy(), dtype=np.bool_)
