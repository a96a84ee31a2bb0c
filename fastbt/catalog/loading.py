"""A load: portions of a source are checked, cut into series and put into a change of the catalog."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from fastbt.catalog.definitions import Given
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.merging import Series
from fastbt.catalog.normalize import normalize
from fastbt.catalog.normalize_series import normalize_series
from fastbt.catalog.normalize_table import normalize_table
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable, bar_series, table_series
from fastbt.catalog.reading import LookUp
from fastbt.catalog.rules import DUPLICATE_TIME, UNSORTED_TIME
from fastbt.catalog.sources.files import Batch
from fastbt.catalog.transaction import Transaction
from fastbt.errors import DataError
from fastbt.model.currencies import Currency
from fastbt.schema.market import BARS, SERIES, MarketTable

Normalized: TypeAlias = NormalizedBars | NormalizedTable


@dataclass(slots=True)
class Loader:
    """How the portions of one load become rows of a table, and what became of them.

    Args:
        table: the table.
        instrument: what the user said about instruments.
        name: the name of a series.
        options: how to read.
        currency: of instruments that are read off the data.
    """

    table: MarketTable
    instrument: Given
    name: str | None
    options: LoadOptions
    currency: str | Currency
    _reports: list[LoadReport] = field(default_factory=list)
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    _dropped: Counter[str] = field(default_factory=Counter)
    _repaired: Counter[str] = field(default_factory=Counter)

    def normalized(self, portion: Batch, look_up: LookUp) -> Normalized:
        """Check a portion.

        Args:
            portion: the rows.
            look_up: finds definitions that users gave.

        Raises:
            FastbtError: as ``Catalog.write``.
        """
        if self.table is BARS:
            return normalize(
                portion.frame,
                self.instrument,
                self.options,
                portion.parts,
                portion.name,
                default_id=None,
                currency=self.currency,
                look_up=look_up,
            )
        if self.table is SERIES:
            return normalize_series(portion.frame, self.name, self.options, portion.parts, portion.name)
        return normalize_table(
            portion.frame,
            self.table,
            self.instrument,
            self.options,
            portion.parts,
            portion.name,
            currency=self.currency,
            look_up=look_up,
        )

    def put(self, change: Transaction, rows: Normalized) -> None:
        """Put checked rows into a change.

        Raises:
            FastbtError: as ``Catalog.write``.
        """
        self._reports.append(rows.report)
        series = list(bar_series(rows) if isinstance(rows, NormalizedBars) else table_series(rows))
        change.write.define(rows.instruments[part.key] for part in series if part.key in rows.instruments)
        for part in series:
            self._check_order(part, rows.report.source)
            change.write.put(part)

    def _check_order(self, series: Series, source: str) -> None:
        """See to it that a portion does not go back behind an earlier one; one by itself is in order."""
        if not (series.is_timed and series.rows.height) or set(series.table.unique) - {"ts_event"}:
            return
        first, last = self._seen.get(series.key, (series.first, series.first))
        goes_on = self._reports[0].newest_first and series.last <= first
        span = min(first, series.first), max(last, series.last)
        if series.first < last and not goes_on:
            self._settle_order(series, last, source)
        self._seen[series.key] = span

    def _settle_order(self, series: Series, last: int, source: str) -> None:
        late = series.rows["ts_event"].to_physical() < last
        if self.options.on_error == "repair" or self.table is SERIES:
            self._repaired[UNSORTED_TIME.name] += int(late.sum())
        elif self.options.on_error == "drop":
            self._dropped[UNSORTED_TIME.name] += int(late.sum())
            series.rows = series.rows.filter(~late)
        else:
            raise DataError(
                f"{UNSORTED_TIME.wrong}: {int(late.sum()):,} rows lie before rows that came earlier",
                source=source,
                column="ts_event",
                time=series.first,
                instrument=series.key,
                remedy="sort the rows, or the files, by time, or pass on_error='repair' to have them sorted",
            )

    def report(self, change: Transaction) -> LoadReport:
        """Return what became of all portions.

        Args:
            change: the change, which counts by now.
        """
        first, reports, write = self._reports[0], self._reports, change.write
        dropped = sum((Counter(report.dropped) for report in reports), self._dropped)
        repaired = sum((Counter(report.repaired) for report in reports), self._repaired)
        written = sum(report.rows_written for report in reports) - self._dropped.total()
        if write.duplicates:
            dropped[DUPLICATE_TIME.name] += write.duplicates
        ids = sorted({name for report in reports for name in report.instruments})
        inferred = sorted({name for report in reports for name in report.inferred})
        return replace(
            first,
            instruments=tuple(ids),
            rows_read=sum(report.rows_read for report in reports),
            rows_written=written - write.duplicates,
            dropped=dict(dropped),
            repaired=dict(repaired),
            replaced=write.replaced,
            inferred=tuple(inferred),
            version=change.version,
        )
