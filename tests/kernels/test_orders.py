"""Sending: what becomes of an order and what a refused one leaves behind (rules A11, T5)."""

from __future__ import annotations

from fastbt.kernels.state import NOTHING, ORDER_REVERSE
from tests.kernels.market import buy, ends, run, sell

BARS = ["100", "100", "100"]


def test_a_reversal_knows_its_quantity_at_the_fill() -> None:
    output = run(BARS, [buy(0, 4), dict(sell(1, 3), flags=ORDER_REVERSE)], account_type="MARGIN")
    assert output.orders["original_quantity"].tolist() == [4, NOTHING]
    assert output.orders["quantity"].tolist() == [4, 7]
    assert output.instruments["held"][0] == -3


def test_a_denied_order_leaves_nothing_behind() -> None:
    """Its bracket's record is given back; the next one takes its place."""
    orders = [buy(0, 4, stop=105), buy(0, 4, stop=95)]
    output = run(BARS, orders)
    assert ends(output) == ["DENIED BRACKET_LEVELS", "FILLED", "ACCEPTED"]
    assert output.brackets["entry"].tolist() == [1]
    assert output.orders["bracket"].tolist() == [-1, 0, 0]
    assert (output.orders["sequence_last"][0], output.orders["row_last"][0]) == (
        output.orders["sequence_init"][0],
        0,
    )
