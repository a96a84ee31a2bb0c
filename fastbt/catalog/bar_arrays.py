"""Bars as the contiguous int64 arrays that kernels take, read from files without a detour over decimals."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.places import Place
from fastbt.catalog.table_files import DIGITS
from fastbt.errors import CatalogError
from fastbt.model.instruments import Instrument
from fastbt.schema.market import NOTHING, PRICES

I64 = NDArray[np.int64]

_COLUMNS = ("ts_event", "ts_open", *PRICES, "volume")


@dataclass(frozen=True, slots=True)
class BarArrays:
    """Bars of one instrument, sorted by time; every array is contiguous.

    Args:
        instrument: whose bars they are.
        bar: key of their length, such as ``1m``.
        ts_event: end of each bar, ns UTC.
        ts_open: start of each bar, ns UTC.
        open: first price, in ticks of ``10**-price_precision``.
        high: highest price, in ticks.
        low: lowest price, in ticks.
        close: last price, in ticks.
        volume: lots of ``10**-size_precision``, ``schema.market.NOTHING`` where unknown; None where no bar
            has any.
        price_precision: decimals of a tick.
        size_precision: decimals of a lot.
    """

    instrument: Instrument
    bar: str
    ts_event: I64
    ts_open: I64
    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64 | None
    price_precision: int
    size_precision: int

    def __len__(self) -> int:
        return len(self.ts_event)


@dataclass(frozen=True, slots=True)
class _Task:
    """Some row groups of a file that lie side by side, and where their rows go."""

    file: Any
    entry: FileEntry
    metadata: Any
    group: int
    at: int
    rows: int


def read_arrays(
    place: Place,
    entries: Sequence[FileEntry],
    instrument: Instrument,
    bar: str,
    start: int | None,
    end: int | None,
) -> BarArrays:
    """Read a series into arrays; only row groups that reach into the time asked for are opened.

    Args:
        place: where the catalog lies.
        entries: the series' files in the order of time.
        instrument: its definition.
        bar: key of the bars' length.
        start: first ``ts_event``, ns UTC, included; None is the beginning.
        end: the same, excluded; None is the end.

    Raises:
        CatalogError: a file is missing or damaged.
    """
    tasks = _plan(place, entries, start, end)
    rows = sum(task.rows for task in tasks)
    has_volume = any(task.entry.has_volume for task in tasks)
    names = _COLUMNS if has_volume else _COLUMNS[:-1]
    out = {name: np.empty(rows, dtype=np.int64) for name in names}

    def read(task: _Task) -> None:
        try:
            _read_group(task, out, instrument)
        except (OSError, ValueError) as error:
            raise CatalogError(
                f"{place.locate(task.entry.path)}: cannot be read: {error}; load the data again"
            ) from error

    workers = min(len(tasks), os.cpu_count() or 1)
    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(read, tasks))
    else:
        for task in tasks:
            read(task)
    first = 0 if start is None else int(np.searchsorted(out["ts_event"], start))
    last = rows if end is None else int(np.searchsorted(out["ts_event"], end))
    cut = {name: column[first:last] for name, column in out.items()}
    return BarArrays(
        instrument=instrument,
        bar=bar,
        volume=cut.pop("volume", None),
        price_precision=instrument.price_precision,
        size_precision=instrument.size_precision,
        **cut,
    )


def _plan(place: Place, entries: Sequence[FileEntry], start: int | None, end: int | None) -> list[_Task]:
    import pyarrow.parquet as pq

    tasks: list[_Task] = []
    at = 0
    for entry in (entry for entry in entries if entry.reaches(start, end)):
        try:
            file = place.opened(entry.path)
            metadata = pq.read_metadata(file)
        except (OSError, ValueError) as error:
            raise CatalogError(
                f"{place.locate(entry.path)}: cannot be read: {error}; load the data again"
            ) from error
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            if not _overlaps(group.column(0).statistics, start, end):
                continue
            tasks.append(_Task(file, entry, metadata, number, at, group.num_rows))
            at += group.num_rows
    return tasks


def _overlaps(times: Any, start: int | None, end: int | None) -> bool:
    """Whether a row group reaches into the time asked for, by the smallest and largest ``ts_event`` in it."""
    if times is None or not times.has_min_max:
        return True
    return (start is None or times.max_raw >= start) and (end is None or times.min_raw < end)


def _read_group(task: _Task, out: dict[str, I64], instrument: Instrument) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetFile(task.file, metadata=task.metadata, memory_map=True, pre_buffer=False) as file:
        table = file.read_row_group(task.group, columns=list(out), use_threads=False)
    for name, column in out.items():
        power = 1
        if name in PRICES:
            power = 10 ** (instrument.price_precision - task.entry.price_precision)
        elif name == "volume":
            power = 10 ** (instrument.size_precision - task.entry.size_precision)
        at = task.at
        for chunk in table[name].chunks:
            part = column[at : at + len(chunk)]
            part[:] = _integers(chunk)
            if power != 1:
                part *= power
            if chunk.null_count:
                part[chunk.is_null().to_numpy(zero_copy_only=False)] = NOTHING
            at += len(chunk)


def _integers(chunk: Any) -> I64:
    """View an Arrow array of times or decimals as the integers it is made of."""
    import pyarrow as pa

    if pa.types.is_decimal128(chunk.type):  # a file that another program wrote anew
        chunk = chunk.cast(pa.decimal64(DIGITS, chunk.type.scale))
    values = np.frombuffer(chunk.buffers()[1], dtype=np.int64)
    return values[chunk.offset : chunk.offset + len(chunk)]
