"""The steps of an order's explanation: each of its events in words, with the rules that decided it."""

from __future__ import annotations

from typing import Any

from fastbt.codes import EventKind, FillCause, FillPoint, OrderType, Reason
from fastbt.results.context import context
from fastbt.results.explanation import Step
from fastbt.results.fill_steps import fill_step
from fastbt.results.order_case import OrderCase
from fastbt.results.reason_words import REASONS, sentence
from fastbt.results.replay import Row
from fastbt.results.texts import quantity_text

TRIGGER_RULES = {
    OrderType.STOP_MARKET: "F3",
    OrderType.STOP_LIMIT: "F4",
    OrderType.MARKET_IF_TOUCHED: "F5",
    OrderType.LIMIT_IF_TOUCHED: "F5",
    OrderType.TRAILING_STOP_MARKET: "F6",
    OrderType.TRAILING_STOP_LIMIT: "F6",
}
"""The rule by which an order of a type is triggered."""
TRAILING = (OrderType.TRAILING_STOP_MARKET, OrderType.TRAILING_STOP_LIMIT)
SENT_BY = {
    FillCause.SIGNAL: ("sent", ("T2",)),
    FillCause.STOP_LOSS: ("created with its entry", ("F10",)),
    FillCause.TAKE_PROFIT: ("created with its entry", ("F10",)),
    FillCause.TRAILING_STOP: ("created with its entry", ("F10",)),
    FillCause.TIME_STOP: ("sent by the time stop", ("S4",)),
    FillCause.LIQUIDATION: ("sent because the account lacked margin", ("A5",)),
    FillCause.EXPIRY: ("sent because the instrument expired", ("A7",)),
    FillCause.DELISTING: ("sent because the instrument was delisted", ("A10",)),
    FillCause.REBALANCE: ("sent to reach a target", ("S5",)),
    FillCause.CLOSE_OUT: ("sent by the end of the run", ("A12",)),
    FillCause.SPLIT: ("sent because a split left less than a lot of the position", ("A10",)),
    FillCause.RISK_HALT: ("sent because the account was halted for its losses", ("A11",)),
}
"""How an order came to be, by its cause."""


def order_steps(case: OrderCase) -> tuple[Step, ...]:
    """All that happened to an order, in order.

    Args:
        case: the order.
    """
    return tuple(_step(case, row) for row in case.events if row["kind"] != EventKind.ORDER_INITIALIZED.name)


def _step(case: OrderCase, row: Row) -> Step:
    """One event in words."""
    kind = EventKind[row["kind"]]
    if kind is EventKind.ORDER_FILLED:
        return fill_step(case, row)
    text, rules = _words(case, row, kind)
    return Step(row["ts_event"], case.bars.row(row["ts_event"]), kind.name, text, rules, _facts(row))


def _words(case: OrderCase, row: Row, kind: EventKind) -> tuple[str, tuple[str, ...]]:
    if kind is EventKind.ORDER_SUBMITTED:
        return _sent(case, row)
    if kind is EventKind.ORDER_ACCEPTED:
        return _accepted(case, row)
    if kind is EventKind.ORDER_TRIGGERED:
        order_type = OrderType[case.order["order_type"]]
        becomes = "a limit order" if case.order["price"] is not None else "a market order"
        return f"triggered at {case.price(row['trigger_price'])}; now {becomes}", _trigger_rule(order_type)
    if kind is EventKind.ORDER_UPDATED:
        return _updated(case, row)
    return _ended(case, row, kind)


def _trigger_rule(order_type: OrderType) -> tuple[str, ...]:
    return (TRIGGER_RULES[order_type],) if order_type in TRIGGER_RULES else ()


def _sent(case: OrderCase, row: Row) -> tuple[str, tuple[str, ...]]:
    """How the order came to be; at a row's close, since that is when a strategy acts."""
    says, rules = SENT_BY[FillCause[case.order["cause"]]]
    if FillCause[case.order["cause"]] is FillCause.LIQUIDATION:
        return says, rules  # nobody decided it, so no close was looked at
    place = case.bars.last_until(row["ts_event"])
    close = "" if place < 0 else f" at the close, {case.price(case.bars.price(place, 'close'))}"
    return says + close, rules


