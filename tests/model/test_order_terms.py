"""The terms of a new order: ids, times in force and what does not go together."""

from __future__ import annotations

import pytest

from fastbt.codes import OrderSide, OrderType, TimeInForce
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.identifiers import ClientOrderId, InstrumentId, PositionId, StrategyId, TraderId
from fastbt.model.order_events import OrderInitialized
from fastbt.model.order_terms import DEFAULT_TRADER, check_kind, initialize
from fastbt.model.values import Price, Quantity


def first_event(
    quantity: object = Quantity(10), post_only: bool = False, **terms: object
) -> OrderInitialized:
    given = {"client_order_id": "O-S-1", "strategy_id": "S", **terms}
    return initialize(
        OrderType.LIMIT, "AAPL.XNAS", "BUY", quantity, given, price=Price("1.00"), post_only=post_only
    )


def test_text_becomes_ids_and_codes():
    made = first_event(
        trader_id="T",
        time_in_force="ioc",
        parent_id="O-S-0",
        position_id="P-1",
        reduce_only=True,
        tag="exit",
        ts_init=7,
    )
    assert made.client_order_id == ClientOrderId("O-S-1")
    assert made.strategy_id == StrategyId("S")
    assert made.trader_id == TraderId("T")
    assert made.instrument_id == InstrumentId("AAPL", "XNAS")
    assert (made.side, made.time_in_force) == (OrderSide.BUY, TimeInForce.IOC)
    assert (made.parent_id, made.position_id) == (ClientOrderId("O-S-0"), PositionId("P-1"))
    assert (made.reduce_only, made.tag, made.ts_event, made.ts_init) == (True, "exit", 7, 7)


def test_defaults():
    made = first_event()
    assert made.trader_id == DEFAULT_TRADER
    assert made.time_in_force is TimeInForce.GTC
    assert (made.reduce_only, made.parent_id, made.position_id, made.tag, made.ts_init) == (
        False,
        None,
        None,
        None,
        0,
    )


@pytest.mark.parametrize("name", ["client_order_id", "strategy_id"])
def test_required_terms(name: str):
    with pytest.raises(ConfigError, match=f"order {name}: must be given"):
        first_event(**{name: None})


def test_an_unknown_term_lists_the_nearest():
    with pytest.raises(
        UnknownNameError, match="unknown order argument 'reduceonly'; did you mean 'reduce_only'"
    ):
        first_event(reduceonly=True)


@pytest.mark.parametrize("quantity", [10, 10.0, "10", None, Price(10)], ids=repr)
def test_a_quantity_is_a_quantity(quantity: object):
    with pytest.raises(ConfigError, match="order quantity: must be a Quantity"):
        first_event(quantity)


def test_a_quantity_is_above_zero():
    with pytest.raises(ConfigError, match="order quantity: must be above zero"):
        first_event(Quantity(0))


def test_expire_time_goes_with_gtd():
    assert first_event(time_in_force="GTD", expire_time=9).expire_time == 9
    for terms in ({"time_in_force": "GTD"}, {"expire_time": 9}, {"time_in_force": "DAY", "expire_time": 9}):
        with pytest.raises(ConfigError, match="goes with time_in_force GTD and only with it"):
            first_event(**terms)


@pytest.mark.parametrize("time_in_force", ["IOC", "FOK"])
def test_post_only_must_be_able_to_rest(time_in_force: str):
    assert first_event(post_only=True).post_only
    with pytest.raises(ConfigError, match=f"post_only: .* cannot be {time_in_force}"):
        first_event(post_only=True, time_in_force=time_in_force)


def test_kinds():
    assert check_kind(Price("1.0"), Price, "price") == Price("1.0")
    with pytest.raises(ConfigError, match=r"order price: must be a Price, such as Price\('10'\), got 1.5"):
        check_kind(1.5, Price, "price")
