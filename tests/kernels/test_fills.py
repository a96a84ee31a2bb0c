"""What an order gets of a price offered to it: how many lots, at which price, or why none (S2, F13, A4, A5)."""

from __future__ import annotations

from fastbt.codes import OrderStatus
from fastbt.kernels.state import NOTHING
from tests.kernels.market import buy, ends, fills, run, sell


def test_an_order_that_is_cut_ends_after_its_fill() -> None:
    output = run(["100"] * 3, [buy(0, 15)], cash=1_000, on_insufficient_cash="cut")
    order, fill = output.orders[0], output.fills[0]
    assert (order["status"], order["filled"], order["quantity"]) == (OrderStatus.CANCELED, 10, 15)
    assert order["sequence_last"] > fill["sequence"]
    assert output.balances["locked"][0] == 0


def test_a_short_sale_on_cash_is_refused_at_the_fill() -> None:
    """Two sales of all there is: both may be sent (reduce-only orders lock nothing), the second finds nothing."""
    orders = [buy(0, 5), sell(1, 5, reduce_only=True), sell(1, 5)]
    output = run(["100"] * 4, orders)
    assert ends(output) == ["FILLED", "FILLED", "REJECTED INSUFFICIENT_HOLDINGS"]
    assert fills(output)[-1] == (1, 2, -5, 100)


def test_the_quantity_of_a_refused_budget_stays_unknown() -> None:
    output = run(["100"] * 3, [buy(0, 0, size_rule=1, amount=50)])
    assert ends(output) == ["REJECTED QUANTITY_ZERO"]
    assert output.orders["quantity"][0] == NOTHING
