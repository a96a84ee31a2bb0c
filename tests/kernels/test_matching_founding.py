"""The matching cases of the founding documents, number by number (requirement T4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernels.market import Row, buy, ends, fills, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
LONG_AGO = "102 103 101 102"
"""The bar on which the order is sent; it arrives at the next one's open."""


def prices(order: Row, bar: str) -> list[int]:
    """What one order fills at on a bar."""
    return [price for *_, price in fills(run([LONG_AGO, bar], [order], **MARGIN))]


def test_a_market_order_fills_at_the_bars_open() -> None:
    assert prices(buy(0, 1), "101 106 99 104") == [101]
    assert prices(sell(0, 1), "101 106 99 104") == [101]


def test_a_market_order_fills_in_the_middle() -> None:
    for order in (buy(0, 1), sell(0, 1)):
        assert fills(run([LONG_AGO, "101 106 98 104"], [order], fill_price="mid", **MARGIN))[0][-1] == 102


def test_a_market_order_fills_at_the_worst() -> None:
    for order, wanted in ((buy(0, 1), 106), (sell(0, 1), 98)):
        assert fills(run([LONG_AGO, "101 106 98 104"], [order], fill_price="worst", **MARGIN))[0][-1] == wanted


@pytest.mark.parametrize(("low", "wanted"), [(99, [100]), (101, [])])
def test_a_limit_buy_fills_at_its_price_if_the_low_reaches_it(low: int, wanted: list[int]) -> None:
    assert prices(buy(0, 1, limit=100), f"102 103 {low} 102") == wanted


@pytest.mark.parametrize(("high", "wanted"), [(101, [100]), (99, [])])
def test_a_limit_sell_fills_at_its_price_if_the_high_reaches_it(high: int, wanted: list[int]) -> None:
    assert prices(sell(0, 1, limit=100), f"98 {high} 97 98") == wanted


@pytest.mark.parametrize(("high", "wanted"), [(106, [105]), (104, [])])
def test_a_stop_buy_fills_if_the_high_reaches_it(high: int, wanted: list[int]) -> None:
    assert prices(buy(0, 1, trigger=105), f"102 {high} 101 102") == wanted


@pytest.mark.parametrize(("low", "wanted"), [(94, [95]), (96, [])])
def test_a_stop_sell_fills_if_the_low_reaches_it(low: int, wanted: list[int]) -> None:
    assert prices(sell(0, 1, trigger=95), f"102 103 {low} 102") == wanted


def test_of_three_limits_one_fills_and_two_rest() -> None:
    orders = [buy(0, 1, limit=limit) for limit in (100, 98, 96)]
    output = run([LONG_AGO, "102 103 99 102"], orders, **MARGIN)
    assert ends(output) == ["FILLED", "ACCEPTED", "ACCEPTED"]


def test_a_filled_order_leaves_the_book() -> None:
    output = run([LONG_AGO, "102 103 99 102", "102 103 99 102"], [buy(0, 1, limit=100)], **MARGIN)
    assert ends(output) == ["FILLED"]
    assert fills(output) == [(0, 1, 1, 100)]
