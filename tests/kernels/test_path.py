"""A bar as a path: open, two extremes, close (rules B1 to B3)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.kernels import path
from fastbt.kernels.jit import entry
from tests.kernels.market import Row, buy, fills, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}


@entry
def sign_of(number: int, _: int) -> int:
    """The sign of a number."""
    return path.sign(number)


def test_signs() -> None:
    assert [sign_of.call(n, 0) for n in (-(2**62), -1, 0, 1, 2**62)] == [-1, -1, 0, 1, 1]


def order_of_fills(orders: list[Row], bar: str, **options: Any) -> list[int]:
    """Orders in the order in which they fill on one bar, having rested since the bar before."""
    return [fill[0] for fill in fills(run(["100", "100", bar], orders, **MARGIN, **options)) if fill[1] == 2]


@pytest.mark.parametrize(
    ("bar_path", "bar", "wanted"),
    [
        ("OHLC", "100 110 90 100", [1, 0]),
        ("OLHC", "100 110 90 100", [0, 1]),
        ("adaptive", "100 110 95 100", [0, 1]),  # the low is nearer
        ("adaptive", "100 105 90 100", [1, 0]),
        ("adaptive", "100 105 95 100", [0, 1]),  # a tie: low
        ("worst", "100 110 95 100", [0, 1]),  # flat with both sides resting: as adaptive
        ("worst", "100 105 90 100", [1, 0]),
    ],
)
def test_which_extreme_comes_first(bar_path: str, bar: str, wanted: list[int]) -> None:
    """B2, with a buy limit below and a sale above."""
    assert order_of_fills([buy(0, 1, limit=95), sell(0, 2, limit=105)], bar, bar_path=bar_path) == wanted


@pytest.mark.parametrize(
    ("orders", "wanted"),
    [
        # flat with buys only: the high first, so the stop is bought before the dip
        ([buy(0, 1, trigger=105), buy(0, 1, limit=95)], [0, 1]),
        # flat with sales only: the low first
        ([sell(0, 1, limit=105), sell(0, 1, trigger=95)], [1, 0]),
    ],
)
def test_worst_when_flat_goes_against_what_rests(orders: list[Row], wanted: list[int]) -> None:
    assert order_of_fills(orders, "100 110 90 100", bar_path="worst") == wanted


def test_worst_goes_against_the_position() -> None:
    """Long: the low first, so the stop goes before the target; short: mirrored."""
    bar = "100 110 90 100"
    assert order_of_fills([buy(0, 1, stop=95, target=105)], bar) == [1]
    assert order_of_fills([sell(0, 1, stop=105, target=95)], bar) == [1]
    assert order_of_fills([buy(0, 1, stop=95, target=105)], bar, bar_path="OHLC") == [2]


def test_worst_turns_around_after_a_fill_that_opens() -> None:
    """B2: the path goes up first and buys at 103; long now, it goes down to the stop before it sees the high."""
    orders = [buy(0, 1, trigger=103, stop=97, target=108)]
    assert order_of_fills(orders, "100 110 90 100") == [0, 1]
    assert order_of_fills(orders, "100 110 90 100", bar_path="OHLC") == [0, 2]


def test_what_waits_at_the_level_acts_before_the_path_turns() -> None:
    """B3: both stops at 103 fill; then the path turns down."""
    orders = [buy(0, 1, trigger=103), buy(0, 1, trigger=103), sell(0, 2, limit=104), sell(0, 1, trigger=95)]
    assert order_of_fills(orders, "100 108 90 104") == [0, 1, 3, 2]


def test_the_path_ends_at_the_close() -> None:
    """After both extremes the way to the close can touch what was sent meanwhile, but no more than once."""
    entry_and_target = [buy(0, 1, limit=92, target=99)]
    assert order_of_fills(entry_and_target, "95 100 90 100", bar_path="OHLC") == [0, 1]
    assert order_of_fills(entry_and_target, "95 100 90 98", bar_path="OHLC") == [0]


def test_an_extreme_that_was_reached_is_not_beyond_it() -> None:
    """A level at the extreme is touched, one tick further is not."""
    assert order_of_fills(
        [buy(0, 1, limit=90), sell(0, 1, limit=110)], "100 110 90 100", bar_path="OHLC"
    ) == [1, 0]
    assert order_of_fills([buy(0, 1, limit=89), sell(0, 1, limit=111)], "100 110 90 100") == []


def test_levels_along_a_leg_in_their_order() -> None:
    orders = [sell(0, 1, limit=108), sell(0, 1, limit=103), buy(0, 1, trigger=105), sell(0, 1, limit=105)]
    assert order_of_fills(orders, "100 110 100 110", bar_path="OHLC") == [1, 2, 3, 0]


def test_a_stop_limit_can_be_reached_later_on_the_path() -> None:
    """F4: triggered at 105 on the way up, its limit of 103 is reached on the way down."""
    orders = [buy(0, 1, trigger=105, limit=103)]
    assert fills(run(["100", "100", "104 110 102 106"], orders, bar_path="OHLC")) == [(0, 2, 1, 103)]
    assert fills(run(["100", "100", "104 110 104 106"], orders, bar_path="OHLC")) == []
