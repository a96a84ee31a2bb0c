"""Small tables of bars that the tests start from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

START = datetime(2024, 1, 2, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minutes(rows: int = 5, *, start: datetime = START, seed: int = 0, precision: int = 2) -> pl.DataFrame:
    """Minute bars stamped with their ends, ``rows`` of them after ``start``."""
    draw = np.random.default_rng(seed)
    close = 10_000 + np.cumsum(draw.integers(-5, 6, rows))
    first = close + draw.integers(-3, 4, rows)
    high = np.maximum(first, close) + draw.integers(0, 4, rows)
    low = np.minimum(first, close) - draw.integers(0, 4, rows)
    return pl.DataFrame(
        {
            "ts_event": [start + MINUTE * (i + 1) for i in range(rows)],
            "open": first / 10**precision,
            "high": high / 10**precision,
            "low": low / 10**precision,
            "close": close / 10**precision,
            "volume": draw.integers(1, 1_000, rows).astype(float),
        }
    )


def one_bar(**values: object) -> dict[str, list[object]]:
    """Three good bars as a dict of columns, the middle one changed."""
    table: dict[str, list[object]] = {
        "ts_event": [START, START + MINUTE, START + 2 * MINUTE],
        "open": [10.0, 11.0, 12.0],
        "high": [10.5, 11.5, 12.5],
        "low": [9.5, 10.5, 11.5],
        "close": [10.25, 11.25, 12.25],
        "volume": [100.0, 200.0, 300.0],
    }
    for name, value in values.items():
        table[name][1] = value
    return table


def ns(moment: datetime) -> int:
    """Nanoseconds UTC of a datetime."""
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 1_000
