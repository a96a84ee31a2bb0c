"""SQL over a catalog: DuckDB reads the files through views of one scale each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from fastbt.catalog.bar_files import DIGITS, common_type
from fastbt.catalog.manifest import FileEntry
from fastbt.errors import ConfigError
from fastbt.model.instruments import Instrument
from fastbt.schema.market import BARS, PRICES
from fastbt.schema.table import TIME

_SQL_TYPES: dict[pl.DataType, str] = {
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.String(): "VARCHAR",
    # Microseconds: DuckDB's type of nanoseconds with a zone knows neither date_trunc nor subtraction.
    TIME: "TIMESTAMPTZ",
}


def run_sql(
    folder: Path, entries: Sequence[FileEntry], instruments: Iterable[Instrument], query: str, *, exact: bool
) -> pl.DataFrame:
    """Run a query over the views ``bars`` and ``instruments``.

    Args:
        folder: the catalog's folder.
        entries: its files.
        instruments: its instruments.
        query: one SELECT.
        exact: leave decimals as they are; else they become the floats nearest to them.

    Raises:
        ConfigError: DuckDB refuses the query.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE VIEW bars AS {bars_view(folder, entries)}")
        connection.register("instruments", instrument_table(instruments).to_arrow())
        try:
            relation = connection.sql(query)
            if relation is None:
                raise ConfigError("sql: the query returns no table; give a SELECT")
            frame = relation.pl()
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            interval = "; cast an INTERVAL to a number with epoch(...)" if "interval" in str(error) else ""
            raise ConfigError(f"sql: {error}{interval}\nviews: bars, instruments") from None
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


def bars_view(folder: Path, entries: Sequence[FileEntry]) -> str:
    """Write the SELECT that chains all files, each cast to the largest scale there is.

    A plain glob over files of different scales would round all of them to the first one's.

    Args:
        folder: the catalog's folder.
        entries: its files.

    Returns:
        SQL with the columns ``instrument_id, bar, ts_event, ts_open, open ... volume`` and the extra columns.
    """
    price = _decimal({entry.price_precision for entry in entries})
    size = _decimal({entry.size_precision for entry in entries})
    kinds: dict[str, set[str]] = {}
    for entry in entries:
        for name, kind in entry.extras.items():
            kinds.setdefault(name, set()).add(kind)
    extras = {name: _SQL_TYPES[common_type(of)] for name, of in kinds.items()}
    groups: dict[tuple[Any, ...], list[FileEntry]] = {}
    for entry in entries:
        key = (*entry.series, entry.price_precision, entry.size_precision, tuple(entry.extras.items()))
        groups.setdefault(key, []).append(entry)
    if not groups:
        return _empty(price, size)
    return "\nUNION ALL\n".join(_select(folder, group, price, size, extras) for group in groups.values())


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


def _decimal(scales: set[int]) -> str:
    """Return a type that holds every number of these scales; one scale keeps the width of the files."""
    largest = max(scales, default=0)
    digits = max((DIGITS - scale for scale in scales), default=DIGITS) + largest
    return f"DECIMAL({min(38, max(DIGITS, digits))}, {largest})"


def _select(folder: Path, group: Sequence[FileEntry], price: str, size: str, extras: dict[str, str]) -> str:
    first = group[0]
    columns = [f"{_text(first.instrument_id)} AS instrument_id", f"{_text(first.bar)} AS bar"]
    columns += [f"CAST({name} AS TIMESTAMPTZ) AS {name}" for name in BARS.names[1:3]]
    columns += [f"CAST({name} AS {price}) AS {name}" for name in PRICES]
    columns.append(f"CAST(volume AS {size}) AS volume")
    for name, kind in extras.items():
        value = _name(name) if name in first.extras else "NULL"
        columns.append(f"CAST({value} AS {kind}) AS {_name(name)}")
    files = ", ".join(_path(folder / entry.path) for entry in group)
    # Every part is a column of ours, or quoted by _text and _name.
    return f"SELECT {', '.join(columns)} FROM read_parquet([{files}], hive_partitioning = false)"  # noqa: S608


def _empty(price: str, size: str) -> str:
    types = {
        "instrument_id": "VARCHAR",
        "bar": "VARCHAR",
        "ts_event": "TIMESTAMPTZ",
        "ts_open": "TIMESTAMPTZ",
    }
    types |= dict.fromkeys(PRICES, price) | {"volume": size}
    return (
        "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items()) + " LIMIT 0"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _path(path: Path) -> str:
    # A folder's name may hold what a pattern is made of.
    return _text("".join(f"[{sign}]" if sign in "*?[" else sign for sign in path.as_posix()))
