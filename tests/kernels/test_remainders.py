"""What a row's size leaves of an order (F11): where it waits, what stays locked, which status it has."""

from __future__ import annotations

import pytest

from fastbt.codes import OrderStatus, OrderType, TimeInForce
from fastbt.kernels.book import IN_DOWN, IN_MARKET, IN_UP, NOWHERE
from fastbt.kernels.state import BRACKET_OFFSET
from fastbt.simulation.machine import Machine
from tests.kernels import lists
from tests.kernels.market import Row, buy, fills, market, run, sell

BAR = "100 100 100 100 100"
PARTIALLY_FILLED, CANCELED = OrderStatus.PARTIALLY_FILLED, OrderStatus.CANCELED


def after(group: int, *orders: Row, bar: str = BAR, **options: object) -> Machine:
    """A machine that has run up to a group, a tenth of each bar's volume for orders."""
    machine = Machine(market([BAR, bar, BAR], list(orders), **{"volume_limit": 0.1} | options))  # type: ignore[arg-type]
    machine.advance(group)
    lists.check(machine)
    return machine


@pytest.mark.parametrize(
    ("order", "bar", "place"),
    [
        (buy(0, 15), BAR, IN_MARKET),
        (buy(0, 15, 100), BAR, IN_DOWN),
        (buy(0, 15, 99), "100 100 98 99 100", IN_DOWN),
        (buy(0, 15, None, 101), "100 102 100 100 100", IN_MARKET),
        (buy(0, 15, 102, 101), "100 102 100 100 100", IN_DOWN),
        (buy(0, 15, type=OrderType.MARKET_TO_LIMIT), BAR, IN_DOWN),
        (buy(0, 15, time_in_force=TimeInForce.IOC), BAR, NOWHERE),
    ],
)
def test_where_the_rest_waits(order: Row, bar: str, place: int) -> None:
    machine = after(2, order, bar=bar)
    (row,) = machine.output().orders
    assert (row["filled"], row["in_book"]) == (10, place)
    assert row["status"] == (CANCELED if place == NOWHERE else PARTIALLY_FILLED)
    assert machine.instruments["aside_first"][0] == -1
    assert machine.run["open_count"][0] == (0 if place == NOWHERE else 1)


def test_locks_shrink_with_what_fills() -> None:
    """15 at 100 lock 1,500; 10 of them filled leave a third."""
    for account in ("CASH", "MARGIN"):
        machine = after(2, buy(0, 15, 100), account_type=account)
        assert machine.output().orders["locked"].tolist() == [500]
        assert machine.balances["locked"][0] == 500


def test_only_the_opening_part_of_a_lock_shrinks() -> None:
    """10 held; a sale of 25 that locks margin for 15 closes 4 of them first, then 6, then opens 4 of its 15."""
    bars = [BAR, BAR, "100 100 100 100 40", BAR, BAR]
    machine = Machine(market(bars, [buy(0, 10), sell(1, 25, 100)], volume_limit=0.1, account_type="MARGIN"))
    locked = []
    for group in (2, 3, 4, 5):
        machine.advance(group)
        locked.append(int(machine.balances["locked"][0]))
    assert locked == [1500, 1500, 1100, 100]
    assert fills(machine.output())[1:] == [(1, 2, -4, 100), (1, 3, -10, 100), (1, 4, -10, 100)]


def test_holdings_sold_are_no_longer_locked() -> None:
    bars = ["100 100 100 100 200"] * 2 + [BAR, BAR]
    machine = Machine(market(bars, [buy(0, 20), sell(1, 15, 100)], volume_limit=0.1))
    machine.advance(2)
    assert machine.instruments["holdings_locked"][0] == 15
    machine.advance(3)
    assert machine.instruments["holdings_locked"][0] == 5
    machine.advance(4)
    assert machine.instruments["holdings_locked"][0] == 0


def test_a_rest_never_acts_twice_on_a_row() -> None:
    """The path crosses 100 four times, and the row still has size for the other order."""
    bars = [BAR, "101 105 95 101 100", "101 105 95 101 100"]
    for path in ("worst", "OHLC", "OLHC", "adaptive"):
        output = run(bars, [buy(0, 15, 100), sell(0, 15, 103)], volume_limit=0.1, bar_path=path, account_type="MARGIN")
        by_row = [sum(abs(lots) for _, row, lots, _ in fills(output) if row == n) for n in (1, 2)]
        assert by_row == [10, 10], path


def test_a_tick_worse_stays_above_zero() -> None:
    """Selling at a price of one tick, the rest cannot go below it."""
    output = run(["1 1 1 1 10"] * 2, [sell(0, 3)], volume_limit=0.1, remainder="tick_worse", account_type="MARGIN")
    assert fills(output) == [(0, 1, -1, 1), (0, 1, -2, 1)]


def test_a_rest_a_tick_worse_that_the_funds_do_not_cover() -> None:
    """1,504 pay 10 at 100 but not 5 more at 101: the order ends with what it has."""
    output = run([BAR] * 2, [buy(0, 15)], volume_limit=0.1, remainder="tick_worse", cash=1504)
    assert fills(output) == [(0, 1, 10, 100)]
    assert output.orders["status"][0] == CANCELED
    assert output.balances["locked"][0] == 0


def bracket(quantity: int, target: int) -> Row:
    """A buy at the next open whose target lies so many ticks above its average price."""
    return {**buy(0, quantity), "target_kind": BRACKET_OFFSET, "target_value": target}


def test_a_target_that_its_entry_moved_waits_for_size() -> None:
    """F10, F11: the open of 104 reaches the target of 101, but the entry moves it to 103 and uses the size."""
    bars = [BAR, BAR, "104 104 104 104 100", "104 104 104 104 100"]
    machine = Machine(market(bars, [bracket(20, 1)], volume_limit=0.1, account_type="MARGIN"))
    machine.advance(3)
    lists.check(machine)
    assert machine.output().orders["in_book"].tolist() == [NOWHERE, IN_UP]
    machine.advance(4)
    assert fills(machine.output()) == [(0, 1, 10, 100), (0, 2, 10, 104), (1, 3, -10, 103)]


def test_a_target_that_its_entry_moved_out_of_reach() -> None:
    """F10: the open of 104 reaches the target of 103, until the entry, filled further, moves it to 105."""
    bars = [BAR, BAR, "104 104 104 104 200", "104 105 104 104 200"]
    output = run(bars, [bracket(20, 3)], volume_limit=0.1, account_type="MARGIN")
    assert fills(output) == [(0, 1, 10, 100), (0, 2, 10, 104), (1, 3, -20, 105)]


def test_a_moved_target_is_cut_to_the_position() -> None:
    """F9, F10: 15 of the entry are filled, but 5 of them were sold before, and nothing is left for the target."""
    touched = sell(0, 5, None, 102, type=OrderType.MARKET_IF_TOUCHED)
    bars = [BAR, BAR, "104 104 104 104 100"]
    output = run(bars, [bracket(20, 1), touched], volume_limit=0.1, account_type="MARGIN")
    assert [row[1:] for row in fills(output)] == [(1, 10, 100), (2, -5, 104), (2, 5, 104)]
    (target,) = output.orders[output.orders["parent"] == 0]
    assert (target["quantity"], target["price"], target["in_book"]) == (10, 102, IN_UP)
