"""What orders lock when they are sent, and what an account can pay at the fill (rules A4, A5)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.simulation.machine import Machine
from fastbt.venues import FlatFees, PercentageFees
from tests.kernels.market import Row, buy, cancel, ends, fills, market, run, sell

TEN_PER_CENT = PercentageFees(maker=0, taker=0.1)
QUIET = ["100", "100", "100", "100"]
MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
LEVERED: dict[str, Any] = {"account_type": "MARGIN", "leverage": 4}


def locked(orders: list[Row], groups: int, bars: list[str] | None = None, **options: Any) -> tuple[int, int]:
    """Money locked by the orders after some groups, and lots (CASH sales)."""
    machine = Machine(market(bars or QUIET, orders, **options))
    machine.advance(groups)
    return int(machine.balances["locked"][0]), int(machine.instruments["holdings_locked"][0])


@pytest.mark.parametrize(
    ("orders", "options", "wanted"),
    [
        ([buy(0, 5)], {}, (500, 0)),  # at the last close
        ([buy(0, 5, limit=90)], {}, (450, 0)),
        ([buy(0, 5, trigger=110)], {}, (550, 0)),
        ([buy(0, 5, trigger=110, limit=120)], {}, (600, 0)),
        ([buy(0, 5, limit=90)], {"fees": TEN_PER_CENT}, (495, 0)),  # with the taker's fee
        ([buy(0, 5, limit=90)], {"fees": FlatFees(7)}, (457, 0)),
        ([buy(0, 5, limit=90), buy(0, 1, limit=80)], {}, (530, 0)),
        ([buy(0, 5)], MARGIN, (500, 0)),
        ([buy(0, 6)], LEVERED, (150, 0)),
        ([buy(0, 6)], {**LEVERED, "fees": TEN_PER_CENT}, (150, 0)),  # the fee is tested, not locked
        ([sell(0, 6, limit=120)], LEVERED, (180, 0)),
        ([buy(0, 5, limit=90, size_rule=1, amount=400)], {}, (0, 0)),  # budgets lock nothing
        ([buy(0, 5, limit=90, reduce_only=True)], MARGIN, (0, 0)),
    ],
)
def test_what_is_locked_when_sent(
    orders: list[Row], options: dict[str, Any], wanted: tuple[int, int]
) -> None:
    assert locked(orders, 1, cash=1_000, **options) == wanted


def test_sales_lock_holdings() -> None:
    orders = [
        buy(0, 9),
        sell(1, 4, limit=120),
        sell(1, 3, trigger=90),
        sell(1, 2, reduce_only=True, trigger=80),
    ]
    assert locked(orders, 2) == (0, 7)
    assert locked([*orders, cancel(2, 1)], 3) == (0, 3)


def test_margin_counts_only_what_is_added() -> None:
    """Against a position of 5: a sale of 8 adds 3, one of 5 nothing; on its side everything adds."""
    for order, adds in ((sell(1, 8, limit=120), 3), (sell(1, 5, limit=120), 0), (buy(1, 8, limit=90), 8)):
        assert locked([buy(0, 5), order], 2, **LEVERED)[0] == adds * (120 if order["side"] < 0 else 90) // 4


@pytest.mark.parametrize(
    ("order", "bars"),
    [
        (buy(0, 5, limit=90), ["100", "100", "100 100 80 100", "100"]),
        (buy(0, 5, limit=90), ["100", "80", "100", "100"]),
        (buy(0, 5, limit=90, expire=90_000_000_000), QUIET),
        (buy(0, 5), QUIET),
    ],
)
def test_a_lock_ends_with_its_order(order: Row, bars: list[str]) -> None:
    for options in ({}, MARGIN):
        assert locked([order], 4, bars, **options) == (0, 0)
    assert locked([order, cancel(1, 0)], 4, bars) == (0, 0)


@pytest.mark.parametrize(
    ("orders", "options", "wanted"),
    [
        ([buy(0, 10)], {}, ["FILLED"]),  # exactly all of it
        ([buy(0, 11)], {}, ["DENIED INSUFFICIENT_CASH"]),
        ([buy(0, 10)], {"fees": FlatFees(1)}, ["DENIED INSUFFICIENT_CASH"]),
        ([buy(0, 6), buy(0, 5)], {}, ["FILLED", "DENIED INSUFFICIENT_CASH"]),  # the first has locked it
        ([buy(0, 6, limit=90), buy(0, 5)], {}, ["ACCEPTED", "DENIED INSUFFICIENT_CASH"]),
        ([sell(0, 1)], {}, ["DENIED INSUFFICIENT_HOLDINGS"]),
        (
            [buy(0, 5), sell(1, 3, limit=120), sell(1, 3, limit=120)],
            {},
            ["FILLED", "ACCEPTED", "DENIED INSUFFICIENT_HOLDINGS"],
        ),
        ([sell(0, 10)], MARGIN, ["FILLED"]),
        ([sell(0, 11)], MARGIN, ["DENIED INSUFFICIENT_MARGIN"]),
        ([buy(0, 40)], LEVERED, ["FILLED"]),
        ([buy(0, 41)], LEVERED, ["DENIED INSUFFICIENT_MARGIN"]),
        ([buy(0, 40)], {**LEVERED, "fees": FlatFees(1)}, ["DENIED INSUFFICIENT_MARGIN"]),
        ([buy(0, 40), sell(1, 80)], LEVERED, ["FILLED", "FILLED"]),  # through zero: its own margin is free
        ([buy(0, 40), sell(1, 81)], LEVERED, ["FILLED", "DENIED INSUFFICIENT_MARGIN"]),
        ([buy(0, 40), sell(1, 1)], LEVERED, ["FILLED", "FILLED"]),
        ([buy(0, 40), buy(1, 1)], LEVERED, ["FILLED", "DENIED INSUFFICIENT_MARGIN"]),
    ],
)
def test_what_is_refused_when_sent(orders: list[Row], options: dict[str, Any], wanted: list[str]) -> None:
    assert ends(run(QUIET, orders, cash=1_000, **options)) == wanted


@pytest.mark.parametrize(
    ("orders", "bars", "options", "wanted"),
    [
        # a gap up makes what was paid for too dear
        ([buy(0, 10)], ["100", "101", "100"], {}, ["REJECTED INSUFFICIENT_CASH"]),
        ([buy(0, 10, trigger=100)], ["99", "99", "101"], {}, ["CANCELED INSUFFICIENT_CASH"]),
        ([buy(0, 10)], ["100", "101", "100"], MARGIN, ["REJECTED INSUFFICIENT_MARGIN"]),
        # on a margin account the closing part of a flip always fills
        (
            [buy(0, 40), sell(1, 80)],
            ["100", "100", "95"],
            LEVERED,
            ["FILLED", "CANCELED INSUFFICIENT_MARGIN"],
        ),
    ],
)
def test_what_is_refused_at_the_fill(
    orders: list[Row], bars: list[str], options: dict[str, Any], wanted: list[str]
) -> None:
    assert ends(run(bars, orders, cash=1_000, **options)) == wanted


def test_the_closing_part_fills_although_the_opening_is_refused() -> None:
    """40 held, down by 200: 40 sold short would need 950, and 800 are left."""
    output = run(["100", "100", "95"], [buy(0, 40), sell(1, 80)], cash=1_000, **LEVERED)
    assert fills(output) == [(0, 1, 40, 100), (1, 2, -40, 95)]
    assert output.equity.tolist() == [1_000, 1_000, 800]


@pytest.mark.parametrize(
    ("orders", "bars", "options", "filled", "wanted"),
    [
        ([buy(0, 15)], QUIET, {}, [10], ["CANCELED CUT_TO_FUNDS"]),
        ([buy(0, 10)], ["100", "101", "100"], {}, [9], ["CANCELED CUT_TO_FUNDS"]),
        ([buy(0, 15)], QUIET, {"fees": TEN_PER_CENT}, [9], ["CANCELED CUT_TO_FUNDS"]),
        ([buy(0, 15, time_in_force=2)], QUIET, {}, [], ["REJECTED INSUFFICIENT_CASH"]),  # all or nothing
        ([buy(0, 15)], ["100", "2000", "100"], {}, [], ["REJECTED INSUFFICIENT_CASH"]),  # nothing is left
        ([buy(0, 15)], QUIET, {"instrument": {"min_quantity": 11}}, [], ["REJECTED INSUFFICIENT_CASH"]),
        ([buy(0, 50)], QUIET, LEVERED, [40], ["CANCELED CUT_TO_FUNDS"]),
        ([buy(0, 5), sell(1, 8)], QUIET, {}, [5, -5], ["FILLED", "CANCELED CUT_TO_FUNDS"]),
        ([buy(0, 5), sell(1, 99)], QUIET, LEVERED, [5, -45], ["FILLED", "CANCELED CUT_TO_FUNDS"]),
    ],
)
def test_cut_to_the_funds(
    orders: list[Row], bars: list[str], options: dict[str, Any], filled: list[int], wanted: list[str]
) -> None:
    output = run(bars, orders, cash=1_000, on_insufficient_cash="cut", **options)
    assert [fill[2] for fill in fills(output)] == filled
    assert ends(output) == wanted


def test_locks_of_several_instruments_are_one_account() -> None:
    bars = {"A": QUIET, "B": ["10"] * 4}
    orders = [buy(0, 6, limit=90, instrument=0), buy(0, 46, instrument=1), buy(0, 47, instrument=1)]
    output = run(bars, orders, cash=1_000)
    assert ends(output) == ["ACCEPTED", "FILLED", "DENIED INSUFFICIENT_CASH"]


def test_proceeds_are_free_at_once() -> None:
    """A sale at the open pays for a purchase of another instrument at the same open."""
    bars = {"A": QUIET, "B": ["10"] * 4}
    orders = [buy(0, 10, instrument=0), sell(1, 10, instrument=0), buy(2, 100, instrument=1)]
    assert ends(run(bars, orders, cash=1_000)) == ["FILLED", "FILLED", "FILLED"]
