"""The path of bars of bid and ask (B6): exact shares, prices near the edge, one machine code for those who need it."""

from __future__ import annotations

import numpy as np
import pytest

import fastbt as bt
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.pairs import earlier
from fastbt.simulation.entries import PAIRS
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market
from tests.kernels.sides import lowered_pairs, orders

QUIET = "99 99 99 99 | 101 101 101 101"


@entry
def compare(address: int, unused: int) -> int:
    """Compare the shares of two pairs of numbers; the answer goes behind them."""
    put_i64(
        address, 4, earlier(i64_at(address, 0), i64_at(address, 1), i64_at(address, 2), i64_at(address, 3))
    )
    return 0


def test_only_runs_with_bars_of_two_sides_compile_it() -> None:
    plain = Machine(market(["100 100 100 100"] * 3, [buy(0, 1)]))
    assert plain.run["walk_pair"][0] == plain.run["bid_open"][0] == 0
    pairs = Machine(lowered_pairs([QUIET] * 3, orders((1, "BUY", 1, {}))))
    assert {name: pairs.entries()[name] for name in PAIRS} == PAIRS
    assert pairs.run["walk_pair"][0] != 0 and pairs.run["ask_close"][0] != 0


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ((1, 3), (2, 6), 0),
        ((1, 3), (333_333_333, 10**9), 1),
        ((333_333_333, 10**9), (1, 3), -1),
        ((0, 5), (0, 0), 0),
        ((7, 0), (1, 2), -1),
        # products beyond 64 bits, which differ by one
        ((2**61 - 1, 2**61), (2**61 - 2, 2**61 - 1), 1),
        ((2**61 - 2, 2**61 - 1), (2**61 - 1, 2**61), -1),
        ((2**61, 2**61), (3, 3), 0),
    ],
)
def test_shares_are_compared_exactly(first: tuple[int, int], second: tuple[int, int], order: int) -> None:
    numbers = np.array([*first, *second, 9], np.int64)
    compare.call(numbers.ctypes.data, 0)
    assert numbers[4] == order


def test_large_prices_keep_the_order_of_touching() -> None:
    """Products beyond 64 bits: the sale lies at 6/10 of the bid's way, the buy a little before and behind that."""
    far = 10**12
    rich = [bt.Money("10000000000000000", "USD")]
    bars = [
        QUIET,
        QUIET,
        f"100 {100 + 10 * far} 100 100 | 101 {101 + 5 * far} 101 101",
    ]
    for step, names in ((-8, ["BUY", "SELL"]), (8, ["SELL", "BUY"])):
        table = orders(
            (1, "SELL", 1, {"price": float(100 + 6 * far)}), (1, "BUY", 1, {"trigger_price": float(101 + 3 * far + step)})
        )
        output = run_machine(lowered_pairs(bars, table, bar_path="OHLC", balances=rich))
        sides = ["BUY" if side > 0 else "SELL" for side in output.fills["side"]]
        assert sides == names


def test_the_other_side_stands_at_the_worse_tick_going_up_and_down() -> None:
    """Entries at half the bid's way, where the ask is at 102.5; market exits by a bracket that is true on arrival."""
    up = [QUIET, QUIET, "100 110 100 105 | 101 104 101 102"]
    exit_ = {"price": 105.0, "take_profit_price": 103.0}
    output = run_machine(lowered_pairs(up, orders((1, "SELL", 1, exit_)), bar_path="OHLC"))
    assert output.fills["price"].tolist() == [105, 103]
    # falling, the bid is at 102.5 when the ask is at 105: a long's target of 102 is there, at the lower tick
    down = [QUIET, "104 104 104 104 | 110 110 110 110", "104 104 101 101 | 110 110 100 100"]
    entry = {"price": 105.0, "stop_loss_price": 102.0}
    output = run_machine(lowered_pairs(down, orders((1, "BUY", 1, {"price": 90.0}), (2, "BUY", 1, entry)), bar_path="OLHC"))
    assert output.fills["price"].tolist() == [105, 102]
