"""The message bus: topics, wildcards, order of handlers, endpoints (requirements F and T3)."""

from __future__ import annotations

import pytest

from fastbt.codes import AccountType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.data import Bar, BookChange, QuoteTick, TradeTick
from fastbt.model.events import AccountState, CommandRefused, OrderSubmitted, PositionOpened
from fastbt.model.identifiers import AccountId, TraderId
from fastbt.model.positions import Position
from fastbt.model.values import Price
from fastbt.strategies.bus import MessageBus, topic_of
from tests.model.making import AAPL, event, fill

ONE = Price("1")
TIMES = {"ts_event": 0, "ts_init": 0}


def test_publish_to_one_subscriber(msgbus: MessageBus):
    heard = []
    msgbus.subscribe("t", heard.append)
    msgbus.publish("t", "message")
    msgbus.publish("other", "not this")
    assert heard == ["message"]


def test_publish_to_two_subscribers(msgbus: MessageBus):
    first, second = [], []
    msgbus.subscribe("t", first.append)
    msgbus.subscribe("t", second.append)
    msgbus.publish("t", 1)
    assert first == second == [1]


def test_unsubscribe(msgbus: MessageBus):
    heard = []
    msgbus.subscribe("t", heard.append)
    msgbus.unsubscribe("t", heard.append)
    msgbus.publish("t", 1)
    assert (heard, msgbus.topics) == ([], ())
    msgbus.unsubscribe("t", heard.append)
    msgbus.unsubscribe("never", heard.append)


def test_publish_to_nobody_is_fine(msgbus: MessageBus):
    msgbus.publish("t", 1)


def test_endpoint_delivery(msgbus: MessageBus):
    heard = []
    msgbus.register("risk", heard.append)
    msgbus.send("risk", 1)
    assert (heard, msgbus.endpoints) == ([1], ("risk",))
    msgbus.deregister("risk")
    msgbus.send("risk", 2)
    assert (heard, msgbus.endpoints) == ([1], ())


def test_send_to_an_unregistered_endpoint_is_silent(msgbus: MessageBus):
    msgbus.send("nobody", 1)


def test_has_subscribers(msgbus: MessageBus):
    msgbus.subscribe("t", print)
    assert msgbus.has_subscribers("t")


def test_has_no_subscribers(msgbus: MessageBus):
    assert not msgbus.has_subscribers("t")
    assert not msgbus.has_subscribers("t.*")


def test_topics(msgbus: MessageBus):
    for topic in ("b", "a", "b", "c.*"):
        msgbus.subscribe(topic, print)
    assert msgbus.topics == ("b", "a", "c.*")


def test_handlers_are_called_in_the_order_of_their_subscriptions(msgbus: MessageBus):
    calls = []
    for number, topic in enumerate(["x.y", "x.*", "x.y", "*", "x.?", "x.y"]):
        msgbus.subscribe(topic, lambda _, number=number: calls.append(number))
    msgbus.publish("x.y", None)
    assert calls == [0, 1, 2, 3, 4, 5]


def test_a_second_subscription_changes_nothing(msgbus: MessageBus):
    calls = []
    first, second = (lambda _: calls.append(1)), (lambda _: calls.append(2))
    for handler in (first, second, first):
        msgbus.subscribe("order", handler)
    msgbus.publish("order", None)
    assert calls == [1, 2]
    heard = []
    for _ in range(2):
        msgbus.subscribe("t", heard.append)
    msgbus.publish("t", 1)
    assert heard == [1]
    msgbus.subscribe("*", heard.append)
    msgbus.publish("t", 2)
    assert heard == [1, 2, 2]


