"""Small markets for the tests of lowering: minute bars made of closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from fastbt.catalog.normalize import normalize_bars
from fastbt.model.instruments import Equity, Instrument
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lowered import Lowered
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues

MINUTE = 60_000_000_000
A = Equity("A.X", currency="USD", price_precision=2, size_precision=0)
B = Equity("B.X", currency="USD", price_precision=3, size_precision=2)


def moment(minute: float) -> pl.Series:
    """A time as a column of one value."""
    return pl.Series([int(minute * MINUTE)]).cast(pl.Datetime("ns", "UTC"))


def bar_frame(
    closes: Sequence[float],
    *,
    ids: Sequence[str] | None = None,
    minutes: Sequence[float] | None = None,
    **extra: Any,
) -> pl.DataFrame:
    """Bars of one price each; bar n ends at minute n + 1 unless said otherwise."""
    times = minutes if minutes is not None else range(1, len(closes) + 1)
    data: dict[str, Any] = {
        "instrument_id": list(ids) if ids is not None else ["A.X"] * len(closes),
        "ts_event": pl.Series([int(m * MINUTE) for m in times]).cast(pl.Datetime("ns", "UTC")),
        "close": pl.Series(closes, dtype=pl.Float64),
        **extra,
    }
    return pl.DataFrame(data)


def market(
    frame: pl.DataFrame, venue: Venue | None = None, instruments: Sequence[Instrument] = (A, B)
) -> Lowered:
    """A lowered market of a frame."""
    ids = set(frame["instrument_id"])
    known = [instrument for instrument in instruments if instrument.id.value in ids]
    return lower_market(normalize_bars(frame, known), Venues.given(venue or Venue()))


def two_instruments() -> pl.DataFrame:
    """A on every minute from 1 to 4, B on minutes 2 and 4."""
    return bar_frame(
        [1.0, 2.0, 2.5, 3.0, 4.0, 4.5],
        ids=["A.X", "A.X", "B.X", "A.X", "A.X", "B.X"],
        minutes=[1, 2, 2, 3, 4, 4],
    )
