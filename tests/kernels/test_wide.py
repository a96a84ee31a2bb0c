"""128-bit products against Python's integers: random and extreme triples, 100,000 in one kernel call."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from fastbt.kernels import wide
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.state import LIMIT, NOTHING, RATE
from fastbt.simulation.lower_instruments import reciprocal

COUNT = 100_000
LARGEST = 2**63 - 1

PRODUCTS = {"nearest": 0, "floor": 1, "ceiling": 2}
STEPS = {"nearest": 3, "up": 4, "down": 5}
FAST = 6
BY_RATE = 7


@entry
def compute(address: int, operation: int) -> int:
    """Apply an operation to rows of (a, b, c, d), eight bytes each; the answer replaces ``a``."""
    for k in range(i64_at(address, 0)):
        row = address + 8 + k * 32
        a = i64_at(row, 0)
        b = i64_at(row, 1)
        c = i64_at(row, 2)
        if operation == 0:
            answer = wide.multiply_divide(a, b, c)
        elif operation == 1:
            answer = wide.multiply_divide_floor(a, b, c)
        elif operation == 2:
            answer = wide.multiply_divide_ceiling(a, b, c)
        elif operation == 3:
            answer = wide.round_to(a, b)
        elif operation == 4:
            answer = wide.round_up_to(a, b)
        elif operation == 5:
            answer = wide.round_down_to(a, b)
        elif operation == 6:
            answer = wide.divide_fast(a, b, c, i64_at(row, 3))
        else:
            answer = wide.multiply_by_rate(a, b, c, i64_at(row, 3))
        put_i64(row, 0, answer)
    return 0


def computed(operation: int, *columns: np.ndarray) -> list[int]:
    """The kernel's answers for columns of numbers."""
    rows = np.zeros((len(columns[0]), 4), np.int64)
    for n, column in enumerate(columns):
        rows[:, n] = column
    block = np.concatenate(([len(rows)], rows.ravel())).astype(np.int64)
    compute.call(block.ctypes.data, operation)
    return block[1:].reshape(-1, 4)[:, 0].tolist()


def numbers(rng: np.random.Generator, count: int, bits: int, *, signed: bool) -> np.ndarray:
    """Whole numbers of every size up to a number of bits, small ones as likely as large ones."""
    shift = 64 - rng.integers(1, bits + 1, count)
    size = (rng.integers(0, 2**64, count, dtype=np.uint64) >> shift.astype(np.uint64)).astype(np.int64)
    return np.where(rng.random(count) < 0.5, -size, size) if signed else size


def rounded(a: int, b: int, divisor: int) -> int:
    quotient, rest = divmod(abs(a * b), divisor)
    size = quotient + (2 * rest >= divisor)
    return size if (a ^ b) >= 0 else -size


def floored(a: int, b: int, divisor: int) -> int:
    return a * b // divisor


