"""``Audit``: what an audit of a catalog found, as tables, text and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Self

import polars as pl

from fastbt.catalog.audit_checks import CHECKS, CHECKS_BY_NAME, FINDING_SCHEMA, SEVERITIES, Found
from fastbt.catalog.audit_picture import picture
from fastbt.catalog.audit_series import AuditedBars
from fastbt.catalog.audit_shape import Shape
from fastbt.errors import unknown_name
from fastbt.schema.table import TIME

_ID, _COUNT, _NUMBER = pl.String(), pl.Int64(), pl.Float64()
_SERIES: dict[str, pl.DataType] = {"instrument_id": _ID, "kind": _ID, "bar": _ID}
SUMMARY_SCHEMA = pl.Schema(
    {
        **_SERIES,
        "rows": _COUNT,
        "first": TIME,
        "last": TIME,
        "calendar": _ID,
        "missing": _COUNT,
        "coverage": _NUMBER,
        **dict.fromkeys(("errors", "warnings", "infos"), _COUNT),
    }
)
"""Columns of ``Audit.summary``."""
TABLE_SCHEMA = pl.Schema(
    {
        **_SERIES,
        "check": _ID,
        "severity": _ID,
        "count": _COUNT,
        "bars": _COUNT,
        "first": TIME,
        "last": TIME,
        "worst": _NUMBER,
        "worst_time": TIME,
        "worst_row": _COUNT,
        "example": _ID,
    }
)
"""Columns of ``Audit.table``."""


@dataclass(frozen=True, slots=True)
class AuditedSeries:
    """What was found in one series.

    Args:
        instrument_id: whose data.
        kind: name of their table: ``bars``, ``quotes`` or ``trade_ticks``.
        bar: key of the bars' length; None of other tables.
        rows: how many there are.
        first: first ``ts_event``; None without rows.
        last: last ``ts_event``.
        calendar: name of the calendar it was held to; None where it was held to none.
        missing: bars that the calendar expects and that are not there.
        findings: a row each, with the columns of ``FINDING_SCHEMA``.
        shape: what the picture needs; None without rows.
    """

    instrument_id: str
    kind: str
    bar: str | None
    rows: int
    first: datetime | None
    last: datetime | None
    calendar: str | None
    missing: int
    findings: pl.DataFrame
    shape: Shape | None

    @property
    def name(self) -> str:
        """Instrument, and length of the bars or name of the table."""
        return f"{self.instrument_id} {self.bar or self.kind}"

    @classmethod
    def empty(cls, instrument_id: str, kind: str, bar: str | None) -> Self:
        """What there is to say of a series without rows in the time asked for."""
        none = FINDING_SCHEMA.to_frame()
        return cls(
            instrument_id, kind, bar, 0, None, None, calendar=None, missing=0, findings=none, shape=None
        )


def audited_series(
    series: AuditedBars, kind: str, found: Iterable[Found], calendar: str | None, missing: int, shape: Shape
) -> AuditedSeries:
    """Gather what the checks of one series found, in the order of time."""
    arrays = series.arrays
    frames = [one.frame() for one in found if len(one)]
    ends = pl.Series(arrays.ts_event[[0, -1]]).cast(TIME).to_list()
    return AuditedSeries(
        instrument_id=arrays.instrument.id.value,
        kind=kind,
        bar=arrays.bar if kind == "bars" else None,
        rows=len(arrays),
        first=ends[0],
        last=ends[1],
        calendar=calendar,
        missing=missing,
        findings=pl.concat([FINDING_SCHEMA.to_frame(), *frames]).sort("first", "row", maintain_order=True),
        shape=shape,
    )


class Audit:
    """What an audit found; made by ``Catalog.audit``.

    Args:
        series: what was found in each series.

    Example:
        >>> import fastbt as bt
        >>> audit = bt.Catalog("catalog").audit("SPX.INDEX")
        >>> audit.summary.select("rows", "missing", "errors").row(0)
        (5031, 0, 0)
        >>> audit.findings("long_pause").select("first", "value").row(0)
        (datetime.datetime(2001, 9, 11, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC')), 6.0)
    """

    def __init__(self, series: Sequence[AuditedSeries]) -> None:
        self._series = tuple(series)

    @property
    def summary(self) -> pl.DataFrame:
        """A row for each series.

        ``instrument_id, kind, bar, rows, first, last, calendar, missing`` (bars), ``coverage`` (share of the
        bars expected that are there; null where no calendar says), and the findings of each severity counted:
        ``errors, warnings, infos``.
        """
        rows = []
        for one in self._series:
            counts = dict(one.findings["severity"].value_counts().iter_rows())
            coverage = None if one.calendar is None else one.rows / (one.rows + one.missing)
            of_series = (one.instrument_id, one.kind, one.bar, one.rows, one.first, one.last, one.calendar)
            of_each = (counts.get(severity, 0) for severity in SEVERITIES)
            rows.append((*of_series, one.missing, coverage, *of_each))
        return pl.DataFrame(rows, schema=SUMMARY_SCHEMA, orient="row")

    @property
    def table(self) -> pl.DataFrame:
        """A row for each check that found something in a series, the worst first.

        ``instrument_id, kind, bar, check, severity, count`` (findings), ``bars`` (rows concerned by them),
        ``first`` and ``last`` (``ts_event`` of the first and last), ``worst`` (the largest number beside a
        finding; the page docs/audit.md says what it is), ``worst_time``, ``worst_row`` and ``example``.
        """
        order = pl.col("check").replace_strict({check.name: at for at, check in enumerate(CHECKS)})
        worst = pl.col("value").abs().fill_nan(-1.0).arg_max()
        grouped = (
            self.findings()
            .group_by("instrument_id", "kind", "bar", "check", "severity", maintain_order=True)
            .agg(
                count=pl.len().cast(pl.Int64),
                bars=pl.col("bars").sum(),
                first=pl.col("first").min(),
                last=pl.col("last").max(),
                worst=pl.col("value").get(worst),
                worst_time=pl.col("first").get(worst),
                worst_row=pl.col("row").get(worst),
                example=pl.col("note").get(worst),
            )
        )
        return grouped.sort(order, "instrument_id", "kind", "bar").select(TABLE_SCHEMA.names())

    def findings(self, check: str | None = None) -> pl.DataFrame:
        """List findings, those of a series in the order of time.

        Args:
            check: the name of a check; None is all of them.

        Returns:
            ``instrument_id, kind, bar, check, severity, first, last, bars, value, row, note``; ``row`` counts
            the rows of the series from 0.

        Raises:
            UnknownNameError: there is no such check.
        """
        if check is not None and check not in CHECKS_BY_NAME:
            raise unknown_name("check", check, CHECKS_BY_NAME)
        frames = [
            one.findings.select(
                pl.lit(one.instrument_id).alias("instrument_id"),
                pl.lit(one.kind).alias("kind"),
                pl.lit(one.bar, pl.String).alias("bar"),
                pl.all(),
            )
            for one in self._series
        ]
        found = pl.concat([pl.DataFrame(schema={**_SERIES, **FINDING_SCHEMA}), *frames])
        return found if check is None else found.filter(pl.col("check") == check)

    @property
    def is_clean(self) -> bool:
        """Whether there is neither an error nor a warning."""
        return self.findings()["severity"].is_in(["error", "warning"]).sum() == 0

    def to_svg(self, path: str | Path | None = None) -> str:
        """Draw when there are bars, where they are missing, and what else was found.

        Args:
            path: a file to write too.

        Returns:
            The picture as SVG text.
        """
        drawn = picture([(one.name, one.shape, one.findings) for one in self._series])
        if path is not None:
            Path(path).write_text(drawn, encoding="utf-8")
        return drawn

    def headline(self) -> str:
        """What was found, in a sentence.

        Example:
            >>> Audit([]).headline()
            '0 series, 0 rows: no errors, no warnings'
        """
        totals = self.summary.select(pl.col("rows", "errors", "warnings", "missing").sum()).row(0)
        rows, errors, warnings, missing = (int(total) for total in totals)
        parts = [_counted(errors, "error"), _counted(warnings, "warning")]
        if missing:
            parts.append(f"{_counted(missing, 'bar')} missing")
        return f"{len(self._series):,} series, {rows:,} rows: {', '.join(parts)}"

    def __repr__(self) -> str:
        lines = [self.headline()]
        for row in self.table.iter_rows(named=True):
            meaning = CHECKS_BY_NAME[row["check"]].meaning
            where = f"{row['instrument_id']} {row['bar'] or row['kind']}"
            lines.append(f"  {row['severity']:<7} {row['check']:<20} {row['count']:>7,}  {where}: {meaning}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = f"<p><b>{escape(self.headline())}</b></p>"
        return f"<div>{head}{self.to_svg()}{self.table._repr_html_()}</div>"


def _counted(count: int, word: str) -> str:
    return f"{count or 'no':{',' if count else ''}} {word}{'' if count == 1 else 's'}"
