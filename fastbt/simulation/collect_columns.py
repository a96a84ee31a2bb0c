"""Arrays of the kernel's buffers as columns: codes by name, times, numbered ids, nulls."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.schema.table import TIME, code_type

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]


def masked(values: pl.Series, known: Mask) -> pl.Series:
    """The values where they are known, else null."""
    if known.all():
        return values
    return pl.select(pl.when(pl.lit(pl.Series(known))).then(pl.lit(values))).to_series()


def integers(values: NDArray[np.generic]) -> I64:
    """A field of a structured array as a plain int64 array."""
    return np.ascontiguousarray(values, dtype=np.int64)


def codes(kind: type[IntEnum], values: NDArray[np.generic], known: Mask | None = None) -> pl.Series:
    """Numbers of codes as a column of their names; null where not ``known``."""
    members = list(kind)
    lowest = min(members)
    places = np.zeros(max(members) - lowest + 1, dtype=np.uint8)
    for place, member in enumerate(members):
        places[member - lowest] = place
    numbers = integers(values) if known is None else np.where(known, integers(values), lowest)
    named = pl.Series(places[numbers - lowest]).cat.to(code_type(kind))
    return named if known is None else masked(named, known)


def numbered(prefix: str, length: int) -> pl.Series:
    """Ids ``<prefix>1``, ``<prefix>2`` ..."""
    numbers = pl.int_range(1, length + 1, eager=True).cast(pl.String)
    return pl.select(pl.concat_str(pl.lit(prefix), pl.lit(numbers))).to_series() if length else numbers


def at_time(nanoseconds: I64) -> pl.Series:
    """Nanoseconds UTC as a time column."""
    return pl.Series(nanoseconds).cast(TIME)
