"""The terms of an order that a user creates: checked against each other and made its first event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Required, TypedDict, TypeVar

from fastbt.codes import Contingency, OrderSide, OrderType, TimeInForce
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.identifiers import ClientOrderId, Identifier, InstrumentId, PositionId, StrategyId, TraderId
from fastbt.model.order_events import OrderInitialized
from fastbt.model.parsing import parse_code
from fastbt.model.values import Price, Quantity

IdT = TypeVar("IdT", bound=Identifier)
ValueT = TypeVar("ValueT", Price, Quantity)

DEFAULT_TRADER = TraderId("TRADER-001")
"""The trader of orders that name none."""


class OrderTerms(TypedDict, total=False):
    """Keyword arguments that all orders have in common."""

    client_order_id: Required[ClientOrderId | str]
    """Its name, unique in a run."""
    strategy_id: Required[StrategyId | str]
    """Who sends it."""
    trader_id: TraderId | str
    """Who runs the strategy; ``TRADER-001`` if left out."""
    time_in_force: TimeInForce | str
    """How long it stays live; GTC if left out."""
    expire_time: int | None
    """UTC nanoseconds after which a GTD order expires."""
    reduce_only: bool
    """Whether it may only reduce a position."""
    parent_id: ClientOrderId | str | None
    """The order that it waits for."""
    contingency: Contingency | str | None
    """What its fill does to the orders in ``linked_ids``: OTO, OCO or OUO (rule F10)."""
    linked_ids: Sequence[ClientOrderId | str]
    """The orders it is linked with."""
    position_id: PositionId | str | None
    """The position it names (HEDGING)."""
    tag: str | None
    """The user's own word for it."""
    ts_init: int
    """UTC nanoseconds of its creation; 0 if left out."""


def initialize(
    order_type: OrderType,
    instrument_id: InstrumentId | str,
    side: OrderSide | str,
    quantity: Quantity,
    terms: OrderTerms,
    *,
    price: Price | None = None,
    trigger_price: Price | None = None,
    post_only: bool = False,
) -> OrderInitialized:
    """Check the terms of a new order and make its first event.

    Args:
        order_type: its type.
        instrument_id: what to trade.
        side: BUY or SELL.
        quantity: how much, above zero.
        terms: the arguments all orders have in common.
        price: limit price, for types that have one.
        trigger_price: trigger price, for types that have one.
        post_only: whether it is rejected rather than taking liquidity.

    Returns:
        The event.

    Raises:
        ConfigError: a term is missing, malformed or does not go with another.
        UnknownNameError: a term, a side or a time in force that does not exist.
    """
    for name in terms:
        if name not in OrderTerms.__annotations__:
            raise unknown_name("order argument", name, OrderTerms.__annotations__)
    quantity = check_kind(quantity, Quantity, "quantity")
    if not quantity:
        raise ConfigError("order quantity: must be above zero")
    time_in_force, expire_time = _lifetime(terms)
    if post_only and time_in_force in {TimeInForce.IOC, TimeInForce.FOK}:
        raise ConfigError(f"post_only: an order that must rest cannot be {time_in_force.name}")
    contingency, linked_ids = _bonds(terms)
    ts_init = terms.get("ts_init", 0)
    return OrderInitialized(
        trader_id=_identifier(TraderId, terms.get("trader_id", DEFAULT_TRADER)),
        strategy_id=_required(StrategyId, terms.get("strategy_id"), "strategy_id"),
        instrument_id=InstrumentId.parse(instrument_id),
        client_order_id=_required(ClientOrderId, terms.get("client_order_id"), "client_order_id"),
        side=parse_code(OrderSide, side, "side"),
        order_type=order_type,
        quantity=quantity,
        price=price,
        trigger_price=trigger_price,
        time_in_force=time_in_force,
        expire_time=expire_time,
        post_only=post_only,
        reduce_only=terms.get("reduce_only", False),
        parent_id=_identifier_or_none(ClientOrderId, terms.get("parent_id")),
        contingency=contingency,
        linked_ids=linked_ids,
        position_id=_identifier_or_none(PositionId, terms.get("position_id")),
        tag=terms.get("tag"),
        ts_event=ts_init,
        ts_init=ts_init,
    )


def check_kind(value: ValueT, kind: type[ValueT], name: str) -> ValueT:
    """Return a Price or Quantity as it is.

    Raises:
        ConfigError: it is another kind of thing; a bare number, for one, does not say its precision.
    """
    if not isinstance(value, kind):
        raise ConfigError(
            f"order {name}: must be a {kind.__name__}, such as {kind.__name__}('10'), got {value!r}"
        )
    return value


def _bonds(terms: OrderTerms) -> tuple[Contingency | None, tuple[ClientOrderId, ...]]:
    """What binds an order to others: a word and the others' ids go together."""
    word = terms.get("contingency")
    given = tuple(terms.get("linked_ids", ()))
    if (word is None) != (not given):
        raise ConfigError(
            f"linked_ids: goes with contingency and only with it, got {word!r} and {len(given)} ids"
        )
    ids = tuple(name if isinstance(name, ClientOrderId) else ClientOrderId(name) for name in given)
    return (None if word is None else parse_code(Contingency, word, "contingency")), ids


def _lifetime(terms: OrderTerms) -> tuple[TimeInForce, int | None]:
    time_in_force = parse_code(TimeInForce, terms.get("time_in_force", TimeInForce.GTC), "time_in_force")
    expire_time = terms.get("expire_time")
    if (time_in_force is TimeInForce.GTD) != (expire_time is not None):
        raise ConfigError(
            f"expire_time: goes with time_in_force GTD and only with it, got {time_in_force.name} "
            f"and expire_time={expire_time}"
        )
    return time_in_force, expire_time


def _required(kind: type[IdT], value: IdT | str | None, name: str) -> IdT:
    if value is None:
        raise ConfigError(f"order {name}: must be given")
    return _identifier(kind, value)


def _identifier(kind: type[IdT], value: IdT | str) -> IdT:
    return value if isinstance(value, kind) else kind(str(value))


def _identifier_or_none(kind: type[IdT], value: IdT | str | None) -> IdT | None:
    return None if value is None else _identifier(kind, value)
