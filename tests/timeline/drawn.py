"""Frames that tests of reshaping draw: ticks and bars of a few instruments, on their grids."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies as st

MINUTE = 60_000_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TIME = pl.Datetime("ns", "UTC")


def moments(values: Any) -> pl.Series:
    return pl.Series(np.asarray(values, dtype=np.int64)).cast(TIME)


@st.composite
def ticks(draw: st.DrawFn, most: int = 40) -> pl.DataFrame:
    """Prints of two instruments within a few hours, several at one time."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 15), st.sampled_from("AB"), st.integers(90, 110), st.integers(0, 9)),
            max_size=most,
        )
    )
    rows.sort(key=lambda row: row[:2])
    return pl.DataFrame(
        {
            "instrument_id": pl.Series([f"{row[1]}.X" for row in rows], dtype=pl.String),
            "ts_event": moments([row[0] * 17 * MINUTE for row in rows]),
            "price": pl.Series([row[2] / 100 for row in rows], dtype=pl.Float64),
            "size": pl.Series([row[3] / 10 for row in rows], dtype=pl.Float64),
        }
    )


@st.composite
def bars(draw: st.DrawFn, length: int = 20 * MINUTE, most: int = 40) -> pl.DataFrame:
    """Bars of two instruments; some are missing."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, 30), st.sampled_from("AB"), st.lists(st.integers(90, 110), min_size=4, max_size=4)),
            max_size=most,
            unique_by=lambda row: row[:2],
        )
    )  # fmt: skip
    rows.sort(key=lambda row: row[:2])
    prices = np.array([row[2] for row in rows], dtype=np.float64).reshape(-1, 4) / 100
    end = np.array([row[0] for row in rows], dtype=np.int64) * length
    return pl.DataFrame(
        {
            "instrument_id": pl.Series([f"{row[1]}.X" for row in rows], dtype=pl.String),
            "ts_event": moments(end),
            "ts_open": moments(end - length),
            "open": prices[:, 0],
            "high": prices.max(axis=1, initial=0),
            "low": prices.min(axis=1, initial=9),
            "close": prices[:, 3],
            "volume": pl.Series([float(row[2][0]) / 10 for row in rows], dtype=pl.Float64),
        }
    )


def of(frame: pl.DataFrame, instrument: str) -> pl.DataFrame:
    return frame.filter(pl.col("instrument_id") == instrument)


def is_prefix(part: pl.DataFrame, whole: pl.DataFrame) -> bool:
    """Whether a frame begins with the rows of another, instrument by instrument."""
    return all(of(part, name).equals(of(whole, name).head(of(part, name).height)) for name in ("A.X", "B.X"))
