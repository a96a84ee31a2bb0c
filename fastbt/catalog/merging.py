"""Rows on their way into a file, joined with others of their series on the finer of both scales."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from fastbt.catalog.grid import LARGEST
from fastbt.catalog.manifest import FileEntry, decimals_of
from fastbt.catalog.table_files import EXTRA_TYPES, common_type
from fastbt.errors import DataError
from fastbt.schema.market import MarketTable


@dataclass(slots=True)
class Series:
    """Rows of one series: of a table those of one instrument, pair or name, and of bars those of one length.

    Args:
        table: the table they belong to.
        key: instrument, pair or name.
        bar: key of the bars' length; empty in other tables.
        rows: exact columns as integers, codes as text.
        price_precision: decimals of a tick.
        size_precision: decimals of a lot.
        scales: decimals of the columns whose scale is their own.
        extras: further columns and their types, as a manifest entry has them.
        stamp: what the source's times meant.
        opens_late: whether its first bar opens where the stored one before it ended, as bars without a length
            in time do.
    """

    table: MarketTable
    key: str
    bar: str
    rows: pl.DataFrame
    price_precision: int = 0
    size_precision: int = 0
    scales: dict[str, int] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    stamp: str = ""
    opens_late: bool = False

    @staticmethod
    def of(entry: FileEntry, rows: pl.DataFrame) -> Series:
        """Return the rows of a stored file as a series."""
        return Series(
            entry.table,
            entry.instrument_id,
            entry.bar,
            rows,
            entry.price_precision,
            entry.size_precision,
            entry.scales,
            entry.extras,
            entry.stamp,
        )

    @property
    def decimals(self) -> dict[str, int]:
        """Scale of each exact column, by name."""
        return decimals_of(self.table, self.price_precision, self.size_precision, self.scales)

    @property
    def is_timed(self) -> bool:
        """Whether its rows have a time."""
        return "ts_event" in self.rows.columns

    @property
    def first(self) -> int:
        """Time of the first row, ns UTC; 0 where rows have none."""
        return int(self.rows["ts_event"].to_physical()[0]) if self.is_timed and self.rows.height else 0

    @property
    def last(self) -> int:
        """Time of the last row, ns UTC; 0 where rows have none."""
        return int(self.rows["ts_event"].to_physical()[-1]) if self.is_timed and self.rows.height else 0

    def sort(self) -> None:
        """Sort by time; rows of one time stay in order."""
        if self.is_timed:
            self.rows = self.rows.sort("ts_event", maintain_order=True)

    def take_in(self, earlier: Series) -> None:
        """Put other rows of the series before these, on the finer of all scales.

        Args:
            earlier: the other rows; of one time they come first once sorted.

        Raises:
            DataError: on one scale the numbers need more than 18 digits, or a column is exact in one part
                only.
        """
        price = max(self.price_precision, earlier.price_precision)
        size = max(self.size_precision, earlier.size_precision)
        scales = {
            name: max(self.scales.get(name, 0), earlier.scales.get(name, 0))
            for name in dict.fromkeys((*self.scales, *earlier.scales))
        }
        for name in scales:
            if any(name in part.extras and name not in part.scales for part in (self, earlier)):
                raise DataError(
                    f"column {name!r} holds decimals in one part of {self.key} and other numbers in another",
                    column=name,
                    remedy="give it as decimals, or load the series anew",
                )
        kinds = {name: {kind} for name, kind in self.extras.items()}
        for name, kind in earlier.extras.items():
            kinds.setdefault(name, set()).add(kind)
        types = {name: common_type(of) for name, of in kinds.items()}
        finest = decimals_of(self.table, price, size, scales)
        self.rows = pl.concat(_aligned(part, finest, types) for part in (earlier, self))
        self.price_precision, self.size_precision, self.scales = price, size, scales
        self.extras = {name: _kind_of(dtype) for name, dtype in types.items()}
        self.opens_late = self.opens_late and earlier.opens_late
        self.stamp = self.stamp if self.stamp == earlier.stamp else "mixed"


def _aligned(series: Series, decimals: dict[str, int], types: dict[str, pl.DataType]) -> pl.DataFrame:
    """Bring rows to these scales and further columns, absent ones as nulls."""
    here = series.decimals
    steps = {name: scale - here[name] for name, scale in decimals.items() if scale > here.get(name, scale)}
    for name, step in steps.items():
        largest = series.rows[name].abs().max()
        if largest is not None and largest * 10**step > LARGEST:
            raise DataError(
                f"with {decimals[name]} decimals, as other rows have, the numbers need more than 18 digits",
                column=name,
                instrument=series.key,
                remedy="use fewer decimals",
            )
    finer = [pl.col(name) * 10**step for name, step in steps.items()]
    others = [
        pl.lit(None, pl.Int64() if name in decimals else dtype).alias(name)
        if name not in series.rows.columns
        else pl.col(name).cast(pl.Int64() if name in decimals else dtype)
        for name, dtype in types.items()
    ]
    return series.rows.with_columns(*finer).with_columns(others).select(*series.table.stored, *types)


def _kind_of(dtype: pl.DataType) -> str:
    return next(kind for kind, held in EXTRA_TYPES.items() if held == dtype)
