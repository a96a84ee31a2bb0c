"""Orders of a table that wait for others to fill (``simulation/lower_children.py``)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import ORDER_TIED, ORDER_WAITS
from tests.simulation.markets import two_instruments
from tests.simulation.test_lower_orders import commands


def row(name: str | None, parent: str | None = None, **words: Any) -> dict[str, Any]:
    return {"client_order_id": name, "parent_id": parent} | words


def listing(name: str, *children: str) -> dict[str, Any]:
    return row(name, contingency="OTO", linked_ids=list(children))


def test_families():
    found = commands(row("a"), row("b", "a"), row("plain"), row(None, "a"), row("c", "b"))
    assert found.commands["tie"].tolist() == [0, 1, 0, 2, 3]
    assert found.commands["children"].tolist() == [1, 3, 0, 0, 0]
    assert (found.commands["flags"] & ORDER_TIED != 0).tolist() == [True, True, False, True, True]
    assert (found.commands["flags"] & ORDER_WAITS != 0).tolist() == [False, True, False, True, True]
    assert found.ties["parent_command"].tolist() == [0, 0, 1]
    assert found.ties["next"].tolist() == [1, -1, -1]
    assert found.ties[["parent", "child", "late_row"]].tolist() == [(-1, -1, -1)] * 3


def test_a_parent_that_lists_its_children_is_the_same():
    named = commands(row("a"), row("b", "a"), row("c", "a"))
    for rows in (
        (listing("a", "b", "c"), row("b"), row("c")),
        (listing("a", "c", "b"), row("b", "a"), row("c")),
        (row("a"), row("b", "a", contingency="oto"), row("c", "a")),
    ):
        found = commands(*rows)
        assert found.links is None
        assert (found.ties == named.ties).all()
        assert (found.commands["tie"] == named.commands["tie"]).all()


def test_a_table_without_children_has_no_ties():
    assert commands(row("a"), row("b")).ties is None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("a"), row("b", "x")], "row 1, column 'parent_id' .'x'.*no row submits 'x'"),
        ([row("a", stop_loss=0.1), row("b", "a-SL")], "a bracket's exit cannot be a parent"),
        ([row("a", "a")], "row 0, column 'parent_id'.*cannot wait for itself"),
        ([row("b", "a"), row("a")], "row 0 is sent before its parent, row 1.*submit the parent first"),
        ([row("a", "b"), row("b", "a")], "row 0 is sent before its parent, row 1"),
        ([row("b"), listing("a", "b")], "row 1, column 'linked_ids'.*row 0 is sent before its parent, row 1"),
        (
            [row("a"), row("b", "a", quantity=None, size=0.5)],
            "row 1, column 'size'.*follows what its parent fills",
        ),
        ([row("a"), row("b", "a", order_type="MARKET_ON_CLOSE")], "'order_type'.*one price of a session"),
        ([row("a", contingency="OTO")], "'linked_ids'.*needs the orders that it links"),
        ([listing("a", "x")], "column 'linked_ids'.*no row submits 'x'"),
        ([listing("a", "b", "b"), row("b")], "names an order twice"),
        ([row("a"), listing("c", "b"), row("b", "a")], "order 'b' in row 2 has another parent, 'a'"),
        (
            [listing("a", "b"), row("b"), row("c", "a")],
            "order 'a' in row 0 lists its children, and this is none",
        ),
        (
            [
                row("a", contingency="OCO", linked_ids=["b"]),
                row("b", "a", contingency="OCO", linked_ids=["a"]),
            ],
            "linked with each other too",
        ),
        (
            [
                row("a"),
                row("b", "a", price=9.0),
                {"action": "modify", "client_order_id": "b", "quantity": 2.0},
            ],
            "row 2, column 'quantity'.*the order is a child",
        ),
        ([{"action": "cancel", "client_order_id": "a", "parent_id": "b"}], "only a submit has this"),
    ],
)
def test_what_contradicts_itself(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=message):
        commands(*rows)


def test_a_modify_of_a_childs_price_or_of_its_bracket_is_fine():
    found = commands(
        row("a"), row("b", "a", price=9.0, stop_loss=0.1),
        {"action": "modify", "client_order_id": "b", "price": 8.0},
        {"action": "modify", "client_order_id": "b-SL", "quantity": 2.0},
    )  # fmt: skip
    assert found.commands["tie"].tolist() == [0, 1, 0, 0]


def test_parent_and_child_are_of_one_instrument():
    rows = row("a", instrument_id="A.X"), row("b", "a", instrument_id="B.X")
    with pytest.raises(ConfigError, match="rows 1 and 0 are of different instruments"):
        commands(*rows, frame=two_instruments())
