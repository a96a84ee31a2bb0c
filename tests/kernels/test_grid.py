"""Floats onto the grid (rule A11): half away from zero, lots downward with a tolerance, NaN is nothing."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from fastbt.kernels import grid
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import f64_at, i64_at, put_i64
from fastbt.kernels.state import NOTHING
from fastbt.model.rounding import floats_to_steps

NAN, INFINITY = math.nan, math.inf
TICKS, LOTS, RATES, NEAREST = range(4)


@entry
def convert(address: int, way: int) -> int:
    """Convert rows of (number, scale, increment), eight bytes each; the answer replaces the increment."""
    for k in range(i64_at(address, 0)):
        row = address + 8 + k * 24
        number = f64_at(row, 0)
        scale = f64_at(row, 1)
        increment = i64_at(row, 2)
        if way == 0:
            answer = grid.to_ticks(number, scale, increment)
        elif way == 1:
            answer = grid.to_lots(number, scale, increment)
        elif way == 2:
            answer = grid.to_rate(number)
        else:
            answer = grid.nearest(number)
        put_i64(row, 2, answer)
    return 0


def converted(way: int, rows: list[tuple[float, float, int]]) -> list[int]:
    """The kernel's answers for (number, scale, increment)."""
    block = np.zeros((len(rows), 3), np.int64)
    block[:, :2] = np.array([row[:2] for row in rows], np.float64).view(np.int64)
    block[:, 2] = [row[2] for row in rows]
    block = np.concatenate(([len(rows)], block.ravel()))
    convert.call(block.ctypes.data, way)
    return block[1:].reshape(-1, 3)[:, 2].tolist()


def ticks(price: float, decimals: int = 2, increment: int = 1) -> int:
    return converted(TICKS, [(price, 10.0**decimals, increment)])[0]


def lots(quantity: float, decimals: int = 0, increment: int = 1) -> int:
    return converted(LOTS, [(quantity, 10.0**decimals, increment)])[0]


@pytest.mark.parametrize(
    ("price", "decimals", "increment", "wanted"),
    [
        (100.0, 2, 1, 10_000),
        (0.005, 2, 1, 1),  # half: away from zero
        (-0.005, 2, 1, -1),
        (0.0049, 2, 1, 0),
        (0.1 + 0.2, 1, 1, 3),
        (1.115, 2, 1, 112),  # 1.115 x 100 is 111.50000000000001 in floats
        (1.005, 2, 1, 100),  # and 1.005 x 100 is 100.49999999999999
        (0.49999999999999994, 0, 1, 0),  # half less one bit; adding 0.5 first would give 1
        (10.02, 2, 5, 1_000),  # nearest multiple of five
        (10.03, 2, 5, 1_005),
        (10.025, 2, 5, 1_005),
        (-10.025, 2, 5, -1_005),
        (2.0**61, 0, 1, 2**61),
        (2.0**62, 0, 1, NOTHING),
        (-(2.0**62), 0, 1, NOTHING),
        (1e300, 2, 1, NOTHING),
        (INFINITY, 2, 1, NOTHING),
        (-INFINITY, 2, 5, NOTHING),
        (NAN, 2, 1, NOTHING),
        (NAN, 2, 5, NOTHING),
    ],
)
def test_prices_go_to_the_nearest_tick(price: float, decimals: int, increment: int, wanted: int) -> None:
    assert ticks(price, decimals, increment) == wanted


def test_a_price_that_fits_only_before_its_increment_is_nothing() -> None:
    assert ticks(1e22, 2, 10**6) == NOTHING


