"""Everything a run of the reference carries along: markets, orders, the balance and the tables so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fastbt.codes import EventKind, FlowKind, Reason

from .grid import count
from .market import Market, build_market, place_in_time
from .orders import Order
from .positions import Fill, Position, Trade
from .scenario import Scenario, Venue

if TYPE_CHECKING:
    from .flows import Flow
    from .linked import Link


class Event(NamedTuple):
    """One row of the event log."""

    kind: EventKind
    client_order_id: str | None
    """None for events of a position, which has no order of its own."""
    position: int | None
    ts: int
    reason: Reason


class Equity(NamedTuple):
    """One row of the equity table, in units."""

    ts: int
    equity: int
    cash: int
    unrealized: int
    realized: int
    """Before costs."""
    commission: int
    locked: int
    """By open orders."""
    gross: int
    net: int
    paid: int
    """Flows that positions have received."""
    open_positions: int


class Sent(NamedTuple):
    """T6: a cancel or a modify on its way."""

    arrives: int
    order: Order
    row: dict[str, Any] | None
    """The row of the order table that modifies, None for a cancel."""
    reason: Reason


@dataclass(slots=True)
class Run:
    """The state of one run; ``now`` is the ``ts_event`` of the group in hand."""

    scenario: Scenario
    venue: Venue
    markets: dict[str, Market]
    start: int
    balance: int
    now: int = 0
    on_bars: bool = False
    """Whether what is sent now is sent on bars, with the ticks of that time still to come."""
    deciding: bool = False
    """Whether the paths of the group in hand are over (T3 from phase 5 on)."""
    realized: int = 0
    """Realized PnL before costs, all positions."""
    commission: int = 0
    is_bust: bool = False
    halted: Reason = Reason.NONE
    """A11: for which losses."""
    highest: int = 0
    """The highest equity tested; so are the next two."""
    at_start_of_day: int = 0
    newest: int = 0
    day_end: int | None = -1
    flows_tested: int = 0
    traded: int = 0
    """Notional of all fills."""
    places: int = 0
    sent: list[int] = field(default_factory=list)
    """When the orders were sent that passed every check."""
    orders: list[Order] = field(default_factory=list)
    links: dict[frozenset[str], Link] = field(default_factory=dict)
    """Groups of linked orders by the ids of their orders."""
    by_id: dict[str, Order] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    """Money that no fill moved."""
    equity: list[Equity] = field(default_factory=list)
    arrived: int | None = None
    """T6: when the command arrived that acts now."""
    on_the_way: list[Sent] = field(default_factory=list)
    """T6: cancels and modifies that have not arrived, in the order of sending."""

    @property
    def is_cash(self) -> bool:
        """Whether the account is a CASH account (A4), else MARGIN (A5)."""
        return self.venue.account_type == "CASH"

    @property
    def paid(self) -> int:
        """A13: what was gained beside fills, or lost if below 0: what positions received, and interest on cash."""
        gains = (FlowKind.INTEREST, FlowKind.BORROW)
        return sum(flow.amount for flow in self.flows if flow.position is not None or flow.kind in gains)

    def log(self, kind: EventKind, order: Order | None, ts: int, reason: Reason = Reason.NONE) -> None:
        """Append an event."""
        self.events.append(Event(kind, None if order is None else order.id, None, ts, reason))
        if order is not None and kind is EventKind.ORDER_UPDATED:
            order.told = order.price, order.trigger

    def log_position(self, kind: EventKind, position: Position) -> None:
        """Append an event of a position."""
        self.events.append(Event(kind, None, position.ordinal, self.now, Reason.NONE))

    def new_id(self, name: str | None = None) -> str:
        """Return the id of the next order: its name, else ``O-<strategy>-<n>`` with n counting all orders (O4)."""
        identifier = f"O-S-{len(self.orders) + 1}" if name is None else name
        assert identifier not in self.by_id, f"two orders are called {identifier}"
        return identifier

    def add(self, order: Order) -> Order:
        """Put a new order into the table of orders (event Initialized)."""
        order.ts_init = order.ts_last = self.now
        order.place = self.next_place()
        order.sent_on_bars = self.on_bars
        self.orders.append(order)
        self.by_id[order.id] = order
        self.log(EventKind.ORDER_INITIALIZED, order, self.now)
        return order

    def next_place(self) -> int:
        """Return a place behind all given so far."""
        self.places += 1
        return self.places

    def resting_orders(self, market: Market) -> list[Order]:
        """Return the live orders that the path can reach, by place."""
        resting = [order for order in self.live_orders(market) if order.resumes_from is None]
        return sorted(resting, key=lambda order: order.place)

    def live_orders(self, market: Market) -> list[Order]:
        """Return the accepted open orders of an instrument in sequence."""
        return [order for order in self.orders if order.market is market and order.is_live]


def new_run(scenario: Scenario) -> Run:
    """Return the state before the first row; markets are ordered by instrument id."""
    ordered = sorted(scenario.instruments, key=lambda instrument: instrument.id)
    balance = count(scenario.balance, scenario.currency_precision)
    markets = {instrument.id: build_market(scenario, instrument) for instrument in ordered}
    rows = [row for market in markets.values() for row in market.rows]
    for number, row in enumerate(sorted(rows, key=place_in_time)):  # stable: then by instrument
        row.number = number
    return Run(
        scenario=scenario,
        venue=scenario.venue,
        markets=markets,
        start=balance,
        balance=balance,
        highest=balance,
        at_start_of_day=balance,
        newest=balance,
    )
