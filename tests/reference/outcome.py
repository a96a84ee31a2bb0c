"""The tables of a run, as lists of rows with exact values: what is compared with fastbt."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fastbt.codes import FillPoint, LiquiditySide, OrderSide, PositionSide

from .grid import decimal, round_half_away
from .positions import Trade

if TYPE_CHECKING:
    from .flows import Flow
    from .market import Market
    from .orders import Order
    from .positions import Fill, Position
    from .state import Run

Rows = list[dict[str, Any]]


@dataclass
class Outcome:
    """Tables of a run; prices, quantities and money are ``Decimal``, codes their names."""

    orders: Rows = field(default_factory=list)
    fills: Rows = field(default_factory=list)
    positions: Rows = field(default_factory=list)
    trades: Rows = field(default_factory=list)
    equity: Rows = field(default_factory=list)
    events: Rows = field(default_factory=list)
    flows: Rows = field(default_factory=list)
    balance: Decimal = Decimal(0)

    def until(self, ts: int) -> Outcome:
        """Return the fills, events and equity up to ``ts``: what later rows may not change (T4)."""
        return Outcome(
            fills=[row for row in self.fills if row["ts_event"] <= ts],
            events=[row for row in self.events if row["ts"] <= ts],
            equity=[row for row in self.equity if row["ts"] <= ts],
            flows=[row for row in self.flows if row["ts"] <= ts],
        )


def outcome_of(run: Run) -> Outcome:
    """Return a run's tables."""
    return Outcome(
        orders=[order_row(run, order) for order in run.orders],
        fills=[fill_row(run, fill) for fill in run.fills],
        positions=[position_row(run, position) for position in run.positions],
        trades=[trade_row(run, trade) for trade in run.trades + open_trades(run)],
        equity=equity_rows(run),
        events=[
            {
                "kind": event.kind.name,
                "client_order_id": event.client_order_id,
                "position": event.position,
                "ts": event.ts,
                "reason": event.reason.name,
            }
            for event in run.events
        ],
        flows=[flow_row(run, flow) for flow in run.flows],
        balance=money(run, run.balance),
    )


def money(run: Run, units: int) -> Decimal:
    """Return units of the currency as money."""
    return Decimal(units).scaleb(-run.scenario.currency_precision)


def price(market: Market, ticks: int | None) -> Decimal | None:
    """Return ticks as a price."""
    return decimal(ticks, market.instrument.price_precision)


def quantity(market: Market, lots: int | None) -> Decimal | None:
    """Return lots as a quantity."""
    return decimal(lots, market.instrument.size_precision)


AVERAGE_DIGITS = 6
"""Decimals of an average price beyond those of the instrument's prices (``fastbt/schema/ledger_columns.py``)."""


def average(market: Market, cost: int, lots: int) -> Decimal | None:
    """A3: cost / quantity, per unit of the instrument (so divided by the multiplier too), rounded half up.

    Inverse: quantity x multiplier / cost.
    """
    if lots == 0:
        return None
    if market.instrument.inverse:
        return None if cost == 0 else rounded_average(market, lots * market.factor / cost)
    return rounded_average(market, Fraction(cost, lots) / market.factor)


def weighted(market: Market, paid: int, lots: int) -> Decimal | None:
    """The average price of an order's fills, rounded half up."""
    return None if lots == 0 else rounded_average(market, Fraction(paid, lots))


def rounded_average(market: Market, ticks: Fraction) -> Decimal | None:
    """Return a price between the ticks with ``AVERAGE_DIGITS`` more decimals."""
    rounded = round_half_away(ticks * 10**AVERAGE_DIGITS)
    return decimal(rounded, market.instrument.price_precision + AVERAGE_DIGITS)


def bonds(run: Run, order: Order) -> dict[str, Any]:
    """F10: what an order's fill does to which others: as it was linked, an exit to its siblings, a parent to children."""
    word, others = None, []
    if order.link is not None:
        word = order.link.kind
        others = [other for other in run.orders if other.link is order.link]
    elif order.member_of is not None:
        others = [o for o in order.member_of.members if "TP" not in (o.role, order.role) or o.role != order.role]
        word = "OUO"
    if word is None:
        word, others = "OTO", [other for other in run.orders if other.parent is order]
    ids = [other.id for other in sorted(others, key=lambda other: other.sequence) if other is not order]
    return {"contingency": word if ids or order.link is not None else None, "linked_ids": ids or None}


def order_row(run: Run, order: Order) -> dict[str, Any]:
    """Return one row of the table of orders."""
    market = order.market
    return {
        "client_order_id": order.id,
        "instrument_id": market.id,
        "side": OrderSide(order.side).name,
        "order_type": order.type.name,
        "time_in_force": order.time_in_force.name,
        "quantity": quantity(market, order.quantity),
        "filled_quantity": quantity(market, order.filled),
        "price": price(market, order.price),
        "trigger_price": price(market, order.trigger),
        "avg_price": weighted(market, order.paid, order.filled),
        "status": order.status.name,
        "reason": order.reason.name,
        "post_only": order.post_only,
        "reduce_only": order.reduce_only,
        "parent_id": None if order.parent is None else order.parent.id,
        "strategy_id": order.strategy,
        **bonds(run, order),
        "ts_init": order.ts_init,
        "ts_accepted": order.ts_accepted,
        "ts_triggered": order.ts_triggered,
        "ts_last": order.ts_last,
    }


