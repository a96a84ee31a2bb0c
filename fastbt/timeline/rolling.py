"""Continuous futures: the contracts of a market, one after the other, as one series."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, DataError
from fastbt.schema.market import PRICES
from fastbt.timeline import rolling_rules
from fastbt.timeline.exact import scaled, steps_of
from fastbt.timeline.rolling_rules import Rolls
from fastbt.timeline.rows import KEY, ns_of, through, utc, with_times
from fastbt.venues.calendar import TradingCalendar

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

_TABLE = "contracts"


def continuous(
    contracts: Any,
    roll: Any,
    adjust: Literal["none", "difference", "ratio"] = "difference",
    *,
    direction: Literal["backward", "forward"] = "backward",
    calendar: TradingCalendar | None = None,
    precision: int = 8,
    columns: Sequence[str] = PRICES,
) -> Any:
    """Join the contracts of one market to a series that rolls from one to the next.

    **When.** ``roll`` is

    * a roll calendar, a table with a time and ``contract``: from that time on (rows that end later) this one;
    * ``"volume"`` or ``"open_interest"``: once a later contract had more of it *in the session before*, the
      one that had most; never back. Open interest is the last one known, volume the session's sum;
    * a whole number of days: a contract is held through the session of its ``expiry`` less these days.

    Contracts follow one another by ``expiry``, a column with each contract's date, without it by name. All
    but the table decide a session by what sessions before it have shown, so they leave out the first one. A
    session is that of the calendar, else the UTC day a row ends in.

    **How.** At a roll the gap is taken at the last time, before it, at which both contracts have a close.
    ``difference`` (the Panama canal method) shifts prices by it, ``ratio`` multiplies them by the quotient,
    which keeps returns and needs prices above zero. ``backward`` moves the past, so that the last prices are
    as traded and earlier rows change with each roll to come; ``forward`` moves what follows a roll, so that a
    row depends on what was known then only (rule T4). Which contract is held never depends on later rows.

    Args:
        contracts: bars of all contracts of one market; the contract in the column ``contract``, else
            ``instrument_id``. Rows without a close are left out.
        roll: when, see above.
        adjust: how, see above.
        direction: ``"backward"`` or ``"forward"``.
        calendar: whose sessions decisions are made by.
        precision: decimals that ``ratio`` rounds to, half up.
        columns: columns of prices that are adjusted, those of them that are there.

    Returns:
        The rows of the contracts held, by time (lazy for a LazyFrame), with ``contract``, ``roll`` (true on
        the first row after a roll) and ``adjustment``: what was added to prices, or they were multiplied by.
        There is no ``instrument_id``: the series is one of its own.

    Raises:
        ConfigError: an argument is wrong.
        DataError: a column that the rule needs is missing, two contracts never have a close at one time, or a
            price is not above zero with ``ratio``.

    Example:
        >>> from datetime import date
        >>> days = [date(2024, 3, day) for day in (13, 14, 15)]
        >>> frame = pl.DataFrame({"date": days * 2, "contract": ["H4"] * 3 + ["M4"] * 3,
        ...                       "close": [100.0, 101.0, 102.0, 103.0, 105.0, 106.0]})
        >>> table = pl.DataFrame({"date": [date(2024, 1, 1), date(2024, 3, 15)], "contract": ["H4", "M4"]})
        >>> continuous(frame, table).select("close", "contract", "roll", "adjustment").rows()
        [(104.0, 'H4', False, 4.0), (105.0, 'H4', False, 4.0), (106.0, 'M4', True, 0.0)]
    """
    if adjust not in ("none", "difference", "ratio"):
        raise ConfigError(f"adjust={adjust!r}: must be 'none', 'difference' or 'ratio'")
    if direction not in ("backward", "forward"):
        raise ConfigError(f"direction={direction!r}: must be 'backward' or 'forward'")
    if not 0 <= precision <= 15:
        raise ConfigError(f"precision={precision!r}: must be from 0 to 15")
    return through(
        contracts,
        functools.partial(
            _continuous,
            roll=roll,
            adjust=adjust,
            backward=direction == "backward",
            calendar=calendar,
            precision=precision,
            columns=tuple(columns),
        ),
    )


def _continuous(
    frame: pl.DataFrame,
    roll: Any,
    adjust: str,
    *,
    backward: bool,
    calendar: TradingCalendar | None,
    precision: int,
    columns: tuple[str, ...],
) -> pl.DataFrame:
    rows = _rows(frame)
    order = _order(rows)
    rolls = _rolls(rows, order, roll, calendar)
    number = _numbers(rows, order)
    held, since = rolls.held(ns_of(rows["ts_event"]))
    kept = np.flatnonzero(held == number)
    chosen = rows[pl.Series(kept, dtype=pl.Int64)]
    moved = np.flatnonzero(np.diff(number[kept])) + 1
    flag = np.zeros(chosen.height, dtype=np.bool_)
    flag[moved] = True
    gaps = []
    if adjust != "none":
        contract, times = chosen["contract"], since[kept]
        gaps = [_gap(rows, contract[row - 1], contract[row], int(times[row])) for row in moved.tolist()]
    lengths = np.diff([0, *moved.tolist(), chosen.height])
    stretch = np.repeat(np.arange(len(lengths)), lengths)
    found = _adjusted(chosen, gaps, stretch, adjust, columns, backward=backward, precision=precision)
    found = found.with_columns(roll=pl.Series(flag, dtype=pl.Boolean))
    return found.select(*(name for name in found.columns if name not in _LAST), *_LAST)


_LAST = ("contract", "roll", "adjustment")


def _rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a close, sorted by time, their contract in the column of that name."""
    if "contract" not in frame.columns:
        if KEY not in frame.columns:
            raise DataError("no column says whose the rows are", table=_TABLE, column="contract")
        frame = frame.rename({KEY: "contract"})
    if "close" not in frame.columns:
        raise DataError("a column of bars is missing", table=_TABLE, column="close")
    timed = with_times(frame.drop(KEY, strict=False).with_columns(pl.col("contract").cast(pl.String)), _TABLE)
    known = timed.filter(pl.col("close").is_not_null())
    for name in ("ts_event", "contract"):
        if known[name].null_count():
            row = int(known[name].is_null().arg_max() or 0)
            raise DataError("a row without one", table=_TABLE, column=name, row=row)
    return known.sort("ts_event", "contract", maintain_order=True)


