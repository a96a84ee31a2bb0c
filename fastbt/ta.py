"""Technical indicators as Polars expressions: ``ta.sma("close", 20)`` is used like ``pl.col("close")``.

They work on a DataFrame or a LazyFrame, in memory or in the streaming engine, and within instruments by
``.over("instrument_id")`` (many at once: ``bt.per_instrument``). A value uses its own row and earlier ones
only. Unknown is null, in the warm-up too: a NaN would compare as greater than every number, and trade. A
result keeps the name of its first column, as every Polars expression does; ``.alias("fast")`` or
``fast=ta.sma(...)`` renames it.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"close": [3.0, 1.0, 2.0, 6.0]})
    >>> frame.select(up=crossed_above("close", sma("close", 2)))["up"].to_list()
    [None, False, True, False]
"""

from __future__ import annotations

from fastbt.indicators.averages import ema, sma
from fastbt.indicators.crossings import crossed_above, crossed_below
from fastbt.indicators.extremes import highest, lowest
from fastbt.indicators.volatility import atr

__all__ = ["atr", "crossed_above", "crossed_below", "ema", "highest", "lowest", "sma"]
