"""Bars on their way in: plain integer columns with the source row of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Draft:
    """The columns of bars as integers, before their times become those of bars.

    Args:
        time: nanoseconds UTC as the source stamps them.
        prices: ticks by role; the same array four times where the source has one price.
        volume: lots, None where the source has none.
        no_volume: rows whose volume is unknown, None where there are none.
        start: the source's own ``ts_open``, None where it has none.
        no_start: rows without it, None where there are none.
        code: instrument of each row as its place among the sorted ids, None where there is one.
        rows: row in the source of each row, None while they are all there in order.
    """

    time: I64
    prices: dict[str, I64]
    volume: I64 | None = None
    no_volume: Mask | None = None
    start: I64 | None = None
    no_start: Mask | None = None
    code: NDArray[np.int32] | None = None
    rows: I64 | None = None

    def __len__(self) -> int:
        return len(self.time)

    @property
    def is_one_price(self) -> bool:
        """Whether all four prices are one column."""
        return self.prices["open"] is self.prices["close"]

    def select(self, which: Mask | NDArray[np.intp]) -> None:
        """Keep the rows of a mask, or those of an index in its order."""
        source = np.arange(len(self)) if self.rows is None else self.rows
        one_price = self.prices["close"][which] if self.is_one_price else None
        self.prices = {
            role: ticks[which] if one_price is None else one_price for role, ticks in self.prices.items()
        }
        self.rows, self.time = source[which], self.time[which]
        for name in ("volume", "no_volume", "start", "no_start", "code"):
            values = getattr(self, name)
            if values is not None:
                setattr(self, name, values[which])

    def is_sorted(self) -> bool:
        """Whether times rise for every instrument and equal times are in the order of the ids."""
        before, after = self.time[:-1], self.time[1:]
        if self.code is None:
            return bool((after > before).all())
        return bool(((after > before) | ((after == before) & (self.code[1:] > self.code[:-1]))).all())

    def is_newest_first(self) -> bool:
        """Whether times fall from row to row, as in many exports: an order too, only the other way round."""
        before, after = self.time[:-1], self.time[1:]
        return len(self) > 1 and bool(self.time[0] > self.time[-1]) and bool((after <= before).all())

    def going_back(self) -> Mask:
        """Rows whose time is before that of an earlier row of their instrument."""
        if self.code is None:
            latest = np.maximum.accumulate(self.time)
            return np.asarray(self.time < latest)
        earlier = pl.col("time").shift(1).cum_max().over("code")
        table = pl.DataFrame({"time": self.time, "code": self.code})
        return table.select((pl.col("time") < earlier).fill_null(value=False)).to_series().to_numpy()

    def repeated(self, keep: str = "first") -> Mask:
        """Rows of a time that their instrument has already, or (``last``) will have again."""
        order = self._order()
        time = self.time[order]
        same = time[1:] == time[:-1]
        if self.code is not None:
            code = self.code[order]
            same &= code[1:] == code[:-1]
        again = np.zeros(len(self), dtype=np.bool_)
        again[(order[:-1] if keep == "last" else order[1:])[same]] = True
        return again

    def sort(self) -> None:
        """Sort by time and instrument; rows equal in both stay in order."""
        if not self.is_sorted():
            self.select(self._order())

    def _order(self) -> NDArray[np.intp]:
        if self.code is None:
            return np.argsort(self.time, kind="stable")
        return np.lexsort((self.code, self.time))
