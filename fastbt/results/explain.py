"""Why an order filled, was refused or never filled; why a position is what it is.

``explain_order`` puts together what ``order_steps.py`` says of each event, what ``nearest.py`` finds of the
market and what ``reason_words.py`` says of the reason.
"""

from __future__ import annotations

from fastbt.codes import FillCause, OrderStatus, Reason
from fastbt.results.explanation import Explanation, Nearest
from fastbt.results.nearest import nearest
from fastbt.results.order_case import OrderCase
from fastbt.results.order_steps import order_steps
from fastbt.results.reason_words import REASONS, sentence
from fastbt.results.texts import quantity_text, time_texts


def explain_order(case: OrderCase) -> Explanation:
    """Explain an order.

    Args:
        case: what is known of it.
    """
    order = case.order
    reason = Reason.NONE if order["reason"] is None else Reason[order["reason"]]
    approach = nearest(case)
    return Explanation(
        id=order["client_order_id"],
        asked=asked(case),
        answer=_answer(case, reason, approach),
        status=order["status"],
        reason=reason,
        advice=_advice(case, reason, approach),
        steps=order_steps(case),
        nearest=approach,
    )


def asked(case: OrderCase) -> str:
    """What an order asked for: "SELL 10 ABC.SIM, STOP_MARKET, trigger 95.00, GTC, reduce-only"."""
    order = case.order
    parts = [f"{order['side']} {quantity_text(order['quantity'])} {order['instrument_id']}"]
    parts.append(order["order_type"])
    for name, word in (("trigger_price", "trigger"), ("price", "limit")):
        if order[name] is not None:
            parts.append(f"{word} {case.price(order[name])}")
    until = "" if order["expire_time"] is None else f" until {time_texts([order['expire_time']])[0]}"
    parts.append(order["time_in_force"] + until)
    parts += [name.replace("_", "-") for name in ("post_only", "reduce_only") if order[name]]
    if order["parent_id"] is not None:
        part = "child" if order["cause"] == FillCause.SIGNAL.name else _cause(case)
        parts.append(f"{part} of {order['parent_id']}")
    elif order["cause"] != "SIGNAL":
        parts.append(_cause(case))
    if order["tag"] is not None:
        parts.append(f"tag {order['tag']!r}")
    return ", ".join(parts)


def _cause(case: OrderCase) -> str:
    return str(case.order["cause"]).lower().replace("_", "-")


def _answer(case: OrderCase, reason: Reason, approach: Nearest | None) -> str:
    """What became of an order, in a sentence."""
    status = OrderStatus[case.order["status"]]
    why = sentence(reason)
    if status is OrderStatus.DENIED:
        return f"DENIED, refused when it was sent: {why}."
    if status is OrderStatus.REJECTED:
        return f"REJECTED, refused on arrival: {why}."
    if status is OrderStatus.SUBMITTED:
        if case.waits_for_parent():
            return f"SUBMITTED, never live: {case.order['parent_id']}, which it waits for, has not filled."
        return "SUBMITTED, never live: the data end before its instrument's next open."
    if status is OrderStatus.FILLED:
        return f"FILLED: {_filled(case)}."
    part = f"{_filled(case)} of {quantity_text(case.order['quantity'])}" if case.fills else "never filled"
    ended = status in (OrderStatus.CANCELED, OrderStatus.EXPIRED)
    end = why if ended else "still open at the end of the run"
    came = "" if approach is None else f". {_came(case, approach)}"
    return f"{status.name}, {part}: {end}{came}."


def _filled(case: OrderCase) -> str:
    """How much at which price, and when."""
    fills = list(case.fills.values())
    when = time_texts([fills[-1]["ts_event"]])[0]
    quantity = quantity_text(case.order["filled_quantity"])
    if len(fills) == 1:
        return f"{quantity} at {case.price(fills[0]['price'])} on row {fills[0]['row']}, {when}"
    average = quantity_text(case.order["avg_price"])
    last = f"row {fills[-1]['row']}, {when}"
    return f"{quantity} in {len(fills)} fills at {average} on average, the last on {last}"


_TOUCHES = {
    "through": ": it had to go a tick beyond (limit_touch='through')",
    "probability": ": at an exact touch chance decides (limit_touch='probability')",
}
"""Why a limit that was reached need not fill."""


def _came(case: OrderCase, approach: Nearest) -> str:
    """How near the market came."""
    level = f"its {approach.what} {case.price(approach.level)}"
    place = f"row {approach.row}, {time_texts([approach.ts_event])[0]}"
    extreme = f"{approach.extreme} {case.price(approach.price)}"
    if approach.distance <= 0:
        enough = _TOUCHES.get(case.option("limit_touch"), "") if approach.what == "limit" else ""
        return f"The market reached {level} ({extreme} on {place}), which was not enough for a fill{enough}"
    distance = f"{case.price(approach.distance)} ({approach.percent:.2f} %)"
    rows = f"in {approach.rows:,} rows" if approach.rows > 1 else "in 1 row"
    return f"Nearest {rows}: {extreme} on {place}, {distance} short of {level}"


def _advice(case: OrderCase, reason: Reason, approach: Nearest | None) -> str:
    """What to do about it; nothing where it is filled or ended as it was meant to."""
    if reason is not Reason.NONE:
        return REASONS[reason].do
    if case.waits_for_parent():
        return f"look at {case.order['parent_id']}"
    if case.order["status"] == OrderStatus.SUBMITTED.name:
        return "let the data go on for a row, or set fill_timing='this_close' on the venue (optimistic)"
    if approach is not None and approach.distance > 0 and case.order["parent_id"] is None:
        return f"a {approach.what} nearer to the market, or more time"
    return ""
