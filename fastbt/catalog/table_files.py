"""Parquet files of market data: exact decimals held as 64-bit integers, delta coded, compressed, by time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.places import Place
from fastbt.errors import CatalogError, DataError
from fastbt.schema.market import MarketTable
from fastbt.schema.table import TIME

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 262_144
"""Rows of a row group: what is skipped, or decoded by one thread, at a time."""
DIGITS = 18
"""Digits of every decimal column; more than 9 makes Parquet hold it as INT64."""

EXTRA_TYPES: dict[str, pl.DataType] = {
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
    "Boolean": pl.Boolean(),
    "String": pl.String(),
    "Datetime": TIME,
    "List(Int64)": pl.List(pl.Int64()),
    "List(Float64)": pl.List(pl.Float64()),
    "List(String)": pl.List(pl.String()),
}
"""What columns that no table knows are held as."""


def stored_type(table: MarketTable, name: str) -> pl.DataType:
    """Return the type that a file holds a column of a table in, decimals apart."""
    (column,) = (column for column in table.columns if column.name == name)
    return column.kind.frame_type


def entry_schema(entry: FileEntry) -> pl.Schema:
    """Return the types that Polars finds in a file.

    Args:
        entry: what the manifest says of it.
    """
    schema: dict[str, pl.DataType] = {}
    decimals = entry.decimals
    for name in (*entry.table.stored, *entry.extras):
        if name in decimals:
            schema[name] = pl.Decimal(DIGITS, decimals[name])
        elif name in entry.extras:
            schema[name] = EXTRA_TYPES[entry.extras[name]]
        else:
            schema[name] = stored_type(entry.table, name)
    return pl.Schema(schema)


def common_type(kinds: set[str]) -> pl.DataType:
    """Return the type in which columns of these types meet: numbers as floats, others as text; so lists.

    Raises:
        DataError: some are lists and some are not.
    """
    if len(kinds) == 1:
        return EXTRA_TYPES[next(iter(kinds))]
    inner = {kind.removeprefix("List(").removesuffix(")") for kind in kinds}
    lists = [kind.startswith("List") for kind in kinds]
    if any(lists) and not all(lists):
        raise DataError(
            "a column holds lists in one part of the data and single values in another",
            remedy="load them under different names",
        )
    found = pl.Float64() if inner <= {"Int64", "Float64"} else pl.String()
    return pl.List(found) if all(lists) else found


def storable_extras(
    frame: pl.DataFrame, table: MarketTable, scales: dict[str, int]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Bring the columns that no table knows to the five types that files hold.

    Args:
        frame: a normalized frame.
        table: what it is.
        scales: decimals of exact columns, which are integers already.

    Returns:
        The frame, and the type of each extra column by name.

    Raises:
        DataError: a column has a type that cannot be stored, or a name that SQL would confuse with another.
    """
    kinds: dict[str, str] = {}
    taken = {*table.names, "bar"}
    for name in frame.columns:
        if name in table.names:
            continue
        if name.lower() in taken:
            raise DataError(
                f"column {name!r} cannot be stored: SQL, which knows no upper case, has another of that name",
                column=name,
                remedy="rename or drop it",
            )
        taken.add(name.lower())
        kinds[name] = _kind(name, frame.schema[name])
    casts = [
        pl.col(name).cast(EXTRA_TYPES[kind]) if kind != "Datetime" else _utc(name, frame.schema[name])
        for name, kind in kinds.items()
        if name not in scales
    ]
    return frame.with_columns(casts), kinds


def write_file(
    place: Place, name: str, frame: pl.DataFrame, decimals: dict[str, int], about: dict[str, Any]
) -> int:
    """Write rows of one series and make sure they stay.

    Args:
        place: where the catalog lies.
        name: the file.
        frame: sorted rows; exact columns hold integers, codes their names as text.
        decimals: scale of the exact columns.
        about: what the file says about itself, for whoever finds it alone.

    Returns:
        The file's size in bytes.
    """
    import pyarrow.parquet as pq

    table = _arrow(frame, decimals).replace_schema_metadata({"fastbt": json.dumps(about)})
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    whole = [name for name, dtype in frame.schema.items() if dtype in (pl.Int64, TIME)]
    by_time = [pq.SortingColumn(0)] if frame.columns[:1] == ["ts_event"] else None

    def fill(file: Any) -> None:
        pq.write_table(
            table,
            file,
            row_group_size=ROW_GROUP,
            compression="zstd",
            use_dictionary=texts,
            column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
            store_decimal_as_integer=True,
            sorting_columns=by_time,
            # Keeps "decimal64" for whoever reads with pyarrow: 8 bytes a value, without a detour over 16.
            store_schema=True,
        )

    return place.write(name, fill)


