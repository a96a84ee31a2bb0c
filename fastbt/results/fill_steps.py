"""A fill in words: at which point of its bar and why there, price before and after slippage, fee."""

from __future__ import annotations

from collections.abc import Mapping

from fastbt.codes import EventKind, FillCause, FillPoint, LiquiditySide, OrderStatus, OrderType, Reason
from fastbt.results.explanation import Step
from fastbt.results.order_case import OrderCase
from fastbt.results.replay import Row
from fastbt.results.texts import quantity_text

TYPE_RULES = {
    OrderType.MARKET: "F1",
    OrderType.LIMIT: "F2",
    OrderType.STOP_MARKET: "F3",
    OrderType.STOP_LIMIT: "F4",
    OrderType.MARKET_IF_TOUCHED: "F5",
    OrderType.LIMIT_IF_TOUCHED: "F5",
    OrderType.TRAILING_STOP_MARKET: "F6",
    OrderType.TRAILING_STOP_LIMIT: "F6",
    OrderType.MARKET_TO_LIMIT: "F7",
    OrderType.MARKET_ON_OPEN: "F7",
    OrderType.MARKET_ON_CLOSE: "F7",
    OrderType.LIMIT_ON_OPEN: "F7",
    OrderType.LIMIT_ON_CLOSE: "F7",
}
"""The rule by which an order of a type fills."""
SESSION_PRICES = {
    OrderType.MARKET_ON_OPEN: "the row is the first in its session",
    OrderType.LIMIT_ON_OPEN: "the row is the first in its session",
    OrderType.MARKET_ON_CLOSE: "the row contains the end of its session",
    OrderType.LIMIT_ON_CLOSE: "the row contains the end of its session",
}
"""Why orders for one price of a session fill where they do."""
CUT_BY_FUNDS = tuple(
    reason.name
    for reason in (
        Reason.CUT_TO_FUNDS,
        Reason.INSUFFICIENT_CASH,
        Reason.INSUFFICIENT_HOLDINGS,
        Reason.INSUFFICIENT_MARGIN,
    )
)
"""Why an order ends with a fill of which the funds allowed a part only."""
SETTLEMENTS = {
    FillCause.EXPIRY: ("the contract expired and was settled in cash", "A7"),
    FillCause.DELISTING: ("the instrument was delisted and paid out", "A10"),
    FillCause.SPLIT: ("a split left less than a lot, which was paid out", "A10"),
}
"""Why what is held of an instrument that ends is closed, and the rule."""
POINTS = {
    FillPoint.OPEN: "at the open",
    FillPoint.LEG: "on the bar's path",
    FillPoint.CLOSE: "at the close",
}


def fill_step(case: OrderCase, event: Row) -> Step:
    """Say what a fill was and why it happened there.

    Args:
        case: the order.
        event: its event ORDER_FILLED.
    """
    fill = case.fills[event["fill_id"]]
    place = case.bars.last_until(fill["ts_event"])
    prices = case.bars.prices(place)
    slipped = fill["slippage"] * (1 if fill["side"] == "BUY" else -1)
    offered = fill["price"] - slipped
    point = FillPoint[fill["point"]]
    kind = _kind(case, fill)
    where = POINTS[point] if kind == "bar" else f"on a {kind}"
    text = f"filled {quantity_text(fill['quantity'])} at {case.price(fill['price'])} {where}"
    if fill["slippage"]:
        text += f", {case.price(offered)} before slippage of {case.price(fill['slippage'])}"
    fee = f"fee {case.money(fill['commission'])}" if fill["commission"] else "no fee"
    text += f", {fill['liquidity']}, {fee}: {_why(case, event, fill)}"
    if _is_capped(case, event):
        text += f"; the size of the {'row' if kind == 'bar' else kind} allowed no more"
        text += " (volume_limit)" if _limit(case) is not None else ""
    if fill["ambiguous"]:
        text += "; the bar also reached the level of a sibling, so another order of prices was possible"
    return Step(
        ts_event=fill["ts_event"],
        row=fill["row"],
        kind=EventKind.ORDER_FILLED.name,
        text=text,
        rules=_rules(case, event, fill),
        facts={
            "fill_id": fill["fill_id"],
            "quantity": fill["quantity"],
            "price": fill["price"],
            "price_before_slippage": offered,
            "slippage": fill["slippage"],
            "commission": fill["commission"],
            "liquidity": fill["liquidity"],
            "point": fill["point"],
            "cause": fill["cause"],
            "ambiguous": fill["ambiguous"],
            "bar_path": case.option("bar_path"),
            **prices,
        },
    )


def _is_capped(case: OrderCase, event: Row) -> bool:
    """Whether the row's size left some of the order unfilled."""
    limited = _limit(case) is not None or _kind(case, case.fills[event["fill_id"]]) != "bar"
    if event["status"] != OrderStatus.PARTIALLY_FILLED.name or not limited:
        return False
    return event["fill_id"] != list(case.fills)[-1] or case.order["reason"] not in CUT_BY_FUNDS


def _kind(case: OrderCase, event: Row) -> str:
    """What the row of a fill is: bar, quote or print."""
    return case.bars.kind_of(event["row"])


def _limit(case: OrderCase) -> object:
    """The venue's ``volume_limit``; None where it has none."""
    return case.venue.get("volume_limit")


def _why_liquidated(point: FillPoint) -> str:
    """Where the account's equity was below its maintenance margin, or gone."""
    if point is FillPoint.LEG:
        return "there the path took the account's equity below its maintenance margin"
    if point is FillPoint.OPEN:
        return "at the open the account's equity was below its maintenance margin"
    return "at the close the account's equity was below its maintenance margin, or gone"


