"""New records: an order and the children that wait for its fill (rule F10)."""

from __future__ import annotations

from fastbt.codes import OrderType
from fastbt.kernels.state import NOTHING
from tests.kernels.market import buy, ends, run, sell


def test_children_are_created_with_their_entry() -> None:
    """F10: entry, stop-loss, take-profit, in sequence; a market order's price is none."""
    output = run(
        ["100", "100"],
        [buy(0, 4, limit=90, stop=80, target=120), sell(0, 4, limit=120, target=90)],
        account_type="MARGIN",
    )
    o = output.orders
    assert o["type"].tolist() == [
        OrderType.LIMIT,
        OrderType.STOP_MARKET,
        OrderType.LIMIT,
        OrderType.LIMIT,
        OrderType.LIMIT,
    ]
    assert o["side"].tolist() == [1, -1, -1, -1, 1]
    assert o["parent"].tolist() == [-1, 0, 0, -1, 3]
    assert o["cause"].tolist() == [0, 1, 2, 0, 2]
    assert o["sequence_init"].tolist() == sorted(o["sequence_init"].tolist())
    assert ends(output) == ["ACCEPTED", "SUBMITTED", "SUBMITTED", "ACCEPTED", "SUBMITTED"]
    for field in ("quantity", "price", "trigger"):
        assert (o[field][[1, 2, 4]] == NOTHING).all()
