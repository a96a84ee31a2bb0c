"""The exceptions of fastbt, all under one base, each saying what, where and what to do.

::

    FastbtError
    ├── ConfigError (ValueError)           a bad argument or option
    │   └── LookAheadError                 an expression or pipeline that knows the future
    ├── UnknownNameError (KeyError)        a name nobody knows, with the nearest known ones
    ├── DataError (ValueError)             bad data: source, column, row, time, instrument, remedy
    ├── CatalogError                       the store itself: missing, locked, broken, wrong version
    ├── OrderStateError (ValueError)       an event that an order's or a position's state does not allow
    ├── KernelError (RuntimeError)         a run that ended with a status other than done
    ├── StrategyError (RuntimeError)       the user's own strategy code failed or broke a rule
    └── MissingExtraError (ImportError)    a feature whose optional packages are not installed

``InvalidStateTransition`` is another name of ``OrderStateError``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FastbtError(Exception):
    """Base of every exception that fastbt raises on purpose."""


class FastbtWarning(UserWarning):
    """What a run may not show as it was meant; the run goes on."""


class ConfigError(FastbtError, ValueError):
    """An argument or option is wrong; the message names it, its value and what is allowed."""


class LookAheadError(ConfigError):
    """An expression, signal or pipeline used rows that were not known at its time."""


class UnknownNameError(FastbtError, KeyError):
    """A name is not known; build it with ``unknown_name`` so that it lists the nearest ones."""

    def __init__(self, message: str, *, name: object = None, suggestions: Iterable[str] = ()) -> None:
        """Keep the message and, for programs, the name and the suggestions.

        Args:
            message: the whole text to show.
            name: the name that was not found.
            suggestions: known names, nearest first.
        """
        super().__init__(message)
        self.name = name
        self.suggestions = tuple(suggestions)

    def __str__(self) -> str:
        # KeyError shows repr(message), that is, the text inside quotes.
        return str(self.args[0])

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.args[0],), {"name": self.name, "suggestions": self.suggestions}


class DataError(FastbtError, ValueError):
    """Data is wrong at a place; the message is composed from what is known of that place.

    Example:
        >>> print(DataError("high is below low", source="aapl.csv", column="high", row=17,
        ...                 remedy="fix the row or pass on_error='drop'"))
        high is below low (source aapl.csv, column high, row 17); fix the row or pass on_error='drop'
    """

    def __init__(
        self,
        message: str,
        *,
        source: object | None = None,
        column: str | None = None,
        row: int | None = None,
        time: object | None = None,
        instrument: object | None = None,
        remedy: str | None = None,
        table: str | None = None,
    ) -> None:
        """Compose the text "message (source, table, column, row, time, instrument); remedy".

        Args:
            message: what is wrong.
            source: file, frame or catalog the data came from.
            column: name of the column.
            row: row number in the source, counted from 0.
            time: UTC nanoseconds, a datetime or text.
            instrument: instrument id.
            remedy: what the user can do.
            table: name of the table, for data that is in one.
        """
        self.message = message
        self.source = source
        self.table = table
        self.column = column
        self.row = row
        self.time = time
        self.instrument = instrument
        self.remedy = remedy
        super().__init__(message)

    def __str__(self) -> str:
        place = _place(
            source=self.source,
            table=self.table,
            column=self.column,
            row=self.row,
            time=self.time,
            instrument=self.instrument,
        )
        return self.message + place + (f"; {self.remedy}" if self.remedy else "")


class CatalogError(FastbtError):
    """The catalog cannot do what was asked: missing, locked, broken or of a newer format."""


class OrderStateError(FastbtError, ValueError):
    """An event does not fit the state of its order or position, which stays as it was."""


InvalidStateTransition = OrderStateError


class KernelError(FastbtError, RuntimeError):
    """A run ended with a status instead of an end; the state up to the row is kept.

    Example:
        >>> from fastbt.codes import RunStatus
        >>> print(KernelError("a notional left 64 bits", status=RunStatus.OVERFLOW, row=3, time=0))
        a notional left 64 bits (status OVERFLOW, row 3, time 1970-01-01T00:00:00Z)
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        row: int | None = None,
        time: object | None = None,
        instrument: object | None = None,
        remedy: str | None = None,
    ) -> None:
        """Compose the text "message (status, row, time, instrument); remedy".

        Args:
            message: what happened.
            status: a ``codes.RunStatus``.
            row: timeline row, counted from 0.
            time: UTC nanoseconds of the row, a datetime or text.
            instrument: instrument id of the row.
            remedy: what the user can do.
        """
        self.message = message
        self.status = status
        self.row = row
        self.time = time
        self.instrument = instrument
        self.remedy = remedy
        super().__init__(message)

    def __str__(self) -> str:
        place = _place(
            status=getattr(self.status, "name", self.status),
            row=self.row,
            time=self.time,
            instrument=self.instrument,
        )
        return self.message + place + (f"; {self.remedy}" if self.remedy else "")


