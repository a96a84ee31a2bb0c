"""Halts for losses: when, what they cancel and close, what they let pass, how long they last (A11)."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from tests.reference import FixedSlippage, RiskLimits

from .liquidation import forced
from .table import QUIET, at, bars, buy, case, command, fill, sell, signals, ticks

DOWN = "100 100 90 90"
LOW = "90 90 90 90"


def halts(venue: dict[str, Any] | None = None, **words: Any) -> dict[str, Any]:
    """Return a venue that halts for losses."""
    given = {word: value if word == "on_halt" else D(str(value)) for word, value in words.items()}
    leverage = {} if (venue or {}).get("account_type") == "CASH" else {"leverage": D(10)}
    return {"risk": RiskLimits(**given)} | leverage | (venue or {})


IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
CLOSES = {"on_halt": "close"}

CASES = [
    # 100 of 1,000 are lost at the close of bar 3: what would add is denied, what reduces passes.
    case(
        "drawdown-lets-pass-what-reduces", "A11", bars(QUIET, QUIET, DOWN, LOW, LOW),
        [buy(1, "e", 10), buy(3, "more", 1), sell(3, "flip", 11), sell(3, "part", 4), sell(4, "rest", 6, reduce_only=True)],
        [IN, fill("part", "SELL", 4, 90, "TAKER OPEN", 4), fill("rest", "SELL", 6, 90, "TAKER OPEN", 5)],
        {"more": "DENIED MAX_DRAWDOWN", "flip": "DENIED MAX_DRAWDOWN", "part": "FILLED", "rest": "FILLED"},
        start=1_000, venue=halts(max_drawdown="0.1"),
    ),
    # A unit less is none.
    case(
        "a-unit-less-is-no-drawdown", "A11", bars(QUIET, QUIET, "100 100 90.01 90.01", LOW), [buy(1, "e", 10), buy(3, "more", 1)],
        [IN, fill("more", "BUY", 1, 90, "TAKER OPEN", 4)], start=2_000, venue=halts(max_drawdown="0.05"), equity={3: "1900.1"},
    ),
    # From the highest equity, 1,200 at bar 3, not from the start; the path within the bar is not looked at.
    case(
        "from-the-highest", "A11", bars(QUIET, QUIET, "100 120 80 120", "120 120 108 108", "108 108 108 108"),
        [buy(1, "e", 10), buy(4, "more", 1)], [IN], {"more": "DENIED MAX_DRAWDOWN"}, start=1_000, venue=halts(max_drawdown="0.1"),
        equity={3: 1_200, 4: 1_080},
    ),
    # Once halted, always, though all is won back, and on the next day too.
    case(
        "a-drawdown-is-for-good", "A11", bars(QUIET, QUIET, DOWN, "90 200 90 200", "200 200 200 200", "200 200 200 200"),
        [buy(1, "e", 10), buy(4, "more", 1), buy(5, "later", 1)], [IN],
        {"more": "DENIED MAX_DRAWDOWN", "later": "DENIED MAX_DRAWDOWN"}, start=1_000,
        venue=halts({"calendar": ((at(0), at(4)), (at(4), at(9)))}, max_drawdown="0.1"),
    ),
    # What waits is canceled unless it only reduces: the entry with its bracket, not the stop of what is held.
    case(
        "what-waits-is-canceled", "A11 F10", bars(QUIET, QUIET, DOWN, "90 90 80 85"),
        [
            buy(1, "e", 10, stop_loss_price=85), buy(2, "add", 1, price=50, stop_loss_price=40), sell(2, "out", 2, price=200),
            sell(2, "reduce", 2, price=200, reduce_only=True),
        ],
        [IN, fill("e-SL", "SELL", 10, 85, "TAKER LEG", 4)],
        {"add": "CANCELED MAX_DRAWDOWN", "out": "CANCELED MAX_DRAWDOWN", "reduce": "CANCELED POSITION_CLOSED"},
        start=1_000, venue=halts(max_drawdown="0.1"),
    ),
    # Or all is canceled and closed, at the close of the bar, with slippage; nothing passes afterwards.
    case(
        "or-all-is-closed", "A11", bars(QUIET, QUIET, DOWN, LOW),
        [buy(1, "e", 10, stop_loss_price=85), sell(3, "x", 1, reduce_only=True), buy(3, "more", 1)],
        [fill("e", "BUY", 10, "100.01", "TAKER OPEN", 2), forced("SELL", "89.99", "TAKER CLOSE", 3, order=3, quantity=10)],
        {"e-SL": "CANCELED MAX_DRAWDOWN", "x": "DENIED MAX_DRAWDOWN", "more": "DENIED MAX_DRAWDOWN"},
        start=1_000, venue=halts({"slippage": FixedSlippage(1)}, max_drawdown="0.1", **CLOSES), balance="899.8", equity={3: "899.8"},
    ),
    # All positions of the account, the oldest first; the equity is that of both.
    case(
        "of-several-instruments-together", "A11", {"X.SIM": bars(QUIET, QUIET, DOWN, LOW), "Y.SIM": bars(QUIET, QUIET, QUIET, QUIET)},
        [buy(1, "y", 1, on="Y.SIM"), buy(1, "x", 5), buy(3, "more", 1, on="Y.SIM")],
        [
            fill("y", "BUY", 1, 100, "TAKER OPEN", 2), fill("x", "BUY", 5, 100, "TAKER OPEN", 2),
            forced("SELL", 100, "TAKER CLOSE", 3, order=3, quantity=1), forced("SELL", 90, "TAKER CLOSE", 3, order=4, quantity=5),
        ],
        {"more": "DENIED MAX_DRAWDOWN"}, start=1_000, venue=halts(max_drawdown="0.05", **CLOSES), balance=950,
    ),
    # On a CASH account equity is cash and what is held.
    case(
        "on-a-cash-account", "A11", bars(QUIET, QUIET, DOWN, LOW), [buy(1, "e", 10), buy(3, "more", 1)],
        [IN, forced("SELL", 90, "TAKER CLOSE", 3, quantity=10)], {"more": "DENIED MAX_DRAWDOWN"}, start=1_000,
        venue=halts({"account_type": "CASH"}, max_drawdown="0.1", **CLOSES), balance=900,
    ),
    # Money put in is no gain, money taken out no loss: from 1,500 - 100 a tenth is 140.
    case(
        "what-is-put-in-is-no-gain", "A11 A1", bars(QUIET, QUIET, QUIET, "100 100 87 87", "87 87 86 86", "86 86 86 86"),
        [buy(1, "e", 10), buy(4, "a", 1), buy(5, "b", 1)],
        [IN, fill("a", "BUY", 1, 87, "TAKER OPEN", 5)], {"b": "DENIED MAX_DRAWDOWN"}, start=1_200, deposits={1.5: 300, 3: -100},
        venue=halts(max_drawdown="0.1"), equity={3: 1_400, 4: 1_270, 5: 1_259},
    ),
    # A session is a day: the loss of the first halts it, the second begins with what is left.
    case(
        "a-day-is-a-session", "A11", bars(QUIET, QUIET, DOWN, LOW, LOW, "90 90 86 86", "86 86 85 85", "85 85 85 85"),
        [buy(1, "e", 10), buy(3, "a", 1), buy(4, "b", 1), buy(5, "c", 1), buy(6, "d", 1), buy(7, "f", 1)],
        [IN, fill("c", "BUY", 1, 90, "TAKER OPEN", 6), fill("d", "BUY", 1, 86, "TAKER OPEN", 7)],
        {"a": "DENIED MAX_DAILY_LOSS", "b": "DENIED MAX_DAILY_LOSS", "f": "DENIED MAX_DAILY_LOSS"},
        start=1_000, equity={5: 900, 6: 856, 7: 844},
        venue=halts({"calendar": ((at(0), at(4)), (at(4), at(9)))}, max_daily_loss="0.06"),
    ),
    # The first bar ends at midnight: it is the last of its day, whose loss is over with it.
    case(
        "a-day-ends-with-the-bar-at-midnight", "A11", bars(*[None] * 1437, QUIET, QUIET, DOWN, LOW, LOW),
        [buy(1438, "e", 10), buy(1440, "a", 1), buy(1441, "b", 1)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 1439), fill("b", "BUY", 1, 90, "TAKER OPEN", 1442)], {"a": "DENIED MAX_DAILY_LOSS"},
        start=1_000, venue=halts(max_daily_loss="0.1"),
    ),
    # The day first halts, then the drawdown, which is for good; the days after do not lift it.
    case(
        "first-the-day-then-for-good", "A11", bars(QUIET, QUIET, DOWN, "90 90 80 80", "80 80 80 80", "80 80 80 80"),
        [buy(1, "e", 10), buy(3, "a", 1), buy(4, "b", 1), buy(5, "c", 1)], [IN],
        {"a": "DENIED MAX_DAILY_LOSS", "b": "DENIED MAX_DRAWDOWN", "c": "DENIED MAX_DRAWDOWN"}, start=1_000,
        venue=halts({"calendar": ((at(0), at(4)), (at(4), at(9)))}, max_daily_loss="0.1", max_drawdown="0.2"),
    ),
    # Trading goes on where the state allows it; signals are denied like orders.
    case(
        "signals-are-denied", "A11 S1", bars(QUIET, QUIET, DOWN, LOW, LOW), signals(5, entries={1, 4}, exits={3}, quantity=10),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 90, "TAKER OPEN", 4)],
        {"O-S-3": "DENIED MAX_DRAWDOWN"}, start=1_000, venue=halts(max_drawdown="0.1"),
    ),
    # A budget is not known before its fill: denied.
    case(
        "a-budget-is-denied", "A11 S2", bars(QUIET, QUIET, DOWN, LOW), [buy(1, "e", 10), buy(3, "b", size="0.1", size_rule="equity"), command(3, "close_position")],
        [IN, fill("O-S-3", "SELL", 10, 90, "TAKER OPEN", 4)], {"b": "DENIED MAX_DRAWDOWN"}, start=1_000, venue=halts(max_drawdown="0.1"),
    ),
    # What was paid for funding is lost like any other.
    case(
        "funding-is-a-loss", "A11 A8", bars(QUIET, QUIET, QUIET, QUIET, QUIET), [buy(1, "e", 10), buy(4, "a", 1)],
        [IN, forced("SELL", 100, "TAKER CLOSE", 3, quantity=10)], {"a": "DENIED MAX_DRAWDOWN"}, start=1_000, funding={3: "0.1"},
        venue=halts(max_drawdown="0.1", **CLOSES), balance=900, equity={3: 900},
    ),
    # On ticks after each of them, at the side that closes.
    case(
        "on-quotes", "A11", ticks("q 99 100", "q 99 100", "q 90 91", "q 90 91"), [buy(1, "e", 10), buy(3, "more", 1)],
        [IN, forced("SELL", 90, "TAKER CLOSE", 3, quantity=10)], {"more": "DENIED MAX_DRAWDOWN"}, start=1_000,
        venue=halts(max_drawdown="0.1", **CLOSES), equity={2: 990, 3: 900},
    ),
]
