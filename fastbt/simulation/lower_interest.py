"""Lowers ``rates=``: interest on cash and on positions, an ACTION for each stretch of time (rule A8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.codes import AccountType
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import DUE_ON_CASH, DUE_ON_DEBT, DUE_ON_LONGS, DUE_ON_SHORTS
from fastbt.model.rounding import RATE_PRECISION
from fastbt.schema.market import INTEREST
from fastbt.simulation.action_tables import ids_of, new_records, read_actions, scaled, told_of_steps
from fastbt.simulation.interest_subjects import SEPARATOR, with_subjects
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64

Records = NDArray[np.void]
DAY = 86_400 * 10**9
"""Nanoseconds of a day: at each UTC midnight interest is reckoned, too."""
YEARS = {"ACT/365": 365 * DAY, "ACT/360": 360 * DAY}
"""Nanoseconds of a year by day count; of ACT/ACT it is the calendar's."""
DAY_COUNTS = (*YEARS, "ACT/ACT")


def interest_records(
    lowered: Lowered, market: Market, first: int, last: int
) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of interest, and what the settings tell of it, by what it is paid on.

    Args:
        lowered: the run.
        market: its options.
        first: when its first group is, nanoseconds; nothing accrues before.
        last: when its last group is; nothing accrues after.

    Raises:
        DataError: a row is bad.
        ConfigError: it is not said what a rate is paid on, or that cannot bear it.
        UnknownNameError: the run does not have an instrument, account or currency; there is no such kind or
            day count.
    """
    rows = read_actions("rates", with_subjects(to_frame(market.rates), lowered), INTEREST, [], market)
    rates = scaled(rows, "rate", RATE_PRECISION)
    ts = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    years = _years(rows.frame["day_count"])
    parts, told = [], {}
    found = rows.frame.select("subject", "kind", place=pl.int_range(pl.len())).group_by("subject", "kind")
    bearers = {subject: _bearer(lowered, subject) for subject in rows.frame["subject"].unique()}
    for subject, kind, places in sorted(found.agg("place").rows(), key=lambda row: (bearers[row[0]], row[1])):
        own, (on_cash, number) = np.array(places), bearers[subject]
        records = _accruals(ts[own], rates[own], years[own], first, last)
        records["kind"] = _due(lowered, subject, kind, on_cash, number)
        records["balance"] = number if on_cash else lowered.instruments["balance"][number]
        records["instrument"] = -1 if on_cash else number
        parts.append(records)
        told[f"{subject} {kind}"] = told_of_steps(ts[own], ts[own] <= last) | {"accruals": len(records)}
    return np.concatenate(parts) if parts else new_records(0), told


def _accruals(ts: I64, rates: I64, years: I64, first: int, last: int) -> Records:
    """The stretches of one series: from each of its rows, or midnights in between, to the next."""
    start = max(int(ts[0]), first) if len(ts) else last
    midnights = np.arange(start // DAY * DAY + DAY, last + 1, DAY, dtype=np.int64)
    ends = np.union1d(ts, midnights)
    ends = ends[(ends > start) & (ends <= last)]
    starts = np.concatenate([[start], ends[:-1]])[: len(ends)]
    in_force = np.searchsorted(ts, starts, side="right") - 1
    year = np.where(years[in_force] > 0, years[in_force], _calendar_years(starts))
    elapsed = ends - starts
    common = np.gcd(elapsed, year)
    records = new_records(len(ends))
    records["ts"], records["rate"] = ends, rates[in_force]
    records["numerator"], records["divisor"] = elapsed // common, year // common
    return records


def _years(day_counts: pl.Series) -> I64:
    """How long a year is by each row's day count; 0 of ACT/ACT, where it depends on the date."""
    counts = day_counts.fill_null(DAY_COUNTS[0]).str.strip_chars().str.to_uppercase()
    for name in counts.unique(maintain_order=True):
        if name not in DAY_COUNTS:
            raise unknown_name("day_count in rates=", name, DAY_COUNTS)
    lengths: I64 = counts.replace_strict(YEARS, default=0, return_dtype=pl.Int64).to_numpy()
    return lengths


def _calendar_years(ts: I64) -> I64:
    """How long the calendar year is in which each time lies."""
    leap = pl.Series(ts).cast(pl.Datetime("ns")).dt.is_leap_year().to_numpy()
    return np.where(leap, 366, 365) * DAY


def _bearer(lowered: Lowered, subject: str) -> tuple[bool, int]:
    """Whether a subject is cash, and the number of its balance, else of its instrument."""
    ids = ids_of(lowered)
    if subject in ids:
        return False, ids.index(subject)
    account, _, currency = subject.rpartition(SEPARATOR)
    codes = [str(one.code) for one in lowered.currencies]
    return True, lowered.account_ids.index(account) * len(codes) + codes.index(currency)


def _due(lowered: Lowered, subject: str, kind: str, on_cash: bool, number: int) -> int:
    """What kind of ACTION a rate is; an account that cannot owe is refused a rate of what it owes."""
    if kind != "borrow":
        return DUE_ON_CASH if on_cash else DUE_ON_LONGS
    owner = (lowered.balances if on_cash else lowered.instruments)["account"][number]
    if lowered.accounts["account_type"][owner] == AccountType.CASH:
        raise ConfigError(
            f"rates=, {subject}: a CASH account neither borrows nor sells short, so it pays no 'borrow'; "
            "leave the rows out, or take account_type='MARGIN'"
        )
    return DUE_ON_DEBT if on_cash else DUE_ON_SHORTS
