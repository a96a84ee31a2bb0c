"""Rows between events (``kernels/quiet.py``): each of its small loops gives what the rule gives, row by row."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fastbt.kernels import quiet
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP
from fastbt.model.currencies import Currency
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market, sell, with_columns


@entry
def first_touched(address: int, _: int) -> int:
    """``first_touched`` of (run, row, last)."""
    return quiet.first_touched(i64_at(address, 0), i64_at(address, 1), i64_at(address, 2))


@entry
def record(address: int, _: int) -> int:
    """Equity of (run, row, last)."""
    quiet.record(i64_at(address, 0), i64_at(address, 1), i64_at(address, 2))
    return 0


def half_away(x: Fraction) -> int:
    whole = (abs(x) + Fraction(1, 2)).__floor__()
    return whole if x >= 0 else -whole


ROWS = 200


@pytest.mark.parametrize(("account_type", "side"), [("CASH", 1), ("MARGIN", 1), ("MARGIN", -1)])
@pytest.mark.parametrize(
    ("decimals", "lots", "prices"),
    [
        ((0, 0, 0), 7, (1, 10**6)),  # nothing to divide
        ((3, 2, 0), 12_345, (1, 10**6)),  # by 100,000, exactly by the reciprocal
        ((2, 0, 6), 7, (1, 10**6)),  # times 10,000
        ((3, 2, 0), 12_345, (-(10**6), 10**6)),  # prices below zero
        ((8, 8, 2), 10**13, (1, 10**13)),  # products of more than 64 bits
        ((0, 0, 0), 2**31, (1, 2**29)),  # close to the end of the range
    ],
)
def test_equity_of_quiet_rows(
    decimals: tuple[int, int, int], lots: int, prices: tuple[int, int], side: int, account_type: str
) -> None:
    """Balance and value (CASH), or balance and profit (MARGIN); one product, rounded once, half away from zero."""
    price_precision, size_precision, currency_precision = decimals
    facts: dict[str, Any] = {
        "price_precision": price_precision,
        "size_precision": size_precision,
        "currency": Currency("USD", precision=currency_precision),
    }
    order = (buy if side > 0 else sell)(0, lots)
    lowered = market(["1"] * ROWS, [order], instrument=facts, account_type=account_type, cash=2**61)
    rng = np.random.default_rng(19)
    close = rng.integers(prices[0], prices[1], ROWS)
    close[:2] = max(prices[0], 1)
    lowered = with_columns(lowered, open=close, high=close, low=close, close=close)
    lowered.instruments["fast_value"] = prices[0] >= 0
    machine = Machine(lowered)
    machine.advance(ROWS)
    assert machine.instruments["held"][0] == side * lots
    unit = Fraction(10**currency_precision, 10 ** (price_precision + size_precision))
    paid = half_away(int(close[1]) * lots * unit)
    wanted = [2**61, *(2**61 + side * (half_away(int(c) * lots * unit) - paid) for c in close[1:])]
    assert machine.equity.tolist() == wanted


def test_rows_without_a_position_keep_the_balance() -> None:
    machine = Machine(market(["100"] * 8, cash=77))
    machine.equity[:] = -1
    block = np.array([machine.address, 2, 6], np.int64)
    record.call(block.ctypes.data, 0)
    assert machine.equity.tolist() == [-1, -1, 77, 77, 77, 77, -1, -1]


def test_the_first_row_that_reaches_an_order() -> None:
    rng = np.random.default_rng(20)
    low = rng.integers(50, 100, 300)
    high = low + rng.integers(0, 60, 300)
    lowered = market(["100"] * 300)
    machine = Machine(with_columns(lowered, low=low, high=high))
    for _ in range(500):
        row = int(rng.integers(0, 300))
        last = int(rng.integers(row, 301))
        down = int(rng.choice([FAR_DOWN, 50, 51, 52, 70]))
        up = int(rng.choice([FAR_UP, 159, 158, 150, 120]))
        machine.instruments["touch_down"], machine.instruments["touch_up"] = down, up
        touched = np.flatnonzero((low[row:last] <= down) | (high[row:last] >= up))
        block = np.array([machine.address, row, last], np.int64)
        assert first_touched.call(block.ctypes.data, 0) == (row + int(touched[0]) if len(touched) else last)
