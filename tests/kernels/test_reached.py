"""The resting orders that one moment reaches: the order in which they act (rule F1)."""

from __future__ import annotations

import numpy as np

from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at
from fastbt.kernels.reached import sort_reached
from fastbt.kernels.state import REACHED


@entry
def sort(address: int, _: int) -> int:
    """Sort REACHED records; the count comes first."""
    sort_reached(address + 8, i64_at(address, 0), 0)
    return 0


def test_sorting_by_kind_distance_and_sequence() -> None:
    """T3.3: triggers by sequence, waiting market orders by sequence, limits by distance beyond the open, then sequence."""
    rng = np.random.default_rng(18)
    for count in (0, 1, 2, 3, 10, 1_000):
        records = np.zeros(count, REACHED)
        records["kind"] = rng.integers(0, 3, count)
        records["distance"] = np.where(records["kind"] == 2, rng.integers(0, 9, count), 0)
        records["order"] = rng.permutation(count)
        block = np.concatenate(([count], records.view(np.int64))).astype(np.int64)
        sort.call(block.ctypes.data, 0)
        found = block[1:].reshape(-1, 3).tolist()
        assert found == sorted(found, key=lambda r: (r[0], -r[1], r[2]))
        assert sorted(row[2] for row in found) == list(range(count))
