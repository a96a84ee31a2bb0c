"""Writes to stdout: lines for people, JSON for programs."""

from __future__ import annotations

import json
import math
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from fastbt.cli.tables import render

ROWS_ON_A_TERMINAL = 40


def say(text: str = "") -> None:
    """Write a line, or several."""
    sys.stdout.write(f"{text}\n")


def say_fact(name: str, text: str) -> None:
    """Write a word and what it stands for, in lines of at most 80."""
    margin = " " * 10
    say(textwrap.fill(" ".join(text.split()), 80, initial_indent=f"{name:<10}", subsequent_indent=margin))


def say_json(value: Any) -> None:
    """Write a value as JSON: a row of a table in a line, numbers that are none as null, times as ISO 8601."""
    if isinstance(value, pl.DataFrame):
        lines = ",\n".join(f"  {_dumps(row)}" for row in rows_of(value))
        say(f"[\n{lines}\n]" if lines else "[]")
    else:
        say(_dumps(value, indent=1))


def say_table(frame: pl.DataFrame, rows: int | None = None) -> None:
    """Write a table, on a terminal no wider than that.

    Args:
        frame: the table.
        rows: at most so many, 0 for all; by default 40 on a terminal, all elsewhere.
    """
    terminal = sys.stdout.isatty()
    most = (ROWS_ON_A_TERMINAL if terminal else 0) if rows is None else rows
    say(render(frame, width=shutil.get_terminal_size().columns if terminal else None, rows=most or None))


def answer(frame: pl.DataFrame, *, as_json: bool, rows: int | None = None) -> None:
    """Write a table in the form that was asked for.

    Args:
        frame: the table.
        as_json: for programs.
        rows: as ``say_table``; of JSON the first so many, by default all.
    """
    if as_json:
        say_json(frame.head(rows) if rows else frame)
    else:
        say_table(frame, rows)


def rows_of(frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows of a table, times of nanoseconds as texts that lose nothing."""
    texts = []
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Datetime):
            # UTC is the only zone there is in a table of ours; a TIMESTAMP of SQL has none.
            zone = "Z" if dtype.time_zone else ""
            texts.append(pl.col(name).dt.strftime(f"%Y-%m-%dT%H:%M:%S%.f{zone}"))
    return frame.with_columns(texts).iter_rows(named=True)


def _dumps(value: Any, indent: int | None = None) -> str:
    return json.dumps(_plain(value), indent=indent, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, pl.DataFrame):
        return [_plain(row) for row in rows_of(value)]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)
