"""A position: what fills of one instrument add up to, from the first one until it is flat.

The arithmetic is that of ``Holding``; here are the ids, times and units around it. A fill through zero closes
the position and opens the next one (rule A2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fastbt.codes import OrderSide, PositionSide
from fastbt.errors import ConfigError, OrderStateError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import decimal_of_steps
from fastbt.model.holding import FillPart, Holding
from fastbt.model.identifiers import AccountId, ClientOrderId, InstrumentId, PositionId, StrategyId, TraderId
from fastbt.model.instrument import Instrument
from fastbt.model.money import Money
from fastbt.model.order_events import OrderFilled
from fastbt.model.position_events import PositionChanged, PositionClosed, PositionEvent, PositionOpened
from fastbt.model.values import Price, Quantity


@dataclass(slots=True, init=False, repr=False, eq=False)
class Position:
    """A position of one instrument; its first fill opens it, ``apply`` takes the others.

    Money is that of the instrument's settlement currency. ``realized_pnl`` is what closed quantity has
    earned, after all commission paid so far and funding (rule A13).
    """

    instrument: Instrument
    """What is held."""
    position_id: PositionId
    trader_id: TraderId
    strategy_id: StrategyId
    account_id: AccountId
    opening_order_id: ClientOrderId
    closing_order_id: ClientOrderId | None
    entry_side: OrderSide
    """Side of the fill that opened it."""
    ts_opened: int
    ts_closed: int | None
    ts_last: int
    _holding: Holding
    _funding: int
    _last_lots: int
    _fills: list[OrderFilled]
    _has_changed: bool
    """Whether anything has come of it since it was opened."""

    def __init__(
        self, instrument: Instrument, fill: OrderFilled, position_id: PositionId | None = None
    ) -> None:
        """Open a position with a fill.

        Args:
            instrument: the instrument the fill is of.
            fill: the fill, all of which belongs to this position.
            position_id: its id; the fill's ``position_id`` if left out.

        Raises:
            ConfigError: the fill is of another instrument, or its commission in another currency than the
                instrument's settlement currency, there is no position id, or the instrument is a bet.
        """
        self._open(instrument, fill, _read(instrument, fill), position_id or fill.position_id)

    def _open(
        self, instrument: Instrument, fill: OrderFilled, part: FillPart, position_id: PositionId | None
    ) -> None:
        if position_id is None:
            raise ConfigError(f"position of {instrument.id}: neither the fill nor the call names its id")
        self.instrument = instrument
        self.position_id = position_id
        self.trader_id = fill.trader_id
        self.strategy_id = fill.strategy_id
        self.account_id = fill.account_id
        self.opening_order_id = fill.client_order_id
        self.closing_order_id = None
        self.entry_side = fill.side
        self.ts_opened = fill.ts_event
        self.ts_closed = None
        self._holding = Holding()
        self._funding = 0
        self._fills = []
        self._holding.add(part)
        self._record(fill, part)
        self._has_changed = False

    @property
    def id(self) -> PositionId:
        """Its id."""
        return self.position_id

    @property
    def instrument_id(self) -> InstrumentId:
        """Id of what is held."""
        return self.instrument.id

    @property
    def currency(self) -> Currency:
        """Currency of its cost and profit."""
        return self.instrument.settlement_currency

    @property
    def events(self) -> tuple[OrderFilled, ...]:
        """Its fills in order; one through zero is in both positions that it belongs to."""
        return tuple(self._fills)

    @property
    def side(self) -> PositionSide:
        """LONG, SHORT or FLAT."""
        return PositionSide(self._holding.side)

    @property
    def is_open(self) -> bool:
        """Whether anything is held."""
        return self._holding.lots != 0

    @property
    def is_closed(self) -> bool:
        """Whether it became flat; it takes no more fills."""
        return self._holding.lots == 0

    @property
    def is_long(self) -> bool:
        """Whether the quantity held is above zero."""
        return self._holding.lots > 0

    @property
    def is_short(self) -> bool:
        """Whether the quantity held is below zero."""
        return self._holding.lots < 0

    @property
    def signed_quantity(self) -> Decimal:
        """What is held, below zero when short."""
        return decimal_of_steps(self._holding.lots, self.instrument.size_precision)

    @property
    def quantity(self) -> Quantity:
        """What is held, without its sign."""
        return Quantity.from_lots(abs(self._holding.lots), self.instrument.size_precision)

    @property
    def peak_quantity(self) -> Quantity:
        """The most it ever held."""
        return Quantity.from_lots(self._holding.peak_lots, self.instrument.size_precision)

    @property
    def cost(self) -> Money:
        """What was paid (long) or received (short) for what is held, before commission."""
        return self._money(self.instrument.value_sign * self._holding.cost)

    @property
    def avg_entry_price(self) -> Decimal:
        """Cost over quantity of what is held; of a closed position, of all that was ever opened."""
        held = self._holding
        if self.is_open:
            return self._average(held.cost, abs(held.lots))
        return self._average(held.opened_cost, held.opened_lots)

    @property
    def avg_close_price(self) -> Decimal | None:
        """Value over quantity of all that was closed; None when nothing was."""
        held = self._holding
        return self._average(held.closed_value, held.closed_lots) if held.closed_lots else None

    @property
    def commission(self) -> Money:
        """All commission paid, negative if rebates were more."""
        return self._money(self._holding.commission)

    @property
    def funding(self) -> Money:
        """Funding, dividends and other flows received, negative if paid."""
        return self._money(self._funding)

    @property
    def gross_realized_pnl(self) -> Money:
        """Profit of what was closed, before commission and funding."""
        return self._money(self._holding.realized)

    @property
    def realized_pnl(self) -> Money:
        """Profit of what was closed, after all commission paid and funding."""
        return self._money(self._holding.realized - self._holding.commission + self._funding)

    def unrealized_pnl(self, price: Price) -> Money:
        """Profit that closing at a price would bring, before commission: value at the price less cost.

        Args:
            price: a price on the instrument's grid.

        Returns:
            The profit, 0 when flat.
        """
        ticks = price.steps_at(self.instrument.price_precision)
        value = _value_units(self.instrument, abs(self._holding.lots), ticks)
        return self._money(self._holding.profit_at(value))

    def total_pnl(self, price: Price) -> Money:
        """Profit realized and unrealized at a price."""
        return self.realized_pnl + self.unrealized_pnl(price)

    def apply(self, fill: OrderFilled, next_id: PositionId | None = None) -> Position | None:
        """Take a fill: add to the position, reduce it, close it, or go through zero.

        Args:
            fill: a fill of the same instrument.
            next_id: id of the position that a fill through zero opens.

        Returns:
            The position that the fill opened by going through zero, else None.

        Raises:
            OrderStateError: the position is closed, or the fill goes through zero and ``next_id`` is missing;
                nothing changes.
            ConfigError: the fill is of another instrument, account or strategy, or its commission is in
                another currency.
        """
        part = _read(self.instrument, fill)
        if (fill.account_id, fill.strategy_id) != (self.account_id, self.strategy_id):
            owner = f"{fill.strategy_id} in {fill.account_id}"
            raise ConfigError(f"position {self.position_id}: fill {fill.trade_id} belongs to {owner}")
        held = self._holding.lots
        if self.is_closed:
            raise OrderStateError(f"position {self.position_id}: is closed, fill {fill.trade_id} is too late")
        if part.lots * held > 0:
            self._holding.add(part)
            self._record(fill, part)
            return None
        if abs(part.lots) <= abs(held):
            self._reduce(fill, part)
            return None
        if next_id is None:
            raise OrderStateError(
                f"position {self.position_id}: fill {fill.trade_id} goes through zero; give next_id="
            )
        ticks = fill.last_price.steps_at(self.instrument.price_precision)
        closing, opening = part.split(-held, _value_units(self.instrument, abs(held), ticks))
        self._reduce(fill, closing)
        successor = object.__new__(Position)
        successor._open(self.instrument, fill, opening, next_id)
        return successor

    def add_funding(self, amount: Money, ts: int | None = None) -> None:
        """Book funding, a dividend or another flow that is no fill.

        Args:
            amount: received if positive, in the settlement currency.
            ts: when, in nanoseconds; by default when its newest fill was.

        Raises:
            ConfigError: it is in another currency.
        """
        self._funding = (self.funding + amount).units
        self._has_changed = True
        self.ts_last = self.ts_last if ts is None else ts

    def split(self, ratio: Fraction) -> None:
        """Turn what is held into ``ratio`` times as much, down to the size increment; its cost stays.

        What that leaves over is paid, which ``add_funding`` books.

        Args:
            ratio: new units for an old one.

        Raises:
            OrderStateError: nothing is held, or it would be less than an increment, which a fill closes.
        """
        step = self.instrument.size_increment_lots
        if abs(self._holding.lots) * ratio < step:
            raise OrderStateError(
                f"position {self.position_id}: {self.quantity} times {ratio} is less than an increment; "
                "close it by a fill"
            )
        self._holding.split(ratio, step)

    def last_event(self) -> PositionEvent:
        """Return what its newest fill or flow made of it: opened, changed or closed."""
        fill = self._fills[-1]
        if self.is_closed:
            event: type[PositionEvent] = PositionClosed
        else:
            event = PositionChanged if self._has_changed else PositionOpened
        return event(
            ts_event=self.ts_last,
            ts_init=max(self.ts_last, fill.ts_init),
            trader_id=self.trader_id,
            strategy_id=self.strategy_id,
            account_id=self.account_id,
            instrument_id=self.instrument_id,
            position_id=self.position_id,
            opening_order_id=self.opening_order_id,
            closing_order_id=self.closing_order_id,
            entry_side=self.entry_side,
            side=self.side,
            signed_quantity=self.signed_quantity,
            quantity=self.quantity,
            peak_quantity=self.peak_quantity,
            last_quantity=Quantity.from_lots(self._last_lots, self.instrument.size_precision),
            last_price=fill.last_price,
            currency=self.currency,
            avg_entry_price=self.avg_entry_price,
            avg_close_price=self.avg_close_price,
            realized_pnl=self.realized_pnl,
            commission=self.commission,
            ts_opened=self.ts_opened,
            ts_closed=self.ts_closed,
        )

    def _reduce(self, fill: OrderFilled, part: FillPart) -> None:
        self._holding.reduce(part)
        if self.is_closed:
            self.ts_closed = fill.ts_event
            self.closing_order_id = fill.client_order_id
        self._record(fill, part)

    def _record(self, fill: OrderFilled, part: FillPart) -> None:
        self._last_lots = abs(part.lots)
        self.ts_last = fill.ts_event
        self._fills.append(fill)
        self._has_changed = True

    def _average(self, money: int, lots: int) -> Decimal:
        return self.instrument.average_price(self.instrument.value_sign * money, lots)

    def _money(self, units: int) -> Money:
        return Money.from_units(units, self.currency)

    def __repr__(self) -> str:
        held = f"{self.side.name} {self.quantity}" if self.is_open else "FLAT"
        return f"Position({self.position_id}: {held} {self.instrument_id} @ {self.avg_entry_price:f})"


def _read(instrument: Instrument, fill: OrderFilled) -> FillPart:
    """Read a fill in whole numbers, after checking that it is one of the instrument's."""
    if instrument.settles_by_outcome:
        raise ConfigError(f"{instrument.id}: settles by its outcome (rule A6), prices make no position of it")
    if fill.instrument_id != instrument.id:
        raise ConfigError(f"fill {fill.trade_id}: is of {fill.instrument_id}, not of {instrument.id}")
    if fill.commission.currency != instrument.settlement_currency:
        raise ConfigError(
            f"fill {fill.trade_id}: commission in {fill.commission.currency}, but {instrument.id} settles in "
            f"{instrument.settlement_currency}"
        )
    lots = fill.last_quantity.steps_at(instrument.size_precision)
    if lots == 0:
        raise ConfigError(f"fill {fill.trade_id}: a fill of zero is no fill")
    ticks = fill.last_price.steps_at(instrument.price_precision)
    return FillPart(int(fill.side) * lots, _value_units(instrument, lots, ticks), fill.commission.units)


def _value_units(instrument: Instrument, lots: int, ticks: int) -> int:
    """Value that rises with the price: notional, of an inverse contract its negative.

    So profit is value less cost for both: -q / exit - (-q / entry) = q (1 / entry - 1 / exit).
    """
    return instrument.value_sign * instrument.notional_units(lots, ticks)
