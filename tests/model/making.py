"""Makes events for the tests of orders and positions, filling in what a test does not care about."""

from __future__ import annotations

from fastbt.codes import LiquiditySide, OrderSide, OrderType, Reason
from fastbt.model.currencies import Currency
from fastbt.model.events import OrderEvent, OrderFilled
from fastbt.model.identifiers import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    PositionId,
    StrategyId,
    TradeId,
    TraderId,
    VenueOrderId,
)
from fastbt.model.instruments import Equity
from fastbt.model.money import Money
from fastbt.model.order import Order
from fastbt.model.values import Price, Quantity

AAPL = Equity("AAPL.NASDAQ", currency="USD", price_precision=2, size_precision=0, taker_fee=0.0001)
IDS = {
    "trader_id": TraderId("TRADER"),
    "strategy_id": StrategyId("S"),
    "instrument_id": InstrumentId("AAPL", "NASDAQ"),
    "client_order_id": ClientOrderId("O-S-1"),
}
REASONS = {"OrderDenied", "OrderRejected", "OrderModifyRejected", "OrderCancelRejected"}


def event(kind: type[OrderEvent], order: Order | None = None, *, ts: int = 0, **values: object) -> OrderEvent:
    """An event of an order (O-S-1 on AAPL if none is given)."""
    ids = dict(IDS) if order is None else {name: getattr(order, name) for name in IDS}
    if kind.__name__ in REASONS:
        values.setdefault("reason", Reason.BY_USER)
    return kind(**{**ids, "ts_event": ts, "ts_init": ts, **values})


def fill(
    quantity: object,
    price: object,
    order: Order | None = None,
    *,
    side: str = "BUY",
    commission: object = 0,
    ts: int = 0,
    **values: object,
) -> OrderFilled:
    """A fill of an order; quantity and price as numbers or text."""
    made = {
        "venue_order_id": VenueOrderId("V-1"),
        "account_id": AccountId("SIM-001"),
        "trade_id": TradeId("F-1"),
        "side": OrderSide[side] if order is None else order.side,
        "order_type": OrderType.MARKET if order is None else order.order_type,
        "last_quantity": Quantity(quantity),
        "last_price": Price(price),
        "currency": Currency("USD"),
        "commission": commission if isinstance(commission, Money) else Money(commission, "USD"),
        "liquidity_side": LiquiditySide.TAKER,
        "position_id": PositionId("P-1"),
        **values,
    }
    return event(OrderFilled, order, ts=ts, **made)
