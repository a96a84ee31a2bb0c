"""The names in an order table: ids, cancels, tags."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import ACTION_CANCEL
from fastbt.simulation.lowered import Lowered
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
        submit("a", stop_loss=0.1, take_profit=0.1),
        cancel("a-SL"),
        cancel("a-TP"),
        submit("c-SL"),
        cancel("c-SL"),
    )
    found = lowered.commands
    assert found is not None
    assert found["order"].tolist() == [-1, 0, 0, -1, 3]
    assert found["flags"].tolist() == [0, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([cancel("a")], "row 0, column 'client_order_id' .*no earlier row submits it.*No order is known"),
        ([submit("abc"), cancel("abd")], "row 1, .*did you mean 'abc'"),
        ([cancel("a", at=1), submit("a", at=2)], "row 0, .*a cancel comes after its order"),
        ([submit("a"), submit("a")], "row 1, .*row 0 has submitted an order of that id already"),
        ([submit("O-S-3")], "row 0, .*ids of this form are given to orders without one"),
        ([submit("a", stop_loss=0.1), cancel("a-TP")], "row 1, .*order 'a' has no take-profit"),
        ([submit("a"), cancel("a-SL")], "order 'a' has no stop-loss"),
    ],
)
def test_ids_that_cannot_be_meant(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=message):
        named(*rows)
