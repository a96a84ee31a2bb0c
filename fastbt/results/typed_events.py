"""Rows of the event log as the typed events of the model."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from fastbt.codes import (
    Contingency,
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderType,
    Reason,
    TimeInForce,
)
from fastbt.model import events
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
from fastbt.model.money import AccountBalance, Money
from fastbt.model.orders import Order
from fastbt.model.values import Price, Quantity
from fastbt.results.facts import RunFacts
from fastbt.schema.table import Kind

Row = dict[str, Any]
E = TypeVar("E", bound=events.Event)

TRADER = TraderId("TRADER-001")
"""Who runs the strategies of a backtest."""


class EventReader:
    """Makes events out of rows of the exact table ``events`` as ``replay.counted_rows`` gives them.

    Args:
        facts: instruments, currency and accounts of the run.
    """

    def __init__(self, facts: RunFacts) -> None:
        self.facts = facts
        self.instrument_id = cache(InstrumentId.parse)
        self.strategy_id = cache(StrategyId)
        self.account_id = cache(AccountId)
        # Most orders have several events and several orders a position: an id is made once.
        self.client_order_id = cache(ClientOrderId)
        self.venue_order_id = cache(VenueOrderId)
        self.position_id = cache(PositionId)
        # Decimals of an instrument's prices and quantities, each with the table's counts in one of its own.
        self._prices = {
            name: (model.price_precision, 10 ** (facts.scales[Kind.PRICE] - model.price_precision))
            for name, model in facts.instruments.items()
        }
        self._quantities = {
            name: (model.size_precision, 10 ** (facts.scales[Kind.QUANTITY] - model.size_precision))
            for name, model in facts.instruments.items()
        }
        known = {facts.currency.code: facts.currency} | facts.currencies
        # Currencies, each with the table's counts in one of its units.
        self._currencies = {
            code: (currency, 10 ** (facts.scales[Kind.MONEY] - currency.precision))
            for code, currency in known.items()
        }

    def read(self, row: Row, order: Order | None = None) -> events.Event:
        """The event of a row.

        Args:
            row: the row.
            order: the order it is about, as it is before; tells whether a fill brings its quantity.
        """
        kind = events.EVENT_CLASSES[EventKind[row["kind"]]]
        event = self.build(kind, row)
        if isinstance(event, events.OrderFilled) and order is not None and order.quantity is None:
            event = self.build(kind, row, order_quantity=self._quantity(row, "quantity"))
        return event

    def build(self, kind: type[E], row: Row, **more: Any) -> E:
        """An event of a kind out of what a row says."""
        says: dict[str, Any] = {"ts_event": row["ts_event"], "ts_init": row["ts_event"]}
        if issubclass(kind, events.OrderEvent):
            says |= self._identity(row)
        if issubclass(kind, events.OrderInitialized):
            says |= self._terms(row)
        elif issubclass(kind, events.OrderUpdated):
            says |= {
                "quantity": self._quantity(row, "quantity"),
                "price": self._price(row, "price"),
                "trigger_price": self._price(row, "trigger_price"),
            }
        elif issubclass(kind, events.OrderFilled):
            says |= self._fill(row)
        elif issubclass(kind, events.AccountState):
            says |= self._account(row)
        elif issubclass(kind, events.CommandRefused):
            instrument = row["instrument_id"]
            says |= {
                "strategy_id": self.strategy_id(row["strategy_id"]),
                "instrument_id": None if instrument is None else self.instrument_id(instrument),
            }
        if row["reason"] is not None and "reason" in kind.__dataclass_fields__:
            says["reason"] = Reason[row["reason"]]
        return kind(**says | more)

    def _identity(self, row: Row) -> Row:
        venue_order_id = row["venue_order_id"]
        return {
            "trader_id": TRADER,
            "strategy_id": self.strategy_id(row["strategy_id"]),
            "instrument_id": self.instrument_id(row["instrument_id"]),
            "client_order_id": self.client_order_id(row["client_order_id"]),
            "venue_order_id": None if venue_order_id is None else self.venue_order_id(venue_order_id),
            "account_id": self.account_id(row["account_id"]),
        }

    def _terms(self, row: Row) -> Row:
        parent = row["parent_id"]
        return {
            "side": OrderSide[row["side"]],
            "order_type": OrderType[row["order_type"]],
            "quantity": self._quantity(row, "quantity"),
            "price": self._price(row, "price"),
            "trigger_price": self._price(row, "trigger_price"),
            "time_in_force": TimeInForce[row["time_in_force"]],
            "expire_time": row["expire_time"],
            "post_only": row["post_only"],
            "reduce_only": row["reduce_only"],
            "parent_id": None if parent is None else self.client_order_id(parent),
            "contingency": None if row["contingency"] is None else Contingency[row["contingency"]],
            "linked_ids": tuple(map(self.client_order_id, row["linked_ids"] or ())),
            "tag": row["tag"],
        }

    def _fill(self, row: Row) -> Row:
        return {
            "trade_id": TradeId(row["fill_id"]),
            "position_id": self.position_id(row["position_id"]),
            "side": OrderSide[row["side"]],
            "order_type": OrderType[row["order_type"]],
            "last_quantity": self._quantity(row, "last_quantity"),
            "last_price": self._price(row, "last_price"),
            "currency": self.facts.instruments[row["instrument_id"]].quote_currency,
            "commission": self._money(row, "commission"),
            "liquidity_side": LiquiditySide[row["liquidity"]],
            "cause": FillCause[row["cause"]],
            "tag": row["tag"],
            "point": FillPoint[row["point"]],
            "ambiguous": row["ambiguous"],
        }

    def _account(self, row: Row) -> Row:
        balance = AccountBalance(self._money(row, "total"), self._money(row, "locked"))
        return {
            "account_id": self.account_id(row["account_id"]),
            "account_type": self.facts.account_types[row["account_id"]],
            "balances": (balance,),
            "margin_initial": (self._money(row, "margin_initial"),),
            "margin_maintenance": (self._money(row, "margin_maintenance"),),
            "event": "START" if row["fill_id"] is None else row["fill_id"],
        }

    def _price(self, row: Row, name: str) -> Price | None:
        count: int | None = row[name]
        if count is None:
            return None
        precision, unit = self._prices[row["instrument_id"]]
        return Price.from_ticks(count // unit, precision)

    def _quantity(self, row: Row, name: str) -> Quantity | None:
        count: int | None = row[name]
        if count is None:
            return None
        precision, unit = self._quantities[row["instrument_id"]]
        return Quantity.from_lots(count // unit, precision)

    def _money(self, row: Row, name: str) -> Money:
        currency, unit = self._currencies[row["currency"]]
        return Money.from_units(row[name] // unit, currency)
