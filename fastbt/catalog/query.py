"""SQL over a catalog: DuckDB reads the files through views of one scale each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.places import Place
from fastbt.catalog.scan import extra_types
from fastbt.catalog.table_files import DIGITS, stored_type
from fastbt.errors import ConfigError
from fastbt.model.instruments import Instrument
from fastbt.schema.market import TABLES, MarketTable
from fastbt.schema.table import TIME

_SQL_TYPES: dict[pl.DataType, str] = {
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.String(): "VARCHAR",
    pl.List(pl.Int64()): "BIGINT[]",
    pl.List(pl.Float64()): "DOUBLE[]",
    pl.List(pl.String()): "VARCHAR[]",
    # Microseconds: DuckDB's type of nanoseconds with a zone knows neither date_trunc nor subtraction.
    TIME: "TIMESTAMPTZ",
}


def run_sql(
    place: Place, entries: Sequence[FileEntry], instruments: Iterable[Instrument], query: str, *, exact: bool
) -> pl.DataFrame:
    """Run a query over a view for each table, one for each series, and ``instruments``.

    Args:
        place: where the catalog lies.
        entries: its files.
        instruments: its instruments.
        query: one SELECT.
        exact: leave decimals as they are; else they become the floats nearest to them.

    Raises:
        ConfigError: DuckDB refuses the query.
    """
    import duckdb

    views = views_of(entries)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, (table, held) in views.items():
            connection.execute(f"CREATE VIEW {_name(name)} AS {table_view(connection, place, table, held)}")
        connection.register("instruments", instrument_table(instruments).to_arrow())
        try:
            relation = connection.sql(query)
            if relation is None:
                raise ConfigError("sql: the query returns no table; give a SELECT")
            frame = relation.pl()
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            interval = "; cast an INTERVAL to a number with epoch(...)" if "interval" in str(error) else ""
            known = ", ".join((*views, "instruments"))
            raise ConfigError(f"sql: {error}{interval}\nviews: {known}") from None
    return plain_frame(frame, exact=exact)


def plain_frame(frame: pl.DataFrame, *, exact: bool = False) -> pl.DataFrame:
    """Bring an answer of DuckDB to the types of all frames.

    Args:
        frame: the answer.
        exact: leave decimals as they are.

    Returns:
        Times in nanoseconds UTC, decimals as the floats nearest to them.
    """
    casts: list[pl.Expr] = []
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
            casts.append(pl.col(name).dt.convert_time_zone("UTC").cast(TIME))
        elif isinstance(dtype, pl.Decimal) and not exact:
            casts.append(pl.col(name).cast(pl.Float64))
    return frame.with_columns(casts)


def views_of(entries: Sequence[FileEntry]) -> dict[str, tuple[MarketTable, list[FileEntry]]]:
    """Return the views there are by name: one for each table, and one for each series by its own name.

    Args:
        entries: the catalog's files.
    """
    found: dict[str, tuple[MarketTable, list[FileEntry]]] = {
        name: (table, []) for name, table in TABLES.items() if name != "series"
    }
    for entry in entries:
        name = entry.kind if entry.kind != "series" else entry.instrument_id
        found.setdefault(name, (entry.table, []))[1].append(entry)
    return found


def table_view(connection: Any, place: Place, table: MarketTable, entries: Sequence[FileEntry]) -> str:
    """Write the SELECT that chains files of a table, each cast to the largest scale there is.

    A plain glob over files of different scales would round all of them to the first one's.

    Args:
        connection: the DuckDB connection that the view is for.
        place: where the catalog lies.
        table: the table.
        entries: its files.

    Returns:
        SQL with the table's columns, for bars ``bar`` behind the instrument, and the extra columns.
    """
    types = sql_types(table, entries)
    groups: dict[tuple[Any, ...], list[FileEntry]] = {}
    for entry in entries:
        key = (*entry.series, tuple(entry.decimals.items()), tuple(entry.extras.items()))
        groups.setdefault(key, []).append(entry)
    if not groups:
        columns = (f"CAST(NULL AS {kind}) AS {_name(name)}" for name, kind in types.items())
        return f"SELECT {', '.join(columns)} LIMIT 0"
    parts = []
    for number, group in enumerate(groups.values()):
        names = [entry.path for entry in group]
        source = place.sql_source(connection, names, f"files of {table.name} {number}")
        parts.append(_select(group[0], source, types))
    return "\nUNION ALL\n".join(parts)


def sql_types(table: MarketTable, entries: Iterable[FileEntry]) -> dict[str, str]:
    """Return the SQL type of each column of a view."""
    entries = list(entries)
    scales: dict[str, set[int]] = {name: {0} for name in table.names if _is_exact(table, name)}
    for number, entry in enumerate(entries):
        for name, scale in entry.decimals.items():
            held = scales.setdefault(name, set())
            if number == 0:
                held.clear()
            held.add(scale)
    extras = extra_types(entries)
    types: dict[str, str] = {}
    for name in (*table.names, *extras):
        if name in scales:
            types[name] = _decimal(scales[name])
        else:
            types[name] = _SQL_TYPES[extras[name] if name in extras else stored_type(table, name)]
        if name == table.key and table.name == "bars":
            types["bar"] = "VARCHAR"
    return types


def instrument_table(instruments: Iterable[Instrument]) -> pl.DataFrame:
    """Return instruments as a table, a row each."""
    rows = [
        {
            "instrument_id": instrument.id.value,
            "type": type(instrument).__name__,
            "venue": instrument.venue.value,
            "currency": instrument.quote_currency.code,
            "price_precision": instrument.price_precision,
            "size_precision": instrument.size_precision,
            "inferred": instrument.inferred,
        }
        for instrument in instruments
    ]
    text, number = pl.String(), pl.Int64()
    return pl.DataFrame(
        rows,
        schema={
            "instrument_id": text,
            "type": text,
            "venue": text,
            "currency": text,
            "price_precision": number,
            "size_precision": number,
            "inferred": pl.Boolean(),
        },
    )


def _is_exact(table: MarketTable, name: str) -> bool:
    return any(column.name == name and column.kind.is_exact for column in table.columns)


def _decimal(scales: set[int]) -> str:
    """Return a type that holds every number of these scales; one scale keeps the width of the files."""
    largest = max(scales, default=0)
    digits = max((DIGITS - scale for scale in scales), default=DIGITS) + largest
    return f"DECIMAL({min(38, max(DIGITS, digits))}, {largest})"


def _select(first: FileEntry, source: str, types: dict[str, str]) -> str:
    there = {*first.table.stored, *first.extras}
    columns = []
    for name, kind in types.items():
        if name == first.table.key:
            value = _text(first.instrument_id)
        elif name == "bar" and name not in there:
            value = _text(first.bar)
        else:
            value = _name(name) if name in there else "NULL"
        columns.append(f"CAST({value} AS {kind}) AS {_name(name)}")
    # Every part is a column of ours, or quoted by _text and _name.
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