@pytest.mark.parametrize(
    ("pattern", "topic", "takes"),
    [
        ("data.bars.*", "data.bars.AAPL.XNAS-1-DAY-LAST", True),
        ("data.*.AAPL.XNAS*", "data.bars.AAPL.XNAS-1-DAY-LAST", True),
        ("data.*.AAPL.XNAS*", "data.bars.MSFT.XNAS-1-DAY-LAST", False),
        ("data.bars.*", "data.bars", False),
        ("data.bars*", "data.bars", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        ("a+*", "aab", False),
        ("*", "anything", True),
    ],
)
def test_wildcards(msgbus: MessageBus, pattern: str, topic: str, takes: bool):
    heard = []
    msgbus.subscribe(pattern, heard.append)
    assert msgbus.has_subscribers(topic) is takes
    msgbus.publish(topic, 1)
    assert heard == [1] * takes
    assert msgbus.has_subscribers(pattern)


def test_who_comes_while_a_message_is_passed_on_hears_the_next(msgbus: MessageBus):
    heard = []

    def join(message: object) -> None:
        msgbus.subscribe("t", heard.append)
        msgbus.unsubscribe("t", join)

    msgbus.subscribe("t", join)
    msgbus.publish("t", 1)
    msgbus.publish("t", 2)
    assert heard == [2]


def test_an_exception_reaches_the_publisher(msgbus: MessageBus):
    def fail(message: object) -> None:
        raise RuntimeError(message)

    msgbus.subscribe("t", fail)
    with pytest.raises(RuntimeError, match="oh"):
        msgbus.publish("t", "oh")


def bar(bar_type: str) -> Bar:
    return Bar(bar_type=bar_type, open=ONE, high=ONE, low=ONE, close=ONE, **TIMES)


NOUNS = [
    (bar("A.X-5m"), "data.bars.A.X-5-MINUTE-LAST"),
    (bar("A.X-5m-bid"), "data.bars.A.X-5-MINUTE-BID"),
    (QuoteTick(instrument_id="A.X", bid_price=ONE, ask_price=ONE, **TIMES), "data.quotes.A.X"),
    (TradeTick(instrument_id="A.X", price=ONE, **TIMES), "data.trades.A.X"),
    (BookChange(instrument_id="A.X", action="CLEAR", **TIMES), "data.book.A.X"),
    (event(OrderSubmitted), "events.orders.S"),
    (Position(AAPL, fill(1, "1.00")).last_event(), "events.positions.S"),
    (
        AccountState(account_id=AccountId("SIM-1"), account_type=AccountType.CASH, balances=(), **TIMES),
        "events.accounts.SIM-1",
    ),
    (CommandRefused(strategy_id="S", reason=0, **TIMES), "events.command_refused"),
]


@pytest.mark.parametrize(("noun", "topic"), NOUNS, ids=[topic for _, topic in NOUNS])
def test_topics_of_nouns(noun: object, topic: str):
    """A topic names the bar type, not only the instrument."""
    assert topic_of(noun) == topic


def test_a_log_is_dispatched_in_order(msgbus: MessageBus):
    heard, positions = [], []
    msgbus.subscribe("*", heard.append)
    msgbus.subscribe("events.positions.*", positions.append)
    log = [noun for noun, _ in NOUNS]
    msgbus.publish_all(log)
    assert heard == log
    assert [type(noun) for noun in positions] == [PositionOpened]
    with pytest.raises(ConfigError, match="no topic for a str"):
        msgbus.publish_all(["text"])


def test_misuse(msgbus: MessageBus):
    for topic in ("", " t", None, 5):
        with pytest.raises(ConfigError, match="topic: must be text"):
            msgbus.subscribe(topic, print)
    with pytest.raises(ConfigError, match="topic t: the handler cannot be called, got 5"):
        msgbus.subscribe("t", 5)
    with pytest.raises(ConfigError, match="wildcards are for subscriptions"):
        msgbus.publish("t.*", 1)
    msgbus.register("e", print)
    with pytest.raises(ConfigError, match="endpoint e: is registered already"):
        msgbus.register("e", print)
    with pytest.raises(UnknownNameError, match="unknown endpoint 'f'"):
        msgbus.deregister("f")
    with pytest.raises(ConfigError, match="TraderId"):
        MessageBus("")


def test_the_bus_of_the_fixture(msgbus: MessageBus):
    assert msgbus.trader_id == TraderId("TESTER-001")