def raised(a: int, b: int, divisor: int) -> int:
    return -(-a * b // divisor)


def check_products(
    operation: str, exact: Callable[[int, int, int], int], triples: list[tuple[int, int, int]]
) -> int:
    """Compare with the exact answers; how many of them leave 62 bits."""
    a, b, c = (np.array(column, np.int64) for column in zip(*triples, strict=True))
    found = computed(PRODUCTS[operation], a, b, c)
    true = [exact(*triple) for triple in triples]
    wanted = [NOTHING if abs(answer) >= LIMIT else answer for answer in true]
    wrong = [(t, f, w) for t, f, w in zip(triples, found, wanted, strict=True) if f != w]
    assert not wrong, f"{len(wrong)} of {len(triples)}; (a, b, divisor), found, wanted: {wrong[:3]}"
    return wanted.count(NOTHING)


WAYS = [("nearest", rounded), ("floor", floored), ("ceiling", raised)]


@pytest.mark.parametrize(("operation", "exact"), WAYS)
def test_random_products(operation: str, exact: Callable[[int, int, int], int]) -> None:
    rng = np.random.default_rng(1)
    signed = operation == "nearest"
    a, b = (numbers(rng, COUNT, 63, signed=signed) for _ in range(2))
    divisors = np.maximum(numbers(rng, COUNT, 63, signed=False), 1)
    left = check_products(operation, exact, list(zip(a.tolist(), b.tolist(), divisors.tolist(), strict=True)))
    assert COUNT // 10 < left < COUNT // 2  # both outcomes are well tried


@pytest.mark.parametrize(("operation", "exact"), WAYS)
def test_products_at_the_edges(operation: str, exact: Callable[[int, int, int], int]) -> None:
    """Powers of two and ten and their neighbors: where carries, digits and signs change."""
    edges = {0, 1, 2, 3, 5, 7, 10, 10**8, 10**12, 10**18, LARGEST, LARGEST - 1}
    edges |= {2**k + d for k in (31, 32, 33, 61, 62) for d in (-1, 0, 1)}
    factors = sorted(edges | {-e for e in edges}) if operation == "nearest" else sorted(edges)
    triples = list(product(factors, factors, sorted(edges - {0})))
    left = check_products(operation, exact, triples)
    assert 0 < left < len(triples)


@pytest.mark.parametrize(("operation", "exact"), WAYS)
def test_products_that_leave_62_bits_by_one(operation: str, exact: Callable[[int, int, int], int]) -> None:
    """The largest that is a number and the smallest that is nothing, for small and large divisors."""
    triples = []
    for divisor in (1, 2, 3, 4, 5, 6, 7, 9, 10, 100, 1_001, 10**9, 2**32 + 1, RATE, 10**18, 2**61, LARGEST):
        for around in range(-3, 4):
            total = LIMIT * divisor + around * max(divisor // 2, 1)
            for b in (2**31, 2**33 + 1, 2**62):
                a = total // b
                triples += [(min(a + d, LARGEST), b, divisor) for d in (-1, 0, 1)]
    triples += [(a, b, divisor) for b, a, divisor in triples]
    check_products(operation, exact, triples)


def test_the_most_negative_product_of_64_bits() -> None:
    """-2^63 has no absolute value in 64 bits."""
    check_products("nearest", rounded, [(-(2**62), 2, 8), (2**61, -4, 3), (-(2**31), 2**32, 10)])


def test_halves_are_rounded_away_from_zero() -> None:
    triples = [(n, 5, 10) for n in (-3, -2, -1, 0, 1, 2, 3)] + [
        (2**40 + 1, 2**40, 2**41),
        (-(2**40) - 1, 2**40, 2**41),
    ]
    a, b, c = (np.array(column, np.int64) for column in zip(*triples, strict=True))
    answers = computed(PRODUCTS["nearest"], a, b, c)
    assert answers[:7] == [-2, -1, -1, 0, 1, 1, 2]
    assert answers[7:] == [2**39 + 1, -(2**39) - 1]


# ------------------------------------------------------------------------------------------------ reciprocals


def check_fast(numerators: np.ndarray, divisor: int) -> None:
    factor, shift = wide.reciprocal_of(divisor)
    count = len(numerators)
    found = computed(FAST, numerators, np.full(count, factor), np.full(count, shift), np.full(count, divisor))
    wanted = [(n + divisor // 2) // divisor for n in numerators.tolist()]
    wrong = [(n, f, w) for n, f, w in zip(numerators.tolist(), found, wanted, strict=True) if f != w]
    assert not wrong, f"divided by {divisor}: {wrong[:3]}"


def hard_numerators(rng: np.random.Generator, divisor: int, count: int) -> np.ndarray:
    """Numbers below 2^62 beside multiples and half multiples of the divisor, and both ends."""
    most = max((LIMIT - 1) // divisor, 1)
    multiples = [int(x) * divisor for x in rng.integers(0, most, count, endpoint=True)]
    beside = [m + d for m in multiples for d in (-1, 0, divisor // 2 - 1, divisor // 2, divisor // 2 + 1)]
    return np.array([n for n in [*beside, 0, 1, LIMIT - 1, LIMIT - 2] if 0 <= n < LIMIT], np.int64)


@pytest.mark.parametrize("power", range(1, 19))
def test_division_by_powers_of_ten_without_a_division(power: int) -> None:
    check_fast(hard_numerators(np.random.default_rng(power), 10**power, 1_000), 10**power)


def test_division_by_odd_divisors_without_a_division() -> None:
    rng = np.random.default_rng(3)
    large = [int(n) | 1 for n in numbers(rng, 300, 62, signed=False)]
    for divisor in [*range(3, 600, 2), *(n for n in large if n > 1), LIMIT - 1]:
        check_fast(hard_numerators(rng, divisor, 30), divisor)


def test_lowering_prepares_the_same_reciprocals() -> None:
    for divisor in (2, 3, 10, 10**8, RATE, 10**18, 2**40 + 1):
        assert reciprocal(divisor) == wide.reciprocal_of(divisor)
    assert wide.reciprocal_of(RATE) == (wide.RATE_RECIPROCAL, wide.RATE_SHIFT)


# ------------------------------------------------------------------------------------------------ steps


@pytest.mark.parametrize("way", STEPS)
def test_multiples_of_a_step(way: str) -> None:
    rng = np.random.default_rng(2)
    values = numbers(rng, COUNT, 60, signed=True)
    steps = np.maximum(numbers(rng, COUNT, 40, signed=False), 1)
    # half of them on a half multiple, where the ways differ
    values[::2] = values[::2] // steps[::2] * steps[::2] + steps[::2] // 2
    exact = {
        "nearest": lambda v, s: rounded(v, 1, s) * s,
        "up": lambda v, s: -(-v // s) * s,
        "down": lambda v, s: v // s * s,
    }[way]
    pairs = list(zip(values.tolist(), steps.tolist(), strict=True))
    found = computed(STEPS[way], values, steps)
    wrong = [(p, f) for p, f in zip(pairs, found, strict=True) if f != exact(*p)]
    assert not wrong, wrong[:3]


def test_products_with_a_rate_are_rounded_once() -> None:
    rng = np.random.default_rng(7)
    a, b = (numbers(rng, COUNT, 45, signed=True) for _ in range(2))
    rate = numbers(rng, COUNT, 45, signed=True)
    rate[::3] = rng.choice([RATE // 2, -RATE // 2, RATE, 1, -1, RATE // 8], len(rate[::3]))
    divisors = np.maximum(numbers(rng, COUNT, 62, signed=False), 1)
    divisors[::2] = rng.choice([1, 2, 10, 10**6, 10**18], len(divisors[::2]))
    found = computed(BY_RATE, a, b, rate, divisors)
    rows = zip(a.tolist(), b.tolist(), rate.tolist(), divisors.tolist(), found, strict=True)
    known = 0
    for one, other, third, divisor, answer in rows:
        wanted = rounded(one * other, third, divisor * RATE)
        if abs(one * other) // divisor >= LIMIT or abs(wanted) >= LIMIT:
            assert answer == NOTHING
        else:
            known += 1
            assert answer == wanted, (one, other, third, divisor)
    assert COUNT // 2 < known < COUNT
