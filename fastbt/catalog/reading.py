"""A source of bars read column by column: times, numbers, ids and the instruments they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.columns import Roles
from fastbt.catalog.definitions import (
    Given,
    given_instruments,
    inferred_instrument,
    unknown_instrument,
)
from fastbt.catalog.grid import Numbers, Ticks
from fastbt.catalog.number_columns import read_numbers
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.precision import decimals_seen
from fastbt.catalog.stamps import choose_stamp
from fastbt.catalog.times import Times, read_times
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError, DataError
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument

LONGEST_ID = 200
"""Bytes of an id, three for each that is no letter, digit or ``_.-~``: folders are named after ids."""

Codes = NDArray[np.int32]
LookUp: TypeAlias = Callable[[Iterable[str]], dict[str, Instrument]]
"""Returns what is known of some ids."""


@dataclass(slots=True)
class Source:
    """The columns of a source, read but not yet judged.

    Args:
        frame: the source.
        roles: what its columns hold.
        times: its times.
        starts: its ``ts_open``, if it has them beside.
        stamp: what the times mean.
        ids: its instruments, sorted.
        code: place of each row's instrument in ``ids``, -1 where it is missing; None where there is one.
        instruments: definition of every id.
        numbers: its columns of prices and volumes, by name.
    """

    frame: pl.DataFrame
    roles: Roles
    times: Times
    starts: Times | None
    stamp: BarStamp
    ids: list[str]
    code: Codes | None
    instruments: dict[str, Instrument]
    numbers: dict[str, Numbers]

    def ticks(self, column: str, kind: str) -> Ticks:
        """Put a column on the grid of its rows' instruments; ``kind`` is ``price`` or ``size``."""
        numbers = self.numbers[column]
        precisions = np.array([self._precision(name, kind) for name in self.ids], dtype=np.int64)
        if self.code is None or len(set(precisions.tolist())) <= 1:
            return numbers.ticks(int(precisions[0]) if len(precisions) else 0)
        return mixed_ticks(numbers, precisions[self.code])

    def precision_at(self, row: int, kind: str) -> int:
        """Return the precision of a row's instrument."""
        return self._precision(self.id_at(row) or self.ids[0], kind)

    def id_at(self, row: int) -> str | None:
        """Return the id of a row's instrument."""
        number = 0 if self.code is None else int(self.code[row])
        return self.ids[number] if number >= 0 else None

    def _precision(self, name: str, kind: str) -> int:
        instrument = self.instruments[name]
        return instrument.price_precision if kind == "price" else instrument.size_precision


def read_source(
    frame: pl.DataFrame,
    roles: Roles,
    instruments: Given,
    options: LoadOptions,
    *,
    default_id: str | None,
    currency: str | Currency,
    look_up: LookUp,
    from_text: bool = False,
) -> Source:
    """Read the columns of a source and find out what its instruments are.

    Args:
        frame: the source.
        roles: what its columns hold.
        instruments: what the user said about instruments.
        options: how to read.
        default_id: id of the instrument where nobody names one; None makes that an error.
        currency: currency of instruments read off the data.
        look_up: finds definitions of ids that the user did not define.
        from_text: whether floats were text of at most 15 digits.

    Raises:
        DataError: a column has a type that cannot hold what it should.
        ConfigError: the instruments given do not fit the source.
        UnknownNameError: an id that nobody knows.
    """
    known, bare = given_instruments(instruments)
    ids, code = ids_of(frame, roles.instrument_id, known, bare, default_id)
    numbers = {name: numbers_of(frame[name], from_text=from_text) for name in _number_columns(roles)}
    if roles.instrument_id is None:
        bare = [*bare, *(name for name in ids if name not in known)]
    if not set(ids) <= set(known):
        known = look_up(name for name in ids if name not in known) | known
    missing = [name for name in ids if name not in known]
    if missing and options.unknown == "raise":
        for name in missing:
            if name not in bare:
                raise unknown_instrument(name, known)
    if missing:
        known |= _inferred(missing, ids, roles, numbers, code, currency)
    wants_dates = options.stamp is BarStamp.SESSION
    times = read_times(
        frame[roles.time],
        tz=options.tz,
        time_format=options.time_format,
        as_dates=wants_dates,
        group=code,
        step=None if options.bar is None else options.bar.duration_ns,
    )
    is_start = roles.time.lower() == "ts_open"
    if (
        options.needs_stamp
        and options.stamp is None
        and not (times.are_dates or is_start or roles.has_own_time)
    ):
        raise ConfigError(
            f"stamp: does {roles.time!r} mark the start or the end of a bar? Say stamp='open' or 'close', or "
            "'session' where it is a date; taken wrongly it lets a backtest see the future"
        )
    return Source(
        frame=frame,
        roles=roles,
        times=times,
        starts=None if roles.ts_open is None else read_times(frame[roles.ts_open], tz=options.tz, group=code),
        stamp=choose_stamp(options.stamp, are_dates=times.are_dates, is_start=is_start),
        ids=ids,
        code=code,
        instruments={name: known[name] for name in ids},
        numbers=numbers,
    )


