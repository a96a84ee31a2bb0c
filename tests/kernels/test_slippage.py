"""How far a taker's fill lies beyond the price it was offered (rules F12, F13)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.errors import KernelError
from fastbt.simulation.machine import Machine
from fastbt.venues import BasisPointsSlippage, FixedSlippage
from tests.kernels.market import buy, ends, market, prices, run, sell, with_columns

ONE_TICK = FixedSlippage(ticks=1)


def filled_at(order: dict[str, int], bar: str, **options: object) -> list[int]:
    """Prices and slippage of the fills of one order that arrives on a bar."""
    output = run(["100", bar, bar], [order], account_type="MARGIN", **options)
    signed = (output.fills["price"] - output.fills["slippage"] * output.fills["side"]).tolist()
    offered = int(bar.split(maxsplit=1)[0])
    if order["price"] is None and order["trigger"] is None:
        assert signed == [offered] * len(signed)  # the column is the distance, positive against the order
    return prices(output)


@pytest.mark.parametrize(
    ("order", "bar", "wanted"),
    [
        (buy(0, 1), "100", 103),
        (sell(0, 1), "100", 97),
        (buy(0, 1, limit=102), "100", 102),  # never past its own limit
        (sell(0, 1, limit=99), "100", 99),
        (buy(0, 1, limit=110), "100", 103),
        (buy(0, 1, limit=95), "100 105 90 100", 95),  # a maker gets its price
        (sell(0, 1, limit=105), "100 105 90 100", 105),
        (buy(0, 1, trigger=104), "100 110 90 100", 107),
        (sell(0, 1, trigger=95), "100 110 90 100", 92),
        (buy(0, 1, trigger=104, limit=105), "100 110 90 100", 105),
        (sell(0, 1), "3", 1),  # never a positive price below one tick
        (sell(0, 1), "2", 1),
        (sell(0, 1), "1", 1),
        (buy(0, 1), "1", 4),
    ],
)
def test_three_ticks(order: dict[str, int], bar: str, wanted: int) -> None:
    assert filled_at(order, bar, slippage=FixedSlippage(ticks=3)) == [wanted]


def test_ticks_are_those_of_the_increment() -> None:
    five = {"price_increment": 5}
    assert filled_at(buy(0, 1), "100", slippage=FixedSlippage(ticks=2), instrument=five) == [110]
    assert filled_at(sell(0, 1), "100", slippage=FixedSlippage(ticks=2), instrument=five) == [90]
    assert filled_at(sell(0, 1), "10", slippage=FixedSlippage(ticks=2), instrument=five) == [5]


@pytest.mark.parametrize(
    ("bps", "bar", "bought", "sold"),
    [
        (100, "100", 101, 99),  # exactly a tick
        (101, "100", 102, 98),  # 101.01 and 98.99: the worse tick
        (1, "100", 101, 99),
        (0, "100", 100, 100),
        (9_999, "100", 200, 1),  # 199.99 and 0.01
        (50, "1", 2, 1),
    ],
)
def test_basis_points_are_rounded_the_worse_way(bps: int, bar: str, bought: int, sold: int) -> None:
    slippage = BasisPointsSlippage(bps=bps)
    assert filled_at(buy(0, 1), bar, slippage=slippage) == [bought]
    assert filled_at(sell(0, 1), bar, slippage=slippage) == [sold]


def test_random_prices_and_basis_points() -> None:
    rng = np.random.default_rng(9)
    for bps, increment in ((0.1, 1), (2.5, 1), (37, 5), (333.33, 25)):
        opens = rng.integers(1, 10**6, 300) * increment
        orders = [(buy if n % 2 else sell)(n, 1) for n in range(299)]
        output = run(
            [str(o) for o in opens], orders, account_type="MARGIN", cash=10**15,
            slippage=BasisPointsSlippage(bps=bps), instrument={"price_increment": increment},
        )  # fmt: skip
        rate = Fraction(str(bps)) / 10_000
        for n, price in enumerate(prices(output)):
            exact = int(opens[n + 1]) * (1 + rate if n % 2 else 1 - rate)
            steps = -(-exact // increment) if n % 2 else exact // increment
            assert price == max(int(steps) * increment, increment)


def test_the_close_out_does_not_slip() -> None:
    """A12."""
    output = run(["100", "100", "90"], [buy(0, 1)], slippage=ONE_TICK, on_finish="close")
    assert prices(output) == [101, 90]


def test_an_order_at_this_close_slips_too() -> None:
    assert prices(run(["100"], [buy(0, 1)], slippage=ONE_TICK, fill_timing="this_close")) == [101]


def test_a_stop_in_a_gap_slips_from_the_open() -> None:
    output = run(
        ["100", "100", "80 85 70 80"],
        [buy(0, 1), sell(0, 1, trigger=95)],
        slippage=ONE_TICK,
        account_type="MARGIN",
    )
    assert prices(output) == [101, 79]
    assert ends(output) == ["FILLED", "FILLED"]


def test_a_distance_beyond_the_range_ends_the_run() -> None:
    lowered = market(["100", "100"], [buy(0, 1)], slippage=FixedSlippage(ticks=2**31 - 1))
    lowered.instruments["price_increment"] = 2**31 + 2**10
    with pytest.raises(KernelError) as caught:
        Machine(lowered).advance(2)
    assert (caught.value.status, caught.value.row) == (RunStatus.OVERFLOW, 1)


def test_a_worse_price_beyond_the_range_ends_the_run() -> None:
    """The distance fits, price + distance does not."""
    lowered = market(
        ["100", "100"],
        [buy(0, 1)],
        cash=2**61,
        slippage=BasisPointsSlippage(bps=9_000),
        account_type="MARGIN",
    )
    high = np.array([100, 2**62 - 1])
    with pytest.raises(KernelError, match="OVERFLOW, row 1"):
        Machine(with_columns(lowered, open=high, high=high, low=high, close=high)).advance(2)
