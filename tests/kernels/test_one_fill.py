"""What a decided fill says, and what follows from it: the account as it leaves it, reduce-only orders (F9, A4, A5)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.codes import FillPoint, LiquiditySide
from fastbt.simulation.collect_orders import value_sums
from fastbt.venues import FixedSlippage, PercentageFees
from tests.kernels.market import buy, ends, run, sell


def test_what_a_fill_says() -> None:
    """A stop bought at 105 with slippage and fee on a margin account that holds another instrument."""
    bars = {"A": ["100", "100", "100 110 90 108"], "B": ["10", "10", "20"]}
    orders = [buy(0, 3, instrument=1), buy(1, 2, trigger=105, instrument=0)]
    output = run(
        bars, orders, account_type="MARGIN", leverage=4, cash=10_000,
        slippage=FixedSlippage(ticks=2), fees=PercentageFees(maker=0, taker=0.1),
    )  # fmt: skip
    first, second = output.fills
    assert (first["order"], first["instrument"], first["price"], first["slippage"], first["notional"]) == (
        0,
        1,
        12,
        2,
        36,
    )
    assert (second["order"], second["price"], second["slippage"], second["notional"]) == (1, 107, 2, 214)
    assert (second["commission"], second["liquidity"], second["point"], second["cause"]) == (
        21,
        LiquiditySide.TAKER,
        FillPoint.LEG,
        0,
    )
    assert second["balance"] == 10_000 - 4 - 21
    # B still stands at its mark of the group before, 10
    assert second["margin_initial"] == 8 + 54  # round(30 / 4), round(214 / 4), halves up
    assert second["margin_maintenance"] == 4 + 27
    assert (second["position"], second["opened"], second["held"], second["cost"]) == (1, -1, 2, 214)
    assert second["sequence"] > first["sequence"]


def test_cash_accounts_have_no_margin() -> None:
    output = run(["100"] * 3, [buy(0, 2), sell(1, 1, limit=120)])
    assert output.fills["margin_initial"].tolist() == [0]
    assert output.fills["locked"].tolist() == [0]  # its own lock is free again


def test_what_is_locked_by_the_others_stands_with_the_fill() -> None:
    output = run(["100"] * 3, [buy(0, 2), buy(0, 3, limit=90)])
    assert output.fills["locked"].tolist() == [270]


def test_an_average_price_of_many_decimals() -> None:
    """1 at 50,000 with 8 decimals each: 5 x 10^20 ticks x lots leave 64 bits, the notional does not."""
    decimals = {"price_precision": 8, "size_precision": 8}
    output = run(["50000", "50000"], [buy(0, 10**8)], instrument=decimals)
    assert (output.fills["price"][0], output.fills["quantity"][0]) == (5 * 10**12, 10**8)
    assert output.fills["notional"][0] == 50_000
    keys, price, lots = (output.fills[name].astype(np.int64) for name in ("order", "price", "quantity"))
    assert value_sums(keys, price, lots, 1).to_list() == [5 * 10**20]


@pytest.mark.parametrize(
    ("first", "others", "wanted"),
    [
        # a partial close cuts what is larger, in sequence; a full one ends all
        (
            sell(1, 4),
            [sell(1, 9, limit=150, reduce_only=True), sell(1, 5, trigger=50, reduce_only=True)],
            [("ACCEPTED", 5), ("ACCEPTED", 5)],
        ),
        (
            sell(1, 7),
            [sell(1, 9, limit=150, reduce_only=True), sell(1, 1, trigger=50, reduce_only=True)],
            [("ACCEPTED", 2), ("ACCEPTED", 1)],
        ),
        (
            sell(1, 9),
            [sell(1, 9, limit=150, reduce_only=True), sell(1, 5, trigger=50, reduce_only=True)],
            [("CANCELED POSITION_CLOSED", 9), ("CANCELED POSITION_CLOSED", 5)],
        ),
        (
            sell(1, 12),
            [sell(1, 9, limit=150, reduce_only=True)],
            [("CANCELED POSITION_CLOSED", 9)],
        ),  # flipped
    ],
)
def test_reduce_only_orders_follow_the_position(first, others, wanted) -> None:
    """F9, from a position of 9; the others rest before ``first`` fills."""
    others = [dict(order, row=1) for order in others]
    first = dict(first, row=2)
    output = run(["100"] * 5, [buy(0, 9), *others, first], account_type="MARGIN")
    found = [
        (end, int(quantity)) for end, quantity in zip(ends(output), output.orders["quantity"], strict=True)
    ]
    assert found[1:-1] == wanted
    # in sequence, before anything else happens
    ended = output.orders["sequence_last"][1:-1]
    assert ended.tolist() == sorted(ended.tolist())


