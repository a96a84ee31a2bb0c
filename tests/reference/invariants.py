"""What must hold at the end of every run, computed from the tables and not from the sums kept on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import ORDER_STATUS_TRANSITIONS, EventKind, OrderStatus, Reason

from .holdings import closable
from .orders import EVENT_OF_STATUS

if TYPE_CHECKING:
    from .state import Run


def check_run(run: Run) -> None:
    """Raise AssertionError where money, positions, locks or states do not add up."""
    check_money(run)
    check_positions(run)
    check_orders(run)
    check_states(run)


def check_money(run: Run) -> None:
    """A1: final balance = start + what the fills paid and received (CASH) or realized (MARGIN) - fees."""
    commission = sum(fill.commission for fill in run.fills)
    if run.is_cash:
        flows = -sum(
            fill.order.side * fill.order.market.notional(fill.price, fill.quantity) for fill in run.fills
        )
    else:
        flows = sum(position.realized for position in run.positions)
    assert run.balance == run.start + flows - commission + sum(flow.amount for flow in run.flows)
    of_positions = sum(flow.amount for flow in run.flows if flow.position is not None)
    assert of_positions == sum(position.funding for position in run.positions)
    assert commission == run.commission == sum(position.commission for position in run.positions)
    assert sum(fill.realized for fill in run.fills) == sum(position.realized for position in run.positions)


def check_positions(run: Run) -> None:
    """A2, A3: fills add up to positions, and round trips with what is left to their money."""
    for market in run.markets.values():
        net = sum(fill.order.side * fill.quantity for fill in run.fills if fill.order.market is market)
        held = [
            position for position in run.positions if position.market is market and position.ts_closed is None
        ]
        assert market.held == sum(position.quantity for position in held)
        assert net == market.held or market.was_split
        assert sorted(held, key=lambda position: position.ordinal) == market.positions
        assert market.hedges or len({position.strategy for position in held}) == len(held)
    for position in run.positions:
        trades = [trade for trade in run.trades if trade.position is position]
        assert sum(trade.realized for trade in trades) == position.realized
        assert sum(trade.cost for trade in trades) + position.cost == position.opened_cost
        assert sum(trade.commission for trade in trades) + position.entry_commission == position.commission
        assert sum(trade.funding for trade in trades) + position.held_funding == position.funding
        assert position.opened_lots - position.closed_lots == abs(position.quantity)


def check_orders(run: Run) -> None:
    """Orders and fills agree, funds are locked by open orders only, reduce-only orders fit the position."""
    for order in run.orders:
        filled = sum(fill.quantity for fill in run.fills if fill.order is order)
        assert filled == order.filled
        if order.status is OrderStatus.FILLED:
            assert filled == order.quantity
        if not order.is_open:
            assert order.locked_money == 0 and order.locked_lots == 0
        if order.is_live and order.reduce_only:
            held = sum(abs(position.quantity) for position in closable(order))
            assert held > 0 and (order.quantity is None or order.left <= held)


ANSWERS = (EventKind.ORDER_UPDATED, EventKind.ORDER_MODIFY_REJECTED)


def check_states(run: Run) -> None:
    """O1, O2: replaying the events rebuilds every order's status by the table."""
    by_kind = {kind: status for status, kind in EVENT_OF_STATUS.items()}
    for order in run.orders:
        status = OrderStatus.INITIALIZED
        ts, triggered = order.ts_init, False
        fills = [fill.quantity for fill in run.fills if fill.order is order]
        filled = 0
        for event in run.events:
            if event.client_order_id != order.id:
                continue
            answers = event.kind in ANSWERS and event.reason is not Reason.END_OF_LOG
            if status is OrderStatus.PENDING_UPDATE and answers:
                status = OrderStatus.TRIGGERED if triggered else OrderStatus.ACCEPTED
                status = OrderStatus.PARTIALLY_FILLED if filled else status
            triggered = triggered or event.kind is EventKind.ORDER_TRIGGERED
            if event.kind not in by_kind:
                continue
            following = by_kind[event.kind]
            if following is OrderStatus.FILLED:
                filled += fills.pop(0)
                if fills or order.status is not OrderStatus.FILLED or order.quantity_was_cut:
                    following = OrderStatus.PARTIALLY_FILLED
            assert following in ORDER_STATUS_TRANSITIONS[status]
            assert event.ts >= ts, f"{order.id}: events go back in time"
            status, ts = following, event.ts
        assert not fills
        if order.quantity_was_cut:
            status = OrderStatus.FILLED
        assert status is order.status
