"""The options of a load, checked once before any data is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from fastbt.catalog.composing import Columns
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.parsing import parse_code

OnError: TypeAlias = Literal["raise", "drop", "repair"]
OnOffGrid: TypeAlias = Literal["raise", "round"]
OnDuplicate: TypeAlias = Literal["raise", "first", "last"]
Unknown: TypeAlias = Literal["raise", "infer"]


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a source is to be read; ``normalize_bars`` says what each option means."""

    bar: BarSpecification | None
    stamp: BarStamp | None
    tz: str | None
    columns: Columns | None
    on_error: OnError
    on_off_grid: OnOffGrid
    on_duplicate: OnDuplicate
    time_format: str | None
    unknown: Unknown
    needs_stamp: bool

    @staticmethod
    def check(
        *,
        bar: BarSpecification | str | None = None,
        stamp: BarStamp | str | None = None,
        tz: str | None = None,
        columns: Columns | None = None,
        on_error: str = "raise",
        on_off_grid: str = "raise",
        on_duplicate: str = "raise",
        time_format: str | None = None,
        unknown: str = "raise",
        needs_stamp: bool = False,
    ) -> LoadOptions:
        """Return the options, each of its type.

        Args:
            bar: as ``normalize_bars``; so are the others.
            stamp: see there.
            tz: see there.
            columns: see there.
            on_error: see there.
            on_off_grid: see there.
            on_duplicate: see there.
            time_format: see there.
            unknown: see there.
            needs_stamp: whether times that do not say what they mean are refused without ``stamp``.

        Raises:
            ConfigError: an option has a value that it does not know.
        """
        if columns is not None and not isinstance(columns, Mapping):
            raise ConfigError(f"columns: expected a mapping such as {{'close': 'Price'}}, got {columns!r}")
        return LoadOptions(
            bar=None if bar is None else BarSpecification.parse(bar),
            stamp=None if stamp is None else parse_code(BarStamp, stamp, "stamp"),
            tz=tz,
            columns=columns,
            on_error=_one_of("on_error", on_error, OnError),
            on_off_grid=_one_of("on_off_grid", on_off_grid, OnOffGrid),
            on_duplicate=_one_of("on_duplicate", on_duplicate, OnDuplicate),
            time_format=time_format,
            unknown=_one_of("unknown", unknown, Unknown),
            needs_stamp=needs_stamp,
        )


def _one_of(name: str, value: str, allowed: Any) -> Any:
    words = get_args(allowed)
    if value not in words:
        raise ConfigError(f"{name}: {value!r} is not one of {', '.join(map(repr, words))}")
    return value
