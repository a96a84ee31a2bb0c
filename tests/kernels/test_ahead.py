"""Where the strategy may act next: the next signal, the next time."""

from __future__ import annotations

import numpy as np

from fastbt.kernels.ahead import first_at, next_signal
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at


@entry
def search(address: int, what: int) -> int:
    """``next_signal`` (mask: ``what``) or, for 0, ``first_at`` over (address, row, last, number)."""
    column = i64_at(address, 0)
    row = i64_at(address, 1)
    last = i64_at(address, 2)
    if what == 0:
        return first_at(column, row, last, i64_at(address, 3))
    return next_signal(column, row, last, what)


def test_the_next_signal_is_the_first_with_a_bit_of_the_mask() -> None:
    rng = np.random.default_rng(16)
    signals = np.zeros(3_000, np.uint8)
    where = rng.integers(0, 3_000, 150)
    signals[where] = rng.integers(1, 32, 150)
    for _ in range(2_000):
        row = int(rng.integers(0, 3_000))
        last = int(rng.integers(row, 3_001))
        mask = int(rng.integers(1, 32))
        found = np.flatnonzero(signals[row:last] & mask)
        wanted = row + int(found[0]) if len(found) else last
        block = np.array([signals.ctypes.data, row, last, 0], np.int64)
        assert search.call(block.ctypes.data, mask) == wanted


def test_the_first_row_at_a_time() -> None:
    rng = np.random.default_rng(17)
    times = np.sort(rng.integers(0, 500, 300))
    for _ in range(1_000):
        row = int(rng.integers(0, 300))
        last = int(rng.integers(row, 301))
        ts = int(rng.integers(-5, 510))
        block = np.array([times.ctypes.data, row, last, ts], np.int64)
        assert search.call(block.ctypes.data, 0) == row + int(np.searchsorted(times[row:last], ts))
