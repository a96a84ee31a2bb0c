"""What an audit looks for: every check by name, and its findings as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.schema.table import TIME

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

SEVERITIES = ("error", "warning", "info")
"""Certainly wrong, probably wrong, worth a look."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong with stored data.

    Args:
        name: its name in tables.
        severity: one of ``SEVERITIES``.
        meaning: what a finding is.
        value: what the number beside a finding is.
        remedy: what to do about it.
    """

    name: str
    severity: str
    meaning: str
    value: str
    remedy: str


TIME_ORDER = Check(
    "time_order",
    "error",
    "a bar that does not end after the one before it, or ends before it starts",
    "seconds it is late",
    "the file was changed by another program: load the data again",
)
IMPOSSIBLE = Check(
    "impossible",
    "error",
    "a high below or a low above another price of the bar",
    "price by which it is",
    "the file was changed by another program: load the data again",
)
NOT_POSITIVE = Check(
    "not_positive",
    "error",
    "a price of zero or below",
    "the lowest price",
    "right for a spread or a price adjusted backward; else drop the rows",
)
UNIT_ERROR = Check(
    "unit_error",
    "error",
    "prices 100 times too high or too low, as pence for pounds, against most of the series",
    "the factor they are off by",
    "divide them by it and load them again with on_duplicate='last'",
)
GAP = Check(
    "gap",
    "warning",
    "bars that the calendar expects and that are not there",
    "bars missing",
    "load them, or give the market's own calendar",
)
SPIKE = Check(
    "spike",
    "warning",
    "a close far off that the next bars take back",
    "the move as a fraction",
    "compare with another source; drop the rows if it is a bad print",
)
SESSION_JUMP = Check(
    "session_jump",
    "warning",
    "an open far from the last close of the session before",
    "the move as a fraction",
    "a split or a roll wants an adjusted view; else compare with another source",
)
FLOAT32_NOISE = Check(
    "float32_noise",
    "warning",
    "prices that went through single precision, such as 14.55000019 for 14.55",
    "the price",
    "load them again with a smaller price_precision and on_off_grid='round'",
)
STALE = Check(
    "stale",
    "warning",
    "a stretch of bars that repeat one close, without volume or without a range",
    "bars in the stretch",
    "the market was closed or halted, or the source filled a gap: drop the rows if it did",
)
OVERLAP = Check(
    "overlap",
    "warning",
    "a bar that starts before the one before it ends",
    "seconds in common",
    "check stamp= and bar= of the load",
)
CROSSED = Check(
    "crossed",
    "warning",
    "a bid above the ask",
    "price by which it is",
    "quotes of several venues, or sides that arrived one after the other: drop the rows",
)
NO_SIZE = Check(
    "no_size",
    "warning",
    "a print of size 0",
    "its price",
    "a correction or a size rounded to 0: drop the rows, or load them with a larger size_precision",
)
REPEATED_ID = Check(
    "repeated_id",
    "warning",
    "a print whose trade_id another print has",
    "its price",
    "a portion that was loaded twice, or a venue that counts anew: delete the rows that are too many",
)
WICK = Check(
    "wick",
    "info",
    "a high or low far beyond open and close",
    "its distance as a fraction",
    "compare with another source; stops would fill there",
)
JUMP = Check(
    "jump",
    "info",
    "a close far from the one before it that stays there",
    "the move as a fraction",
    "news, as a rule; compare with another source",
)
LOCKED = Check(
    "locked",
    "info",
    "a bid equal to the ask",
    "the price",
    "possible between venues; a run on it trades without a spread",
)
WIDE_SPREAD = Check(
    "wide_spread",
    "info",
    "a spread many times the usual one",
    "the spread as a fraction of the mid price",
    "a thin or a closed market: market orders would fill there",
)
CLOSED_HOURS = Check(
    "closed_hours",
    "info",
    "bars at times at which the calendar expects none",
    "bars in the stretch",
    "check tz= of the load, or give the market's own calendar",
)
LONG_PAUSE = Check(
    "long_pause",
    "info",
    "days without a row, where only the data says when the market is open",
    "days",
    "give calendar= to learn whether bars are missing",
)
RANGE_WITHOUT_VOLUME = Check(
    "range_without_volume",
    "info",
    "prices that move in a bar whose volume is 0",
    "high less low",
    "quotes rather than trades, or a volume rounded to 0; such a bar fills nothing",
)
EXTRA_DECIMALS = Check(
    "extra_decimals",
    "info",
    "a price with more decimals than 99 % of the rows have",
    "the price",
    "load it again with a smaller price_precision and on_off_grid='round'",
)

CHECKS = (
    TIME_ORDER, IMPOSSIBLE, NOT_POSITIVE, UNIT_ERROR, GAP, SPIKE, SESSION_JUMP, CROSSED, NO_SIZE, REPEATED_ID,
    FLOAT32_NOISE, STALE, OVERLAP, WICK, JUMP, WIDE_SPREAD, LOCKED, CLOSED_HOURS, LONG_PAUSE,
    RANGE_WITHOUT_VOLUME, EXTRA_DECIMALS,
)  # fmt: skip
"""All of them, the worst first."""
CHECKS_BY_NAME = {check.name: check for check in CHECKS}

FINDING_SCHEMA = pl.Schema(
    {
        "check": pl.String(),
        "severity": pl.String(),
        "first": TIME,
        "last": TIME,
        "bars": pl.Int64(),
        "value": pl.Float64(),
        "row": pl.Int64(),
        "note": pl.String(),
    }
)
"""Columns of findings of one series."""


@dataclass(frozen=True, slots=True)
class Found:
    """Findings of one check in one series, a column each.

    Args:
        check: the check.
        first: ``ts_event`` of the first bar concerned, ns UTC.
        last: that of the last.
        bars: bars concerned.
        value: what ``check.value`` says.
        row: row of the series at which it begins, from 0; of missing bars the row behind them.
        note: more about each in words, empty where there is no more to say.
    """

    check: Check
    first: I64
    last: I64
    bars: I64
    value: F64
    row: I64
    note: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.row)

    def frame(self) -> pl.DataFrame:
        """The findings with the columns of ``FINDING_SCHEMA``."""
        columns = {
            "check": pl.repeat(self.check.name, len(self), eager=True),
            "severity": pl.repeat(self.check.severity, len(self), eager=True),
            "first": pl.Series(self.first, dtype=pl.Int64).cast(TIME),
            "last": pl.Series(self.last, dtype=pl.Int64).cast(TIME),
            "bars": pl.Series(self.bars, dtype=pl.Int64),
            "value": pl.Series(self.value, dtype=pl.Float64),
            "row": pl.Series(self.row, dtype=pl.Int64),
            "note": pl.Series(self.note, dtype=pl.String)
            if self.note
            else pl.repeat("", len(self), eager=True, dtype=pl.String),
        }
        return pl.DataFrame(columns, schema=FINDING_SCHEMA)


def at_rows(check: Check, ts_event: I64, rows: I64, value: F64, note: Sequence[str] = ()) -> Found:
    """Findings of a single bar each."""
    times = ts_event[rows]
    return Found(check, times, times, np.ones(len(rows), dtype=np.int64), value, rows, note)


def runs(marked: NDArray[np.bool_]) -> tuple[I64, I64]:
    """First rows and row behind the last of each stretch of marked rows.

    Example:
        >>> [rows.tolist() for rows in runs(np.array([True, True, False, True]))]
        [[0, 3], [2, 4]]
    """
    edges = np.flatnonzero(np.diff(marked, prepend=False, append=False))
    return edges[0::2].astype(np.int64), edges[1::2].astype(np.int64)
