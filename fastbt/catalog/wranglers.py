"""Wranglers: any table or file of one instrument as the frame that runs and the catalog take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import polars as pl

from fastbt.catalog.composing import compose
from fastbt.catalog.definitions import opened_instruments
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalize import normalize
from fastbt.catalog.normalize_table import normalize_table
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import Batch, Files, read_files
from fastbt.catalog.sources.options import SourceOptions
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarType
from fastbt.model.instruments import Instrument
from fastbt.schema.market import BARS, QUOTES, TRADE_TICKS, MarketTable
from fastbt.schema.table import Kind


class _Wrangler:
    """What wranglers share: the ways in.

    Args:
        instrument: whose rows they are; its precision is the grid of prices and sizes.
    """

    _table: ClassVar[MarketTable]

    def __init__(self, instrument: Instrument) -> None:
        if not isinstance(instrument, Instrument):
            raise ConfigError(f"instrument: expected a definition such as Equity(...), got {instrument!r}")
        self.instrument = instrument
        self.report: LoadReport | None = None
        """What the last table lost and what was mended in it."""

    def process(self, data: Any, **options: Any) -> pl.DataFrame:
        """Check a table and bring it to the columns, types and order that runs and the catalog take.

        Args:
            data: a Polars, pandas or Arrow table, a structured NumPy array or a dict of columns.
            options: ``stamp``, ``tz``, ``columns``, ``on_error``, ``on_off_grid``, ``on_duplicate`` and
                ``time_format``, as ``Catalog.write`` has them.

        Returns:
            Prices and sizes as Float64 on the instrument's grid, times in UTC, sorted.

        Raises:
            DataError: a row is bad, or a column is missing.
            ConfigError: an option is wrong.
        """
        return self._processed(Batch(to_frame(data), [Part(0, None)], name_of(data)), options)

    def from_polars(self, frame: pl.DataFrame | pl.LazyFrame, **options: Any) -> pl.DataFrame:
        """Do what ``process`` does for a Polars frame."""
        return self.process(frame, **options)

    def from_pandas(self, frame: Any, **options: Any) -> pl.DataFrame:
        """Do what ``process`` does for a pandas frame, whose index may hold the times."""
        return self.process(frame, **options)

    def from_arrow(self, table: Any, **options: Any) -> pl.DataFrame:
        """Do what ``process`` does for an Arrow table or record batch."""
        return self.process(table, **options)

    def from_csv(
        self, files: Files, source: SourceOptions | Mapping[str, Any] | None = None, **options: Any
    ) -> pl.DataFrame:
        """Do what ``process`` does for files of text; errors name the line.

        Args:
            files: a path, a pattern, a folder, or several; other formats are read too.
            source: how the files are written, such as ``{"separator": ";", "decimal_comma": True}``.
            options: as ``process``.

        Raises:
            DataError: as ``process``, or a file cannot be read.
            ConfigError: as ``process``.
        """
        found = read_files(files, options.get("columns"), SourceOptions.of(source), table=self._table)
        return self._processed(Batch(*found), options)

    def _processed(self, batch: Batch, options: dict[str, Any]) -> pl.DataFrame:
        frame, columns = compose(batch.frame, options.get("columns"))
        checked = _checked(options | {"columns": columns})
        rows = normalize_table(
            frame,
            self._table,
            self.instrument,
            checked,
            batch.parts,
            batch.name,
            currency="USD",  # of instruments that nobody defined, which there are none of
            look_up=opened_instruments,
        )
        self.report = rows.report
        precision = {
            Kind.PRICE: self.instrument.price_precision,
            Kind.QUANTITY: self.instrument.size_precision,
        }
        return rows.frame.with_columns(
            _floats(rows.frame[column.name], precision[column.kind])
            for column in self._table.columns
            if column.kind in precision
        )


class BarDataWrangler(_Wrangler):
    """Bars of one instrument and length out of any table or file.

    Args:
        bar_type: the bars, such as ``"AAPL.XNAS-1-DAY-LAST"``.
        instrument: the definition of their instrument.

    Raises:
        ConfigError: the two name different instruments.

    Example:
        >>> from fastbt import Equity
        >>> share = Equity("XYZ.SIM", currency="USD", price_precision=2)
        >>> bars = BarDataWrangler("XYZ.SIM-1-DAY-LAST", share).process(
        ...     {"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.25]})
        >>> bars["close"].to_list(), bars["ts_event"].dt.day().to_list()
        ([1.5, 1.25], [3, 4])
    """

    _table = BARS

    def __init__(self, bar_type: BarType | str, instrument: Instrument) -> None:
        super().__init__(instrument)
        self.bar_type = BarType.parse(bar_type)
        if self.bar_type.instrument_id != instrument.id:
            raise ConfigError(f"bar_type: {self.bar_type} is not of the instrument {instrument.id}")

    def _processed(self, batch: Batch, options: dict[str, Any]) -> pl.DataFrame:
        rows = normalize(
            batch.frame,
            self.instrument,
            _checked(options | {"bar": self.bar_type.bar_spec}),
            batch.parts,
            batch.name,
            default_id=None,
            currency="USD",
        )
        self.report = rows.report
        return rows.to_floats()


class QuoteTickDataWrangler(_Wrangler):
    """Quotes of one instrument out of any table or file.

    Args:
        instrument: its definition.

    Example:
        >>> from fastbt import CurrencyPair
        >>> pair = CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
        >>> quotes = QuoteTickDataWrangler(pair).process({"ts": [1_700_000_000], "bid": [1.1], "ask": [1.2]})
        >>> quotes.select("bid_price", "ask_price").row(0)
        (1.1, 1.2)
    """

    _table = QUOTES


class TradeTickDataWrangler(_Wrangler):
    """Market prints of one instrument out of any table or file.

    Args:
        instrument: its definition.

    Example:
        >>> from fastbt import Equity
        >>> share = Equity("XYZ.SIM", currency="USD", price_precision=2)
        >>> ticks = TradeTickDataWrangler(share).process(
        ...     {"ts": [1_700_000_000], "price": [1.5], "quantity": [10], "side": ["buy"]})
        >>> ticks.select("price", "size", "aggressor_side").row(0)
        (1.5, 10.0, 'BUYER')
    """

    _table = TRADE_TICKS


def _checked(options: dict[str, Any]) -> LoadOptions:
    known = LoadOptions.__dataclass_fields__.keys()
    for name in options:
        if name not in known:
            raise ConfigError(f"options: {name!r} is not one of {', '.join(sorted(known))}")
    return LoadOptions.check(**options)


def _floats(ticks: pl.Series, precision: int) -> pl.Series:
    """Return the floats nearest to decimals: divided by NumPy, since Polars multiplies by a reciprocal."""
    values = np.asarray(ticks.fill_null(0).to_numpy() / 10**precision, dtype=np.float64)
    floats = pl.Series(ticks.name, values)
    return floats.set(ticks.is_null(), None) if ticks.null_count() else floats