def _accepted(case: OrderCase, row: Row) -> tuple[str, tuple[str, ...]]:
    """Where an order arrived, and what it then waited for."""
    if FillCause[case.order["cause"]] is FillCause.LIQUIDATION:
        return "accepted where it fills: no timing puts it off", ("A5",)
    point = case.arrival_point()
    where = {
        FillPoint.OPEN: "at the open",
        FillPoint.LEG: "on the bar's path, where its entry filled",
        FillPoint.CLOSE: "at the close",
    }[point]
    rules: tuple[str, ...] = ("T5",) if case.order["parent_id"] is None else ("F10",)
    level = case.level(row)
    later = any(event["kind"] == EventKind.ORDER_FILLED.name for event in case.events)
    waits = "" if level is None else f", {level[0]} {case.price(level[1])}"
    if level is None and not later:
        waits = ", waiting for a row that can fill it"
    if OrderType[case.order["order_type"]] in TRAILING:
        waits, rules = ", its trigger follows the market", (*rules, "F6")
    return f"accepted {where}{waits}", rules


def _updated(case: OrderCase, row: Row) -> tuple[str, tuple[str, ...]]:
    """What a change left of an order."""
    terms = [quantity_text(row["quantity"])]
    for name, word in (("trigger_price", "trigger"), ("price", "limit")):
        if row[name] is not None:
            terms.append(f"{word} {case.price(row[name])}")
    if _is_first_limit(case, row):
        return f"what was left waits as a limit order at its fill price: {', '.join(terms)}", ("F7",)
    if row["reason"] == Reason.SIBLING_FILLED.name:
        return f"cut to what the fill of a linked order left: {', '.join(terms)}", ("F10",)
    if row["reason"] == Reason.PARENT_FILLED.name:
        return f"sized by what {case.order['parent_id']} has filled: {', '.join(terms)}", ("F10",)
    if row["reason"] == Reason.BREAK_EVEN.name:
        return f"moved to its entry's price, break-even: {', '.join(terms)}", ("F10",)
    if row["reason"] == Reason.END_OF_LOG.name:
        return f"has followed the market to where the run ends: {', '.join(terms)}", ("F6",)
    if case.order["reduce_only"]:
        return f"cut to the position: {', '.join(terms)}", ("F9",)
    return f"changed to {', '.join(terms)}", ("F15",)


def _is_first_limit(case: OrderCase, row: Row) -> bool:
    """Whether a change gave a MARKET_TO_LIMIT order its limit."""
    if case.order["order_type"] != OrderType.MARKET_TO_LIMIT.name or row["price"] is None:
        return False
    given = [event for event in case.events if event["kind"] == row["kind"] and event["price"] is not None]
    return given[0] is row


_VERBS = {
    EventKind.ORDER_DENIED: "refused when it was sent",
    EventKind.ORDER_REJECTED: "refused on arrival",
    EventKind.ORDER_CANCELED: "canceled",
    EventKind.ORDER_EXPIRED: "expired",
    EventKind.ORDER_CANCEL_REJECTED: "a cancel was refused",
    EventKind.ORDER_MODIFY_REJECTED: "a change was refused",
    EventKind.ORDER_PENDING_CANCEL: "a cancel is on its way",
    EventKind.ORDER_PENDING_UPDATE: "a change is on its way",
}


def _ended(case: OrderCase, row: Row, kind: EventKind) -> tuple[str, tuple[str, ...]]:
    """Refused, canceled or expired: the reason in words, and the numbers behind it."""
    if row["reason"] is None:
        rules = ("F8",) if kind is EventKind.ORDER_EXPIRED else ("O1",)
        return _VERBS[kind], rules
    reason = Reason[row["reason"]]
    # What the order ended for stands in the answer; here are the numbers behind it.
    ends = row["reason"] == case.order["reason"]
    says = context(case, row, reason) or (REASONS[reason].says if ends else sentence(reason))
    return f"{_VERBS[kind]}: {says}", REASONS[reason].rules


def _facts(row: Row) -> dict[str, Any]:
    """The terms of an order after an event."""
    names = ("status", "quantity", "price", "trigger_price", "reason")
    return {name: row[name] for name in names if row[name] is not None}
