"""Golden cases of modified orders: prices, triggers, quantities, places, refusals (F15)."""

from __future__ import annotations

from typing import Any

from .table import QUIET, D, at, bars, buy, case, fill, sell

FALLS = bars(QUIET, QUIET, "100 101 99 100", "100 101 94 96")
UPDATED = "INITIALIZED SUBMITTED ACCEPTED UPDATED FILLED"


def modify(bar: float, name: str, **words: Any) -> dict[str, Any]:
    """Return a row that modifies."""
    return {"ts": at(bar), "action": "modify", "client_order_id": name} | {
        word: D(str(value)) for word, value in words.items()
    }


CASES = [
    # The limit of 90 comes up to 95 after bar 3; bar 4 falls to it.
    case(
        "modify-a-limit", "F15", FALLS, [buy(1, "e", 10, price=90), modify(3, "e", price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 4)], kinds={"e": UPDATED}, columns={"e": {"price": 95}},
    ),
    # And away from the market: 99 would have filled on bar 3, 90 never does.
    case(
        "modify-a-limit-away", "F15", FALLS, [buy(1, "e", 10, price=99), modify(2, "e", price=90)], [],
        {"e": "ACCEPTED"}, columns={"e": {"ts_last": at(2)}},
    ),
    # On its way it is changed before it arrives: at 100 it takes at the open.
    case(
        "modify-on-the-way", "F15", FALLS, [buy(1, "e", 10, price=90), modify(1, "e", price=100)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)], kinds={"e": "INITIALIZED SUBMITTED UPDATED ACCEPTED FILLED"},
    ),
    # At 102 the last price of 100 is within the limit: it takes at the next open, 101, better than its limit.
    case(
        "modify-made-marketable", "F15", bars(QUIET, QUIET, "101 103 100 102"),
        [buy(1, "e", 10, price=90), modify(2, "e", price=102)], [fill("e", "BUY", 10, 101, "TAKER OPEN", 3)],
        {"e": "FILLED"}, kinds={"e": UPDATED},
    ),
    # That open, 103, is beyond the limit: it rests there, and is reached on the way.
    case(
        "modify-made-marketable-too-late", "F15", bars(QUIET, QUIET, "103 104 101 102"),
        [buy(1, "e", 10, price=90), modify(2, "e", price=102)], [fill("e", "BUY", 10, 102, "MAKER LEG", 3)],
    ),
    # At 99 it was not marketable after bar 2: it rests, and the open of 98 fills it at its own price.
    case(
        "modify-then-a-gap", "F15 F2", bars(QUIET, QUIET, "98 99 97 98"),
        [buy(1, "e", 10, price=90), modify(2, "e", price=99)], [fill("e", "BUY", 10, 99, "MAKER OPEN", 3)],
    ),
    # Under this_close it takes at once.
    case(
        "modify-this-close", "F15 T5", FALLS, [buy(1, "e", 10, price=90), modify(3, "e", price=100)],
        [fill("e", "BUY", 10, 100, "TAKER CLOSE", 3)], venue={"fill_timing": "this_close"},
    ),
    # A stop that follows by hand.
    case(
        "modify-a-trigger", "F15", bars(QUIET, QUIET, "100 110 100 110", "110 110 104 106"),
        [buy(1, "e", 10), sell(1, "s", 10, trigger_price=95, reduce_only=True), modify(3, "s", trigger_price=105)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("s", "SELL", 10, 105, "TAKER LEG", 4)],
        kinds={"s": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # A trigger moved into the market triggers at the next open ...
    case(
        "modify-trigger-into-the-market", "F15 F16", bars(QUIET, QUIET, "99 100 98 99"),
        [buy(1, "e", 10, trigger_price=105), modify(2, "e", trigger_price=98)],
        [fill("e", "BUY", 10, 99, "TAKER OPEN", 3)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # ... unless the venue rejects it: the order stays as it was, and 105 is reached.
    case(
        "modify-trigger-rejected", "F15 F16", bars(QUIET, QUIET, "100 106 99 104"),
        [buy(1, "e", 10, trigger_price=105), modify(2, "e", trigger_price=98)],
        [fill("e", "BUY", 10, 105, "TAKER LEG", 3)], venue={"stop_in_market": "reject"},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED TRIGGERED FILLED"},
    ),
    # A stop-limit that has been triggered has no trigger any more, but a limit.
    case(
        "modify-a-triggered-order", "F15", bars(QUIET, "104 106 103.5 105", "105 106 104 105", "105 106 103 105"),
        [buy(1, "e", 10, trigger_price=105, price=102), modify(2, "e", trigger_price=107), modify(3, "e", price=103)],
        [fill("e", "BUY", 10, 103, "MAKER LEG", 4)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED MODIFY_REJECTED UPDATED FILLED"},
    ),
    # One at a worse price that moves to the level of another goes behind it.
    case(
        "modify-goes-to-the-back", "F15 B3", FALLS,
        [buy(1, "a", 1, price=94), buy(1, "b", 2, price=95), modify(2, "a", price=95)],
        [fill("b", "BUY", 2, 95, "MAKER LEG", 4), fill("a", "BUY", 1, 95, "MAKER LEG", 4)],
    ),
    # A larger quantity goes behind, a smaller one stays where it is.
    case(
        "modify-larger-goes-to-the-back", "F15", FALLS,
        [buy(1, "a", 1, price=95), buy(1, "b", 2, price=95), modify(2, "a", quantity=3)],
        [fill("b", "BUY", 2, 95, "MAKER LEG", 4), fill("a", "BUY", 3, 95, "MAKER LEG", 4)],
    ),
    case(
        "modify-smaller-keeps-its-place", "F15", FALLS,
        [buy(1, "a", 3, price=95), buy(1, "b", 2, price=95), modify(2, "a", quantity=1)],
        [fill("a", "BUY", 1, 95, "MAKER LEG", 4), fill("b", "BUY", 2, 95, "MAKER LEG", 4)],
    ),
    # The same at an open: both limits lie beyond it, at one distance.
    case(
        "modify-places-at-an-open", "F15 T3", bars(QUIET, QUIET, QUIET, "90 91 89 90"),
        [buy(1, "a", 1, price=95), buy(1, "b", 2, price=95), modify(2, "a", quantity=3)],
        [fill("b", "BUY", 2, 95, "MAKER OPEN", 4), fill("a", "BUY", 3, 95, "MAKER OPEN", 4)],
    ),
    # Modified orders that act at an open go in the sequence of their modifies, among new orders.
    case(
        "modify-and-new-orders-at-an-open", "F15 T3", bars(QUIET, QUIET, "100 101 99 100"),
        [buy(1, "a", 1, price=90), buy(1, "b", 2, price=91), modify(2, "b", price=101), buy(2, "n", 4),
         modify(2, "a", price=101)],
        [fill("b", "BUY", 2, 100, "TAKER OPEN", 3), fill("n", "BUY", 4, 100, "TAKER OPEN", 3),
         fill("a", "BUY", 1, 100, "TAKER OPEN", 3)],
    ),
    # Of an order that has ended nothing changes.
    case(
        "modify-after-the-end", "F15", FALLS, [buy(1, "e", 10), modify(3, "e", quantity=5)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)], {"e": "FILLED"},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED MODIFY_REJECTED"}, columns={"e": {"ts_last": at(2)}},
    ),
    # 1,100 at 95 cost more than the account holds; it stays at 90, which they do not.
    case(
        "modify-beyond-the-funds", "F15 A4", FALLS, [buy(1, "e", 1100, price=90), modify(3, "e", price=95)], [],
        {"e": "ACCEPTED"}, venue={"account_type": "CASH"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED"},
        columns={"e": {"price": 90}},
    ),
    # It locks what the new terms need: the second order fits only after the first became smaller.
    case(
        "modify-frees-funds", "F15 A4", FALLS,
        [buy(1, "e", 1000, price=90), modify(2, "e", quantity=500), buy(2, "n", 500)],
        [fill("n", "BUY", 500, 100, "TAKER OPEN", 3)], {"e": "ACCEPTED", "n": "FILLED"}, venue={"account_type": "CASH"},
    ),
    case(
        "modify-quantity-zero", "F15 A11", FALLS, [buy(1, "e", 10, price=95), modify(2, "e", quantity=0)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 4)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED FILLED"},
    ),
    # A limit above its take-profit is out of order.
    case(
        "modify-bracket-levels", "F15 F10", FALLS,
        [buy(1, "e", 10, price=90, take_profit_price=94), modify(2, "e", price=95)], [],
        {"e": "ACCEPTED", "e-TP": "SUBMITTED"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED"},
    ),
    # The stop of a bracket: no terms before the entry's fill, then it can be drawn up.
    case(
        "modify-a-stop-loss", "F15 F10", bars(QUIET, QUIET, "100 110 100 110", "110 110 104 106"),
        [buy(1, "e", 10, stop_loss_price=95), modify(1, "e-SL", trigger_price=99), modify(3, "e-SL", trigger_price=105)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 105, "TAKER LEG", 4)],
        kinds={"e-SL": "INITIALIZED SUBMITTED MODIFY_REJECTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # A reduce-only order is never above the position: 50 becomes the 10 that are held.
    case(
        "modify-reduce-only", "F15 F9", bars(QUIET, QUIET, QUIET, "100 106 100 105"),
        [buy(1, "e", 10), sell(1, "x", 4, price=105, reduce_only=True), modify(2, "x", quantity=50)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("x", "SELL", 10, 105, "MAKER LEG", 4)],
    ),
    # Post-only: it is not moved to where it would take.
    case(
        "modify-post-only", "F15 F9", FALLS,
        [buy(1, "e", 10, price=95, post_only=True), modify(2, "e", price=100), modify(3, "e", price=96)],
        [fill("e", "BUY", 10, 96, "MAKER LEG", 4)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED MODIFY_REJECTED UPDATED FILLED"},
    ),
    # A market order that waits for volume can be made larger.
    case(
        "modify-a-waiting-market-order", "F15 B5",
        bars("100 100 100 100 10", "101 101 101 101 0", "102 102 102 102 10"),
        [buy(1, "e", 10), modify(2, "e", quantity=20)], [fill("e", "BUY", 20, 102, "TAKER OPEN", 3)],
        kinds={"e": UPDATED},
    ),
]
