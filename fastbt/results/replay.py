"""Objects rebuilt from the event log: orders and positions that went through their state machines (rule O2).

Each row of the log becomes a typed event and is applied to the object it belongs to. A bracket's stop or
target gets its terms with its acceptance; its object learns them by an ``OrderUpdated`` that is no row of
the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from fastbt.codes import EventKind, Reason
from fastbt.errors import OrderStateError
from fastbt.model.decimals import quotient
from fastbt.model.events import AccountState, Event, OrderFilled, OrderInitialized, OrderUpdated
from fastbt.model.identifiers import PositionId
from fastbt.model.money import AccountBalance, Money
from fastbt.model.orders import Order, order_from_events
from fastbt.model.positions import Position
from fastbt.model.rounding import split_ratio
from fastbt.model.trailing_orders import TrailingStopOrder
from fastbt.results.facts import RunFacts
from fastbt.results.typed_events import EventReader
from fastbt.schema.table import Kind
from fastbt.simulation.collect_numbers import as_counts

Row = dict[str, Any]
MOVED_BEFORE = tuple(
    kind.name
    for kind in (
        EventKind.ORDER_TRIGGERED,
        EventKind.ORDER_REJECTED,
        EventKind.ORDER_CANCELED,
        EventKind.ORDER_EXPIRED,
    )
)
"""Events that tell where a trailing stop had come to."""
TOLD_WITH = tuple(
    kind.name for kind in (EventKind.ORDER_ACCEPTED, EventKind.ORDER_REJECTED, EventKind.ORDER_CANCELED)
)
"""Events that tell a bracket's stop or target its terms; one canceled early was never accepted."""


@dataclass(slots=True)
class Replay:
    """A run as objects."""

    orders: dict[str, Order] = field(default_factory=dict)
    """By client order id."""
    positions: dict[str, Position] = field(default_factory=dict)
    """By position id."""
    balances: dict[tuple[str, str], AccountBalance] = field(default_factory=dict)
    """By account id and code of the currency."""
    events: list[Event] = field(default_factory=list)
    """All events in order."""


def rows_of(events: pl.DataFrame) -> Iterable[Row]:
    """The rows of the exact table ``events`` as dictionaries, times as UTC nanoseconds."""
    times = [name for name, dtype in events.schema.items() if isinstance(dtype, pl.Datetime)]
    return events.with_columns(pl.col(times).cast(pl.Int64)).iter_rows(named=True)


def counted_rows(events: pl.DataFrame) -> Iterable[Row]:
    """The same with decimals as the integers they count: what an ``EventReader`` reads, at half the time."""
    decimals = [name for name, dtype in events.schema.items() if isinstance(dtype, pl.Decimal)]
    return rows_of(events.with_columns(as_counts(events[name]) for name in decimals))


def replay(events: pl.DataFrame, facts: RunFacts) -> Replay:
    """Rebuild everything.

    Args:
        events: the exact table ``events``.
        facts: what else is known of the run.

    Raises:
        OrderStateError: an event does not fit the state of its order or position.
    """
    reader, result = EventReader(facts), Replay()
    opened = events.filter(kind=EventKind.POSITION_OPENED.name)
    next_ids = dict(zip(opened["fill_id"], opened["position_id"], strict=True))
    book = _Positions(facts, result.positions)
    for row in counted_rows(events):
        kind = EventKind[row["kind"]]
        if row["client_order_id"] is not None:
            made = apply_to_order(result.orders, row, reader)
            result.events += made
            if isinstance(made[-1], OrderFilled):
                book.fill(made[-1], next_ids.get(row["fill_id"]))
        elif row["position_id"] is not None:
            result.events.append(book.check(row))
        else:
            event = reader.read(row)
            result.events.append(event)
            if kind is EventKind.ACCOUNT_STATE and isinstance(event, AccountState):
                balance = event.balances[0]
                result.balances[str(event.account_id), balance.total.currency.code] = balance
    return result


def apply_to_order(orders: dict[str, Order], row: Row, reader: EventReader) -> list[Event]:
    """Apply a row to its order, or begin the order with it; the events it stands for."""
    name = row["client_order_id"]
    order = orders.get(name)
    event = reader.read(row, order)
    if isinstance(event, OrderInitialized):
        orders[name] = order_from_events([event])
        return [event]
    if order is None:
        raise OrderStateError(f"order {name}: the log has no ORDER_INITIALIZED for it")
    made: list[Event] = []
    if _learns(row, order):
        told = reader.build(OrderUpdated, row, reason=Reason.NONE)
        order.apply(told)
        made.append(told)
    order.apply(event)  # type: ignore[arg-type]
    return [*made, event]