class StrategyError(FastbtError, RuntimeError):
    """A strategy's own code failed or asked for something no strategy may do."""


class MissingExtraError(FastbtError, ImportError):
    """A feature needs optional packages; the message gives the install command."""

    def __init__(self, feature: str, *, extra: str, package: str | None = None) -> None:
        """Compose the message.

        Args:
            feature: what was asked for.
            extra: the extra of fastbt that installs it.
            package: the package that could not be imported.
        """
        self.feature = feature
        self.extra = extra
        missing = f"the package {package!r}" if package else "an optional package"
        super().__init__(
            f"{feature} needs {missing}; install it with: pip install 'fastbt[{extra}]'",
            name=package,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_missing_extra, (self.feature, self.extra, self.name)


def _rebuild_missing_extra(feature: str, extra: str, package: str | None) -> MissingExtraError:
    return MissingExtraError(feature, extra=extra, package=package)


def unknown_name(what: str, name: object, known: Iterable[object]) -> UnknownNameError:
    """Build the error for a name that is not among the known ones.

    Args:
        what: kind of thing, in words ("column", "instrument").
        name: the name asked for.
        known: the names that exist.

    Returns:
        The error, to be raised by the caller.

    Example:
        >>> print(unknown_name("column", "closee", ["open", "close", "volume"]))
        unknown column 'closee'; did you mean 'close'? Known: close, open, volume
    """
    names = sorted({str(k) for k in known})
    by_folded = {n.casefold(): n for n in names}
    near = difflib.get_close_matches(str(name).casefold(), list(by_folded), n=3, cutoff=0.5)
    suggestions = [by_folded[n] for n in near]
    text = f"unknown {what} {str(name)!r}"
    if suggestions:
        text += "; did you mean " + " or ".join(repr(s) for s in suggestions) + "?"
    else:
        text += "."
    if not names:
        text += f" No {what} is known."
    elif len(names) <= 12:
        text += " Known: " + ", ".join(names)
    else:
        text += f" {len(names)} are known, among them: " + ", ".join(names[:12])
    return UnknownNameError(text, name=name, suggestions=suggestions)


def _place(**parts: object | None) -> str:
    shown = [f"{label} {_shown(label, value)}" for label, value in parts.items() if value is not None]
    return f" ({', '.join(shown)})" if shown else ""


def _shown(label: str, value: object) -> str:
    if label != "time":
        return str(value)
    if isinstance(value, int):
        return _iso_time(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _iso_time(nanoseconds: int) -> str:
    """Text of a UTC time in nanoseconds, with as many decimals as it needs."""
    seconds, rest = divmod(int(nanoseconds), 1_000_000_000)
    try:
        text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    except OverflowError:
        return f"{nanoseconds} ns"
    return text + (f".{rest:09d}".rstrip("0") if rest else "") + "Z"
