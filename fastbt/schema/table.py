"""What a table is made of: columns with a kind, a unit, a meaning and a rule about null.

The kind of a column says how it is held in each form of the table: exact decimals in files and SQL,
the floats nearest to them in frames, integers in kernels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

import polars as pl

TIME = pl.Datetime("ns", "UTC")
"""The type of every time in a frame."""


class Kind(Enum):
    """How a column's values are held in a frame, exactly, and in kernels."""

    TIME = "time"
    """Nanoseconds UTC: ``Datetime("ns", "UTC")`` in frames, int64 in kernels."""
    PRICE = "price"
    """Ticks of 10^-price_precision: Float64 in frames, Decimal exactly, int64 in kernels."""
    QUANTITY = "quantity"
    """Lots of 10^-size_precision: Float64 in frames, Decimal exactly, int64 in kernels."""
    MONEY = "money"
    """Units of 10^-currency_precision: Float64 in frames, Decimal exactly, int64 in kernels."""
    RATE = "rate"
    """A decimal with a scale of its own: Float64 in frames, Decimal exactly."""
    NUMBER = "number"
    """A statistic or ratio: Float64 everywhere."""
    COUNT = "count"
    """A whole number: Int64 everywhere."""
    TEXT = "text"
    """A name or an id: String."""
    TEXTS = "texts"
    """Several ids: a list of String."""
    FLAG = "flag"
    """True or false: Boolean."""

    @property
    def is_exact(self) -> bool:
        """Whether the values are decimals held as integers."""
        return self in (Kind.PRICE, Kind.QUANTITY, Kind.MONEY, Kind.RATE)

    @property
    def frame_type(self) -> pl.DataType:
        """Type of the column in the frames that users see."""
        return _FRAME_TYPES[self]

    @property
    def tick_type(self) -> pl.DataType:
        """Type of the column in normalized frames, whose decimals are still integers."""
        return pl.Int64() if self.is_exact else self.frame_type


_FRAME_TYPES: dict[Kind, pl.DataType] = {
    Kind.TIME: TIME,
    Kind.PRICE: pl.Float64(),
    Kind.QUANTITY: pl.Float64(),
    Kind.MONEY: pl.Float64(),
    Kind.RATE: pl.Float64(),
    Kind.NUMBER: pl.Float64(),
    Kind.COUNT: pl.Int64(),
    Kind.TEXT: pl.String(),
    Kind.TEXTS: pl.List(pl.String()),
    Kind.FLAG: pl.Boolean(),
}


def code_type(codes: type[IntEnum]) -> pl.Enum:
    """The Enum type that holds the names of these codes, in the order of their declaration."""
    return pl.Enum([code.name for code in codes])


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        name: its name, the same in frames, files and SQL.
        kind: how its values are held.
        meaning: what a value says, with its unit.
        null: what null means; None where null is not allowed.
        codes: the codes whose names a text column holds; None where it holds any text.
    """

    name: str
    kind: Kind
    meaning: str
    null: str | None = None
    codes: type[IntEnum] | None = None

    @property
    def frame_type(self) -> pl.DataType:
        """Type in the frames that users see."""
        return self.kind.frame_type if self.codes is None else code_type(self.codes)

    @property
    def tick_type(self) -> pl.DataType:
        """Type in normalized frames, whose decimals are still integers."""
        return self.kind.tick_type if self.codes is None else self.frame_type


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, and its columns in order.

    Args:
        name: its name in SQL.
        row: what one row is.
        columns: the columns every such table has; a table may carry more behind them.
        sorted_by: the columns its rows are sorted by.

    Example:
        >>> from fastbt.schema.market import BARS
        >>> BARS.names[:3], BARS.frame_schema()["close"]
        (('instrument_id', 'ts_event', 'ts_open'), Float64)
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """Names of the columns of these kinds, in order."""
        return tuple(column.name for column in self.columns if column.kind in kinds)

    def frame_schema(self) -> pl.Schema:
        """Types as users see them: decimals as Float64, codes as Enum."""
        return pl.Schema({column.name: column.frame_type for column in self.columns})

    def tick_schema(self) -> pl.Schema:
        """Types of a normalized frame: decimals as the integers they are made of."""
        return pl.Schema({column.name: column.tick_type for column in self.columns})
