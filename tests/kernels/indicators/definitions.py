"""The indicators by their definitions: plain Python over exact fractions, one row at a time.

The oracle of the kernels, written from what the docstrings promise and not from the code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

Exact = list[Fraction | None]


def known(value: float) -> bool:
    return math.isfinite(value)


def sma(values: Sequence[float], length: int) -> Exact:
    windows = (
        list(values[i - length + 1 : i + 1]) if i >= length - 1 else [math.nan] for i in range(len(values))
    )
    return [sum(map(Fraction, w), Fraction()) / length if all(map(known, w)) else None for w in windows]


def smoothed(values: Sequence[Fraction | None], length: int, rate: Fraction) -> Exact:
    """From the mean of the first ``length`` known values on; None on unknown rows."""
    seen: list[Fraction] = []
    level = None
    out: Exact = []
    for value in values:
        if value is None:
            out.append(None)
            continue
        seen.append(value)
        if len(seen) == length:
            level = sum(seen, Fraction()) / length
        elif level is not None:
            # 2^-300 is nothing beside a float64; without it the fractions grow with every row.
            level = Fraction(round((level + rate * (value - level)) * 2**300), 2**300)
        out.append(level)
    return out


def ema(values: Sequence[float], length: int) -> Exact:
    exact = [Fraction(v) if known(v) else None for v in values]
    return smoothed(exact, length, Fraction(2, length + 1))


def atr(high: Sequence[float], low: Sequence[float], close: Sequence[float], length: int) -> Exact:
    ranges: Exact = []
    previous = None
    for bar in zip(high, low, close, strict=True):
        if not all(map(known, bar)):
            ranges.append(None)
            continue
        top, bottom, last = map(Fraction, bar)
        reach = None if previous is None else max(top - bottom, abs(top - previous), abs(bottom - previous))
        ranges.append(reach)
        previous = last
    return smoothed(ranges, length, Fraction(1, length))


def highest(values: Sequence[float], length: int) -> list[float | None]:
    windows = (
        list(values[i - length + 1 : i + 1]) if i >= length - 1 else [math.nan] for i in range(len(values))
    )
    return [max(w) if all(map(known, w)) else None for w in windows]


def lowest(values: Sequence[float], length: int) -> list[float | None]:
    return [None if top is None else -top for top in highest([-v for v in values], length)]


def crossed_above(upper: Sequence[float], lower: Sequence[float]) -> list[bool | None]:
    out: list[bool | None] = []
    last: bool | None = None
    for a, b in zip(upper, lower, strict=True):
        if math.isnan(a) or math.isnan(b):
            out.append(None)
            continue
        above = a > b
        out.append(False if not above or last else None if last is None else True)
        last = above
    return out


def prices(rows: int, seed: int, unknown: float = 0.0) -> np.ndarray:
    """A random walk on the grid of cents, of which a share is NaN and a tenth of that share infinite."""
    draw = np.random.default_rng(seed)
    values = np.round(100 + np.cumsum(draw.normal(0, 0.2, rows)), 2)
    values[draw.random(rows) < unknown] = np.nan
    values[draw.random(rows) < unknown / 10] = np.inf
    return values


def bars(rows: int, seed: int, unknown: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """High, low and close on the grid of cents; unknown prices fall on all three."""
    draw = np.random.default_rng(seed + 1)
    close = prices(rows, seed)
    high = np.round(close + np.abs(draw.normal(0, 0.3, rows)), 2)
    low = np.round(close - np.abs(draw.normal(0, 0.3, rows)), 2)
    for column in (high, low, close):
        column[draw.random(rows) < unknown] = np.nan
        column[draw.random(rows) < unknown / 10] = -np.inf
    return high, low, close


def run(kernel, *arguments) -> np.ndarray:
    """Call a kernel of float64 columns on read-only copies, with an output full of something else."""
    columns = [np.array(a, np.float64) for a in arguments if not isinstance(a, int)]
    for column in columns:
        column.flags.writeable = False
    out = np.full(columns[0].size, 12345.0)
    kernel(*columns, *(a for a in arguments if isinstance(a, int)), out)
    return out


def same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Equal to the last bit; NaN equals NaN."""
    return a.shape == b.shape and bool(
        np.all((a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b)))
    )


def worst_error(found: np.ndarray, exact: Exact) -> float:
    """Largest error in units of the last place of the exact value; both must be unknown on the same rows."""
    assert [e is None for e in exact] == np.isnan(found).tolist()
    errors = [
        float(abs(Fraction(f) - e) / Fraction(float(np.spacing(abs(float(e))))))
        for f, e in zip(found.tolist(), exact, strict=True)
        if e is not None
    ]
    return max(errors, default=0.0)
