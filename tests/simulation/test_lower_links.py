"""Orders of a table that are linked with each other (``simulation/lower_links.py``, ``strategies/order_checks.py``)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import Contingency
from fastbt.errors import ConfigError, UnknownNameError
from tests.simulation.markets import two_instruments
from tests.simulation.test_lower_orders import commands


def row(name: str | None, *others: str, kind: str | None = "OCO", **words: Any) -> dict[str, Any]:
    return {"client_order_id": name, "contingency": kind, "linked_ids": list(others)} | words


def test_groups():
    found = commands(
        row("a", "b"), row("x", "y", "z", kind="ouo"), row("b", "a"), {"client_order_id": "plain"},
        row("y", "z", "x", kind="OUO"), row("z", "x", "y", kind="OUO"),
    )  # fmt: skip
    assert found.commands["link"].tolist() == [1, 2, 1, 0, 2, 2]
    assert found.links["kind"].tolist() == [Contingency.OCO, Contingency.OUO]
    assert found.links[["first", "last", "filled"]].tolist() == [(-1, -1, 0)] * 2


def test_a_table_without_links_has_none():
    assert commands({"client_order_id": "a"}).links is None
    assert commands({"client_order_id": "a", "linked_ids": []}).links is None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("a", kind="OCO")], "row 0, column 'linked_ids'.*a contingency needs the orders that it links"),
        ([row("a", "b", kind=None), row("b", "a")], "row 0, column 'contingency': linked_ids needs a"),
        ([row(None, "b"), row("b", "a")], "row 0, column 'client_order_id': a linked order needs a name"),
        ([row("a", "b", kind="OUO", size=0.5), row("b", "a")], "'size'.*found at the fill: give quantity"),
        ([row("a", "a")], "row 0, column 'linked_ids'.*cannot be linked with itself"),
        ([row("a", "b")], "row 0, column 'linked_ids'.*no row submits 'b'"),
        ([row("a", "b", "b"), row("b", "a")], "names an order twice"),
        ([row("a", "b"), row("b", "c"), row("c", "b")], "row 1, order 'b', does not name the same orders"),
        ([row("a", "b"), {"client_order_id": "b"}], "row 1, order 'b', does not name the same orders"),
        (
            [row("a", "b", "c"), row("b", "a", "c"), row("c", "a")],
            "row 2, order 'c', does not name the same orders: linked orders name each other, all of a, b, c",
        ),
        ([row("a", "b"), row("b", "a", kind="OUO")], "OCO, but order 'b' in row 1 has OUO"),
        (
            [{"action": "cancel", "client_order_id": "a", "contingency": "OCO", "linked_ids": ["b"]}],
            "only a submit has this",
        ),
    ],
)
def test_what_contradicts_itself(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=message):
        commands(*rows)


def test_orders_of_two_instruments():
    rows = row("a", "b", instrument_id="A.X"), row("b", "a", instrument_id="B.X")
    with pytest.raises(ConfigError, match="'b' in row 1 is of another instrument"):
        commands(*rows, frame=two_instruments())


def test_an_unknown_word_and_a_wrong_type():
    with pytest.raises(UnknownNameError, match="contingency in row 0"):
        commands(row("a", "b", kind="OTOCO"))
    with pytest.raises(ConfigError, match=r"'linked_ids' has type .*; it holds lists of text"):
        commands({"client_order_id": "a", "contingency": "OCO", "linked_ids": 5})
