"""Checked bars as the frames users see; ``test_normalize.py`` makes more of them."""

from __future__ import annotations

import numpy as np

from fastbt.catalog.normalize import normalize_bars
from fastbt.model.instruments import Equity

CENTS = Equity("CENTS.SIM", currency="USD", price_precision=2)
MILLIS = Equity("MILLIS.SIM", currency="USD", price_precision=3, size_precision=1)


def test_the_integers_are_shared_with_numpy():
    frame = normalize_bars({"ts": [1_700_000_000, 1_700_000_060], "close": [1.5, 2.5]}, CENTS).frame
    assert np.shares_memory(frame["close"].to_numpy(), frame["close"].to_numpy())
    assert frame["close"].to_numpy().flags.c_contiguous


def test_each_instrument_is_divided_by_its_own_power():
    table = {
        "ts": [1_700_000_000] * 2,
        "instrument_id": ["MILLIS.SIM", "CENTS.SIM"],
        "close": [1.005, 1.01],
        "volume": [0.3, 7.0],
    }
    bars = normalize_bars(table, [CENTS, MILLIS])
    assert bars.frame["close"].to_list() == [101, 1005]
    assert bars.frame["volume"].to_list() == [7, 3]
    floats = bars.to_floats()
    assert floats["close"].to_list() == [1.01, 1.005]
    assert floats["volume"].to_list() == [7.0, 0.3]


def test_unknown_volume_stays_null():
    table = {"ts": [1_700_000_000, 1_700_000_060], "close": [1.5, 2.5], "volume": [None, 3.0]}
    assert normalize_bars(table, CENTS).to_floats()["volume"].to_list() == [None, 3.0]
