"""What a fill costs (rule F14): percentages by liquidity, flat amounts, their sum, each rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fastbt.codes import LiquiditySide
from fastbt.kernels.fees import fee_of
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.simulation.machine import Machine
from fastbt.venues import FlatFees, PercentageFees
from tests.kernels.market import buy, market, run, sell

MAKER, TAKER = int(LiquiditySide.MAKER), int(LiquiditySide.TAKER)


@entry
def compute(address: int, _: int) -> int:
    """Fees of rows of (value, liquidity, first) for the run whose address comes first; the answer replaces ``value``."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 24
        put_i64(row, 0, fee_of(run, 0, i64_at(row, 0), i64_at(row, 1), i64_at(row, 2)))
    return 0


def computed(fees: Any, rows: list[tuple[int, int, int]]) -> list[int]:
    machine = Machine(market(["1"], fees=fees))
    block = np.concatenate(([machine.address, len(rows)], np.array(rows, np.int64).ravel()))
    compute.call(block.ctypes.data, 0)
    return block[2:].reshape(-1, 3)[:, 0].tolist()


@pytest.mark.parametrize(
    ("fees", "first_taker", "later_taker", "first_maker"),
    [
        (None, 0, 0, 0),
        (PercentageFees(maker=0.001, taker=0.002), 2, 2, 1),
        (PercentageFees(maker=-0.001, taker=0.002), 2, 2, -1),  # a rebate
        (FlatFees(3), 3, 0, 3),
        (FlatFees(3, per="fill"), 3, 3, 3),
        ([PercentageFees(maker=0.001, taker=0.002), FlatFees(3), FlatFees(5, per="fill")], 10, 7, 9),
    ],
)
def test_models_and_their_sum(fees: Any, first_taker: int, later_taker: int, first_maker: int) -> None:
    rows = [(1_000, TAKER, 1), (1_000, TAKER, 0), (1_000, MAKER, 1)]
    assert computed(fees, rows) == [first_taker, later_taker, first_maker]
    assert computed(fees, [(-1_000, *rest) for _, *rest in rows]) == [first_taker, later_taker, first_maker]


def test_each_member_is_rounded_on_its_own() -> None:
    half = PercentageFees(maker=0.0005, taker=0.0005)
    assert computed(half, [(1_000, TAKER, 1)]) == [1]
    assert computed([half, half], [(1_000, TAKER, 1)]) == [2]  # not round(1.0) = 1
    assert computed(PercentageFees(maker=-0.0005, taker=0), [(1_000, MAKER, 1)]) == [
        -1
    ]  # half away from zero


def test_random_values_and_rates() -> None:
    rng = np.random.default_rng(8)
    for rate in ("0.0001", "0.00025", "0.000333333333", "0.017", "-0.0003"):
        values = (rng.integers(0, 2**61, 2_000) >> rng.integers(0, 60, 2_000)).tolist()
        found = computed(PercentageFees(maker=0, taker=rate), [(v, TAKER, 1) for v in values])
        exact = [abs(v * Fraction(rate)) + Fraction(1, 2) for v in values]
        sign = -1 if rate.startswith("-") else 1
        assert found == [sign * x.__floor__() for x in exact]


def test_a_run_pays_by_liquidity_and_per_order() -> None:
    """A market order takes, a resting limit makes; the commission leaves the balance with the fill."""
    fees = [PercentageFees(maker=0.01, taker=0.02), FlatFees(5)]
    output = run(
        ["100", "100", "100 120 90 100"], [buy(0, 10), sell(1, 10, limit=110)], cash=5_000, fees=fees
    )
    assert output.fills["commission"].tolist() == [25, 16]
    assert output.equity.tolist() == [5_000, 5_000 - 25, 5_000 - 25 + 100 - 16]


def test_the_instruments_own_fees_where_the_venue_has_none() -> None:
    own = {"maker_fee": 0.01, "taker_fee": 0.02}
    bars, orders = ["100", "100", "100 120 90 100"], [buy(0, 10), sell(1, 10, limit=110)]
    assert run(bars, orders, instrument=own).fills["commission"].tolist() == [20, 11]
    assert run(bars, orders, instrument=own, fees=FlatFees(1)).fills["commission"].tolist() == [1, 1]