@pytest.mark.parametrize(
    ("quantity", "decimals", "increment", "wanted"),
    [
        (1.0, 0, 1, 1),
        (1.9, 0, 1, 1),  # down
        (0.999999, 0, 1, 1),  # within a millionth of a lot below
        (0.999998, 0, 1, 0),
        (0.3, 1, 1, 3),
        (0.1 + 0.7, 1, 1, 8),  # 0.7999999999999999
        (2.0**44 + 0.995, 0, 1, 2**44 + 1),  # large: within |x| 2^-51 below, which is 0.0078 there
        (2.0**44 + 0.5, 0, 1, 2**44),
        (1.29, 2, 1, 129),  # 129.00000000000000 is below it in floats: 1.29 x 100 = 129.0
        (17.0, 0, 5, 15),
        (14.9999999, 0, 5, 15),
        (0.0, 0, 1, 0),
        (-1.0, 0, 1, 0),
        (NAN, 0, 1, 0),
        (INFINITY, 0, 1, 0),
        (-INFINITY, 0, 1, 0),
    ],
)
def test_quantities_go_down_to_a_lot(quantity: float, decimals: int, increment: int, wanted: int) -> None:
    assert lots(quantity, decimals, increment) == wanted


@pytest.mark.parametrize(
    ("fraction", "wanted"),
    [
        (0.05, 50_000_000_000),
        (1e-12, 1),
        (4e-13, 0),
        (6e-13, 1),
        (-0.02, -20_000_000_000),
        (1 / 3, 333_333_333_333),
        (NAN, NOTHING),
    ],
)
def test_fractions_become_the_nearest_decimal_of_12_places(fraction: float, wanted: int) -> None:
    assert converted(RATES, [(fraction, 1.0, 1)]) == [wanted]


def half_away(x: Fraction) -> int:
    whole = math.floor(abs(x) + Fraction(1, 2))
    return whole if x >= 0 else -whole


def random_numbers(count: int) -> list[float]:
    """Floats of all sizes up to 1e13, a third of them decimals, a third within bits of a half."""
    rng = np.random.default_rng(4)
    sizes = rng.uniform(-1, 1, count) * 10.0 ** rng.integers(-3, 14, count)
    sizes[::3] = np.round(sizes[::3], 3)
    halves = np.floor(sizes[1::3]) + 0.5
    sizes[1::3] = np.nextafter(halves, halves + rng.integers(-1, 2, len(halves)))
    return sizes.tolist()


def test_random_numbers_are_rounded_half_away_from_zero() -> None:
    numbers = random_numbers(100_000)
    assert converted(NEAREST, [(x, 1.0, 1) for x in numbers]) == [half_away(Fraction(x)) for x in numbers]


def test_random_prices_by_their_increment() -> None:
    """The product and the quotient are those of float64; only then is it rounded."""
    rows = [(x, 100.0, (1, 5, 25)[n % 3]) for n, x in enumerate(random_numbers(30_000))]
    wanted = [half_away(Fraction(x * scale if i == 1 else x * scale / i)) * i for x, scale, i in rows]
    assert converted(TICKS, rows) == wanted


def test_every_tick_is_its_own_price() -> None:
    """The float nearest to a decimal goes back to the decimal's ticks, or lots, for |ticks| < 2^51."""
    rng = np.random.default_rng(5)
    for decimals in (0, 1, 2, 5, 8):
        count = rng.integers(-(2**51) + 1, 2**51, 20_000)
        floats = [int(n) / 10**decimals for n in count]
        assert converted(TICKS, [(x, 10.0**decimals, 1) for x in floats]) == count.tolist()
        sizes = [(abs(x), 10.0**decimals, 1) for x in floats]
        assert converted(LOTS, sizes) == np.abs(count).tolist()


def test_order_tables_and_strategies_share_one_grid() -> None:
    """What ``floats_to_steps`` does to a column before the run, the kernel does to a number within it."""
    numbers = np.array(random_numbers(30_000))
    for increment in (1, 5):
        rows = [(x, 100.0, increment) for x in numbers.tolist()]
        assert converted(TICKS, rows) == floats_to_steps(numbers, 2, "price", increment=increment).tolist()
    sizes = np.abs(numbers)
    rows = [(x, 100.0, 1) for x in sizes.tolist()]
    assert converted(LOTS, rows) == floats_to_steps(sizes, 2, "quantity", down=True).tolist()