def ids_of(
    frame: pl.DataFrame,
    id_column: str | None,
    known: dict[str, Instrument],
    bare: list[str],
    default_id: str | None,
) -> tuple[list[str], Codes | None]:
    """Return the instruments of a source, sorted, and the place of each row's among them (None for one).

    Args:
        frame: the source.
        id_column: its column of ids, if any.
        known: instruments that the user defined.
        bare: ids that the user named.
        default_id: id where nobody names one; None makes that an error.

    Raises:
        ConfigError: no instrument is named, or several are and no column says which.
    """
    if id_column is None:
        given = [*known, *bare]
        if len(given) > 1:
            raise ConfigError(
                f"the data has no column instrument_id, and {len(given)} instruments are given: which is it?"
            )
        if not given and default_id is None:
            raise ConfigError(
                "instrument: the data has no column instrument_id; name the instrument with instrument=, "
                "an id such as 'AAPL.XNAS' or a definition"
            )
        return _checked_ids(given or [str(default_id)], None), None
    column = frame[id_column].cast(pl.String)
    ids = column.drop_nulls().unique().sort().to_list()
    _checked_ids(ids, id_column)
    if len(ids) == 1 and not column.null_count():
        return ids, None
    code = column.cast(pl.Enum(ids)).to_physical().cast(pl.Int32).fill_null(-1)
    return ids, code.to_numpy()


def _checked_ids(ids: list[str], column: str | None) -> list[str]:
    """Refuse ids that no folder could be named after, or no message show."""
    for name in ids:
        if not name.isprintable() or len(quote(name, safe="")) > LONGEST_ID:
            raise DataError(
                f"{name[:80]!r} is no id: it has to be printable, and its bytes no more than {LONGEST_ID}",
                column=column,
                remedy="write ids as SYMBOL.VENUE, such as 'AAPL.XNAS'",
            )
    return ids


def _number_columns(roles: Roles) -> list[str]:
    names = [*roles.prices.values(), *([roles.volume] if roles.volume is not None else [])]
    return list(dict.fromkeys(names))


def numbers_of(column: pl.Series, *, from_text: bool = False) -> Numbers:
    """Read a column of numbers.

    Args:
        column: the column.
        from_text: whether floats were text of at most 15 digits.

    Raises:
        DataError: it has another type.
    """
    numbers = read_numbers(column, from_text=from_text)
    if numbers is None:
        raise DataError(
            f"column {column.name!r} of type {column.dtype} does not hold numbers",
            column=column.name,
            remedy="make it floats, integers, decimals or text such as '100.50'",
        )
    return numbers


def _inferred(
    missing: list[str],
    ids: list[str],
    roles: Roles,
    numbers: dict[str, Numbers],
    code: Codes | None,
    currency: str | Currency,
) -> dict[str, Instrument]:
    """Describe instruments by the decimals their prices and volumes have."""
    rows = code if code is None or code.min(initial=0) >= 0 else np.where(code < 0, 0, code)
    price = np.zeros(len(ids), dtype=np.int64)
    for column in set(roles.prices.values()):
        price = np.maximum(price, decimals_seen(numbers[column], rows, len(ids)))
    size = np.zeros(len(ids), dtype=np.int64)
    if roles.volume is not None:
        size = decimals_seen(numbers[roles.volume], rows, len(ids))
    place = {name: number for number, name in enumerate(ids)}
    return {
        name: inferred_instrument(name, int(price[place[name]]), int(size[place[name]]), currency)
        for name in missing
    }


def mixed_ticks(numbers: Numbers, precision: NDArray[np.int64]) -> Ticks:
    """Put rows on grids of their own, one precision after the other."""
    rows = len(precision)
    values = np.zeros(rows, dtype=np.int64)
    off, large = np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    for one in np.unique(precision):
        held = np.flatnonzero(precision == one)
        ticks = numbers.take(held).ticks(int(one))
        values[held] = ticks.values
        if ticks.off_grid is not None:
            off[held] = ticks.off_grid
        if ticks.too_large is not None:
            large[held] = ticks.too_large
    return Ticks(values, off if off.any() else None, large if large.any() else None)