def _order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the contracts in the order of their expiry, else of their names, with ``expiry`` in ns."""
    if "expiry" not in rows.columns:
        return rows.select("contract").unique().sort("contract")
    expiry = utc("expiry", rows.schema["expiry"], _TABLE, end=False).dt.truncate("1d")
    known = rows.select("contract", expiry.alias("expiry")).drop_nulls().unique()
    twice = known.filter(pl.col("contract").is_duplicated())
    if twice.height:
        raise DataError(f"contract {twice['contract'][0]} has several dates", table=_TABLE, column="expiry")
    missing = rows.filter(~pl.col("contract").is_in(known["contract"].implode()))
    if missing.height:
        raise DataError(f"contract {missing['contract'][0]} has no date", table=_TABLE, column="expiry")
    return known.sort("expiry", "contract")


def _numbers(rows: pl.DataFrame, order: pl.DataFrame) -> I64:
    names = order["contract"].to_list()
    values: I64 = rows["contract"].cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()
    return values


def _rolls(rows: pl.DataFrame, order: pl.DataFrame, roll: Any, calendar: TradingCalendar | None) -> Rolls:
    """Decide when to hold what."""
    names = order["contract"].to_list()
    if roll in ("volume", "open_interest") if isinstance(roll, str) else isinstance(roll, int):
        needed = roll if isinstance(roll, str) else "expiry"
        if needed not in rows.columns:
            raise DataError(f"roll={roll!r} needs a column", table=_TABLE, column=needed)
        amount = None
        if isinstance(roll, str):
            amount = rows[roll].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        sessions = rolling_rules.sessions_of(
            ns_of(rows["ts_event"]),
            _numbers(rows, order),
            len(names),
            amount,
            calendar,
            last=roll == "open_interest",
        )
        if isinstance(roll, str):
            return rolling_rules.by_figures(sessions)
        return rolling_rules.by_expiry(sessions, ns_of(order["expiry"]), rolling_rules.check_days(roll))
    if isinstance(roll, (str, float)) or roll is None:
        raise ConfigError(
            f"roll={roll!r}: give a table of times and contracts, 'volume', 'open_interest' or days before "
            "expiry"
        )
    if calendar is not None:
        raise ConfigError("a roll calendar has its own times: leave out calendar=")
    return rolling_rules.from_table(roll, names)


def _adjusted(
    chosen: pl.DataFrame,
    gaps: list[tuple[float, float]],
    stretch: NDArray[np.intp],
    adjust: str,
    columns: Sequence[str],
    *,
    backward: bool,
    precision: int,
) -> pl.DataFrame:
    """Shift or multiply the prices of each stretch between two rolls."""
    if adjust == "none":
        return chosen.with_columns(adjustment=pl.lit(0.0))
    prices = [name for name in columns if name in chosen.columns]
    if adjust == "ratio":
        if any(old <= 0 or new <= 0 for old, new in gaps):
            raise DataError(
                "adjust='ratio' needs closes above zero at each roll", table=_TABLE, column="close"
            )
        factor = _total(np.array([new / old for old, new in gaps]), backward=backward, ratio=True)[stretch]
        changed = {name: scaled(chosen[name], factor, precision) for name in prices}
        return chosen.with_columns(**changed, adjustment=pl.Series(factor))
    # Differences of decimals are exact: counted in steps.
    both = steps_of(pl.Series("close", [price for gap in gaps for price in gap], dtype=pl.Float64), _TABLE)
    shift = _total(both.values[1::2] - both.values[::2], backward=backward, ratio=False)[stretch]
    changed = {}
    for name in prices:
        steps = steps_of(chosen[name], _TABLE)
        digits = max(steps.precision, both.precision)
        up, over = 10 ** (digits - steps.precision), 10 ** (digits - both.precision)
        moved_values = steps.values * up + shift * over
        changed[name] = steps.column(name, moved_values, steps.missing, digits)
    return chosen.with_columns(**changed, adjustment=both.column("adjustment", shift, None))


def _gap(rows: pl.DataFrame, old: str, new: str, until: int) -> tuple[float, float]:
    """Closes of two contracts at the last time up to a roll at which both have one."""
    times = pl.lit(until).cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    past = rows.filter(pl.col("contract").is_in([old, new]) & (pl.col("ts_event") <= times))
    first, second = past.filter(contract=old), past.filter(contract=new)
    both = first.join(second, on="ts_event", suffix="_new", maintain_order="left")
    if not both.height:
        raise DataError(
            f"contracts {old} and {new} have no close at one time before the roll",
            table=_TABLE,
            time=until,
            remedy="roll later, use adjust='none', or give rows of both contracts",
        )
    return float(both["close"][-1]), float(both["close_new"][-1])


def _total(gaps: NDArray[Any], *, backward: bool, ratio: bool) -> NDArray[Any]:
    """What each stretch between rolls is moved by, from the gap at each roll."""
    none = np.ones(1) if ratio else np.zeros(1, dtype=np.int64)
    add = np.cumprod if ratio else np.cumsum
    if backward:
        return np.concatenate([add(gaps[::-1])[::-1], none])
    return np.concatenate([none, add(1.0 / gaps if ratio else -gaps)])
