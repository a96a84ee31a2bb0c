"""Which extremes of a bar move the price, and in which order (rules B1, B2, F11); the order itself: test_path.py."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.kernels import extremes
from fastbt.kernels.jit import entry
from fastbt.kernels.state import LEG_HIGH, LEG_LOW, LOW_BEFORE_HIGH
from fastbt.simulation.machine import Machine
from tests.kernels.market import market


@entry
def foreseen(run: int, row: int) -> int:
    """Note the legs of a row."""
    extremes.foresee(run, 0, row)
    return 0


BOTH = LEG_HIGH | LEG_LOW


@pytest.mark.parametrize(
    ("bar_path", "bar", "legs"),
    [
        ("OHLC", "100 110 90 100", BOTH),
        ("OLHC", "100 110 90 100", BOTH | LOW_BEFORE_HIGH),
        ("adaptive", "100 110 95 100", BOTH | LOW_BEFORE_HIGH),
        ("OHLC", "100 100 90 95", LEG_LOW | LOW_BEFORE_HIGH),
        ("OLHC", "100 100 90 95", BOTH | LOW_BEFORE_HIGH),  # down, and back up to the open
        ("OHLC", "100 110 100 105", BOTH),
        ("OLHC", "100 110 100 105", LEG_HIGH),
        ("worst", "100 100 100 100", 0),
    ],
)
def test_legs(bar_path: str, bar: str, legs: int) -> None:
    machine = Machine(market(["100", bar], bar_path=bar_path))
    foreseen.call(machine.address, 1)
    assert np.bitwise_and(machine.instruments["legs"], 15).tolist() == [legs]
    assert machine.instruments["legs_row"].tolist() == [1]
