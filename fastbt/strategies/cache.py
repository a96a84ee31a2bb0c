"""The cache: the nouns of a run by id, and the questions a strategy asks about them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TypeVar

from fastbt.codes import OrderSide, PositionSide
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.bar_types import BarType
from fastbt.model.data import Bar
from fastbt.model.events import AccountState
from fastbt.model.identifiers import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    PositionId,
    StrategyId,
    VenueId,
)
from fastbt.model.instrument import Instrument
from fastbt.model.order import Order
from fastbt.model.parsing import parse_code
from fastbt.model.positions import Position

MOST_BARS = 10_000
"""Bars of one type that are kept; the oldest go first."""

Key = TypeVar("Key")
Noun = TypeVar("Noun")


class Cache:
    """Instruments, orders, positions, accounts and bars, each found by its id at once.

    Args:
        most_bars: bars of one type that are kept.

    Raises:
        ConfigError: ``most_bars`` is not above 0.

    Example:
        >>> from fastbt import Equity
        >>> cache = Cache()
        >>> cache.add_instrument(Equity("AAPL.XNAS", currency="USD"))
        >>> cache.instrument("AAPL.XNAS").price_precision, cache.orders(), cache.bar_count("AAPL.XNAS-1d")
        (2, [], 0)
    """

    def __init__(self, most_bars: int = MOST_BARS) -> None:
        if most_bars < 1:
            raise ConfigError(f"most_bars: must be above 0, got {most_bars}")
        self._most_bars = most_bars
        self._instruments: dict[InstrumentId, Instrument] = {}
        self._orders: dict[ClientOrderId, Order] = {}
        self._positions: dict[PositionId, Position] = {}
        self._accounts: dict[AccountId, AccountState] = {}
        self._bars: dict[BarType, deque[Bar]] = {}

    def add_instrument(self, instrument: Instrument) -> None:
        """Keep an instrument.

        Raises:
            ConfigError: there is one of that id.
        """
        _add(self._instruments, instrument.id, instrument, "instrument")

    def add_order(self, order: Order) -> None:
        """Keep an order.

        Raises:
            ConfigError: there is one of that id.
        """
        _add(self._orders, order.client_order_id, order, "order")

    def add_position(self, position: Position) -> None:
        """Keep a position.

        Raises:
            ConfigError: there is one of that id.
        """
        _add(self._positions, position.id, position, "position")

    def add_account(self, state: AccountState) -> None:
        """Keep an account by its state.

        Raises:
            ConfigError: there is one of that id; ``update_account`` takes its later states.
        """
        _add(self._accounts, state.account_id, state, "account")

    def update_account(self, state: AccountState) -> None:
        """Take a later state of an account.

        Raises:
            UnknownNameError: there is no such account.
        """
        _found(self._accounts, state.account_id, "account")
        self._accounts[state.account_id] = state

    def add_bar(self, bar: Bar) -> None:
        """Keep a bar, the newest of its type.

        Raises:
            ConfigError: it does not end after the one before it.
        """
        kept = self._bars.setdefault(bar.bar_type, deque(maxlen=self._most_bars))
        if kept and bar.ts_event <= kept[-1].ts_event:
            raise ConfigError(
                f"{bar!r}: does not follow the newest bar of its type, which ends at {kept[-1].ts_event}"
            )
        kept.append(bar)

    def instrument(self, instrument_id: InstrumentId | str) -> Instrument:
        """Return an instrument.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _found(self._instruments, InstrumentId.parse(instrument_id), "instrument")

    def instruments(self, venue: VenueId | str | None = None) -> list[Instrument]:
        """Return instruments in the order they came, of one venue or all."""
        wanted = None if venue is None else str(venue)
        return [one for one in self._instruments.values() if wanted in (None, str(one.venue))]

    def order(self, client_order_id: ClientOrderId | str) -> Order:
        """Return an order.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _found(self._orders, ClientOrderId(str(client_order_id)), "order")

    def orders(
        self,
        instrument_id: InstrumentId | str | None = None,
        strategy_id: StrategyId | str | None = None,
        side: OrderSide | str | None = None,
    ) -> list[Order]:
        """Return orders in the order they came.

        Args:
            instrument_id: whose; None is any. So are the others.
            strategy_id: of which strategy.
            side: buying or selling.
        """
        code = None if side is None else parse_code(OrderSide, side, "side")
        return [
            order
            for order in _of(self._orders.values(), instrument_id, strategy_id)
            if code in (None, order.side)
        ]

    def open_orders(
        self,
        instrument_id: InstrumentId | str | None = None,
        strategy_id: StrategyId | str | None = None,
        side: OrderSide | str | None = None,
    ) -> list[Order]:
        """Return the orders that rest at their venue, as ``orders``."""
        return [order for order in self.orders(instrument_id, strategy_id, side) if order.is_open]

    def position(self, position_id: PositionId | str) -> Position:
        """Return a position.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _found(self._positions, PositionId(str(position_id)), "position")

    def positions(
        self,
        instrument_id: InstrumentId | str | None = None,
        strategy_id: StrategyId | str | None = None,
        side: PositionSide | str | None = None,
    ) -> list[Position]:
        """Return positions in the order they came, as ``orders``."""
        code = None if side is None else parse_code(PositionSide, side, "side")
        return [
            position
            for position in _of(self._positions.values(), instrument_id, strategy_id)
            if code in (None, position.side)
        ]

    def open_positions(
        self,
        instrument_id: InstrumentId | str | None = None,
        strategy_id: StrategyId | str | None = None,
        side: PositionSide | str | None = None,
    ) -> list[Position]:
        """Return the positions that are open, as ``orders``."""
        return [one for one in self.positions(instrument_id, strategy_id, side) if one.is_open]

    def account(self, account_id: AccountId | str) -> AccountState:
        """Return the newest state of an account.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _found(self._accounts, AccountId(str(account_id)), "account")

    def bars(self, bar_type: BarType | str) -> list[Bar]:
        """Return the bars of a type, the newest last."""
        return list(self._bars.get(BarType.parse(bar_type), ()))

    def bar(self, bar_type: BarType | str, back: int = 0) -> Bar | None:
        """Return the newest bar of a type, or the one ``back`` before it; None where there is none."""
        kept = self._bars.get(BarType.parse(bar_type), ())
        return kept[-1 - back] if 0 <= back < len(kept) else None

    def bar_count(self, bar_type: BarType | str) -> int:
        """Return how many bars of a type are kept."""
        return len(self._bars.get(BarType.parse(bar_type), ()))


def _add(kept: dict[Key, Noun], key: Key, noun: Noun, what: str) -> None:
    if key in kept:
        raise ConfigError(f"{what} {key}: the cache has it already")
    kept[key] = noun


def _found(kept: dict[Key, Noun], key: Key, what: str) -> Noun:
    if key not in kept:
        raise unknown_name(what, str(key), [str(one) for one in kept])
    return kept[key]


NounOf = TypeVar("NounOf", Order, Position)


def _of(
    nouns: Iterable[NounOf],
    instrument_id: InstrumentId | str | None,
    strategy_id: StrategyId | str | None,
) -> list[NounOf]:
    """Nouns of an instrument and a strategy."""
    instrument = None if instrument_id is None else InstrumentId.parse(instrument_id)
    strategy = None if strategy_id is None else StrategyId(str(strategy_id))
    return [
        noun
        for noun in nouns
        if instrument in (None, noun.instrument_id) and strategy in (None, noun.strategy_id)
    ]