def _learns(row: Row, order: Order) -> bool:
    """Whether an event tells an order terms that its object does not know.

    A bracket's child gets them with its entry's fill; a trailing stop's prices move without an event.
    """
    if order.quantity is None and row["quantity"] is not None and row["kind"] in TOLD_WITH:
        return True
    moves = row["kind"] in MOVED_BEFORE and isinstance(order, TrailingStopOrder)
    return moves and row["trigger_price"] is not None


class _Positions:
    """Positions moved by fills, each of which names the one that it closes, else opens or adds to."""

    def __init__(self, facts: RunFacts, positions: dict[str, Position]) -> None:
        self.facts = facts
        self.positions = positions

    def fill(self, fill: OrderFilled, next_id: str | None) -> None:
        """Let a fill open, change, close or turn around its position."""
        held = self.positions.get(str(fill.position_id))
        if held is None:
            found = Position(self.facts.instruments[str(fill.instrument_id)], fill)
        else:
            turned = held.apply(fill, None if next_id is None else PositionId(next_id))
            found = held if turned is None else turned
        self.positions[str(found.position_id)] = found

    def check(self, row: Row) -> Event:
        """The position's own event, which has to say what the log says.

        Where no fill caused it, a flow did: what the profit has changed by; that of a split has its ratio.
        """
        position = self.positions[row["position_id"]]
        lots, units = (10 ** self.facts.scales[kind] for kind in (Kind.QUANTITY, Kind.MONEY))
        if row["ratio"] is not None:
            position.split(split_ratio(Fraction(str(row["ratio"]))))
        if row["fill_id"] is None:
            total = row["realized_pnl"] * 10**position.currency.precision // units
            flow = Money.from_units(total, position.currency) - position.realized_pnl
            position.add_funding(flow, row["ts_event"])
        event = position.last_event()
        own = event.quantity.steps * lots // 10**event.quantity.precision
        profit = position.realized_pnl.units * units // 10**position.realized_pnl.currency.precision
        said = (row["kind"], row["position_side"], row["quantity"], row["realized_pnl"])
        if said != (event.kind.name, event.side.name, own, profit):
            held, earned = Fraction(row["quantity"], lots), Fraction(row["realized_pnl"], units)
            raise OrderStateError(
                f"position {position.position_id}: its fills and flows make it {event.kind.name} "
                f"{event.side.name} {event.quantity}, profit {position.realized_pnl}; the log "
                f"says {row['kind']} {row['position_side']} {quotient(held)}, profit {quotient(earned)}"
            )
        return event


def order_of(events: pl.DataFrame, facts: RunFacts, name: str) -> Order:
    """Rebuild one order from its own events."""
    orders: dict[str, Order] = {}
    reader = EventReader(facts)
    for row in counted_rows(events.filter(client_order_id=name)):
        apply_to_order(orders, row, reader)
    return orders[name]


def position_of(events: pl.DataFrame, fills: pl.DataFrame, facts: RunFacts, name: str) -> Position:
    """Rebuild one position from its own fills and those before it, back to where its instrument was flat.

    Args:
        events: the exact table ``events``.
        fills: the exact table ``fills``.
        facts: what else is known of the run.
        name: the position's id.
    """
    mine = pl.any_horizontal(pl.col("position_id") == name, pl.col("opened_position_id").eq_missing(name))
    instrument = fills.filter(mine)["instrument_id"][0]
    own = fills.filter(instrument_id=instrument).with_columns(mine.alias("mine")).with_row_index()
    # From flat: a fill that closes nothing, of a position that no fill through zero opened.
    first = pl.col("position_id").is_first_distinct() & (pl.col("closed_quantity") == 0)
    from_flat = first & ~pl.col("position_id").is_in(own["opened_position_id"].drop_nulls().implode())
    chosen = own.filter("mine")["index"]
    starts = own.filter(from_flat & (pl.col("index") <= chosen[0]))["index"]
    chain = own[int(starts[-1]) : int(chosen[-1]) + 1]
    next_ids = dict(zip(chain["fill_id"], chain["opened_position_id"], strict=True))
    filled = pl.col("fill_id").is_in(chain["fill_id"].implode()) & (
        pl.col("kind") == EventKind.ORDER_FILLED.name
    )
    paid = pl.col("fill_id").is_null() & (pl.col("position_id") == name)
    reader, book = EventReader(facts), _Positions(facts, {})
    for row in counted_rows(events.filter(filled | paid)):
        event = book.check(row) if row["fill_id"] is None else reader.read(row)
        if isinstance(event, OrderFilled):
            book.fill(event, next_ids[row["fill_id"]])
    return book.positions[name]