def read_file(place: Place, entry: FileEntry) -> pl.DataFrame:
    """Read a file back as it was written: exact columns as integers, codes as text.

    Args:
        place: where the catalog lies.
        entry: what the manifest says of the file.

    Raises:
        CatalogError: it is missing or damaged.
    """
    exact = [pl.col(name).to_physical().cast(pl.Int64) for name in entry.decimals]
    try:
        return scan_file(place, entry).with_columns(exact).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CatalogError(
            f"{place.locate(entry.path)}: cannot be read: {error}; load the data again"
        ) from error


def scan_file(place: Place, entry: FileEntry) -> pl.LazyFrame:
    """Return a file as a lazy frame; with its schema known it is not even opened before the query runs."""
    return pl.scan_parquet(
        place.locate(entry.path),
        schema=entry_schema(entry),
        glob=False,
        hive_partitioning=False,
        storage_options=place.storage_options,
    )


def digest_of(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of a frame's columns, the same whatever file they are written to."""
    hashed = hashlib.sha256()
    prepared = frame.select(_hashable(frame))  # in one go: a catalog may have thousands of small files
    for name, dtype in frame.schema.items():
        hashed.update(f"{name}:{dtype}:{frame.height};".encode())
        for part in ("nulls", "lengths"):
            if f"{part} {name}" in prepared.columns:
                hashed.update(np.ascontiguousarray(prepared[f"{part} {name}"].to_numpy()).data)
        values = prepared[f"values {name}"]
        if isinstance(dtype, pl.List):
            values = values.explode()
            values = values.fill_null("") if values.dtype == pl.String else values.fill_null(0)
        if values.dtype == pl.String:
            hashed.update("".join(values.to_list()).encode())
        else:
            hashed.update(np.ascontiguousarray(values.to_numpy()).data)
    return hashed.hexdigest()


def _hashable(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """What a digest is made of: where there are nulls, the lengths of texts and lists, and the values."""
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if frame[name].null_count():
            yield column.is_null().alias(f"nulls {name}")
        if isinstance(dtype, pl.List):
            yield column.list.len().fill_null(0).alias(f"lengths {name}")
        elif dtype == pl.String:
            yield column.str.len_bytes().fill_null(0).alias(f"lengths {name}")
            column = column.fill_null("")
        elif dtype == pl.Boolean:
            column = column.cast(pl.UInt8).fill_null(0)
        else:
            column = column.to_physical().fill_null(0)
        yield column.alias(f"values {name}")


def _arrow(frame: pl.DataFrame, decimals: dict[str, int]) -> pa.Table:
    """Wrap the frame's integers as times and decimals, without copying them."""
    import pyarrow as pa

    types: dict[str, Any] = {
        name: pa.timestamp("ns", "UTC") for name, dtype in frame.schema.items() if dtype == TIME
    }
    types |= {name: pa.decimal64(DIGITS, scale) for name, scale in decimals.items()}
    arrays = {}
    for name in frame.columns:
        array = (
            frame[name].rechunk().to_physical().to_arrow()
            if name in types
            else frame[name].rechunk().to_arrow()
        )
        if name in types:
            array = pa.Array.from_buffers(types[name], len(array), array.buffers(), offset=array.offset)
        arrays[name] = array
    return pa.table(arrays)


def _kind(name: str, dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "Int64"
    if dtype.is_float() or dtype.is_decimal():
        return "Float64"
    if dtype == pl.Boolean:
        return "Boolean"
    if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        return "String"
    if dtype in (pl.Date, pl.Datetime):
        return "Datetime"
    if isinstance(dtype, pl.List):
        held = f"List({_kind(name, pl.Series(dtype=dtype.inner).dtype)})"
        if held in EXTRA_TYPES:
            return held
    raise DataError(
        f"column {name!r} of type {dtype} cannot be stored",
        column=name,
        remedy="make it numbers, text, booleans or times, or drop it",
    )


def _utc(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return pl.col(name).dt.convert_time_zone("UTC").cast(TIME)
    return pl.col(name).cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
