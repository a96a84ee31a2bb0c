"""Lowers the trailing stops of an order table: offsets as ticks or rates, by their units (rule F6)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import TrailingOffsetType
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_OFFSET, NOTHING
from fastbt.model.rounding import RATE_PRECISION, floats_to_steps
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_columns import TABLE

I64 = NDArray[np.int64]
BASIS_POINTS_PRECISION = RATE_PRECISION - 4
"""Decimals of a number of basis points of which a rate is a whole number of 10^-12."""


def only_prices(table: pl.DataFrame) -> pl.DataFrame:
    """Return an order table whose offsets in basis points or ticks are null."""
    unit = pl.col("trailing_offset_type")
    priced = unit.is_null() | (unit == int(TrailingOffsetType.PRICE))
    return table.with_columns(pl.when(priced).then(pl.col("trailing_offset", "limit_offset")))


def fill_trailing(
    commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame, prices: dict[str, I64]
) -> None:
    """Fill in how orders trail.

    Args:
        commands: COMMAND records with ``instrument``; ``trail_kind``, ``trail_offset``, ``limit_offset`` and
            ``activation`` are filled in.
        lowered: the market.
        table: what ``read_orders`` returned.
        prices: ``trailing_offset``, ``limit_offset`` and ``activation_price`` read as prices, ticks.
    """
    trails = table["trailing_offset"].is_not_null().to_numpy()
    unit = table["trailing_offset_type"].fill_null(int(TrailingOffsetType.PRICE)).to_numpy()
    points = trails & (unit == TrailingOffsetType.BASIS_POINTS)
    ticks = trails & (unit == TrailingOffsetType.TICKS)
    commands["trail_kind"][trails] = BRACKET_OFFSET
    commands["trail_kind"][points] = BRACKET_FRACTION
    commands["activation"] = prices["activation_price"]
    increments = np.array([model.price_increment_ticks for model in lowered.models], dtype=np.int64)
    for word, field in (("trailing_offset", "trail_offset"), ("limit_offset", "limit_offset")):
        values = prices[word]
        given = table[word].is_not_null().to_numpy()
        numbers = table[word].cast(pl.Float64).fill_null(0.0).to_numpy()
        for rows, precision in ((given & points, BASIS_POINTS_PRECISION), (given & ticks, 0)):
            values[rows] = floats_to_steps(numbers[rows], precision, f"{TABLE}, column {word!r}")
        counted = given & ticks
        values[counted] *= increments[commands["instrument"][counted]]
        values[~given] = NOTHING
        commands[field] = values
