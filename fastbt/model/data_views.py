"""Rows of a frame as bars, quotes, prints and book changes, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import polars as pl

from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification, BarType
from fastbt.model.data import Bar, BookChange, MarketData, QuoteTick, TradeTick
from fastbt.model.decimals import is_float, power_of_ten
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.rounding import FLOAT_ERROR, NEAR, to_exact_steps, to_steps
from fastbt.model.values import Price, Quantity
from fastbt.schema.market import BARS, BOOK_CHANGES, QUOTES, TRADE_TICKS, MarketTable
from fastbt.schema.table import TIME, Column, Kind

RowT = TypeVar("RowT", bound=MarketData)

_MADE_UP = {"ts_init": "ts_event"}
"""Columns that a frame may lack, and the one that stands for them."""
_MAY_LACK = frozenset({"instrument_id", "ts_open", "volume"})
_KNOWN = Column("ts_init", Kind.TIME, "when it was known here")
_BUFFER = 1024
"""Rows that are fetched from a frame at a time."""


class RowView(Sequence[RowT], Generic[RowT]):
    """A sequence whose items are made of a frame's rows one by one; the frame is not copied.

    Floats become the exact decimals they stand for; one that is none is an error with its row.
    """

    table: ClassVar[MarketTable]
    """The columns it reads."""
    _makes: ClassVar[type[MarketData]]

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame, instrument: Instrument) -> None:
        """Look at a frame of one instrument.

        Args:
            frame: its rows, in the columns of ``table``; decimals as floats or exact.
            instrument: tells the decimals of prices and quantities.

        Raises:
            DataError: a column is missing, or a row is of another instrument.
        """
        frame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        self.instrument = instrument
        self._check_instrument(frame)
        self._columns = [column for column in self.table.columns if column.name != "instrument_id"]
        if "ts_init" not in self.table.names:
            self._columns.append(_KNOWN)
        self._frame = frame.select(self._read(frame, column) for column in self._columns)
        self._constant = self._constants()

    def __len__(self) -> int:
        return self._frame.height

    @overload
    def __getitem__(self, index: int) -> RowT: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> RowT | Self:
        if isinstance(index, slice):
            part = object.__new__(type(self))
            part.__dict__.update(self.__dict__, _frame=self._frame[index])
            return part
        row = index + len(self) if index < 0 else index
        if not 0 <= row < len(self):
            raise IndexError(f"row {index} of {len(self)} {self.table.name}")
        return self._make(row, self._frame.row(row))

    def __iter__(self) -> Iterator[RowT]:
        for row, values in enumerate(self._frame.iter_rows(buffer_size=_BUFFER)):
            yield self._make(row, values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.instrument.id}, {len(self)} rows)"

    def _constants(self) -> dict[str, Any]:
        """Fields that are the same in all rows."""
        return {"instrument_id": self.instrument.id}

    def _make(self, row: int, values: tuple[Any, ...]) -> RowT:
        fields = {
            column.name: self._value(column, value, row)
            for column, value in zip(self._columns, values, strict=True)
        }
        try:
            return self._makes(**self._constant, **fields)  # type: ignore[return-value]
        except ConfigError as error:
            raise DataError(
                str(error), table=self.table.name, row=row, instrument=self.instrument.id
            ) from None

    def _value(self, column: Column, value: Any, row: int) -> Any:
        if value is None:
            if column.null is None and column.name != "ts_open":
                raise self._error("is null", column, row)
            return None
        if column.kind is Kind.PRICE:
            precision = self.instrument.price_precision
            return Price.from_ticks(self._steps(column, value, row, precision), precision)
        if column.kind is Kind.QUANTITY:
            precision = self.instrument.size_precision
            return Quantity.from_lots(self._steps(column, value, row, precision), precision)
        return value

    def _steps(self, column: Column, value: float | Decimal, row: int, precision: int) -> int:
        """Count the steps of a decimal, or of the float nearest to one."""
        try:
            if not is_float(value):
                return to_exact_steps(value, precision, column.name)
            steps = to_steps(value, precision, column.name)
        except ConfigError as error:
            raise self._error(str(error), column, row) from None
        scaled = float(value) * power_of_ten(precision)
        if abs(scaled - steps) > NEAR + abs(scaled) * FLOAT_ERROR:
            raise self._error(f"{value!r} has more than {precision} decimals", column, row)
        return steps

    def _error(self, message: str, column: Column, row: int) -> DataError:
        return DataError(
            message, table=self.table.name, column=column.name, row=row, instrument=self.instrument.id
        )

    def _check_instrument(self, frame: pl.DataFrame) -> None:
        if "instrument_id" not in frame.columns:
            return
        other = frame["instrument_id"].cast(pl.String).ne_missing(self.instrument.id.value)
        if other.any():
            row = int(other.arg_max() or 0)
            raise DataError(
                f"is {frame['instrument_id'][row]}, not {self.instrument.id}",
                table=self.table.name,
                column="instrument_id",
                row=row,
                remedy="filter the frame to one instrument",
            )

    def _read(self, frame: pl.DataFrame, column: Column) -> pl.Expr:
        """Choose the column of a frame; times become integers, Python's datetimes ending at microseconds."""
        source = column.name if column.name in frame.columns else _MADE_UP.get(column.name, column.name)
        if source not in frame.columns:
            # What may be null may be absent.
            if column.null is None and source not in _MAY_LACK:
                raise DataError(
                    "is missing",
                    table=self.table.name,
                    column=column.name,
                    remedy=f"the frame has {', '.join(frame.columns)}",
                )
            return pl.lit(None).alias(column.name)
        if column.kind is not Kind.TIME or frame.schema[source].is_integer():
            return pl.col(source).alias(column.name)
        return pl.col(source).cast(TIME).to_physical().alias(column.name)


