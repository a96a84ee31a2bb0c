"""What a user may say about the files of a source, checked once before any of them is opened."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias, TypedDict, get_args

from fastbt.errors import ConfigError, unknown_name

Format: TypeAlias = Literal["csv", "jsonl", "parquet", "arrow"]
TimeUnit: TypeAlias = Literal["s", "ms", "us", "ns"]

FROM_NAME = "name"
"""What ``date`` is where the date stands in the file's name."""
LARGEST_UNPACKED = 64 * 2**30
"""Bytes that a compressed file may unpack to, unless ``max_unpacked`` says otherwise."""


class SourceWords(TypedDict, total=False):
    """Keyword arguments that say how files are written; ``SourceOptions`` says what each means."""

    format: str | None
    header: bool
    names: Sequence[str] | None
    separator: str | None
    skip_rows: int
    encoding: str
    decimal_comma: bool
    thousands: str | None
    suffixes: bool
    null_values: Sequence[str]
    scale: Mapping[str, str | int | float | Decimal] | None
    time_unit: str | None
    date: str | dt.date | None
    only: Sequence[str] | None
    where: Mapping[str, Any] | None
    max_unpacked: int


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How the files of a source are written, as far as they do not say it themselves.

    Args:
        format: ``"csv"``, ``"jsonl"`` (a JSON object per line), ``"parquet"`` or ``"arrow"``; None goes by
            the ending.
        header: whether the first line of text holds the columns' names.
        names: names of the columns in their order, in place of the header or where there is none.
        separator: the sign between two columns of text; None is the one of ``,;|`` and tab that the first
            line has most of.
        skip_rows: lines of text before the header or the first row.
        encoding: how text is coded.
        decimal_comma: whether numbers are written 1,5.
        thousands: the sign between groups of three digits, such as ``","``.
        suffixes: whether numbers may end in K, M, B or T (10**3 to 10**12) or ``%`` (0.01).
        null_values: further words that mean nothing, such as ``"-"``.
        scale: factors of columns, by our names, such as ``{"price": "0.0001"}``; ``price`` is every price.
        time_unit: what whole numbers of time count, from 1970 in UTC; None goes by their size.
        date: the day of times that have none, as text of ISO 8601 or ``"name"``: it stands in the file's
            name. Numbers then count from midnight, milliseconds unless ``time_unit`` says otherwise.
        only: the columns to read; None is all.
        where: rows to read: a value, or several, by column.
        max_unpacked: bytes that a compressed file may unpack to.
    """

    format: Format | None = None
    header: bool = True
    names: tuple[str, ...] | None = None
    separator: str | None = None
    skip_rows: int = 0
    encoding: str = "utf-8"
    decimal_comma: bool = False
    thousands: str | None = None
    suffixes: bool = False
    null_values: tuple[str, ...] = ()
    scale: Mapping[str, Decimal] = field(default_factory=dict)
    time_unit: TimeUnit | None = None
    date: dt.date | Literal["name"] | None = None
    only: tuple[str, ...] | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_unpacked: int = LARGEST_UNPACKED

    @property
    def numbers_are_plain(self) -> bool:
        """Whether numbers are written so that every program reads them."""
        return not (self.decimal_comma or self.thousands or self.suffixes or self.null_values)

    @staticmethod
    def of(given: SourceOptions | Mapping[str, Any] | None) -> SourceOptions:
        """Return options that are given as such, by their names, or not at all.

        Raises:
            ConfigError: a name is not known, or as ``check``.

        Example:
            >>> SourceOptions.of({"skip_rows": 2}).skip_rows
            2
        """
        if isinstance(given, SourceOptions):
            return given
        for name in given or ():
            if name not in SourceOptions.__dataclass_fields__:
                raise unknown_name("option of files", name, SourceOptions.__dataclass_fields__)
        return SourceOptions.check(**(given or {}))

    @staticmethod
    def check(
        *,
        format: str | None = None,  # noqa: A002 - the word that users know
        header: bool = True,
        names: Sequence[str] | None = None,
        separator: str | None = None,
        skip_rows: int = 0,
        encoding: str = "utf-8",
        decimal_comma: bool = False,
        thousands: str | None = None,
        suffixes: bool = False,
        null_values: Sequence[str] = (),
        scale: Mapping[str, str | int | float | Decimal] | None = None,
        time_unit: str | None = None,
        date: str | dt.date | None = None,
        only: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        max_unpacked: int = LARGEST_UNPACKED,
    ) -> SourceOptions:
        """Return the options, each of its type; the class says what they mean.

        Args:
            format: see there; so are the others.
            header: see there.
            names: see there.
            separator: see there.
            skip_rows: see there.
            encoding: see there.
            decimal_comma: see there.
            thousands: see there.
            suffixes: see there.
            null_values: see there.
            scale: see there; a float stands for the decimal it prints as.
            time_unit: see there.
            date: see there.
            only: see there.
            where: see there.
            max_unpacked: see there.

        Raises:
            ConfigError: an option has a value that it does not know, or two contradict each other.

        Example:
            >>> SourceOptions.check(thousands=",", scale={"price": "0.01"}).scale
            {'price': Decimal('0.01')}
        """
        _check_signs(separator, thousands, decimal_comma=decimal_comma)
        if skip_rows < 0 or max_unpacked < 1:
            raise ConfigError("skip_rows and max_unpacked: must not be negative, nor nothing be unpacked")
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ConfigError(
                f"encoding: {encoding!r} is not known; use a name like 'utf-8' or 'latin-1'"
            ) from None
        return SourceOptions(
            format=_one_of("format", format, Format),
            header=header,
            names=_texts("names", names),
            separator=separator,
            skip_rows=skip_rows,
            encoding=encoding,
            decimal_comma=decimal_comma,
            thousands=thousands,
            suffixes=suffixes,
            null_values=_texts("null_values", null_values) or (),
            scale={role: _factor(role, factor) for role, factor in (scale or {}).items()},
            time_unit=_one_of("time_unit", time_unit, TimeUnit),
            date=_date(date),
            only=_texts("only", only),
            where={name: _values(value) for name, value in (where or {}).items()},
            max_unpacked=max_unpacked,
        )


def _one_of(name: str, value: str | None, allowed: Any) -> Any:
    words = get_args(allowed)
    if value is not None and value not in words:
        raise ConfigError(f"{name}: {value!r} is not one of {', '.join(map(repr, words))}")
    return value


def _check_signs(separator: str | None, thousands: str | None, *, decimal_comma: bool) -> None:
    if separator is not None and len(separator.encode()) != 1:
        raise ConfigError(f"separator: expected one ASCII sign such as ';', got {separator!r}")
    if thousands is None:
        return
    point = "," if decimal_comma else "."
    if len(thousands) != 1 or thousands.isdigit() or thousands in (point, "-", "+"):
        raise ConfigError(f"thousands: expected a sign other than the decimal {point!r}, got {thousands!r}")


def _texts(name: str, values: Sequence[str] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise ConfigError(f"{name}: expected a list of texts, got {values!r}")
    if name == "names" and len(set(values)) < len(values):
        raise ConfigError(f"names: every column needs a name of its own, got {list(values)!r}")
    return tuple(values)


def _factor(role: str, factor: str | float | Decimal) -> Decimal:
    try:
        number = Decimal(str(factor))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number == 0:
        raise ConfigError(f"scale: {role!r} needs a number other than 0, such as '0.0001', got {factor!r}")
    return number


def _date(value: str | dt.date | None) -> dt.date | Literal["name"] | None:
    if value is None or value == FROM_NAME:
        return None if value is None else "name"
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ConfigError(
            f"date: expected a day such as '2013-10-07', or 'name' where it stands in the file's name, "
            f"got {value!r}"
        ) from None


def _values(value: Any) -> tuple[str, ...]:
    several = isinstance(value, (list, tuple, set, frozenset))
    return tuple(str(one) for one in value) if several else (str(value),)
