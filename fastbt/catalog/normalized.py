"""Bars that are checked and sorted: what every way in produces, and the store and the timeline take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.load_report import LoadReport
from fastbt.codes import BarStamp
from fastbt.model.bar_types import BarSpecification
from fastbt.model.instruments import Instrument
from fastbt.schema.market import PRICES


@dataclass(slots=True)
class NormalizedBars:
    """Bars as integer columns, sorted by ``ts_event`` and ``instrument_id``, one row for each.

    Args:
        frame: the columns of ``schema.market.BARS``, prices in ticks and volume in lots of the row's
            instrument (Int64; volume null where unknown), then the source's other columns.
        instruments: definition of every id, in the order of the ids.
        bar: length of the bars, None where it was not given.
        stamp: what the source's times meant.
        is_one_price: whether the source had one price per row (rule B7).
        has_volume: whether any volume is known.
        has_starts: whether ``ts_open`` was in the source, not computed.
        report: what was read, dropped and repaired.
    """

    frame: pl.DataFrame
    instruments: dict[str, Instrument]
    bar: BarSpecification | None
    stamp: BarStamp
    is_one_price: bool
    has_volume: bool
    has_starts: bool
    report: LoadReport

    def to_floats(self) -> pl.DataFrame:
        """Return the frame as users see it: prices and volume as the floats nearest to the decimals.

        Returns:
            The same rows and columns, Float64 in place of the integers.
        """
        columns = [pl.Series(name, self._floats(name, "price"), dtype=pl.Float64) for name in PRICES]
        volume = self.frame["volume"]
        if self.has_volume:
            columns.append(pl.Series("volume", self._floats("volume", "size"), nan_to_null=True))
        else:
            columns.append(volume.cast(pl.Float64))
        return self.frame.with_columns(columns)

    def _floats(self, name: str, kind: str) -> NDArray[np.float64]:
        # Divided by NumPy: Polars multiplies by the reciprocal of a literal, which is off in the last place.
        steps = self.frame[name].to_numpy()
        per_id = {
            key: 10 ** (value.price_precision if kind == "price" else value.size_precision)
            for key, value in self.instruments.items()
        }
        if len(set(per_id.values())) <= 1:
            return cast("NDArray[np.float64]", steps / next(iter(per_id.values()), 1))
        powers = self.frame["instrument_id"].replace_strict(per_id, return_dtype=pl.Float64)
        return cast("NDArray[np.float64]", steps / powers.to_numpy())
