"""Inverse contracts in the kernel (``kernels/inverse.py``, rules A3, A7): value, lots, loss, and the level of liquidation."""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.kernels import value
from fastbt.kernels.jit import entry
from fastbt.kernels.liquidation import lacks_at, level_of_position
from fastbt.kernels.memory import i64_at, instrument_at, put_i64, run_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP, LIMIT, NOTHING
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market, sell

VALUE, LOTS, LOSS = range(3)


@entry
def compute(address: int, what: int) -> int:
    """Compute rows of (price, number, level) for the run whose address comes first; the answer replaces the price."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 24
        price = i64_at(row, 0)
        number = i64_at(row, 1)
        if what == 0:
            answer = value.notional(run, 0, price, number)
        elif what == 1:
            answer = value.lots_worth(run, 0, price, number)
        else:
            answer = value.loss_to(run, 0, price, i64_at(row, 2), number)
        put_i64(row, 0, answer)
    return 0


@entry
def level(run: int, instrument: int) -> int:
    """The level of an instrument's position."""
    return level_of_position(run, instrument_at(run_at(run, 0).instruments, instrument).position_first)


@entry
def lacks(run: int, price: int) -> int:
    """Whether margin lacks with the first instrument at a price."""
    return lacks_at(run, 0, price)


def turned(lowered: Lowered, numerator: int, denominator: int = 1) -> Lowered:
    """A market whose instruments are inverse: lots x numerator / (ticks x denominator)."""
    lowered.instruments["inverse"] = 1
    lowered.instruments["fast_value"] = 0
    lowered.instruments["value_numerator"] = numerator
    lowered.instruments["value_denominator"] = denominator
    return lowered


def computed(what: int, rows: list[tuple[int, ...]], numerator: int, denominator: int = 1) -> tuple[list[int], int]:
    """The kernel's answers, and how the run stands then."""
    machine = Machine(turned(market(["1"], account_type="MARGIN"), numerator, denominator))
    cells = np.zeros((len(rows), 3), np.int64)
    for n, row in enumerate(rows):
        cells[n, : len(row)] = row
    block = np.concatenate(([machine.address, len(rows)], cells.ravel()))
    compute.call(block.ctypes.data, what)
    return block[2:].reshape(-1, 3)[:, 0].tolist(), int(machine.run["status"][0])


def half_away(x: Fraction) -> int:
    return (abs(x) + Fraction(1, 2)).__floor__() * (1 if x >= 0 else -1)


@pytest.mark.parametrize("ratio", [(10**9, 1), (10**12, 1), (1, 1), (3, 10**6), (5, 7)])
def test_values_lots_and_losses_are_exact(ratio: tuple[int, int]) -> None:
    draw = random.Random(7)
    rows = [tuple(draw.getrandbits(draw.randint(2, 20)) + 1 for _ in range(3)) for _ in range(3_000)]
    of = Fraction(*ratio)
    wanted = [-half_away(lots * of / price) for price, lots, _ in rows]
    assert computed(VALUE, rows, *ratio) == (wanted, RunStatus.DONE)
    wanted = [floor(money * price / of) for price, money, _ in rows]
    assert computed(LOTS, rows, *ratio) == (wanted, RunStatus.DONE)
    wanted = [ceil(abs(lots * of / at - lots * of / price)) for price, lots, at in rows]
    assert computed(LOSS, rows, *ratio) == (wanted, RunStatus.DONE)


def test_no_lots_are_worth_nothing_and_a_level_of_no_price_has_no_loss() -> None:
    assert computed(VALUE, [(0, 0), (7, 0), (3, -10)], 1) == ([0, 0, 3], RunStatus.DONE)
    assert computed(LOSS, [(5, 0, 0), (5, 1, 0), (5, 1, -3)], 1) == ([0, NOTHING, NOTHING], RunStatus.DONE)


@pytest.mark.parametrize(
    ("what", "row", "fits"),
    [
        (VALUE, (1, 2**31), True),
        (VALUE, (1, 2**32), False),  # exactly 2^62
        (VALUE, (2**32, 2**61), True),  # 91 bits, of which 59 are left
        (VALUE, (0, 1), False),  # no price
        (VALUE, (-3, 1), False),
        (LOSS, (2**32, 1, 2**31), False),  # price x level leaves the range
        (LOSS, (2**20, 2**33, 2**20), False),
    ],
)
def test_what_leaves_the_range_ends_the_run(what: int, row: tuple[int, ...], fits: bool) -> None:
    assert computed(what, [row], 2**30)[1] == (RunStatus.DONE if fits else RunStatus.OVERFLOW)


@pytest.mark.parametrize("seed", range(80))
def test_the_level_is_the_nearest_price_at_which_margin_lacks(seed: int) -> None:
    """Against a look at every price of the grid."""
    draw = random.Random(seed)
    side, lots = draw.choice((buy, sell)), draw.choice((1, 7, 50, 180))
    step = draw.choice((1, 1, 5))
    price = 20 * draw.randint(1, 30)
    terms: dict[str, Any] = {"leverage": draw.choice((2, 10, 50, 200)), "margin_model": draw.choice(("rate", "none"))}
    lowered = market(
        [str(price), str(price), f"{price} {price + 400} {step} {price}"], [side(0, lots)],
        cash=draw.choice((100, 3_000, 60_000)), instrument={"price_increment": step}, account_type="MARGIN", **terms,
    )  # fmt: skip
    machine = Machine(turned(lowered, draw.choice((1_000, 40_000, 9_000_000)), draw.choice((1, 3))))
    machine.advance(2)
    if not machine.run["fills_count"][0]:
        return
    found = level.call(machine.address, 0)
    grid = range(step, price + 400 + 2 * step, step)
    lacking = [at for at in grid if lacks.call(machine.address, at)]
    if side is buy:
        assert found == max(lacking, default=FAR_DOWN)
        assert lacking == [at for at in grid if at <= found]
    else:
        nearest = min(lacking, default=FAR_UP)
        assert found == nearest or (found >= nearest and nearest == FAR_UP)


def test_the_search_for_a_level_keeps_to_prices_whose_value_has_room() -> None:
    """Near a price of nothing the value leaves 64 bits; there the search does not go."""
    lowered = turned(market(["1000000"] * 3, [buy(0, 2**20)], cash=LIMIT // 8, account_type="MARGIN"), 2**40)
    machine = Machine(lowered)
    machine.advance(3)
    assert machine.run["fills_count"][0] == 1
    found = level.call(machine.address, 0)
    assert 0 < found < 1_000_000
    assert lacks.call(machine.address, found) == 1
    assert lacks.call(machine.address, found + 1) == 0
    assert machine.run["status"][0] == RunStatus.DONE