class BarView(RowView[Bar]):
    """Bars of a frame, made one by one.

    Example:
        >>> from fastbt.model.instruments import Equity
        >>> frame = pl.DataFrame({"ts_event": [1, 2], "open": [1.1, 1.2], "high": [1.3, 1.3],
        ...                       "low": [1.0, 1.1], "close": [1.2, 1.3], "volume": [5.0, None]})
        >>> bars = BarView(frame, Equity("A.X", currency="USD"), "1d")
        >>> bars[-1], [bar.close for bar in bars]
        (Bar(A.X-1-DAY-LAST, 1.20, 1.30, 1.10, 1.30, None, ts_event=2), [Price('1.20'), Price('1.30')])
    """

    table = BARS
    _makes = Bar

    def __init__(
        self,
        frame: pl.DataFrame | pl.LazyFrame,
        instrument: Instrument,
        bar_type: BarType | BarSpecification | str,
    ) -> None:
        """Look at a frame of bars of one instrument.

        Args:
            frame: its bars; ``volume``, ``ts_open`` and ``ts_init`` may be absent.
            instrument: tells the decimals of prices and quantities.
            bar_type: what the bars are, such as ``1d`` or ``AAPL.XNAS-1-DAY-LAST``.

        Raises:
            DataError: a column is missing, or a row is of another instrument.
            ConfigError: the bar type is malformed, or of another instrument.
        """
        self.bar_type = _bar_type(bar_type, instrument.id)
        super().__init__(frame, instrument)

    def _constants(self) -> dict[str, Any]:
        return {"bar_type": self.bar_type}


class QuoteView(RowView[QuoteTick]):
    """Quotes of a frame, made one by one."""

    table = QUOTES
    _makes = QuoteTick


class TradeView(RowView[TradeTick]):
    """Market prints of a frame, made one by one."""

    table = TRADE_TICKS
    _makes = TradeTick


class BookView(RowView[BookChange]):
    """Book changes of a frame, made one by one."""

    table = BOOK_CHANGES
    _makes = BookChange


def _bar_type(value: BarType | BarSpecification | str, instrument_id: InstrumentId) -> BarType:
    if isinstance(value, str) and value.startswith(f"{instrument_id}-"):
        value = BarType.parse(value)
    found = value if isinstance(value, BarType) else BarType(instrument_id, BarSpecification.parse(value))
    if found.instrument_id != instrument_id:
        raise ConfigError(f"bar type {found}: is not of {instrument_id}")
    return found
