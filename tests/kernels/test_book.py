"""The heaps of resting orders (``kernels/book.py``) against a sorted list, through random insertions and removals."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.kernels import book, state
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import run_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP
from fastbt.simulation.machine import BOOKS, Machine
from tests.kernels import lists
from tests.kernels.market import Row, buy, cancel, fills, market, run, sell


@entry
def insert_order(run: int, order: int) -> int:
    """Put one order into its book."""
    book.insert(run, order)
    return 0


@entry
def remove_order(run: int, order: int) -> int:
    """Take one order out of its book."""
    book.remove(run, order)
    return 0


@entry
def nearest(run: int, rising: int) -> int:
    """The order that a falling or rising price touches first; the book must not be empty."""
    return book.nearest_up(run, 0) if rising == 1 else book.nearest_down(run, 0)


def resting_order(rng: np.random.Generator) -> Row:
    """A limit, stop or stop-limit at one of few levels, so that many are equal."""
    side = buy if rng.random() < 0.5 else sell
    limit, trigger = (int(x) for x in 1_000 + rng.integers(-20, 21, 2))
    return side(0, 1, *[(limit, None), (None, trigger), (limit, trigger)][int(rng.integers(3))])


def sorted_orders(orders: np.ndarray, inside: list[int], *, falling: bool) -> list[int]:
    """The orders of one book as a sorted list would hold them, the next to act last."""
    keys = {n: lists.level_and_rank(orders[n]) for n in inside}
    own = [n for n in inside if keys[n][2] == falling]
    return sorted(own, key=lambda n: (keys[n][0] if falling else -keys[n][0], -keys[n][1], -n))


def held(machine: Machine, way: str) -> list[int]:
    i = machine.instruments[0]
    books = [lists.records(i[name], i[f"{name}_count"], state.BOOK_ENTRY) for name in BOOKS if name.startswith(way)]
    return np.concatenate(books)["order"].tolist()


@entry
def reached_from(run: int, level: int) -> int:
    """Collect what a falling price reaches; how many."""
    s = run_at(run, 0)
    s.reached_count = 0
    book.collect_reached(run, 0, book.DOWN_BUYS, level)
    book.collect_reached(run, 0, book.DOWN_SALES, level)
    return s.reached_count


def test_random_insertions_and_removals() -> None:
    """Orders as the kernel makes them, put in and taken out in any order; after each step the tops are the sorted list's."""
    rng = np.random.default_rng(12)
    count = 500
    machine = Machine(
        market(["1000", "1000"], [resting_order(rng) for _ in range(count)], account_type="MARGIN")
    )
    machine.advance(1)  # sent, not arrived: in no book
    orders = lists.pool(machine, "orders", state.ORDER)
    inside: list[int] = []
    for step in range(3_000):
        if inside and (rng.random() < 0.5 or len(inside) == count):
            remove_order.call(machine.address, inside.pop(int(rng.integers(len(inside)))))
        else:
            order = int(rng.choice(np.setdiff1d(np.arange(count), inside)))
            insert_order.call(machine.address, order)
            inside.append(order)
        if step % 10 == 0 or len(inside) < 3:
            down, up = (sorted_orders(orders, inside, falling=falling) for falling in (True, False))
            assert [sorted(held(machine, way)) for way in ("down", "up")] == [sorted(down), sorted(up)]
            level = int(rng.integers(975, 1_026))
            count_reached = reached_from.call(machine.address, level)
            found = lists.pool(machine, "reached", state.REACHED)["order"][:count_reached].tolist()
            assert sorted(found) == sorted(n for n in down if lists.level_and_rank(orders[n])[0] >= level)
            i = machine.instruments[0]
            for rising, (now, name, far) in enumerate(
                ((down, "touch_down", FAR_DOWN), (up, "touch_up", FAR_UP))
            ):
                assert i[name] == (lists.level_and_rank(orders[now[-1]])[0] if now else far)
                assert not now or nearest.call(machine.address, rising) == now[-1]
            sides = orders["side"][inside]
            assert (i["buys_resting"], i["sells_resting"]) == ((sides > 0).sum(), (sides < 0).sum())


def test_ten_thousand_orders_canceled_in_any_order() -> None:
    rng = np.random.default_rng(13)
    count = 10_000
    orders = [resting_order(rng) for _ in range(count)]
    away = rng.permutation(count)
    script = orders + [cancel(2 + n % 3, int(which)) for n, which in enumerate(away[: count - 100])]
    script.sort(key=lambda row: int(row["row"]))
    machine = Machine(market(["1000"] * 6, script, account_type="MARGIN", cash=10**12))
    for group in range(1, 7):
        machine.advance(group)
        lists.check(machine)
    left = set(away[count - 100 :].tolist())
    assert set(held(machine, "down")) | set(held(machine, "up")) <= left
    assert machine.instruments["down_buys_capacity"][0] >= 1_000


@pytest.mark.parametrize(
    ("orders", "order_of_fills"),
    [
        # falling: the highest buy first, at one level triggers before limits, older before younger
        (
            [
                buy(0, 1, limit=97),
                buy(0, 2, limit=98),
                buy(0, 3, limit=98),
                sell(0, 4, trigger=98),
                sell(0, 5, trigger=99),
            ],
            [4, 3, 1, 2, 0],
        ),
        # rising: the lowest first
        (
            [
                sell(0, 1, limit=103),
                sell(0, 2, limit=102),
                buy(0, 3, trigger=102),
                sell(0, 4, limit=101),
                buy(0, 5, trigger=103),
            ],
            [3, 2, 1, 4, 0],
        ),
    ],
)
def test_who_acts_first_on_the_path(orders: list[Row], order_of_fills: list[int]) -> None:
    """B3."""
    path = "OLHC" if orders[0]["side"] > 0 else "OHLC"
    output = run(["100", "100", "100 110 90 100"], orders, account_type="MARGIN", bar_path=path)
    assert [fill[0] for fill in fills(output)] == order_of_fills


def test_a_triggered_stop_limit_moves_to_the_other_book() -> None:
    """A buy waits above for its trigger, then below for its limit, at the rank of a limit."""
    orders = [buy(0, 1, limit=95), buy(0, 1, limit=95, trigger=105)]
    machine = Machine(market(["100", "100", "100 106 100 104", "100"], orders, account_type="MARGIN"))
    machine.advance(2)
    assert (held(machine, "down"), held(machine, "up")) == ([0], [1])
    machine.advance(3)
    assert (sorted(held(machine, "down")), held(machine, "up")) == ([0, 1], [])
    assert machine.instruments["touch_down"][0] == 95
