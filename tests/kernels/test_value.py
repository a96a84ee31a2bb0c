"""Money out of prices and quantities: one product, rounded once, never wrapped (decision 1, rule A1)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.errors import KernelError
from fastbt.kernels import value
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.state import LIMIT, RATE
from fastbt.model.currencies import Currency
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market, run, sell, with_columns

NOTIONAL, AT_RATE, SHARE = range(3)


@entry
def compute(address: int, what: int) -> int:
    """Compute rows of (a, b, c) for the run whose address comes first; the answer replaces ``a``."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 24
        a = i64_at(row, 0)
        b = i64_at(row, 1)
        if what == 0:
            answer = value.notional(run, 0, a, b)
        elif what == 1:
            answer = value.at_rate(run, a, b)
        else:
            answer = value.share(a, b, i64_at(row, 2))
        put_i64(row, 0, answer)
    return 0


def machine_of(price_precision: int = 0, size_precision: int = 0, currency_precision: int = 0) -> Machine:
    """A machine whose one instrument has these decimals."""
    facts = {
        "price_precision": price_precision,
        "size_precision": size_precision,
        "currency": Currency("USD", precision=currency_precision),
    }
    return Machine(market(["1"], instrument=facts))


def computed(machine: Machine, what: int, *columns: np.ndarray) -> list[int]:
    """The kernel's answers; the machine's status says whether one left the range."""
    rows = np.zeros((len(columns[0]), 3), np.int64)
    for n, column in enumerate(columns):
        rows[:, n] = column
    block = np.concatenate(([machine.address, len(rows)], rows.ravel()))
    compute.call(block.ctypes.data, what)
    return block[2:].reshape(-1, 3)[:, 0].tolist()


def half_away(x: Fraction) -> int:
    whole = (abs(x) + Fraction(1, 2)).__floor__()
    return whole if x >= 0 else -whole


@pytest.mark.parametrize(
    "decimals", [(0, 0, 0), (2, 0, 2), (2, 8, 2), (5, 2, 0), (8, 8, 2), (0, 0, 8), (2, 0, 6)]
)
def test_notional_is_one_product_rounded_once(decimals: tuple[int, int, int]) -> None:
    price_precision, size_precision, currency_precision = decimals
    machine = machine_of(*decimals)
    rng = np.random.default_rng(6)
    ticks = rng.integers(-(2**48), 2**50, 20_000) >> rng.integers(0, 50, 20_000)
    lots = rng.integers(0, 2**50, 20_000) >> rng.integers(0, 50, 20_000)
    unit = Fraction(10**currency_precision, 10 ** (price_precision + size_precision))
    wanted = [half_away(int(t) * int(q) * unit) for t, q in zip(ticks, lots, strict=True)]
    kept = [n for n, w in enumerate(wanted) if abs(w) < LIMIT and ticks[n] != 0]
    assert len(kept) > 5_000
    assert computed(machine, NOTIONAL, ticks[kept], lots[kept]) == [wanted[n] for n in kept]
    assert machine.run["status"] == RunStatus.DONE


