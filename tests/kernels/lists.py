"""What must be true of a machine's lists, books and heap between any two groups, read from memory as it stands."""

from __future__ import annotations

import ctypes

import numpy as np

from fastbt.codes import OrderStatus, OrderType
from fastbt.kernels import state
from fastbt.kernels.book import IN_DOWN, IN_MARKET, IN_UP, IN_WAITING
from fastbt.kernels.state import (
    FAR_UP,
    NOTHING,
    ORDER_BUDGET,
    ORDER_ENTRY,
    ORDER_REDUCE_ONLY,
    ORDER_TRIGGERED,
)
from fastbt.simulation.machine import BOOKS, Machine

OPEN = (OrderStatus.SUBMITTED, OrderStatus.ACCEPTED, OrderStatus.TRIGGERED, OrderStatus.PARTIALLY_FILLED)


def records(address: int, count: int, dtype: np.dtype) -> np.ndarray:
    """A copy of records at an address."""
    return (
        np.frombuffer(ctypes.string_at(int(address), int(count) * dtype.itemsize), dtype)
        if count
        else np.empty(0, dtype)
    )


def pool(machine: Machine, name: str, dtype: np.dtype) -> np.ndarray:
    """A copy of one pool as it stands."""
    return records(machine.run[name][0], machine.run[f"{name}_count"][0], dtype)


def walk(orders: np.ndarray, first: int, last: int, link: str, back: str) -> list[int]:
    """The orders of a list, checking that both directions agree."""
    found: list[int] = []
    before, k = -1, int(first)
    while k >= 0:
        assert orders[back][k] == before
        assert len(found) < len(orders), "the list runs in circles"
        found.append(k)
        before, k = k, int(orders[link][k])
    assert before == last
    return found


TOUCHED = (OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED)


def level_and_rank(order: np.void) -> tuple[int, bool, bool]:
    """Price an order waits for, whether it waits for a limit, whether a falling price touches it."""
    triggers = order["trigger"] != NOTHING and not order["flags"] & ORDER_TRIGGERED
    level = int(order["trigger"] if triggers else order["price"])
    stops = triggers and order["type"] not in TOUCHED
    return level, not triggers, (order["side"] > 0) != stops


SIDES = {"buys": 1, "sales": -1}