def _why_session(case: OrderCase, fill: Row) -> str:
    """Why an order on open or on close filled there."""
    kind = OrderType[fill["order_type"]]
    on_close = kind in (OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE)
    if on_close and _kind(case, fill) != "bar":
        return "its session had ended, and the market stood where the newest tick had left it"
    return SESSION_PRICES[kind]


def _why(case: OrderCase, event: Row, fill: Row) -> str:
    """Why the order filled at that point."""
    if FillCause[fill["cause"]] is FillCause.CLOSE_OUT:
        return "the end of the run closed what was open, at the last close"
    if FillCause[fill["cause"]] in SETTLEMENTS:
        return SETTLEMENTS[FillCause[fill["cause"]]][0]
    if FillCause[fill["cause"]] is FillCause.RISK_HALT:
        return "the account had lost more than its risk limits allow, and was closed at the newest price"
    if FillCause[fill["cause"]] is FillCause.LIQUIDATION:
        return _why_liquidated(FillPoint[fill["point"]])
    point = FillPoint[fill["point"]]
    arrived = case.event(EventKind.ORDER_ACCEPTED)
    arriving = arrived is not None and arrived["ts_event"] == fill["ts_event"]
    arriving = arriving and fill["liquidity"] == LiquiditySide.TAKER.name
    if event["trigger_price"] is not None:
        return _why_triggered(case, event, fill, arriving=arriving)
    if event["price"] is None:
        return _why_market(case, fill, arriving=arriving)
    limit = f"its limit {case.price(event['price'])}"
    if OrderType[fill["order_type"]] in SESSION_PRICES:
        return f"{_why_session(case, fill)}, which {limit} allows"
    if fill["liquidity"] == LiquiditySide.TAKER.name:
        return f"{limit} was reached already when it arrived"
    if point is FillPoint.OPEN:
        here = "open" if _kind(case, fill) == "bar" else _kind(case, fill)
        own = f"the {here}" if case.option("limit_gap") == "open" else "its own price"
        return f"the {here} was at or beyond {limit} and it takes {own} (limit_gap)"
    if case.option("limit_touch") == "through":
        return f"the price went a tick beyond {limit} (limit_touch)"
    return f"the price came to {limit}"


OWN_PRICES = {
    "mid": "the middle of high and low",
    "worst": "the worse extreme",
    "vwap": "the volume-weighted price",
}
"""What ``fill_price`` offers a market order."""


def _why_market(case: OrderCase, fill: Row, *, arriving: bool) -> str:
    """Why an order without a price filled."""
    point = FillPoint[fill["point"]]
    if OrderType[fill["order_type"]] in SESSION_PRICES:
        return _why_session(case, fill)
    price = case.option("fill_price")
    model = case.venue.get("fill_price")
    if isinstance(model, Mapping) and case.order["order_type"] == OrderType.MARKET.name:
        return f"a market order fills at what {model['name']} says of its bar, fill_price is a function"
    if price != "open" and case.order["order_type"] == OrderType.MARKET.name:
        return f"a market order fills at {OWN_PRICES[price]} of its bar, fill_price is {price}"
    if point is FillPoint.CLOSE and case.option("fill_timing") == "next_close":
        return "a market order fills at the close of the next bar, fill_timing is next_close"
    if point is FillPoint.CLOSE:
        option = "fill_timing is this_close" if _kind(case, fill) == "bar" else "tick_timing is this_row"
        return f"a market order fills at once, {option}"
    if arriving:
        return "a market order fills where it arrives"
    return "it had waited for a row that can fill it"


def _why_triggered(case: OrderCase, event: Row, fill: Row, *, arriving: bool) -> str:
    """Why a stop or a touched order filled."""
    triggered = case.event(EventKind.ORDER_TRIGGERED)
    before = triggered is not None and triggered["ts_event"] < fill["ts_event"]
    if before and event["price"] is None:
        return "triggered before, it had waited for a row that can fill it"
    trigger = f"its trigger {case.price(event['trigger_price'])}"
    if fill["liquidity"] == LiquiditySide.MAKER.name:
        return f"after {trigger} the price came to its limit {case.price(event['price'])}"
    if arriving:
        return f"{trigger} was reached already when it arrived"
    if FillPoint[fill["point"]] is FillPoint.OPEN:
        kind = _kind(case, fill)
        return (
            f"the {'open' if kind == 'bar' else kind} was at or beyond {trigger}; no price in between traded"
        )
    return f"the price came to {trigger}"


def _rules(case: OrderCase, event: Row, fill: Row) -> tuple[str, ...]:
    """The rules that decided a fill."""
    cause, point = FillCause[fill["cause"]], FillPoint[fill["point"]]
    rules = [TYPE_RULES[OrderType[fill["order_type"]]]]
    if cause is FillCause.CLOSE_OUT:
        rules = ["A12"]
    elif cause in SETTLEMENTS:
        rules = [SETTLEMENTS[cause][1]]
    elif cause is FillCause.RISK_HALT:
        rules = ["A11"]
    elif point is FillPoint.CLOSE:
        rules.append("T5")
    elif point is FillPoint.LEG:
        rules += ["B1", "B3"]
    if case.events[0]["quantity"] is None and case.order["parent_id"] is None:
        rules.append("S2")
    if _is_capped(case, event):
        rules.append("F11")
    if fill["slippage"]:
        rules.append("F13")
    if fill["commission"]:
        rules.append("F14")
    if fill["ambiguous"]:
        rules.append("O3")
    return tuple(rules)
