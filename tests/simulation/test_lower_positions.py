"""Who sends a row of an order table, and which position it names (A2)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import ORDER_REDUCE_ONLY
from fastbt.simulation.lowered import Lowered
from fastbt.venues.venue import Venue
from tests.simulation.markets import two_instruments
from tests.simulation.test_lower_orders import commands

HEDGES = Venue(oms_type="HEDGING", account_type="MARGIN")


def lowered(*rows: dict[str, Any], venue: Venue | None = HEDGES, **options: Any) -> Lowered:
    return commands(*rows, venue=venue, **options)


def test_strategies_are_numbered_that_of_the_run_first():
    found = lowered(
        {"strategy_id": "T"}, {}, {"strategy_id": "U"}, {"strategy_id": "S"}, {"strategy_id": "T"}
    )
    assert found.strategies == ["S", "T", "U"]
    assert found.commands is not None
    assert found.commands["strategy"].tolist() == [1, 0, 2, 0, 1]


def test_several_positions_of_an_instrument_are_of_several_strategies_or_of_a_venue_that_hedges():
    nets = Venue(account_type="MARGIN")
    assert not lowered({}, {"strategy_id": "S"}, venue=nets).is_apart
    assert lowered({}, {"strategy_id": "T"}, venue=nets).is_apart
    assert lowered({}).is_apart


def test_a_row_that_names_a_position_only_reduces():
    found = lowered(
        {"client_order_id": "a"},
        {"side": "SELL", "position_id": "a"},
        {"action": "close_position", "position_id": "a"},
    ).commands
    assert found is not None
    assert found["opener_command"].tolist() == [0, 1, 1]
    assert found["flags"].tolist() == [0, ORDER_REDUCE_ONLY, ORDER_REDUCE_ONLY]


NAMING = {"side": "SELL", "position_id": "a"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{**NAMING}], "no earlier row submits an order 'a', whose position this would close"),
        ([{**NAMING, "at": 1}, {"client_order_id": "a", "at": 2}], "no earlier row submits an order 'a'"),
        ([{"client_order_id": "a", "strategy_id": "T"}, NAMING], "order 'a' in row 0 is another strategy's"),
        (
            [{"client_order_id": "a", "reduce_only": True}, NAMING],
            "order 'a' in row 0 is reduce-only, which opens nothing",
        ),
        (
            [{"client_order_id": "a"}, {"position_id": "a"}],
            "order 'a' in row 0 has the same side: give the other one",
        ),
    ],
)
def test_a_position_that_cannot_be_closed_is_refused(rows: list[dict[str, Any]], message: str):
    with pytest.raises(ConfigError, match=f"column 'position_id' \\('a'\\): {message}"):
        lowered(*rows)


def test_a_position_of_another_instrument_is_refused():
    rows = [
        {"client_order_id": "a", "instrument_id": "A.X", "at": 2},
        {**NAMING, "instrument_id": "B.X", "at": 2},
    ]
    with pytest.raises(ConfigError, match="order 'a' in row 0 is of another instrument"):
        lowered(*rows, frame=two_instruments())


def test_where_a_venue_nets_positions_have_no_name():
    with pytest.raises(
        ConfigError, match=r"its venue nets: .* which reduce_only closes; leave it null, or give the venue"
    ):
        lowered({"client_order_id": "a"}, NAMING, venue=None)


def test_nobody_cancels_for_another_strategy():
    rows = [{"client_order_id": "a"}, {"action": "cancel", "client_order_id": "a", "strategy_id": "T"}]
    with pytest.raises(
        ConfigError, match=r"row 1, column 'strategy_id' \('T'\): the order is another strategy's"
    ):
        lowered(*rows)
    assert lowered(rows[0], rows[1] | {"strategy_id": "S"}).strategies == ["S"]


def test_only_what_closes_names_a_position():
    rows = [{"client_order_id": "a"}, {"action": "cancel", "client_order_id": "a", "position_id": "a"}]
    with pytest.raises(
        ConfigError, match="only a submit and a close_position close a position; leave it null"
    ):
        lowered(*rows)
