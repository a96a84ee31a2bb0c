"""The names in an order table: ids, cancels, tags."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import ACTION_CANCEL
from fastbt.simulation.lowered import Lowered
from tests.simulation.markets import two_instruments
from tests.simulation.test_lower_orders import commands


def submit(name: str | None, **words: Any) -> dict[str, Any]:
    return {"client_order_id": name, **words}


def cancel(name: str, **words: Any) -> dict[str, Any]:
    return {"action": "cancel", "client_order_id": name, **words}


def named(*rows: dict[str, Any]) -> Lowered:
    return commands(*rows)


def test_names_and_tags_are_numbered():
    lowered = named(submit("a", tag="x"), submit(None, tag="y"), submit("b", tag="x"))
    assert lowered.commands is not None
    assert (lowered.names, lowered.tags) == (["a", "b"], ["x", "y"])
    assert lowered.commands["name"].tolist() == [0, -1, 1]
    assert lowered.commands["tag"].tolist() == [0, 1, 0]


def test_a_cancel_knows_the_command_of_its_order_also_after_sorting():
    lowered = named(cancel("b", at=3), submit("a", at=2), submit("b", at=1))
    found = lowered.commands
    assert found is not None
    assert found["row"].tolist() == [0, 1, 2]
    assert (found["action"][2], found["order"][2], found["flags"][2]) == (ACTION_CANCEL, 0, 0)
    assert lowered.names[found["name"][2]] == "b"


def test_children_of_a_bracket_can_be_canceled():
    lowered = named(
        submit("a", stop_loss=0.1, take_profit=0.1, trailing_stop=0.1),
        cancel("a-SL"),
        cancel("a-TP"),
        submit("c-SL"),
        cancel("c-SL"),
        cancel("a-TS"),
    )
    found = lowered.commands
    assert found is not None
    assert found["order"].tolist() == [-1, 0, 0, -1, 3, 0]
    assert found["flags"].tolist() == [0, 1, 2, 0, 0, -1]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([cancel("a")], "row 0, column 'client_order_id' .*no earlier row submits it.*No order is known"),
        ([submit("abc"), cancel("abd")], "row 1, .*did you mean 'abc'"),
        ([cancel("a", at=1), submit("a", at=2)], "row 0, .*a cancel or a modify comes after its order"),
        ([submit("a"), submit("a")], "row 1, .*row 0 has submitted an order of that id already"),
        ([submit("O-S-3")], "row 0, .*ids of this form are given to orders without one"),
        ([submit("a", stop_loss=0.1), cancel("a-TP")], "row 1, .*order 'a' has no take-profit"),
        ([submit("a"), cancel("a-SL")], "order 'a' has no stop-loss"),
    ],
)
def test_ids_that_cannot_be_meant(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=message):
        named(*rows)


def modify(name: str, **words: Any) -> dict[str, Any]:
    return {"action": "modify", "client_order_id": name, **words}


def test_a_modify_takes_instrument_and_grid_of_its_order():
    found = named(
        submit("a", price=1.0, take_profit=0.5, stop_loss=0.5),
        modify("a", price=0.25, quantity=2.0),
        modify("a-SL", trigger_price=0.5),
        modify("a-TP", price=3.0),
        submit("b", trigger_price=2.0),
        modify("b", trigger_price=4.0),
    ).commands
    assert found is not None
    assert found["order"][[1, 2, 3, 5]].tolist() == [0, 0, 0, 4]
    assert found["flags"][[1, 2, 3, 5]].tolist() == [0, 1, 2, 0]
    assert (found["price"][1] * 4, found["quantity"][1]) == (found["price"][0], 2)
    assert found["price"][3] == 3 * found["price"][0]
    assert found["trigger"][5] == 2 * found["trigger"][4] == 8 * found["trigger"][2]


def test_a_modify_finds_the_instrument_of_its_order():
    rows = (
        {"at": 4, "instrument_id": "B.X", "client_order_id": "b", "price": 1.0},
        modify("b", at=4, price=2.0),
    )
    found = commands(*rows, frame=two_instruments()).commands
    assert found is not None
    assert found["instrument"].tolist() == [1, 1]
    with pytest.raises(
        ConfigError, match=r"'instrument_id' \('A.X'\): the order is one of another instrument"
    ):
        commands(rows[0], rows[1] | {"instrument_id": "A.X"}, frame=two_instruments())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([modify("a", price=1.0)], "no earlier row submits it"),
        (
            [submit("a"), modify("a", price=1.0)],
            r"'price' \(1.0\): the order is a MARKET, which has no price",
        ),
        ([submit("a", price=1.0), modify("a", trigger_price=1.0)], "a LIMIT, which has no trigger_price"),
        ([submit("a", stop_loss=0.1), modify("a-SL", price=1.0)], "a STOP_MARKET, which has no price"),
        ([submit("a"), modify("a-TP", price=1.0)], "order 'a' has no take-profit"),
        ([submit("a", size=0.5), modify("a", quantity=1.0)], r"'quantity' \(1.0\): .* is found at its fill"),
        (
            [{"action": "close_position", "client_order_id": "a"}, modify("a", quantity=1.0)],
            "the order's quantity is found at its fill",
        ),
    ],
)
def test_terms_that_an_order_has_not(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=message):
        named(*(row | ({"side": "BUY"} if "size" in row else {}) for row in rows))
