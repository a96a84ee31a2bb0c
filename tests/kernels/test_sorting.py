"""Sorting a group's orders: kind, then distance descending, then as they stand; the same for few and for many."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.kernels import sorting
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import run_at
from fastbt.kernels.reached import add_reached
from fastbt.kernels.state import REACHED
from fastbt.simulation.machine import Machine
from tests.kernels.market import market


@entry
def note(run: int, packed: int) -> int:
    """Note an entry: kind (1 bit), distance (40 bits), order (20 bits)."""
    add_reached(run, packed >> 60, (packed >> 20) & ((1 << 40) - 1), packed & ((1 << 20) - 1))
    return 0


@entry
def sort(run: int, _: int) -> int:
    """Sort what was noted; how many."""
    sorting.sort_by_value(run)
    return run_at(run, 0).reached_count + 0


def in_order(rows: list[tuple[int, int, int]]) -> list[int]:
    """The orders of noted entries, (kind, distance, order), after sorting."""
    machine = Machine(market(["100"]))
    for kind, distance, order in rows:
        note.call(machine.address, kind << 60 | distance << 20 | order)
    assert sort.call(machine.address, 0) == len(rows)
    records = np.ctypeslib.as_array(
        (np.ctypeslib.ctypes.c_int64 * (3 * len(rows))).from_address(int(machine.run["reached"][0]))
    )
    assert REACHED.itemsize == 24
    return [int(order) for order in records.reshape(-1, 3)[:, 2]] if rows else []


@pytest.mark.parametrize("count", [0, 1, 2, sorting.FEW, sorting.FEW + 1, 100, 256, 300, 2_000])
@pytest.mark.parametrize("largest", [0, 3, 255, 256, 70_000, 2**40 - 1])
def test_kind_then_value_then_place(count: int, largest: int) -> None:
    rng = np.random.default_rng(count + largest % 1_000)
    kinds, values = rng.integers(0, 2, count), rng.integers(0, largest + 1, count)
    rows = [(int(k), int(v), n) for n, (k, v) in enumerate(zip(kinds, values, strict=True))]
    assert in_order(rows) == [r[2] for r in sorted(rows, key=lambda r: (r[0], -r[1], r[2]))]


def test_one_kind_alone() -> None:
    for kind in (0, 1):
        rows = [(kind, n % 7, n) for n in range(200)]
        assert in_order(rows) == [r[2] for r in sorted(rows, key=lambda r: (-r[1], r[2]))]
