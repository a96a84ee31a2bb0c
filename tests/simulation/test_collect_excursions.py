"""Extremes between entry and exit, compared with a loop over the rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.simulation.collect_excursions import InstrumentRows, excursions, extremes
from fastbt.timeline.columns import Columns


def columns(instrument: np.ndarray | None, rows: int, seed: int) -> Columns:
    draw = np.random.default_rng(seed)
    low = draw.integers(100, 10_000, rows)
    high = low + draw.integers(0, 500, rows)
    ts = np.arange(rows, dtype=np.int64)
    return Columns(ts, ts, low, high, low, (low + high) // 2, instrument=instrument)


def trades_of(
    draw: np.random.Generator, rows: np.ndarray, positions: int
) -> list[tuple[int, int, list[int]]]:
    """(position, entry, exits) on one instrument's rows, one position after the other."""
    marks = np.sort(draw.choice(len(rows), 4 * positions, replace=True)).reshape(positions, 4)
    return [(k, int(rows[m[0]]), [int(rows[e]) for e in m[1:]]) for k, m in enumerate(marks)]


@pytest.mark.parametrize("instruments", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_extremes_are_those_of_a_loop(instruments: int, seed: int):
    draw, count = np.random.default_rng(seed), 200
    instrument = None if instruments == 1 else draw.integers(0, instruments, count).astype(np.int32)
    bars = columns(instrument, count, seed)
    rows = InstrumentRows(bars, count, instruments)
    wanted = []
    for number in range(instruments):
        own = np.arange(count) if instrument is None else np.flatnonzero(instrument == number)
        for k, entry, exits in trades_of(draw, own, 6):
            for last in exits:
                span = own[(own >= entry) & (own <= last)]
                wanted.append((10 * number + k, entry, last, bars.low[span].min(), bars.high[span].max()))
    wanted.sort(key=lambda trade: (trade[2], trade[0]))  # trades come in the order of their exits
    position, first, last, lowest, highest = (np.array(column) for column in zip(*wanted, strict=True))
    own = np.zeros(count, dtype=np.int64) if instrument is None else instrument.astype(np.int64)
    found = extremes(rows, position, rows.newest(first, own[first]), rows.newest(last, own[last]))
    assert found[0].tolist() == lowest.tolist()
    assert found[1].tolist() == highest.tolist()


def test_rows_lie_together_by_instrument():
    bars = columns(np.array([1, 0, 1, 0, 1], dtype=np.int32), 5, 0)
    rows = InstrumentRows(bars, 5, 3)
    assert rows.newest(np.arange(5), np.array([1, 0, 1, 0, 1])).tolist() == [2, 0, 3, 1, 4]
    # rows of another instrument: the newest of its own before them
    assert rows.newest(np.array([1, 2, 4]), np.array([1, 0, 0])).tolist() == [2, 0, 1]
    assert rows.ends.tolist() == [2, 5, 5]
    assert rows.last_close.tolist() == [bars.close[3], bars.close[4], 0]


def test_a_run_that_was_cut_ends_at_its_own_last_row():
    bars = columns(None, 5, 0)
    assert InstrumentRows(bars, 3, 1).last_close.tolist() == [bars.close[2]]
    assert InstrumentRows(bars, 0, 1).last_close.tolist() == [0]


def test_excursions_are_fractions_of_the_entry_price():
    side, entry = np.array([1, -1, 1, 1, 1]), np.array([100.0, 100.0, 100.0, 0.0, -100.0])
    exit_ = np.array([np.nan, np.nan, 80.0, 1.0, np.nan])
    low, high = np.array([90, 90, 101, 1, -110]), np.array([120, 120, 120, 2, -80])
    mae, mfe = excursions(side, entry, exit_, low, high)
    assert mae.to_list() == pytest.approx([-0.1, -0.2, -0.2, None, -0.1])
    assert mfe.to_list() == pytest.approx([0.2, 0.1, 0.2, None, 0.2])


def test_a_trade_that_only_won_has_no_loss():
    mae, mfe = excursions(
        np.array([1]), np.array([100.0]), np.array([110.0]), np.array([101]), np.array([112])
    )
    assert (mae.to_list(), mfe.to_list()) == ([0.0], [0.12])
    assert str(mae[0]) == "0.0", "not minus zero"


def test_many_exits_of_one_position_are_fast():
    """A position closed in 20,000 parts over a million rows: not 20,000 scans of it."""
    import time

    count, parts = 1_000_000, 20_000
    bars = columns(None, count, 1)
    last = np.sort(np.random.default_rng(2).choice(count, parts, replace=False))
    started = time.perf_counter()
    zero = np.zeros(parts, dtype=np.int64)
    low, _ = extremes(InstrumentRows(bars, count, 1), zero, zero, last)
    assert time.perf_counter() - started < 1.0
    assert low[-1] == bars.low[: last[-1] + 1].min()
    assert (pl.Series(low).diff().drop_nulls() <= 0).all()


def stretch(end: int, length: int, prices: str) -> dict[str, object]:
    """A bar that ends at a second: open, high, low, close and volume."""
    names = ("open", "high", "low", "close", "volume")
    times = {"ts_open": (end - length) * 10**9, "ts_event": end * 10**9}
    return times | dict(zip(names, map(float, prices.split()), strict=True)) | {"instrument_id": "X.SIM"}


def in_time(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows).with_columns(pl.col("ts_open", "ts_event").cast(pl.Datetime("ns", "UTC")))


@pytest.mark.parametrize("volume", [9, 0])
def test_of_bars_that_hold_finer_ones_only_these_count(volume: int):
    """Bought at second 630: what the minute and the ten minutes around it saw before, 150 and 50, does not count."""
    own = in_time(stretch(600, 600, "100 100 100 100 9"), stretch(1200, 600, f"100 150 50 100 {volume}"))
    minutes = in_time(stretch(660, 60, f"100 150 50 100 {volume}"), stretch(720, 60, "100 102 98 100 9"))
    halves = in_time(stretch(630, 30, "100 150 50 100 9"), stretch(660, 30, "100 101 99 100 9"))
    order = pl.DataFrame(
        {"ts": [630 * 10**9], "instrument_id": ["X.SIM"], "side": ["BUY"], "quantity": [1]}
    ).with_columns(pl.col("ts").cast(pl.Datetime("ns", "UTC")))
    model = bt.Equity("X.SIM", currency="USD", price_precision=2, size_precision=0)
    result = bt.from_orders(own, order, finer=[minutes, halves], instruments=model)
    assert result.fills["ts_event"].dt.timestamp("ms").to_list() == [660_000]
    assert result.trades["mae"].to_list() == [-0.02]
    assert result.trades["mfe"].to_list() == [0.02]