def check_books(orders: np.ndarray, machine: Machine) -> int:
    """Each book holds its orders as a heap, the first to act on top (B3); how many rest."""
    resting = 0
    for k, i in enumerate(machine.instruments):
        nearest = {True: FAR_UP, False: FAR_UP}
        for name in BOOKS:
            falling, side = name.startswith("down"), SIDES[name.partition("_")[2]]
            entries, count = i[name], i[f"{name}_count"]
            book = records(entries, count, state.BOOK_ENTRY)
            own = (orders["instrument"] == k) & (orders["side"] == side)
            inside = np.flatnonzero(own & (orders["in_book"] == (IN_DOWN if falling else IN_UP)))
            assert sorted(book["order"]) == inside.tolist()
            assert orders["book_place"][book["order"]].tolist() == list(range(count))
            for n, entry in enumerate(book):
                level, limit, down = level_and_rank(orders[entry["order"]])
                assert down == falling
                assert (entry["key"], entry["rank"] >> 48) == (-level if falling else level, 2 * limit)
                assert n == 0 or tuple(book[(n - 1) // 2])[:2] < tuple(entry)[:2]
            nearest[falling] = min([nearest[falling], *book["key"][:1].tolist()])
            resting += len(book)
        bounds = max(-nearest[True], i["liquidate_down"]), min(nearest[False], i["liquidate_up"])
        assert (i["touch_down"], i["touch_up"]) == bounds
        here = (orders["instrument"] == k) & np.isin(orders["in_book"], (IN_DOWN, IN_UP, IN_MARKET))
        assert i["buys_resting"] == (here & (orders["side"] > 0)).sum()
        assert i["sells_resting"] == (here & (orders["side"] < 0)).sum()
    return resting


def check_lists(orders: np.ndarray, machine: Machine) -> None:
    """Waiting, market, open and reduce-only lists hold exactly the orders they are said to hold, oldest first."""
    r = machine.run[0]
    waiting = walk(orders, r["waiting_first"], r["waiting_last"], "next", "previous")
    inside = np.flatnonzero(orders["in_book"] == IN_WAITING)
    assert waiting == inside[np.argsort(orders["place"][inside])].tolist()
    assert r["waiting_count"] == len(waiting)
    is_open = np.isin(orders["status"], OPEN)
    levels = (machine.balances["level_instrument"] >= 0).sum()
    assert r["open_count"] == is_open.sum() + levels
    entries = is_open & (orders["flags"] & ORDER_ENTRY != 0)
    for k, i in enumerate(machine.instruments):
        own = orders["instrument"] == k
        assert i["entries_open"] == (own & entries).sum()
        market = walk(orders, i["market_first"], i["market_last"], "next", "previous")
        assert sorted(market) == np.flatnonzero(own & (orders["in_book"] == IN_MARKET)).tolist()
        assert (
            walk(orders, i["open_first"], i["open_last"], "next_open", "previous_open")
            == np.flatnonzero(own & is_open).tolist()
        )
        reduce = walk(orders, i["reduce_first"], i["reduce_last"], "next_reduce", "previous_reduce")
        accepted = is_open & (orders["row_accepted"] >= 0) & (orders["flags"] & ORDER_REDUCE_ONLY != 0)
        assert reduce == np.flatnonzero(own & accepted).tolist()


def check_expiries(orders: np.ndarray, machine: Machine) -> None:
    """The heap's smallest time is known, parents are not later than their children, no open GTD order is missing."""
    heap = pool(machine, "expiries", state.EXPIRY)
    keys = list(zip(heap["ts"].tolist(), heap["order"].tolist(), strict=True))
    assert machine.run["next_expiry"][0] == (keys[0][0] if keys else FAR_UP)
    assert all(keys[(k - 1) // 2] <= keys[k] for k in range(1, len(keys)))
    due = np.flatnonzero(np.isin(orders["status"], OPEN) & (orders["expire"] != FAR_UP))
    assert set(due.tolist()) <= set(heap["order"].tolist())


def check_locks(orders: np.ndarray, machine: Machine) -> None:
    """What is locked is what the open orders lock (A4, A5)."""
    is_open = np.isin(orders["status"], OPEN)
    cash = machine.venues["account_type"][0] == 0
    holdings = cash & (orders["side"] < 0)
    assert machine.balances["locked"][0] == orders["locked"][is_open & ~holdings].sum()
    for k, i in enumerate(machine.instruments):
        assert (
            i["holdings_locked"] == orders["locked"][is_open & holdings & (orders["instrument"] == k)].sum()
        )


def check_orders(orders: np.ndarray) -> None:
    """An order that has ended is nowhere; one that is live rests, unless it waits for its parent's fill."""
    is_open = np.isin(orders["status"], OPEN)
    assert (orders["in_book"][~is_open] == 0).all()
    nowhere = is_open & (orders["in_book"] == 0)
    assert (orders["parent"][nowhere] >= 0).all()
    assert (orders["quantity"][nowhere] == NOTHING).all()
    known = orders["quantity"] != NOTHING
    assert (orders["filled"][known] <= orders["quantity"][known]).all()
    assert (orders["quantity"][(orders["status"] == OrderStatus.FILLED)] > 0).all()
    assert not (orders["flags"][is_open & (orders["type"] == OrderType.MARKET) & known] & ORDER_BUDGET).any()


def check_brackets(orders: np.ndarray, machine: Machine) -> None:
    """Active brackets are listed per instrument, oldest fill first, each with something left to close."""
    brackets = pool(machine, "brackets", state.BRACKET)
    active = set(np.flatnonzero(brackets["active"] == 1).tolist())
    listed: list[int] = []
    for k, i in enumerate(machine.instruments):
        found = walk(brackets, i["bracket_first"], i["bracket_last"], "next", "previous")
        assert all(orders["instrument"][brackets["entry"][b]] == k for b in found)
        due = [(brackets["due_row"][b], brackets["due_ts"][b]) for b in found if brackets["time_stop"][b] < 0]
        assert i["wake_row"] == min((row for row, _ in due), default=FAR_UP)
        assert i["wake_ts"] == min((ts for _, ts in due), default=FAR_UP)
        listed += found
    assert machine.run["timed_count"][0] == (brackets["time_kind"][sorted(active)] != 0).sum()
    assert set(listed) == active
    assert len(listed) == len(active)


def check_positions(machine: Machine) -> None:
    """Open positions are listed per instrument and per balance, and add up to what is held."""
    positions = pool(machine, "positions", state.POSITION)
    still = np.flatnonzero(positions["is_open"] == 1).tolist()
    balance = machine.balances[0]
    assert walk(positions, balance["open_first"], balance["open_last"], "next_open", "previous_open") == still
    assert balance["open_count"] == len(still)
    for k, i in enumerate(machine.instruments):
        own = walk(positions, i["position_first"], i["position_last"], "next", "previous")
        assert own == [n for n in still if positions["instrument"][n] == k]
        assert i["held"] == sum(int(positions["side"][n] * positions["quantity"][n]) for n in own)
        assert len(own) <= 1  # netting


def check_sequence(machine: Machine) -> None:
    """Every event has a number of its own, from 1 on without a gap."""
    orders = pool(machine, "orders", state.ORDER)
    numbers = [
        pool(machine, "fills", state.FILL)["sequence"],
        pool(machine, "changes", state.CHANGE)["sequence"],
    ]
    numbers += [orders[f"sequence_{name}"] for name in ("init", "accepted", "triggered")]
    # a denied order ends with the event that created it
    numbers.append(orders["sequence_last"][orders["status"] != OrderStatus.DENIED])
    every = np.concatenate(numbers)
    every = np.sort(every[every >= 0])
    assert every.tolist() == list(range(1, int(machine.run["sequence"][0]) + 1))


def check(machine: Machine) -> int:
    """All of it; how many orders rest in books."""
    orders = pool(machine, "orders", state.ORDER)
    check_lists(orders, machine)
    check_expiries(orders, machine)
    check_locks(orders, machine)
    check_orders(orders)
    check_brackets(orders, machine)
    check_positions(machine)
    check_sequence(machine)
    return check_books(orders, machine)
