"""The cache: found by id, asked with filters, duplicates refused (area K)."""

from __future__ import annotations

import pytest

from fastbt.codes import AccountType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.data import Bar
from fastbt.model.events import AccountState
from fastbt.model.identifiers import AccountId, PositionId, VenueOrderId
from fastbt.model.instruments import Equity
from fastbt.model.money import AccountBalance, Money
from fastbt.model.order import Order
from fastbt.model.order_events import OrderAccepted, OrderSubmitted
from fastbt.model.order_factory import OrderFactory
from fastbt.model.positions import Position
from fastbt.model.values import Price, Quantity
from fastbt.strategies.cache import Cache
from tests.model.making import AAPL, event, fill

MSFT = Equity("MSFT.XNAS", currency="USD")


def accepted(order: Order) -> Order:
    order.apply(event(OrderSubmitted, order, account_id=AccountId("SIM-001")))
    order.apply(
        event(OrderAccepted, order, account_id=AccountId("SIM-001"), venue_order_id=VenueOrderId("V-1"))
    )
    return order


def bar(ts: int, kind: str = "AAPL.NASDAQ-1d") -> Bar:
    one = Price("1.00")
    return Bar(bar_type=kind, open=one, high=one, low=one, close=one, ts_event=ts, ts_init=ts)


def test_instruments(cache: Cache):
    cache.add_instrument(AAPL)
    cache.add_instrument(MSFT)
    assert cache.instrument("AAPL.NASDAQ") is AAPL
    assert cache.instruments() == [AAPL, MSFT]
    assert cache.instruments(venue="XNAS") == [MSFT]
    with pytest.raises(ConfigError, match=r"instrument AAPL\.NASDAQ: the cache has it already"):
        cache.add_instrument(AAPL)
    with pytest.raises(
        UnknownNameError, match=r"unknown instrument 'AAPL\.NASDAK'; did you mean 'AAPL\.NASDAQ'"
    ):
        cache.instrument("AAPL.NASDAK")


def test_orders_by_instrument_strategy_side_and_state(cache: Cache):
    one, two = OrderFactory("ONE"), OrderFactory("TWO")
    buy, sell = one.market(AAPL.id, "BUY", Quantity(1)), one.market(AAPL.id, "SELL", Quantity(1))
    other = accepted(two.limit(MSFT.id, "BUY", Quantity(1), Price("1.00")))
    for order in (buy, sell, other):
        cache.add_order(order)
    assert cache.order(buy.client_order_id) is cache.order(str(buy.client_order_id)) is buy
    assert cache.orders() == [buy, sell, other]
    assert cache.orders(AAPL.id) == [buy, sell]
    assert cache.orders(strategy_id="TWO") == [other]
    assert cache.orders("AAPL.NASDAQ", side="sell") == [sell]
    assert cache.open_orders() == [other]
    assert cache.open_orders("AAPL.NASDAQ") == []
    with pytest.raises(ConfigError, match="the cache has it already"):
        cache.add_order(buy)


def test_positions(cache: Cache):
    long = Position(AAPL, fill(10, "1.00"))
    short = Position(AAPL, fill(10, "1.00", side="SELL", position_id=PositionId("P-2")))
    cache.add_position(long)
    cache.add_position(short)
    assert cache.position(long.id) is long
    assert cache.positions(side="short") == [short]
    assert cache.open_positions("AAPL.NASDAQ", "S") == [long, short]
    long.apply(fill(10, "2.00", side="SELL"))
    assert cache.open_positions() == [short]
    assert cache.positions("MSFT.XNAS") == []


def test_accounts(cache: Cache):
    def state(total: int, ts: int) -> AccountState:
        held = AccountBalance(Money(total, "USD"), Money(0, "USD"), Money(total, "USD"))
        return AccountState(
            account_id=AccountId("SIM-001"), account_type=AccountType.CASH, balances=(held,), ts_event=ts,
            ts_init=ts,
        )  # fmt: skip

    with pytest.raises(UnknownNameError, match="unknown account 'SIM-001'"):
        cache.update_account(state(1, 0))
    cache.add_account(state(1, 0))
    with pytest.raises(ConfigError, match="account SIM-001: the cache has it already"):
        cache.add_account(state(2, 1))
    cache.update_account(state(3, 2))
    assert cache.account("SIM-001").balances[0].total == Money(3, "USD")


def test_bars_are_kept_in_order_and_up_to_a_number():
    cache = Cache(most_bars=3)
    assert (cache.bar("AAPL.NASDAQ-1d"), cache.bar_count("AAPL.NASDAQ-1d")) == (None, 0)
    for ts in range(1, 6):
        cache.add_bar(bar(ts))
    cache.add_bar(bar(1, "AAPL.NASDAQ-1h"))
    assert [one.ts_event for one in cache.bars("AAPL.NASDAQ-1d")] == [3, 4, 5]
    assert (cache.bar_count("AAPL.NASDAQ-1d"), cache.bar_count("AAPL.NASDAQ-1h")) == (3, 1)
    newest, before, gone = (cache.bar("AAPL.NASDAQ-1-DAY-LAST", back) for back in (0, 1, 3))
    assert newest is not None
    assert before is not None
    assert (newest.ts_event, before.ts_event, gone) == (5, 4, None)
    with pytest.raises(ConfigError, match="does not follow the newest bar of its type, which ends at 5"):
        cache.add_bar(bar(5))
    with pytest.raises(ConfigError, match="most_bars: must be above 0"):
        Cache(0)
