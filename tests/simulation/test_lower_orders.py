"""An order table as COMMAND records: rows, grids, sizes, brackets, times."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from fastbt.codes import OrderSide, OrderType, SizeRule, Sizing, TimeInForce
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.kernels import state
from fastbt.kernels.state import FAR_UP, NOTHING
from fastbt.model.instruments import Equity
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_table import read_orders
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues
from tests.simulation.markets import MINUTE, bar_frame, market, moment, two_instruments

COARSE = Equity(
    "A.X", currency="USD", price_precision=2, price_increment="0.05", size_precision=1, size_increment="0.5"
)


def commands(
    *rows: dict[str, Any], frame: pl.DataFrame | None = None, venue: Venue | None = None, **instruments: Any
) -> Lowered:
    """Lower rows; ``at`` is a time in minutes; a row without an action buys one."""
    lowered = market(bar_frame([1.0] * 4) if frame is None else frame, venue, **instruments)
    full = []
    for row in rows:
        at = row.get("at", 1)
        words = {} if "action" in row or "size" in row else {"quantity": 1.0}
        side = {} if "action" in row else {"side": "BUY"}
        full.append({"ts": moment(at)[0]} | words | side | {k: v for k, v in row.items() if k != "at"})
    table = read_orders(pl.from_dicts(full, infer_schema_length=None))
    lower_orders(lowered, table, Venues.given(venue or Venue()))
    return lowered


def first(*rows: dict[str, Any], **options: Any) -> np.void:
    return commands(*rows, **options).commands[0]  # type: ignore[index]


def test_a_plain_order():
    c = first({"quantity": 3.0})
    assert (c["action"], c["side"], c["type"], c["time_in_force"]) == (
        state.ACTION_SUBMIT,
        OrderSide.BUY,
        OrderType.MARKET,
        TimeInForce.GTC,
    )
    assert (c["row"], c["instrument"], c["name"], c["tag"], c["order"], c["sent"]) == (0, 0, -1, -1, -1, -1)
    assert (c["quantity"], c["price"], c["trigger"], c["expire"]) == (3, NOTHING, NOTHING, FAR_UP)
    assert (c["size_rule"], c["sizing"], c["flags"]) == (SizeRule.QUANTITY, Sizing.FILL, 0)
    assert (c["stop_kind"], c["target_kind"], c["time_kind"]) == (0, 0, 0)


@pytest.mark.parametrize(("at", "row"), [(1, 0), (1.5, 0), (2, 1), (4, 3), (99, 3)])
def test_a_row_acts_after_the_last_bar_at_or_before_it(at: float, row: int):
    assert first({"at": at})["row"] == row


def test_with_several_instruments_it_acts_after_the_whole_group():
    """Rows: A1 A2 B2 A3 A4 B4; B's newest bar at minute 3 is that of minute 2, but time is everybody's."""
    found = commands(
        *({"at": at, "instrument_id": "B.X"} for at in (1, 2, 3, 4)), frame=two_instruments()
    ).commands
    assert found["row"].tolist() == [0, 2, 3, 5]  # type: ignore[index]
    assert found["instrument"].tolist() == [1] * 4  # type: ignore[index]


def test_before_the_first_bar_nothing_can_be_sent():
    with pytest.raises(
        ConfigError, match=r"orders, row 1, column 'ts' .*before the end of the first bar, 1970-01-01 00:01"
    ):
        commands({"at": 1}, {"at": 0.5})


def test_types_follow_the_prices():
    found = commands(
        {"price": 1.0}, {"trigger_price": 1.0}, {"price": 1.0, "trigger_price": 1.0}, {"order_type": "MARKET"}
    ).commands
    assert found["type"].tolist() == [
        OrderType.LIMIT,
        OrderType.STOP_MARKET,
        OrderType.STOP_LIMIT,
        OrderType.MARKET,
    ]  # type: ignore[index]


def test_floats_are_put_on_the_grid():
    """A11: prices to the nearest tick, quantities down to a lot, a hair below a lot counting as it."""
    assert first({"price": 1.006, "quantity": 2.9})["price"] == 101
    assert first({"quantity": 2.99999})["quantity"] == 2
    assert first({"quantity": 2.9999999999})["quantity"] == 3
    c = first({"price": 1.03, "trigger_price": 1.02, "quantity": 1.9}, instruments=[COARSE])
    assert (c["price"], c["trigger"], c["quantity"]) == (105, 100, 15)


def test_exact_numbers_are_taken_as_they_are():
    c = first({"price": Decimal("1.03"), "quantity": Decimal("1.9")}, instruments=[COARSE])
    assert (c["price"], c["quantity"]) == (103, 19)  # off the increment: the kernel denies it with a reason
    with pytest.raises(
        ConfigError,
        match=r"orders, row 0, column 'price' \('1.005'\): .*more than 2 decimals.*or give a float",
    ):
        commands({"price": Decimal("1.005")})
    with pytest.raises(ConfigError, match=r"row 1, column 'quantity' \('1.5'\)"):
        commands({"quantity": "2"}, {"quantity": "1.5"})


def test_each_row_has_its_own_instruments_grid():
    rows = [{"instrument_id": name, "price": 1.0005, "quantity": 1.555, "at": 4} for name in ("A.X", "B.X")]
    found = commands(*rows, frame=two_instruments()).commands
    assert found["price"].tolist() == [100, 1001]  # type: ignore[index] # 1000.5 ticks, half up
    assert found["quantity"].tolist() == [1, 155]  # type: ignore[index]


def test_sizes():
    rows: list[dict[str, Any]] = [
        {"size": 0.25}, {"size": 0.5, "size_rule": "cash"}, {"size": 1234.567, "size_rule": "value"},
        {"size": 0.01, "size_rule": "risk", "stop_loss": 0.05},
    ]  # fmt: skip
    found = commands(*rows, venue=Venue(sizing="decision")).commands
    assert found is not None
    assert found["size_rule"].tolist() == [
        SizeRule.PERCENT_OF_EQUITY, SizeRule.PERCENT_OF_CASH, SizeRule.VALUE, SizeRule.RISK_PERCENT,
    ]  # fmt: skip
    assert found["amount"].tolist() == [25 * 10**10, 5 * 10**11, 123_457, 10**10]
    assert found["quantity"].tolist() == [NOTHING] * 4
    assert found["sizing"].tolist() == [Sizing.DECISION] * 4


def test_brackets():
    rows: list[dict[str, Any]] = [
        {"stop_loss": 0.05, "take_profit": 0.1},
        {"stop_loss_price": 0.951, "take_profit_price": 1.25},
        {"stop_loss_offset": 0.05, "take_profit_offset": Decimal("0.10")},
    ]
    found = commands(*rows).commands
    assert found is not None
    kinds = [state.BRACKET_FRACTION, state.BRACKET_PRICE, state.BRACKET_OFFSET]
    assert found["stop_kind"].tolist() == found["target_kind"].tolist() == kinds
    assert found["stop_value"].tolist() == [5 * 10**10, 95, 5]
    assert found["target_value"].tolist() == [10**11, 125, 10]


def test_expiry_and_time_stops():
    assert first({"expire_time": moment(3)[0]})["expire"] == 3 * MINUTE
    c = first({"at": 1.5, "expire_after": "30s"})  # sent on the row of minute 1
    assert (c["expire"], c["time_in_force"]) == (3 * MINUTE // 2, TimeInForce.GTD)
    assert first({"at": 1.5, "expire_after": 2})["expire"] == 3 * MINUTE
    assert first({"at": 1.5, "expire_after": 9})["expire"] == FAR_UP
    assert first({"time_stop": 5})["time_kind"] == 1
    c = first({"time_stop": "2m"})
    assert (c["time_kind"], c["time_value"]) == (2, 2 * MINUTE)


def test_bars_to_expiry_are_the_instruments():
    """Sent at minute 3: B's next bar ends at minute 4."""
    assert (
        first({"at": 3, "instrument_id": "B.X", "expire_after": 1}, frame=two_instruments())["expire"]
        == 4 * MINUTE
    )
    assert (
        first({"at": 3, "instrument_id": "A.X", "expire_after": 1}, frame=two_instruments())["expire"]
        == 4 * MINUTE
    )
    assert (
        first({"at": 1, "instrument_id": "B.X", "expire_after": 1}, frame=two_instruments())["expire"]
        == 2 * MINUTE
    )


