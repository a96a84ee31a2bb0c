"""Columns put together from several: a date beside a time, an id out of a symbol and a venue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import TypeAlias

import polars as pl

from fastbt.errors import ConfigError, unknown_name
from fastbt.schema.market import TIME_NAMES

Columns: TypeAlias = Mapping[str, str | Sequence[str]]
"""Our column name to the source's; to several, joined by a blank; or to a text with such names in braces."""

_TIMES = frozenset((*TIME_NAMES, "ts_open", "ts_init"))


def parts_of(value: str | Sequence[str], names: Sequence[str]) -> list[str] | None:
    """Return the columns that a value of ``columns=`` is put together from; None where it is one column.

    Args:
        value: a column, a list of columns, or a text with columns in braces.
        names: the source's columns.

    Raises:
        ConfigError: the braces do not match.

    Example:
        >>> parts_of("{symbol}.XNAS", ["symbol", "close"]), parts_of("close", ["symbol", "close"])
        (['symbol'], None)
    """
    if not isinstance(value, str):
        return list(value)
    if value in names or "{" not in value:
        return None
    try:
        return [name for _, name, _, _ in Formatter().parse(value) if name is not None]
    except ValueError as error:
        raise ConfigError(f"columns: {value!r} cannot be read: {error}") from None


def compose(frame: pl.DataFrame, columns: Columns | None) -> tuple[pl.DataFrame, dict[str, str] | None]:
    """Put together the columns that a mapping asks for.

    Args:
        frame: the source.
        columns: our column name to one or several of the source's.

    Returns:
        The frame, with columns put together in place of their parts, and the mapping to them.

    Raises:
        UnknownNameError: a part is no column of the source.
        ConfigError: a value of the mapping cannot be read.

    Example:
        >>> frame = pl.DataFrame({"day": ["2024-01-02"], "clock": ["09:30"], "close": [1.5]})
        >>> frame, columns = compose(frame, {"time": ["day", "clock"]})
        >>> frame.columns, frame["day clock"].to_list(), columns
        (['close', 'day clock'], ['2024-01-02 09:30'], {'time': 'day clock'})
    """
    if columns is None:
        return frame, None
    found, used = dict[str, str](), set[str]()
    for role, value in columns.items():
        parts = parts_of(value, frame.columns)
        if parts is None:
            found[role] = str(value)
            continue
        for part in parts:
            if part not in frame.columns:
                raise unknown_name("column", part, frame.columns)
        if not parts:
            raise ConfigError(f"columns: {role!r} needs at least one column, got {value!r}")
        template = value if isinstance(value, str) else " ".join(["{}"] * len(parts))
        name = " ".join(parts)
        frame = frame.with_columns(_joined(frame, parts, template, is_time=role in _TIMES).alias(name))
        found[role] = name
        used |= set(parts) - {name}
    return frame.drop(used - set(found.values())), found


def _joined(frame: pl.DataFrame, parts: Sequence[str], template: str, *, is_time: bool) -> pl.Expr:
    """Fill columns into a template; null where one of them is."""
    texts = [frame[part].cast(pl.String) for part in parts]
    if is_time:
        texts = texts[:1] + [_clock(text) for text in texts[1:]]
    pieces: list[pl.Expr] = []
    for number, (literal, *_) in enumerate(Formatter().parse(template)):
        if literal:
            pieces.append(pl.lit(literal))
        if number < len(texts):
            pieces.append(pl.lit(texts[number]))
    return pl.concat_str(pieces)


def _clock(text: pl.Series) -> pl.Series:
    """Return clock times written as numbers, such as 93000, with the zeros they have lost."""
    if not text.len() or not text.str.contains(r"^\d{3,6}$").all():
        return text
    longest = text.str.len_chars().max()
    return text.str.zfill(4 if isinstance(longest, int) and longest <= 4 else 6)
