"""Which of the kernel's entries a run uses (``simulation/entries.py``)."""

from __future__ import annotations

import pytest

from fastbt.simulation.entries import LIQUIDATES
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market


def test_the_entries_of_each_form() -> None:
    """One instrument and many have drivers of their own, signals, rows of orders and callbacks their decisions."""
    names = {
        form: {field: found.__name__ for field, found in machine.entries().items()}
        for form, machine in {
            "orders": Machine(market(["100"], [buy(0, 1)])),
            "signals": Machine(market(["100"], signals={"entries": [True], "quantity": 1})),
            "callback": Machine(market(["100"]), callback=1),
            "many": Machine(market({"A": ["100"], "B": ["100"]})),
        }.items()
    }
    assert (names["orders"]["driver"], names["many"]["driver"]) == ("advance_one", "advance_many")
    assert [names[form]["decide"] for form in ("orders", "signals", "callback", "many")] == [
        "decide_commands", "decide_signals", "decide_callback", "decide_commands",
    ]  # fmt: skip
    assert "show" in names["callback"]
    assert "show" not in names["orders"]


@pytest.mark.parametrize(
    ("options", "driver", "watched"),
    [
        ({"account_type": "CASH"}, "advance_one", False),
        ({"account_type": "MARGIN"}, "advance_one", True),
        ({"account_type": "MARGIN", "liquidation": "close"}, "advance_many", True),
        ({"account_type": "MARGIN", "liquidation": "bust"}, "advance_many", True),
        ({"account_type": "MARGIN", "liquidation": "off"}, "advance_one", False),
    ],
)
def test_liquidation_is_compiled_where_it_may_happen(
    options: dict[str, str], driver: str, watched: bool
) -> None:
    """A5: at closes every group is tested, so that the driver goes group by group."""
    found = Machine(market(["100"], [buy(0, 1)], **options)).entries()
    assert found["driver"].__name__ == driver
    assert (set(LIQUIDATES) <= set(found)) == watched