def test_actions_and_flags():
    found = commands(
        {"reduce_only": True},
        {"action": "close_position"},
        {"action": "cancel_all"},
        {"action": "cancel_all", "instrument_id": "A.X"},
    ).commands
    assert found is not None
    assert found["action"].tolist() == [
        state.ACTION_SUBMIT,
        state.ACTION_CLOSE,
        state.ACTION_CANCEL_ALL,
        state.ACTION_CANCEL_ALL,
    ]
    assert found["flags"].tolist() == [state.ORDER_REDUCE_ONLY, 0, 0, 0]
    assert found["instrument"].tolist() == [0, 0, -1, 0]


def test_instruments_by_name():
    with pytest.raises(
        UnknownNameError, match=r"unknown instrument_id in row 0 of the order table 'A.Y'; did you mean 'A.X'"
    ):
        commands({"instrument_id": "A.Y"})
    with pytest.raises(
        ConfigError, match="row 1, column 'instrument_id': is missing, and the bars hold 2 instruments"
    ):
        commands({"at": 4, "instrument_id": "A.X"}, {"at": 4}, frame=two_instruments())


def test_a_negative_quantity():
    with pytest.raises(
        ConfigError, match=r"column 'quantity' .*must not be negative; side says the direction"
    ):
        commands({"quantity": -1.0})
