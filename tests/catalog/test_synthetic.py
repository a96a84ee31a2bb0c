"""The made-up series: sound, and the same on every machine."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import numpy as np
import polars as pl

from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.synthetic import MINUTES, synthetic_minutes
from fastbt.schema.market import PRICES


def test_it_is_the_same_everywhere():
    frame = synthetic_minutes(sessions=10)
    content = frame.select(
        pl.col("ts").dt.epoch("s"),
        (pl.col(PRICES) * 100).round().cast(pl.Int64),
        pl.col("volume").cast(pl.Int64),
    )
    digest = hashlib.sha256(np.ascontiguousarray(content.to_numpy()).tobytes()).hexdigest()
    assert digest.startswith("7f3f5f04abfc3607")


def test_it_passes_every_rule():
    bars = normalize_bars(synthetic_minutes(), "SYN.SIM", bar="1m", stamp="open")
    assert bars.frame.height == 252 * MINUTES
    assert bars.instruments["SYN.SIM"].price_precision == 2
    assert bars.instruments["SYN.SIM"].size_precision == 0
    assert (bars.report.dropped, bars.report.repaired) == ({}, {})


def test_it_looks_like_a_share():
    frame = synthetic_minutes()
    close = frame["close"].to_numpy()
    assert 50 < close.min() < close.max() < 200
    assert 0.02 < np.diff(close).std() < 0.05
    assert abs(np.diff(close).mean()) < 0.001
    assert frame["volume"].min() > 0
    assert (frame["high"] > frame["low"]).mean() > 0.9


def test_sessions_are_weekdays_from_half_past_two():
    frame = synthetic_minutes(sessions=7)
    first = frame["ts"].gather_every(MINUTES)
    assert first.dt.to_string("%F %R").to_list()[:6] == [
        "2023-01-02 14:30", "2023-01-03 14:30", "2023-01-04 14:30", "2023-01-05 14:30", "2023-01-06 14:30",
        "2023-01-09 14:30",
    ]  # fmt: skip
    assert frame["ts"][MINUTES - 1] - frame["ts"][0] == timedelta(minutes=MINUTES - 1)


def test_seeds_make_different_series():
    assert not synthetic_minutes(1, seed=1)["close"].equals(synthetic_minutes(1, seed=2)["close"])
