"""Makes the bars of the founding documents' tests, the same to the last byte wherever it runs.

``python -m tests.data.make`` writes them anew into this folder; a test compares. Closes are a random walk of
1 % an hour; a bar opens at the last close, its high is 0.5 % above the higher of both, its low 0.5 % below the
lower, its volume 100. Times are ends of bars, an hour apart in all files: those of the shares too, whose name
says days.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

FOLDER = Path(__file__).parent
FIRST = 1_704_067_200_000_000_000
"""2024-01-01 00:00 UTC."""
HOUR = 3_600_000_000_000
DECIMALS = 2
FILES: dict[str, tuple[int, float, int]] = {
    "btc_usdt_1h_100bars": (100, 42_000.0, 42),
    "aapl_1d_252bars": (252, 150.0, 42),
}
"""Number of bars, first open and seed of each file."""
INSTRUMENTS: dict[str, tuple[int, float, int]] = {
    "BTC/USDT.BINANCE": (100, 42_000.0, 42),
    "ETH/USDT.BINANCE": (100, 2_300.0, 43),
    "AAPL.NASDAQ": (100, 150.0, 44),
}
"""The same for each instrument of multi_asset_bars.parquet."""


def hourly_bars(count: int, start: float, seed: int) -> pl.DataFrame:
    """Bars of one instrument, with ``timestamp`` in nanoseconds.

    Args:
        count: number of bars.
        start: first open.
        seed: of the random walk.
    """
    # The one generator whose stream NumPy has promised never to change.
    draw = np.random.RandomState(seed)
    closes = np.round(start * np.cumprod(1 + draw.normal(0.0, 0.01, count)), DECIMALS)
    opens = np.concatenate([[start], closes[:-1]])
    return pl.DataFrame(
        {
            "timestamp": FIRST + HOUR * np.arange(count, dtype=np.int64),
            "open": opens,
            "high": np.round(np.maximum(opens, closes) * 1.005, DECIMALS),
            "low": np.round(np.minimum(opens, closes) * 0.995, DECIMALS),
            "close": closes,
            "volume": np.full(count, 100.0),
        }
    )


def multi_asset_bars() -> pl.DataFrame:
    """Bars of three instruments in one table, sorted by time and instrument."""
    parts = [
        hourly_bars(*terms).select(
            pl.lit(name).alias("instrument_id"),
            pl.from_epoch("timestamp", "ns").dt.replace_time_zone("UTC").alias("ts_event"),
            pl.exclude("timestamp"),
        )
        for name, terms in INSTRUMENTS.items()
    ]
    return pl.concat(parts).sort("ts_event", "instrument_id")


def csv_text(bars: pl.DataFrame) -> str:
    """The bars as the founding documents write them: prices with two decimals."""
    return bars.write_csv(float_precision=DECIMALS)


def write(folder: Path) -> None:
    """Write all files into a folder."""
    for name, terms in FILES.items():
        bars = hourly_bars(*terms)
        (folder / f"{name}.csv").write_text(csv_text(bars), encoding="utf-8", newline="\n")
        bars.write_parquet(folder / f"{name}.parquet")
    multi_asset_bars().write_parquet(folder / "multi_asset_bars.parquet")


if __name__ == "__main__":
    write(FOLDER)
