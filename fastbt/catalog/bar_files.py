"""Parquet files of bars: exact decimals held as 64-bit integers, delta coded, compressed, sorted by time."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fastbt.catalog.manifest import FileEntry, sync_folder
from fastbt.errors import CatalogError, DataError
from fastbt.schema.market import BARS, PRICES
from fastbt.schema.table import TIME

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 262_144
"""Rows of a row group: what is skipped, or decoded by one thread, at a time."""
DIGITS = 18
"""Digits of every decimal column; more than 9 makes Parquet hold it as INT64."""
COLUMNS = BARS.names[1:]
"""Columns of a file: the instrument is in the manifest and the folder's name."""

_TIMES = ("ts_event", "ts_open")
_EXTRA_TYPES: dict[str, pl.DataType] = {
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
    "Boolean": pl.Boolean(),
    "String": pl.String(),
    "Datetime": TIME,
}


def entry_schema(entry: FileEntry) -> pl.Schema:
    """Return the types that Polars finds in a file of bars.

    Args:
        entry: what the manifest says of it.
    """
    schema: dict[str, pl.DataType] = dict.fromkeys(_TIMES, TIME)
    schema |= {name: pl.Decimal(DIGITS, entry.price_precision) for name in PRICES}
    schema["volume"] = pl.Decimal(DIGITS, entry.size_precision)
    return pl.Schema(schema | {name: _EXTRA_TYPES[kind] for name, kind in entry.extras.items()})


def common_type(kinds: set[str]) -> pl.DataType:
    """Return the type in which columns of these types meet: numbers as floats, others as text."""
    if len(kinds) == 1:
        return _EXTRA_TYPES[next(iter(kinds))]
    return pl.Float64() if kinds <= {"Int64", "Float64"} else pl.String()


def storable_extras(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Bring the columns behind those of bars to the five types that files hold.

    Args:
        frame: a normalized frame.

    Returns:
        The frame, and the type of each extra column by name.

    Raises:
        DataError: a column has a type that cannot be stored, or a name that SQL would confuse with another.
    """
    kinds: dict[str, str] = {}
    taken = {*BARS.names, "bar"}
    for name in frame.columns[len(BARS.columns) :]:
        if name.lower() in taken:
            raise DataError(
                f"column {name!r} cannot be stored: SQL, which knows no upper case, has another of that name",
                column=name,
                remedy="rename or drop it",
            )
        taken.add(name.lower())
        kinds[name] = _kind(name, frame.schema[name])
    casts = [
        pl.col(name).cast(_EXTRA_TYPES[kind]) if kind != "Datetime" else _utc(name, frame.schema[name])
        for name, kind in kinds.items()
    ]
    return frame.with_columns(casts), kinds


def write_file(
    path: Path, frame: pl.DataFrame, price_precision: int, size_precision: int, about: dict[str, Any]
) -> int:
    """Write bars of one instrument and make sure they are on disk.

    Args:
        path: the file; its folder is made if absent.
        frame: sorted rows, prices in ticks and volume in lots.
        price_precision: decimals of the ticks.
        size_precision: decimals of the lots.
        about: what the file says about itself, for whoever finds it alone.

    Returns:
        The file's size in bytes.
    """
    import pyarrow.parquet as pq

    table = _arrow(frame, price_precision, size_precision)
    table = table.replace_schema_metadata({"fastbt": json.dumps(about)})
    texts = [name for name in table.column_names if frame.schema[name] == pl.String]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pq.write_table(
            table,
            file,
            row_group_size=ROW_GROUP,
            compression="zstd",
            use_dictionary=texts,
            column_encoding=dict.fromkeys(COLUMNS, "DELTA_BINARY_PACKED"),
            store_decimal_as_integer=True,
            sorting_columns=[pq.SortingColumn(0)],
            # Keeps "decimal64" for whoever reads with pyarrow: 8 bytes a value, without a detour over 16.
            store_schema=True,
        )
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return path.stat().st_size


def read_file(path: Path, entry: FileEntry) -> pl.DataFrame:
    """Read a file back as it was written: prices in ticks, volume in lots.

    Args:
        path: the file.
        entry: what the manifest says of it.

    Raises:
        CatalogError: it is missing or damaged.
    """
    exact = [pl.col(name).to_physical().cast(pl.Int64) for name in (*PRICES, "volume")]
    try:
        scan = pl.scan_parquet(path, schema=entry_schema(entry), glob=False, hive_partitioning=False)
        return scan.with_columns(exact).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CatalogError(f"{path}: cannot be read: {error}; load the data again") from error


def digest_of(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of a frame's columns, the same whatever file they are written to."""
    hashed = hashlib.sha256()
    for column in frame.iter_columns():
        hashed.update(f"{column.name}:{column.dtype}:{len(column)};".encode())
        if column.null_count():
            hashed.update(column.is_null().to_numpy().tobytes())
        if column.dtype == pl.String:
            hashed.update(column.str.len_bytes().fill_null(0).to_numpy().tobytes())
            hashed.update("".join(column.fill_null("").to_list()).encode())
        else:
            values = column.cast(pl.UInt8) if column.dtype == pl.Boolean else column.to_physical()
            hashed.update(np.ascontiguousarray(values.fill_null(0).to_numpy()).data)
    return hashed.hexdigest()


def _arrow(frame: pl.DataFrame, price_precision: int, size_precision: int) -> pa.Table:
    """Wrap the frame's integers as times and decimals, without copying them."""
    import pyarrow as pa

    types = dict.fromkeys(_TIMES, pa.timestamp("ns", "UTC"))
    types |= dict.fromkeys(PRICES, pa.decimal64(DIGITS, price_precision))
    types["volume"] = pa.decimal64(DIGITS, size_precision)
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
    raise DataError(
        f"column {name!r} of type {dtype} cannot be stored",
        column=name,
        remedy="make it numbers, text, booleans or times, or drop it",
    )


def _utc(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return pl.col(name).dt.convert_time_zone("UTC").cast(TIME)
    return pl.col(name).cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
