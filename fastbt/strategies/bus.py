"""The message bus: topics that anybody may hear, and endpoints that one receiver owns.

Everything happens at once and in order: ``publish`` returns when every handler has, the first subscriber
first. An exception of a handler reaches the publisher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.data import Bar, BookChange, QuoteTick, TradeTick
from fastbt.model.event import Event
from fastbt.model.events import AccountState
from fastbt.model.identifiers import TraderId
from fastbt.model.order_events import OrderEvent
from fastbt.model.position_events import PositionEvent

Handler = Callable[[Any], object]
"""What a message is given to."""

_WILDCARDS = "*?"


def topic_of(message: object) -> str:
    """Return the topic under which a noun of fastbt is published.

    Data is told apart by what it is of (a bar by its bar type, not only its instrument), events of orders and
    positions by their strategy.

    Args:
        message: market data or an event.

    Raises:
        ConfigError: it is neither.

    Example:
        >>> from fastbt import Price
        >>> one = Price("1")
        >>> topic_of(Bar(bar_type="A.X-5m", open=one, high=one, low=one, close=one, ts_event=0, ts_init=0))
        'data.bars.A.X-5-MINUTE-LAST'
    """
    for kind, words in _DATA_TOPICS.items():
        if isinstance(message, kind):
            return f"data.{words}.{getattr(message, 'instrument_id')}"  # noqa: B009 - the kinds have no base with it
    if isinstance(message, Bar):
        return f"data.bars.{message.bar_type}"
    if isinstance(message, OrderEvent):
        return f"events.orders.{message.strategy_id}"
    if isinstance(message, PositionEvent):
        return f"events.positions.{message.strategy_id}"
    if isinstance(message, AccountState):
        return f"events.accounts.{message.account_id}"
    if isinstance(message, Event):
        return f"events.{message.kind.name.lower()}"
    raise ConfigError(f"no topic for a {type(message).__name__}; publish it under one of your own")


_DATA_TOPICS: dict[type, str] = {QuoteTick: "quotes", TradeTick: "trades", BookChange: "book"}


@dataclass(slots=True)
class _Subscription:
    """Handlers of a topic or a pattern, each with the number of its subscription."""

    pattern: re.Pattern[str] | None
    handlers: dict[Handler, int] = field(default_factory=dict)

    def takes(self, topic: str) -> bool:
        """Whether it is a pattern that a topic matches."""
        return self.pattern is not None and self.pattern.fullmatch(topic) is not None


class MessageBus:
    """Passes messages on, without a queue: publish and subscribe by topic, or send to an endpoint.

    A topic is text, by custom words from the general to the particular, joined by dots. In a subscription
    ``*`` stands for any text, dots included, and ``?`` for any one character.

    Example:
        >>> bus = MessageBus("TESTER-001")
        >>> heard = []
        >>> bus.subscribe("data.bars.*", heard.append)
        >>> bus.publish("data.bars.AAPL.XNAS-1-DAY-LAST", "a bar")
        >>> heard, bus.has_subscribers("data.quotes.AAPL.XNAS")
        (['a bar'], False)
    """

    def __init__(self, trader_id: TraderId | str = "TRADER-001") -> None:
        """Begin without subscribers.

        Args:
            trader_id: whose bus it is.

        Raises:
            ConfigError: the id is malformed.
        """
        self.trader_id = trader_id if isinstance(trader_id, TraderId) else TraderId(trader_id)
        self._subscriptions: dict[str, _Subscription] = {}
        self._endpoints: dict[str, Handler] = {}
        self._found: dict[str, tuple[Handler, ...]] = {}
        self._count = 0

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics and patterns with subscribers, in the order of their first one."""
        return tuple(self._subscriptions)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Endpoints that are registered, in order."""
        return tuple(self._endpoints)

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Let a handler hear a topic; a second time changes nothing.

        Args:
            topic: a topic, or a pattern with ``*`` and ``?``.
            handler: called with each message.

        Raises:
            ConfigError: the topic is no text, or the handler cannot be called.
        """
        _check(topic, "topic")
        _check_handler(handler, f"topic {topic}")
        subscription = self._subscriptions.get(topic)
        if subscription is None:
            subscription = self._subscriptions[topic] = _Subscription(_pattern(topic))
        if handler not in subscription.handlers:
            subscription.handlers[handler] = self._count
            self._count += 1
            self._found.clear()

    def unsubscribe(self, topic: str, handler: Handler) -> None:
        """Let a handler hear a topic or pattern no more; one that never did changes nothing."""
        subscription = self._subscriptions.get(topic)
        if subscription is None or handler not in subscription.handlers:
            return
        del subscription.handlers[handler]
        if not subscription.handlers:
            del self._subscriptions[topic]
        self._found.clear()

    def has_subscribers(self, topic: str) -> bool:
        """Whether a message of a topic would be heard; of a pattern, whether somebody subscribed to it."""
        if topic in self._subscriptions:
            return True
        return _pattern(topic) is None and bool(self._handlers(topic))

    def publish(self, topic: str, message: Any) -> None:
        """Give a message to all who hear its topic, in the order in which they subscribed.

        Who subscribes while it is passed on hears the next one. A handler that hears a topic by two patterns
        is called twice.

        Args:
            topic: a topic without wildcards.
            message: anything.

        Raises:
            ConfigError: the topic is no text or has wildcards.
        """
        for handler in self._handlers(topic):
            handler(message)

    def publish_all(self, messages: Iterable[object]) -> None:
        """Publish nouns of fastbt, such as a run's events, each under its ``topic_of``, in order.

        Raises:
            ConfigError: one has no topic.
        """
        for message in messages:
            self.publish(topic_of(message), message)

    def register(self, endpoint: str, handler: Handler) -> None:
        """Let a handler own an endpoint.

        Args:
            endpoint: a name, such as ``risk.check``.
            handler: called with each message.

        Raises:
            ConfigError: it is owned already, is no text, or the handler cannot be called.
        """
        _check(endpoint, "endpoint")
        _check_handler(handler, f"endpoint {endpoint}")
        if endpoint in self._endpoints:
            raise ConfigError(f"endpoint {endpoint}: is registered already; deregister it first")
        self._endpoints[endpoint] = handler

    def deregister(self, endpoint: str) -> None:
        """Free an endpoint.

        Raises:
            UnknownNameError: nobody owns it.
        """
        if endpoint not in self._endpoints:
            raise unknown_name("endpoint", endpoint, self._endpoints)
        del self._endpoints[endpoint]

    def send(self, endpoint: str, message: Any) -> None:
        """Give a message to the owner of an endpoint; without one it is dropped in silence."""
        handler = self._endpoints.get(endpoint)
        if handler is not None:
            handler(message)

    def _handlers(self, topic: str) -> tuple[Handler, ...]:
        """Find who hears a topic; remembered until somebody comes or goes."""
        found = self._found.get(topic)
        if found is None:
            _check(topic, "topic")
            if _pattern(topic) is not None:
                raise ConfigError(
                    f"topic {topic}: wildcards are for subscriptions; publish under a whole topic"
                )
            numbered = [
                (number, handler)
                for name, subscription in self._subscriptions.items()
                if name == topic or subscription.takes(topic)
                for handler, number in subscription.handlers.items()
            ]
            found = tuple(handler for _, handler in sorted(numbered, key=lambda pair: pair[0]))
            self._found[topic] = found
        return found


def _pattern(topic: str) -> re.Pattern[str] | None:
    """Compile a topic with wildcards; None without."""
    if not any(sign in topic for sign in _WILDCARDS):
        return None
    return re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in topic), re.DOTALL)


def _check(name: object, what: str) -> None:
    if not isinstance(name, str) or not name or name != name.strip():
        raise ConfigError(f"{what}: must be text without blanks around it, got {name!r}")


def _check_handler(handler: Handler, what: str) -> None:
    if not callable(handler):
        raise ConfigError(f"{what}: the handler cannot be called, got {handler!r}")
