"""The numbers behind a reason: what was needed and what there was, or which other order was the cause."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import polars as pl

from fastbt.codes import EventKind, PositionSide, Reason
from fastbt.results.order_case import OrderCase
from fastbt.results.replay import Row
from fastbt.results.texts import quantity_text, time_texts


def context(case: OrderCase, row: Row, reason: Reason) -> str:
    """Say what stood behind a reason at an event; empty where the reason says it all.

    Args:
        case: the order.
        row: the event that carries the reason.
        reason: the reason.
    """
    tells = _TELLS.get(reason)
    return "" if tells is None else tells(case, row)


def _before(case: OrderCase, row: Row) -> pl.DataFrame:
    """The events before this one."""
    return case.tables.events.filter(pl.col("seq") < row["seq"])


def _reference(case: OrderCase, row: Row) -> Decimal | None:
    """The price an order is tested at: its limit, its trigger, the open where it arrived, the last close."""
    for name in ("price", "trigger_price"):
        if row[name] is not None:
            return Decimal(row[name])
    place = case.bars.last_until(row["ts_event"])
    if place < 0:
        return None
    return case.bars.price(place, "close" if row["kind"] == EventKind.ORDER_DENIED.name else "open")


def _needed(case: OrderCase, row: Row) -> str:
    """Quantity x price = notional."""
    price = _reference(case, row)
    if price is None or row["quantity"] is None:
        return ""
    price = round(price, case.instrument.price_precision)
    quantity = round(row["quantity"], case.instrument.size_precision)
    notional = abs(case.instrument.notional(quantity, price).amount)
    return f"{quantity_text(quantity)} x {case.price(price)} are {case.money(notional)}"


def _funds(case: OrderCase, row: Row) -> str:
    states = _before(case, row).filter(
        pl.col("kind") == EventKind.ACCOUNT_STATE.name, pl.col("account_id") == row["account_id"]
    )
    needed = _needed(case, row)
    if not states.height:
        return needed
    balance, free = states["total"][-1], states["free"][-1]
    when = "at the start" if states["fill_id"][-1] is None else f"after {states['fill_id'][-1]}"
    has = f"{case.money(free)} were free {when}"
    if balance != free:
        has += f" of {case.money(balance)}"
    return "; ".join(part for part in (f"{needed} before fees" if needed else "", has) if part)


def _held(case: OrderCase, row: Row) -> str:
    positions = _before(case, row).filter(
        pl.col("position_side").is_not_null(), pl.col("instrument_id") == row["instrument_id"]
    )
    flat = not positions.height or positions["position_side"][-1] == PositionSide.FLAT.name
    held = "nothing" if flat else quantity_text(positions["quantity"][-1])
    return f"it asked for {quantity_text(row['quantity'])} and {held} was held"


def _limit(name: str) -> Callable[[OrderCase, Row], str]:
    """A limit of the instrument beside the quantity."""

    def tells(case: OrderCase, row: Row) -> str:
        limit = getattr(case.instrument, name)
        if limit is None:
            return ""
        quantity = "" if row["quantity"] is None else f"{quantity_text(row['quantity'])} against "
        return f"{quantity}a {name} of {quantity_text(Decimal(str(limit)))}"

    return tells


def _min_notional(case: OrderCase, row: Row) -> str:
    needed, least = _needed(case, row), case.instrument.min_notional
    return needed if least is None else f"{needed or 'less'}, min_notional is {case.money(least)}"


def _linked(case: OrderCase, row: Row) -> str:
    """The fill of this instrument that came last before the event: the cause."""
    fills = _before(case, row).filter(
        pl.col("kind") == EventKind.ORDER_FILLED.name,
        pl.col("instrument_id") == row["instrument_id"],
    )
    if not fills.height or row["kind"] == EventKind.ORDER_DENIED.name:  # that one was long before
        return ""
    fill = fills.row(-1, named=True)
    quantity, price = quantity_text(fill["last_quantity"]), case.price(fill["last_price"])
    return f"because of {fill['fill_id']} of {fill['client_order_id']}, {fill['side']} {quantity} at {price}"


def _parent(case: OrderCase, _: Row) -> str:
    parents = case.tables.orders.filter(pl.col("client_order_id").eq_missing(case.order["parent_id"]))
    if not parents.height:
        return ""
    parent = parents.row(0, named=True)
    why = "" if parent["reason"] is None else f", {parent['reason']}"
    return f"its entry {parent['client_order_id']} is {parent['status']}{why}"


def _arrival_price(case: OrderCase, row: Row) -> str:
    """The open an order arrived at, beside its level."""
    place = case.bars.last_until(row["ts_event"])
    level = case.level(row)
    if place < 0 or level is None:
        return ""
    return f"the open was {case.price(case.bars.price(place, 'open'))}, its {level[0]} {case.price(level[1])}"


def _expiry(case: OrderCase, _: Row) -> str:
    expire = case.order["expire_time"]
    return "" if expire is None else f"it was good until {time_texts([expire])[0]}"


_TELLS: dict[Reason, Callable[[OrderCase, Row], str]] = {
    Reason.INSUFFICIENT_CASH: _funds,
    Reason.INSUFFICIENT_MARGIN: _funds,
    Reason.CUT_TO_FUNDS: _funds,
    Reason.INSUFFICIENT_HOLDINGS: _held,
    Reason.NOTHING_TO_REDUCE: _held,
    Reason.QUANTITY_OFF_GRID: _limit("size_increment"),
    Reason.PRICE_OFF_GRID: _limit("price_increment"),
    Reason.BELOW_MIN_QUANTITY: _limit("min_quantity"),
    Reason.ABOVE_MAX_QUANTITY: _limit("max_quantity"),
    Reason.BELOW_MIN_NOTIONAL: _min_notional,
    Reason.POSITION_CLOSED: _linked,
    Reason.SIBLING_FILLED: _linked,
    Reason.PARENT_ENDED: _parent,
    Reason.STOP_IN_MARKET: _arrival_price,
    Reason.TIME_IN_FORCE: _arrival_price,
    Reason.POST_ONLY: _arrival_price,
    Reason.EXPIRED: _expiry,
}
"""What is told beside a reason; the others say it all."""
