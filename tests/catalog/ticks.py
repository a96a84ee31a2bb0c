"""Small tables of quotes and prints that the tests of the other tables start from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from fastbt.model.instruments import Equity

T = datetime(2024, 1, 2, 14, 30, tzinfo=UTC)
S = timedelta(seconds=1)
A = Equity("A.SIM", currency="USD", price_precision=2)


def quotes(*rows: tuple[int, float | None, float | None]) -> pl.DataFrame:
    """Quotes: seconds after the start, bid, ask."""
    return pl.DataFrame(
        [(T + S * second, bid, ask, 100.0, 200.0) for second, bid, ask in rows],
        schema=["ts", "bid", "ask", "bid_size", "ask_size"],
        orient="row",
    )


def ticks(*rows: tuple[int, float, str | None], ids: list[str] | None = None) -> pl.DataFrame:
    """Prints: seconds after the start, price, side; and their numbers."""
    frame = pl.DataFrame(
        [(T + S * second, price, 1.0, side) for second, price, side in rows],
        schema=["ts", "price", "qty", "side"],
        orient="row",
    )
    return frame if ids is None else frame.with_columns(id=pl.Series(ids))
