"""Providers: places that bars come from, all asked in one way, and those that other packages bring along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Any, Protocol, runtime_checkable

import polars as pl

from fastbt.catalog.composing import Columns
from fastbt.catalog.definitions import opened_instruments
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalize import normalize
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import ROWS, Files, read_batches
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.times import to_ns
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME

GROUP = "fastbt.providers"
"""Entry points under this name are providers; each loads a class or a function that returns one."""


@runtime_checkable
class APIProvider(Protocol):
    """Something that gives bars of an instrument and a span of time, a frame at a time.

    A package makes its own known by an entry point in the group ``fastbt.providers``.
    """

    def fetch(
        self, instrument: Instrument | InstrumentId | str, bar: BarSpecification | str, start: Any, end: Any
    ) -> Iterator[pl.DataFrame]:
        """Return frames that ``Catalog.write`` takes, in the order of time.

        Args:
            instrument: whose bars.
            bar: their length.
            start: first time, included.
            end: the same, excluded.
        """


class _FileProvider:
    """Bars in files.

    Args:
        files: a path, a pattern, a folder, or several.
        source: how they are written, such as ``{"separator": ";", "decimal_comma": True}``.
        columns: our column name to theirs.
        rows: about how many rows a frame has.
        options: ``stamp``, ``tz``, ``on_error``, ``on_off_grid``, ``on_duplicate`` and ``time_format``, as
            ``Catalog.ingest`` has them.

    Raises:
        ConfigError: an option is wrong.
    """

    _format: Any = None

    def __init__(
        self,
        files: Files,
        source: SourceOptions | Mapping[str, Any] | None = None,
        *,
        columns: Columns | None = None,
        rows: int = ROWS,
        **options: Any,
    ) -> None:
        self._files = files
        self._source = SourceOptions.of(source)
        if self._format is not None and self._source.format is None:
            self._source = replace(self._source, format=self._format)
        self._rows = rows
        self._options = LoadOptions.check(columns=columns, unknown="infer", needs_stamp=True, **options)
        self.reports: list[LoadReport] = []
        """What was read, dropped and repaired in each frame so far."""

    def fetch(
        self,
        instrument: Instrument | InstrumentId | str,
        bar: BarSpecification | str,
        start: Any = None,
        end: Any = None,
    ) -> Iterator[pl.DataFrame]:
        """Return the bars of an instrument that end at or after ``start`` and before ``end``.

        Args:
            instrument: a definition, or an id whose precision is read off each frame.
            bar: their length.
            start: a time; None is the beginning.
            end: a time; None is the end.

        Returns:
            Frames with the columns of bars, sorted each by itself, and empty ones left out.

        Raises:
            DataError: a row is bad, or a file is missing or unreadable; of text the line is named.
            ConfigError: an argument is wrong, or an option does not fit the files.
        """
        wanted = str(instrument.id if isinstance(instrument, Instrument) else instrument)
        options = replace(self._options, bar=BarSpecification.parse(bar))
        first, last = to_ns(start, "start"), to_ns(end, "end")
        for batch in read_batches(self._files, options.columns, self._source, rows=self._rows):
            bars = normalize(
                batch.frame,
                instrument,
                options,
                batch.parts,
                batch.name,
                default_id=None,
                currency="USD",
                look_up=opened_instruments,
            )
            self.reports.append(bars.report)
            frame = bars.to_floats().filter(pl.col("instrument_id") == wanted)
            frame = frame.filter(
                pl.lit(value=True) if first is None else pl.col("ts_event") >= pl.lit(first).cast(TIME),
                pl.lit(value=True) if last is None else pl.col("ts_event") < pl.lit(last).cast(TIME),
            )
            if frame.height:
                yield frame


class CSVProvider(_FileProvider):
    r"""Bars in text files: ``.csv``, ``.tsv``, ``.txt``, packed or not.

    Args:
        files: a path, a pattern, a folder, or several.
        source: how they are written.
        columns: our column name to theirs.
        rows: about how many rows a frame has.
        options: ``stamp``, ``tz`` and so on, as ``Catalog.ingest`` has them.

    Example:
        >>> from pathlib import Path
        >>> _ = Path("xyz.csv").write_text("Date,Close\n2024-01-02,1.50\n2024-01-03,1.25\n")
        >>> [frame["close"].to_list() for frame in CSVProvider("xyz.csv").fetch("XYZ.SIM", "1d")]
        [[1.5, 1.25]]
    """

    _format = "csv"


class ParquetProvider(_FileProvider):
    """Bars in Parquet files.

    Args:
        files: a path, a pattern, a folder, or several.
        source: which of their columns and rows are wanted.
        columns: our column name to theirs.
        rows: about how many rows a frame has.
        options: ``stamp``, ``tz`` and so on, as ``Catalog.ingest`` has them.

    Example:
        >>> _ = pl.DataFrame({"date": ["2024-01-02"], "price": [1.5]}).write_parquet("xyz.parquet")
        >>> [frame["close"].to_list() for frame in ParquetProvider("xyz.parquet").fetch("XYZ.SIM", "1d")]
        [[1.5]]
    """

    _format = "parquet"


def provider(name: str, *arguments: Any, **options: Any) -> APIProvider:
    """Make a provider by its name: ``"binance"``, or one that another package brings along.

    Args:
        name: name of its entry point in the group ``fastbt.providers``.
        arguments: what it is made with.
        options: the same, by name.

    Raises:
        UnknownNameError: nobody brings one of that name.
        ConfigError: what was loaded has no ``fetch``, or two packages bring that name.
    """
    if name == "binance":
        from fastbt.catalog.sources.binance import BinanceArchive

        return BinanceArchive(*arguments, **options)
    found = entry_points(group=GROUP)
    named = [entry for entry in found if entry.name == name]
    if not named:
        raise unknown_name("provider", name, ["binance", *(entry.name for entry in found)])
    if len(named) > 1:
        raise ConfigError(f"provider {name!r} is brought by {' and '.join(entry.value for entry in named)}")
    made = named[0].load()(*arguments, **options)
    if not isinstance(made, APIProvider):
        raise ConfigError(f"provider {name!r}: {named[0].value} has no method fetch")
    return made
