"""Where exits lie and how much each closes: shares of a ladder, the average of an entry in parts (rule F10)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.kernels.bracket_levels import average_anchor, note_entry, rung_lots, rung_of, rungs_of
from fastbt.kernels.brackets import tell_members
from fastbt.kernels.jit import entry
from fastbt.kernels.state import BRACKET_FRACTION, RATE, RUNG
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from tests.kernels.market import Row, buy, market

MARGIN = {"account_type": "MARGIN"}


@entry
def average_of_two(run: int, second: int) -> int:
    """Average of a lot at the price that the bracket knows and one at another."""
    note_entry(run, 0, second, 1)
    return average_anchor(run, 0)


@entry
def lots_of(run: int, n: int) -> int:
    """Lots of a rung where 10 are to be shared and 4 are left."""
    return rung_lots(run, 0, n, 10, 4)


@entry
def order_of(run: int, n: int) -> int:
    """The order of a rung."""
    return rung_of(run, 0, n)


@entry
def count_of(run: int, bracket: int) -> int:
    """How many take-profits there are."""
    return rungs_of(run, bracket)


@entry
def fill_more(run: int, price: int) -> int:
    """As many lots of the entry again, at another price."""
    note_entry(run, 0, price, 3)
    tell_members(run, 0, 6, 0, 0)
    return 0


def ladder(order: Row, *shares: float) -> Lowered:
    """A market of flat bars with one order, whose ladder has rungs 10 %, 20 % ... above."""
    order = {**order, "target_kind": BRACKET_FRACTION, "target_value": RATE // 10}
    lowered = market(["100"] * 4, [order], **MARGIN)
    assert lowered.commands is not None
    lowered.rungs = np.zeros(len(shares), RUNG)
    lowered.rungs["value"] = RATE // 10 * np.arange(1, len(shares) + 1)
    lowered.rungs["share"] = [round(share * RATE) for share in shares]
    lowered.commands["rung_count"] = len(shares)
    return lowered


@pytest.mark.parametrize(("second", "average"), [(100, 100), (101, 101), (102, 101), (103, 102), (97, 99), (98, 99)])
def test_the_average_goes_to_a_tick_and_halves_up(second: int, average: int) -> None:
    machine = Machine(market(["100"] * 4, [buy(0, 1, stop=50)], **MARGIN))
    machine.advance(2)
    assert average_of_two.call(machine.address, second) == average


def test_halves_of_a_negative_average_go_down() -> None:
    machine = Machine(market(["100"] * 4, [buy(0, 1, stop=50)], **MARGIN))
    machine.advance(2)
    assert average_of_two.call(machine.address, -103) == -2  # (100 - 103) / 2 = -1.5


def test_shares_go_down_to_a_lot_and_the_last_takes_the_rest() -> None:
    machine = Machine(ladder(buy(0, 10), 0.33, 0.15, 0.52))
    machine.advance(1)
    assert [lots_of.call(machine.address, n) for n in range(3)] == [3, 1, 4]
    assert count_of.call(machine.address, 0) == 3
    assert [order_of.call(machine.address, n) for n in range(4)] == [1, 2, 3, -1]


def test_a_further_fill_of_the_entry_moves_live_exits() -> None:
    """3 at 100, then 3 at 110: levels count from 105, and the six are shared anew."""
    lowered = ladder({**buy(0, 3), "stop_kind": BRACKET_FRACTION, "stop_value": RATE // 5}, 0.5, 0.5)
    machine = Machine(lowered)
    machine.advance(2)
    fill_more.call(machine.address, 110)
    output = machine.output()
    children = output.orders[1:]
    assert children["trigger"].tolist()[0] == 84
    assert children["price"].tolist()[1:] == [116, 126]  # 115.5 and 126
    # the position of this test holds 3 only, so that arriving again cuts them to it
    assert children["quantity"].tolist() == [3, 3, 3]
    assert output.changes["was_price"].max() == 120
