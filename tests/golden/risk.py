"""Golden cases of pre-trade risk limits: position, notional, rate, trading state (A11)."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from tests.reference import RiskLimits

from .table import MINUTE, QUIET, at, bars, buy, case, fill, sell, signals

FLAT = (QUIET, QUIET, QUIET, QUIET, QUIET)


def limits(**words: Any) -> dict[str, Any]:
    """Return a venue with risk limits; ``states`` are (bar, state)."""
    states = tuple((at(bar), state) for bar, state in words.pop("states", ()))
    given = {word: D(value) if isinstance(value, int) else value for word, value in words.items()}
    return {"risk": RiskLimits(trading_state=states, **given)}


CASES = [
    # 10 is allowed, 11 is not.
    case(
        "position-limit", "A11", bars(*FLAT), [buy(1, "e", 11), buy(1, "f", 10)],
        [fill("f", "BUY", 10, 100, "TAKER OPEN", 2)], {"e": "DENIED POSITION_LIMIT"},
        venue=limits(max_position=10), kinds={"e": "INITIALIZED DENIED"},
    ),
    # What rests on the same side counts, what rests on the other does not; 6 + 4 are 10.
    case(
        "position-limit-counts-resting-orders", "A11", bars(*FLAT),
        [buy(1, "r", 6, price=90), sell(1, "s", 6, price=110), buy(1, "e", 5), buy(1, "f", 4)],
        [fill("f", "BUY", 4, 100, "TAKER OPEN", 2)], {"e": "DENIED POSITION_LIMIT", "r": "ACCEPTED", "s": "ACCEPTED"},
        venue=limits(max_position=10),
    ),
    # It counts no more once it is canceled.
    case(
        "position-limit-after-a-cancel", "A11", bars(*FLAT),
        [
            buy(1, "r", 6, price=90),
            {"ts": at(2), "action": "cancel", "client_order_id": "r"},
            buy(2, "f", 10),
        ],
        [fill("f", "BUY", 10, 100, "TAKER OPEN", 3)], venue=limits(max_position=10),
    ),
    # Long 10: a sale of 20 ends short 10, one of 21 would end short 11.
    case(
        "position-limit-through-zero", "A11", bars(*FLAT), [buy(1, "e", 10), sell(2, "g", 21), sell(2, "f", 20)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("f", "SELL", 20, 100, "TAKER OPEN", 3)],
        {"g": "DENIED POSITION_LIMIT"}, venue=limits(max_position=10),
    ),
    # A bracket's children only reduce and count nothing: a second entry may be sent.
    case(
        "position-limit-and-brackets", "A11 F10", bars(*FLAT),
        [buy(1, "e", 5, stop_loss_price=90, take_profit_price=120), sell(2, "s", 10)],
        [fill("e", "BUY", 5, 100, "TAKER OPEN", 2), fill("s", "SELL", 10, 100, "TAKER OPEN", 3)],
        {"e-SL": "CANCELED POSITION_CLOSED"}, venue=limits(max_position=5),
    ),
    # A budget is found at the fill: 2,000 at 100 are 20 units.
    case(
        "position-limit-of-a-budget", "A11 S2", bars(*FLAT), [buy(1, "e", size=2000, size_rule="value")], [],
        {"e": "REJECTED POSITION_LIMIT"}, venue=limits(max_position=10),
    ),
    # A limit order is worth quantity x its limit: 10 x 99 = 990, 10 x 101 = 1,010. A market order: the last close.
    case(
        "max-notional", "A11", bars(*FLAT),
        [buy(1, "e", 10, price=99), buy(1, "f", 10, price=101), buy(1, "g", 10), buy(1, "h", 11)],
        [fill("g", "BUY", 10, 100, "TAKER OPEN", 2)],
        {"e": "ACCEPTED", "f": "DENIED ABOVE_MAX_NOTIONAL", "h": "DENIED ABOVE_MAX_NOTIONAL"},
        venue=limits(max_order_notional=1000),
    ),
    # Closing 20 at once is not limited.
    case(
        "max-notional-of-what-reduces", "A11", bars(*FLAT),
        [buy(1, "e", 10), buy(1, "f", 10), sell(2, "s", 20, reduce_only=True)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("f", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("s", "SELL", 20, 100, "TAKER OPEN", 3),
        ],
        venue=limits(max_order_notional=1000),
    ),
    # A modify is tested like a new order; its own old quantity does not count.
    case(
        "limits-of-a-modify", "A11 F15", bars(*FLAT),
        [
            buy(1, "e", 6, price=90),
            {"ts": at(2), "action": "modify", "client_order_id": "e", "quantity": D(11)},
            {"ts": at(3), "action": "modify", "client_order_id": "e", "quantity": D(10)},
        ],
        [], {"e": "ACCEPTED"}, venue=limits(max_position=10), columns={"e": {"quantity": 10}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED UPDATED"},
    ),
    # Two orders in two minutes: the third at once is one too many; at minute 3 those of minute 1 are out of it.
    case(
        "order-rate", "A11", bars(*FLAT),
        [buy(1, "a", 1), buy(1, "b", 1), buy(1, "c", 1), buy(2, "d", 1), buy(3, "e", 1)],
        [
            fill("a", "BUY", 1, 100, "TAKER OPEN", 2),
            fill("b", "BUY", 1, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 1, 100, "TAKER OPEN", 4),
        ],
        {"c": "DENIED ORDER_RATE", "d": "DENIED ORDER_RATE"}, venue=limits(max_orders=(2, 2 * MINUTE)),
    ),
    # What is denied for another reason does not count.
    case(
        "order-rate-counts-what-was-sent", "A11", bars(*FLAT), [buy(1, "a", 2000), buy(1, "b", 1)],
        [fill("b", "BUY", 1, 100, "TAKER OPEN", 2)], {"a": "DENIED INSUFFICIENT_MARGIN"},
        venue=limits(max_orders=(1, MINUTE)),
    ),
    # A refusal locks nothing: the next order has all the money.
    case(
        "a-refusal-locks-nothing", "A11 A4", bars(*FLAT), [buy(1, "a", 10), buy(2, "b", 5)],
        [fill("b", "BUY", 5, 100, "TAKER OPEN", 3)], {"a": "DENIED POSITION_LIMIT"}, start=1000,
        venue=limits(max_position=5) | {"account_type": "CASH"},
    ),
    # Halted from bar 2 on, active again from bar 3 on; what rests still fills.
    case(
        "halted", "A11", bars(QUIET, QUIET, "100 100 95 100", QUIET),
        [buy(1, "r", 1, price=95), buy(2, "e", 1), sell(2, "x", 1, reduce_only=True), buy(3, "f", 1)],
        [fill("r", "BUY", 1, 95, "MAKER LEG", 3), fill("f", "BUY", 1, 100, "TAKER OPEN", 4)],
        {"e": "DENIED TRADING_HALTED", "x": "DENIED TRADING_HALTED"},
        venue=limits(states=[(2, "halted"), (3, "active")]),
    ),
    # Long 10: only sales that do not go through zero, open sales counted.
    case(
        "reducing", "A11", bars(*FLAT),
        [buy(1, "e", 10), buy(2, "b", 1), sell(2, "s", 11), sell(2, "t", 6, price=110), sell(2, "u", 5), sell(2, "v", 4)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("v", "SELL", 4, 100, "TAKER OPEN", 3)],
        {
            "b": "DENIED TRADING_REDUCING",
            "s": "DENIED TRADING_REDUCING",
            "t": "ACCEPTED",
            "u": "DENIED TRADING_REDUCING",
        },
        venue=limits(states=[(2, "reducing")]),
    ),
    # An exit signal is reduce-only, an entry is not.
    case(
        "reducing-signals", "A11 S1", bars(*FLAT), signals(5, entries={1, 4}, exits={2}, quantity=10),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 3)],
        {"O-S-3": "DENIED TRADING_REDUCING"}, venue=limits(states=[(2, "reducing")]),
    ),
    # A time stop is an order that is sent.
    case(
        "halted-time-stop", "A11 S4", bars(*FLAT), [buy(1, "e", 10, time_stop=2)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)], {"O-S-2": "DENIED TRADING_HALTED"},
        venue=limits(states=[(3, "halted")]),
    ),
]