def fill_row(run: Run, fill: Fill) -> dict[str, Any]:
    """Return one row of the table of fills."""
    market = fill.order.market
    return {
        "client_order_id": fill.order.id,
        "instrument_id": market.id,
        "side": OrderSide(fill.order.side).name,
        "quantity": quantity(market, fill.quantity),
        "price": price(market, fill.price),
        "commission": money(run, fill.commission),
        "liquidity": LiquiditySide(fill.liquidity).name,
        "cause": fill.order.cause.name,
        "slippage": price(market, fill.slippage),
        "point": FillPoint(fill.point).name,
        "ambiguous": fill.ambiguous,
        "ts_event": fill.ts_event,
        "position": fill.position.ordinal,
        "opened_position": None if fill.opened is None else fill.opened.ordinal,
        "realized": money(run, fill.realized),
    }


def position_row(run: Run, position: Position) -> dict[str, Any]:
    """Return one row of the table of positions."""
    market = position.market
    return {
        "position": position.ordinal,
        "strategy_id": position.strategy,
        "instrument_id": market.id,
        "entry_side": OrderSide(position.side).name,
        "side": PositionSide((position.quantity > 0) - (position.quantity < 0)).name,
        "quantity": quantity(market, abs(position.quantity)),
        "peak_quantity": quantity(market, position.peak),
        "opened_cost": money(run, position.opened_cost),
        "closed_proceeds": money(run, position.closed_proceeds),
        "avg_entry_price": average(market, *held_or_all(position)),
        "avg_close_price": average(market, position.closed_proceeds, position.closed_lots),
        "realized": money(run, position.realized),
        "realized_pnl": money(run, position.realized - position.commission + position.funding),
        "funding": money(run, position.funding),
        "unrealized_pnl": money(run, unrealized(position)),
        "commission": money(run, position.commission),
        "ts_opened": position.ts_opened,
        "ts_closed": position.ts_closed,
        "is_open": position.ts_closed is None,
    }


def held_or_all(position: Position) -> tuple[int, int]:
    """Cost and lots of what is held; once a position is closed, of all that was opened."""
    if position.ts_closed is None:
        return position.cost, abs(position.quantity)
    return position.opened_cost, position.opened_lots


def unrealized(position: Position) -> int:
    """Return the value of what is held at the last price less its cost; 0 once it is closed."""
    market = position.market
    if position.ts_closed is not None:
        return 0
    assert market.mark is not None
    return market.gain(position.side, position.cost, market.notional(market.mark, abs(position.quantity)))


def open_trades(run: Run) -> list[Trade]:
    """A12: what is still held, valued at the last price and marked open."""
    trades = []
    for position in run.positions:
        if position.ts_closed is None:
            market = position.market
            assert market.mark is not None
            lots = abs(position.quantity)
            value = market.notional(market.mark, lots)
            trades.append(
                Trade(
                    position, lots, position.cost, value, unrealized(position), position.entry_commission,
                    position.held_funding, position.ts_opened, None, 0, None,
                )
            )  # fmt: skip
    return trades


def trade_row(run: Run, trade: Trade) -> dict[str, Any]:
    """Return one row of the table of round trips; ``pnl`` is net of commission (A13)."""
    market = trade.position.market
    return {
        "position": trade.position.ordinal,
        "instrument_id": market.id,
        "side": "LONG" if trade.position.side > 0 else "SHORT",
        "quantity": quantity(market, trade.quantity),
        "entry_price": average(market, trade.cost, trade.quantity),
        "exit_price": weighted(market, trade.exit_paid, 0 if trade.exit_time is None else trade.quantity),
        "pnl": money(run, trade.realized - trade.commission + trade.funding),
        "funding": money(run, trade.funding),
        "commission": money(run, trade.commission),
        "entry_time": trade.entry_time,
        "exit_time": trade.exit_time,
        "exit_cause": None if trade.exit_cause is None else trade.exit_cause.name,
        "is_open": trade.exit_time is None,
    }


def flow_row(run: Run, flow: Flow) -> dict[str, Any]:
    """Return one row of the table of flows."""
    position = flow.position
    return {
        "ts": flow.ts,
        "kind": flow.kind.name.lower(),
        "instrument_id": None if position is None else position.market.id,
        "position": None if position is None else position.ordinal,
        "quantity": None if position is None else quantity(position.market, flow.quantity),
        "rate": None if flow.rate is None else float(flow.rate),
        "amount": money(run, flow.amount),
    }


def equity_rows(run: Run) -> Rows:
    """Return the table of equity; ``realized_pnl`` is net of all commissions paid so far (A13)."""
    return [
        {
            "ts": row.ts,
            "equity": money(run, row.equity),
            "cash": money(run, row.cash),
            "unrealized_pnl": money(run, row.unrealized),
            "realized_pnl": money(run, row.realized - row.commission + row.paid),
            "locked": money(run, row.locked),
            "gross_exposure": money(run, row.gross),
            "net_exposure": money(run, row.net),
            "open_positions": row.open_positions,
        }
        for row in run.equity
    ]
