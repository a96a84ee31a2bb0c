"""SQL over the tables of a result and its bars, by DuckDB in memory."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from fastbt.errors import ConfigError
from fastbt.schema.ledger import LEDGER
from fastbt.schema.table import TIME
from fastbt.simulation.collect_numbers import as_counts, as_floats

NAMES = (*LEDGER, "bars", "finer_bars", "quotes", "trade_ticks")
"""The tables a query can name; the last three only where a run had some."""


def run_query(query: str, table: Callable[[str], pl.DataFrame], *, exact: bool) -> pl.DataFrame:
    """Answer a query; the zone is UTC and everything is computed on exact decimals.

    Args:
        query: one SELECT.
        table: gives the exact table of a name; asked only for names that occur in the query.
        exact: leave decimals as they are; else they become the floats nearest to them.

    Returns:
        The answer, times in nanoseconds UTC.

    Raises:
        ConfigError: DuckDB refuses the query.
    """
    import duckdb

    words = set(re.findall(r"\w+", query.lower()))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in NAMES:
            if name in words:
                _add(connection, name, table(name))
        try:
            relation = connection.sql(query)
            if relation is None:
                raise ConfigError("sql: the query returns no table; give a SELECT")
            answer: pl.DataFrame = relation.pl()
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            hint = "; cast an INTERVAL to a number with epoch(...)" if "interval" in str(error) else ""
            raise ConfigError(f"sql: {error}{hint}\ntables: {', '.join(NAMES)}") from None
    return answer.with_columns(_plain(column, exact=exact) for column in answer)


def _add(connection: object, name: str, frame: pl.DataFrame) -> None:
    """Make a frame a view; times in microseconds.

    DuckDB's type of nanoseconds with a zone knows neither date_trunc nor subtraction.
    """
    times = [column for column, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    casts = ", ".join(f'CAST("{column}" AS TIMESTAMPTZ) AS "{column}"' for column in times)
    chosen = f"* REPLACE ({casts})" if casts else "*"
    connection.register(f"_{name}", frame.to_arrow())  # type: ignore[attr-defined]
    view = f"CREATE VIEW {name} AS SELECT {chosen} FROM _{name}"  # noqa: S608 - our own names
    connection.execute(view)  # type: ignore[attr-defined]


def _plain(column: pl.Series, *, exact: bool) -> pl.Series:
    """A column of an answer with the types of all frames."""
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return column.dt.convert_time_zone("UTC").cast(TIME)
    if isinstance(dtype, pl.Decimal) and not exact:
        return as_floats(as_counts(column), dtype.scale)
    return column
