"""What a fill costs (rule F14): percentages, flat amounts, amounts per unit, tiers, their sum, each rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fastbt.codes import LiquiditySide, RunStatus
from fastbt.kernels.fees import fee_of
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.state import LIMIT
from fastbt.model.currencies import Currency
from fastbt.simulation.machine import Machine
from fastbt.venues import FlatFees, PercentageFees, PerUnitFees, TieredFees
from tests.kernels.market import buy, market, run, sell

MAKER, TAKER = int(LiquiditySide.MAKER), int(LiquiditySide.TAKER)
CENTS = Currency("USD")


@entry
def compute(address: int, _: int) -> int:
    """Fees of rows of (value, liquidity, lots, filled) for the run whose address comes first; they replace ``value``."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 32
        put_i64(row, 0, fee_of(run, 0, 100, i64_at(row, 0), i64_at(row, 1), i64_at(row, 2), i64_at(row, 3)))
    return 0


Row = tuple[int, int, int, int]


def with_an_order(fees: Any, **facts: Any) -> Machine:
    """A machine whose first order has been sent."""
    machine = Machine(market(["1"], [buy(0, 1)], fees=fees, instrument=facts))
    machine.advance(1)
    return machine


def computed(fees: Any, rows: list[Row], traded: int = 0, **facts: Any) -> list[int]:
    machine = with_an_order(fees, **facts)
    machine.balances["traded"] = traded
    block = np.concatenate(([machine.address, len(rows)], np.array(rows, np.int64).ravel()))
    compute.call(block.ctypes.data, 0)
    assert machine.run["status"] == RunStatus.DONE
    return block[2:].reshape(-1, 4)[:, 0].tolist()


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
    rows = [(1_000, TAKER, 10, 0), (1_000, TAKER, 10, 10), (1_000, MAKER, 10, 0)]
    assert computed(fees, rows) == [first_taker, later_taker, first_maker]
    assert computed(fees, [(-1_000, *rest) for _, *rest in rows]) == [first_taker, later_taker, first_maker]


def test_each_member_is_rounded_on_its_own() -> None:
    half = PercentageFees(maker=0.0005, taker=0.0005)
    assert computed(half, [(1_000, TAKER, 1, 0)]) == [1]
    assert computed([half, half], [(1_000, TAKER, 1, 0)]) == [2]  # not round(1.0) = 1
    assert computed(PercentageFees(maker=-0.0005, taker=0), [(1_000, MAKER, 1, 0)]) == [
        -1
    ]  # half away from zero


def test_random_values_and_rates() -> None:
    rng = np.random.default_rng(8)
    for rate in ("0.0001", "0.00025", "0.000333333333", "0.017", "-0.0003"):
        values = (rng.integers(0, 2**61, 2_000) >> rng.integers(0, 60, 2_000)).tolist()
        found = computed(PercentageFees(maker=0, taker=rate), [(v, TAKER, 1, 0) for v in values])
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


# ------------------------------------------------------------------------------------------------ per unit


@pytest.mark.parametrize(
    ("model", "lots", "wanted"),
    [
        (PerUnitFees(2), 10, 20),
        (PerUnitFees("0.05"), 9, 0),  # 0.45
        (PerUnitFees("0.05"), 10, 1),  # 0.5, half away from zero
        (PerUnitFees("0.05", minimum=3), 10, 3),
        (PerUnitFees("0.05", minimum=3), 70, 4),
        (PerUnitFees(2, maximum=15), 10, 15),
        (PerUnitFees(0, minimum=4, maximum=4), 10, 4),
    ],
)
def test_per_unit_between_its_least_and_its_most(model: PerUnitFees, lots: int, wanted: int) -> None:
    assert computed(model, [(1_000, TAKER, lots, 0), (-1_000, MAKER, lots, 0)]) == [wanted] * 2


def test_per_unit_is_per_unit_not_per_lot() -> None:
    """A size precision of 2: 250 lots are 2.5 units."""
    assert computed(PerUnitFees(4), [(1, TAKER, 250, 0)], size_precision=2, currency=CENTS) == [1_000]
    assert computed(PerUnitFees("0.333"), [(1, TAKER, 250, 0)], size_precision=2, currency=CENTS) == [83]


def test_parts_of_an_order_pay_what_one_fill_would() -> None:
    """Each fill pays the order's total so far less what was paid: minimum 5, then nothing until 0.3 x lots passes it."""
    model = PerUnitFees("0.3", minimum=5, maximum=12)
    parts, paid, filled = [7, 3, 9, 8, 1, 30, 10], [], 0
    for lots in parts:
        paid += computed(model, [(1, TAKER, lots, filled)])
        filled += lots
        assert sum(paid) == min(max((3 * filled + 5) // 10, 5), 12)
    assert paid == [5, 0, 1, 2, 0, 4, 0]


def test_a_fee_per_unit_beyond_the_range_ends_the_run() -> None:
    machine = with_an_order(PerUnitFees(1_000))
    block = np.array([machine.address, 1, 1, TAKER, 10**18, 0])
    compute.call(block.ctypes.data, 0)
    assert machine.run["status"] == RunStatus.OVERFLOW


# ------------------------------------------------------------------------------------------------ tiers

TIERS = TieredFees([(0, 0.01, 0.02), (500, 0.005, 0.01), (2_000, 0, -0.001)])


@pytest.mark.parametrize(
    ("traded", "maker", "taker"),
    [(0, 10, 20), (499, 10, 20), (500, 5, 10), (1_999, 5, 10), (2_000, 0, -1), (LIMIT, 0, -1)],
)
def test_the_tier_is_the_highest_that_the_volume_has_reached(traded: int, maker: int, taker: int) -> None:
    rows = [(1_000, MAKER, 1, 0), (1_000, TAKER, 1, 0), (-1_000, TAKER, 1, 7)]
    assert computed(TIERS, rows, traded) == [maker, taker, taker]
    assert computed([TIERS, FlatFees(3)], rows, traded) == [maker + 3, taker + 3, taker]


def test_what_was_traded_before_counts_all_instruments_and_both_sides() -> None:
    """Fills of 300 each, of two instruments: the third has 600 before it."""
    bars = {"X": ["100"] * 5, "Y": ["100"] * 5}
    orders = [buy(0, 3), buy(1, 3, instrument=1), sell(2, 3)]
    output = run(bars, orders, fees=TIERS)
    assert output.fills["commission"].tolist() == [6, 6, 3]
    assert output.balances["traded"].tolist() == [900]


def test_the_volume_traded_stays_where_it_can_still_be_counted() -> None:
    machine = Machine(market(["100", "100"], [buy(0, 10)], fees=TIERS))
    machine.balances["traded"] = LIMIT - 5
    machine.advance(2)
    assert machine.balances["traded"].tolist() == [LIMIT]


def test_a_second_run_of_a_machine_starts_with_nothing_traded() -> None:
    machine = Machine(market(["100", "100"], [buy(0, 30)], fees=TIERS))
    machine.advance(2)
    machine.reset()
    machine.advance(2)
    assert machine.output().fills["commission"].tolist() == [60]
