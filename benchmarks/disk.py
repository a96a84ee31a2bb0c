"""The catalog beside Polars: the same bars from disk to int64 columns, and from a zstd float64 file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import polars as pl

import fastbt as bt
from benchmarks import scenarios
from benchmarks.timing import Figure, Spread, in_turn, number, rate_ratio, repeat

ROWS, SHORT_ROWS = 5_000_000, 1_000_000
INGEST_ROWS = 1_000_000
AUDIT_ROUNDS = 5


def catalog(short: bool) -> list[Figure]:
    """Time and size, both out of the system's cache of the disk.

    We read ``ts_open`` too, which the file for Polars does not hold.
    """
    rows = SHORT_ROWS if short else ROWS
    frame = scenarios.walk(rows)
    with tempfile.TemporaryDirectory() as folder:
        store, file = bt.Catalog(Path(folder) / "catalog"), Path(folder) / "bars.parquet"
        store.write(frame, scenarios.INSTRUMENTS[1], bar="1m", stamp="close")
        frame.write_parquet(file, compression="zstd")
        arrays = store.arrays("WALK.SIM", "1m")
        assert len(arrays) == rows
        assert (arrays.close == (frame["close"] * 100).round().cast(pl.Int64).to_numpy()).all()
        del arrays
        ours, other = in_turn(lambda: store.arrays("WALK.SIM", "1m"), lambda: pl.read_parquet(file))
        size = sum(path.stat().st_size for path in (Path(folder) / "catalog").rglob("*") if path.is_file())
        theirs = file.stat().st_size
    a, b = Spread.of(ours, 1e3), Spread.of(other, 1e3)
    share = Spread.of([size / theirs])
    return [
        Figure(
            "catalog",
            rate_ratio(ours, other),
            f"{number(a.median)} ms for {rows / 1e6:.0f} M bars",
            f"{number(b.median)} ms",
        ),
        Figure("catalog_size", share, f"{number(size / rows)} bytes a bar", f"{number(theirs / rows)} bytes"),
    ]


def audit(short: bool) -> list[Figure]:
    """Time to read and audit a series with every 997th minute missing, as if it had 5 M rows."""
    rows = SHORT_ROWS if short else ROWS
    frame = scenarios.walk(rows).filter(pl.int_range(pl.len()) % 997 != 996)
    with tempfile.TemporaryDirectory() as folder:
        store = bt.Catalog(Path(folder) / "catalog")
        store.write(frame, scenarios.INSTRUMENTS[1], bar="1m", stamp="close")
        assert store.audit().summary["missing"][0] == rows // 997
        times = repeat(store.audit, rounds=AUDIT_ROUNDS)
    taken = Spread.of(times, ROWS / rows)
    return [Figure("audit", taken, f"{number(taken.median * 1e3)} ms for {ROWS / 1e6:.0f} M bars")]


def ingest(short: bool) -> list[Figure]:
    """A CSV into a catalog, checked and exact, beside the same file through Polars alone."""
    rows = INGEST_ROWS // 4 if short else INGEST_ROWS
    with tempfile.TemporaryDirectory() as folder:
        source, file = Path(folder) / "bars.csv", Path(folder) / "bars.parquet"
        scenarios.walk(rows).write_csv(source)

        def ours() -> None:
            store = bt.Catalog(Path(folder) / "catalog")
            store.ingest(source, scenarios.INSTRUMENTS[1], bar="1m", stamp="close")
            shutil.rmtree(store.path)

        def theirs() -> None:
            pl.read_csv(source, try_parse_dates=True).write_parquet(file)

        first, other = in_turn(ours, theirs, rounds=3 if short else 9)
        size = source.stat().st_size
    a, b = Spread.of(first), Spread.of(other)
    words = f"{number(a.median)} s for {size / 1e6:.0f} MB"
    return [Figure("ingest", rate_ratio(first, other), words, f"{number(b.median)} s")]
