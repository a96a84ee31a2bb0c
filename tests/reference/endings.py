"""The end of an instrument: a contract expires (A7), a share is delisted (A10); what is held is settled in cash."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, LiquiditySide, OrderStatus, Reason

from .bust import end_if_bust
from .grid import exact_count
from .matching import end_reduce_only
from .orders import Order, cancel, move
from .positions import Fill, book_fill

if TYPE_CHECKING:
    from .market import Market
    from .positions import Position
    from .state import Run


def end_instrument(run: Run, market: Market, price: Decimal | None, cause: FillCause) -> None:
    """Cancel its orders in sequence, then settle its positions at a price, else at its mark; it trades no more."""
    market.has_ended = True
    for order in [order for order in run.orders if order.market is market]:
        if order.is_open:
            cancel(run, order, Reason.INSTRUMENT_ENDED)
    ticks = market.mark if price is None else exact_count(price, market.instrument.price_precision)
    for held in list(market.positions):
        assert ticks is not None
        settle(run, held, int(ticks), cause)


def settle(run: Run, held: Position, ticks: int, cause: FillCause) -> None:
    """Close a position by an order that nobody sent: no slippage, no fee, and no volume traded (F14)."""
    market, lots = held.market, abs(held.quantity)
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(),
        market=market,
        side=-held.side,
        quantity=lots,
        reduce_only=True,
        strategy=held.strategy,
        opener=held.opener,
        cause=cause,
        role="exit",
    )
    run.add(order)
    move(run, order, OrderStatus.SUBMITTED)
    move(run, order, OrderStatus.ACCEPTED)
    order.filled, order.paid = lots, lots * ticks
    move(run, order, OrderStatus.FILLED)
    traded = run.traded
    position, opened, realized = book_fill(run, order, held, lots, 0, ticks, 0)
    run.traded = traded
    run.fills.append(
        Fill(
            order=order,
            quantity=lots,
            price=ticks,
            commission=0,
            liquidity=LiquiditySide.TAKER,
            slippage=0,
            point=FillPoint.CLOSE,
            ambiguous=False,
            ts_event=run.now,
            position=position,
            opened=opened,
            realized=realized,
        )
    )
    end_reduce_only(run, market, order)
    end_if_bust(run)