def test_halves_go_away_from_zero() -> None:
    machine = machine_of(price_precision=1)
    assert computed(machine, NOTIONAL, np.array([5, -5, 15, 4, -15]), np.ones(5)) == [1, -1, 2, 0, -2]
    assert computed(machine, AT_RATE, np.array([5, -5, 15, 14]), np.full(4, RATE // 10)) == [1, -1, 2, 1]
    assert computed(machine, SHARE, np.array([5, -5, 15]), np.ones(3), np.full(3, 2)) == [3, -3, 8]


def test_rates_of_any_amount() -> None:
    machine = machine_of()
    rng = np.random.default_rng(7)
    amounts = rng.integers(0, LIMIT, 20_000) >> rng.integers(0, 60, 20_000)
    rates = rng.integers(-RATE, RATE, 20_000)
    wanted = [half_away(Fraction(int(a) * int(r), RATE)) for a, r in zip(amounts, rates, strict=True)]
    assert computed(machine, AT_RATE, amounts, rates) == wanted


def test_all_of_it_is_its_own_share() -> None:
    """A3: the last close takes what is left, whatever the amount."""
    machine = machine_of()
    amounts = np.array([0, 1, -7, LIMIT - 1])
    assert computed(machine, SHARE, amounts, np.full(4, 3), np.full(4, 3)) == amounts.tolist()
    assert computed(machine, SHARE, np.array([10]), np.array([1]), np.array([3])) == [3]


@pytest.mark.parametrize(
    ("decimals", "price", "lots", "fits"),
    [
        ((0, 0, 0), 2**31, 2**30, True),
        ((0, 0, 0), 2**31, 2**31, False),  # exactly 2^62
        ((0, 0, 0), 2**40, 2**40, False),  # the product leaves 64 bits
        ((0, 0, 8), 10**6, 10**6, False),  # 10^12 x 10^8
        ((0, 0, 8), 10, 2**62 // 10**8, False),  # lots x numerator fits, the product does not
        ((0, 0, 8), 10, 2**62 // 10**6, False),  # lots x numerator leaves 64 bits
        ((8, 8, 2), 10**14, 10**14, True),  # 10^28 / 10^14
        ((8, 8, 2), 2**62, 2**32, True),  # 94 bits, of which 48 are left
        ((8, 8, 2), 2**62, 2**48, False),
    ],
)
def test_a_value_that_leaves_the_range_ends_the_run(
    decimals: tuple[int, int, int], price: int, lots: int, fits: bool
) -> None:
    machine = machine_of(*decimals)
    computed(machine, NOTIONAL, np.array([price]), np.array([lots]))
    assert machine.run["status"] == (RunStatus.DONE if fits else RunStatus.OVERFLOW)


def test_marked_values_of_every_row() -> None:
    """T7: equity is balance and value at each close, whether rows are marked one by one or many at once."""
    closes = [100, 103, 97, 250, 1]
    bars = [str(c) for c in closes]
    for account_type in ("CASH", "MARGIN"):
        output = run(bars, [buy(0, 7)], cash=10_000, account_type=account_type)
        assert (output.equity - 10_000).tolist() == [0, *[7 * (c - 103) for c in closes[1:]]]
    output = run(bars, [sell(0, 7)], cash=10_000, account_type="MARGIN")
    assert (output.equity - 10_000).tolist() == [0, *[-7 * (c - 103) for c in closes[1:]]]


def test_marks_are_rounded_half_away_from_zero() -> None:
    facts = {"price_precision": 1}
    bars = ["10.0", "10.0", "10.1", "10.5", "10.4"]
    output = run(bars, [buy(0, 1)], cash=100, instrument=facts)
    assert output.equity.tolist() == [100, 100, 100, 101, 100]
    output = run(bars, [sell(0, 1)], cash=100, instrument=facts, account_type="MARGIN")
    assert output.equity.tolist() == [100, 100, 100, 99, 100]


HUGE = 2**61


def marked_high(row: int, *, instruments: int = 1) -> Machine:
    """A position bought at 100 whose price jumps beyond the range at a row, far behind the last thing that happened."""
    bars = {name: ["100"] * 8 for name in "ABC"[:instruments]}
    orders = [buy(0, 100, instrument=k) for k in range(instruments)]
    lowered = market(bars, orders, account_type="MARGIN")
    close, high = lowered.columns.close.copy(), lowered.columns.high.copy()
    close[row] = high[row] = HUGE
    return Machine(with_columns(lowered, close=close, high=high))


@pytest.mark.parametrize("row", [1, 2, 5, 7])
def test_an_overflow_names_its_row(row: int) -> None:
    with pytest.raises(KernelError) as caught:
        marked_high(row).advance(8)
    assert (caught.value.status, caught.value.row) == (RunStatus.OVERFLOW, row)
    assert caught.value.time == (row + 1) * 60_000_000_000
    assert "instrument X.SIM" in str(caught.value) or "instrument A.SIM" in str(caught.value)


@pytest.mark.parametrize(("row", "instrument"), [(9, "A.SIM"), (10, "B.SIM"), (11, "C.SIM")])
def test_an_overflow_names_its_instrument(row: int, instrument: str) -> None:
    """Three instruments, each with a row in every group: the fourth group has rows 9 to 11."""
    with pytest.raises(KernelError) as caught:
        marked_high(row, instruments=3).advance(8)
    assert (caught.value.row, caught.value.instrument) == (row, instrument)


def test_a_sum_of_values_does_not_wrap() -> None:
    """Each of three positions is worth less than 2^62, together they are more than 2^63."""
    bars = {name: ["100"] * 4 for name in "ABC"}
    lowered = market(bars, [buy(0, 3, instrument=k) for k in range(3)], account_type="MARGIN")
    close, high = lowered.columns.close.copy(), lowered.columns.high.copy()
    close[9:] = high[9:] = LIMIT // 3 - 1
    machine = Machine(with_columns(lowered, close=close, high=high))
    with pytest.raises(KernelError, match="OVERFLOW"):
        machine.advance(4)
