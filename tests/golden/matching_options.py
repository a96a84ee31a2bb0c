"""Golden cases of the options of matching: how far a limit must be reached, and when after a trigger (F2, F4)."""

from __future__ import annotations

from decimal import Decimal as D

from .table import QUIET, bars, buy, case, fill, sell

THROUGH = {"limit_touch": "through"}
LATER = {"stop_limit_same_bar": "off"}
TO_95 = "100 101 95 97"
"""Its low is 95 exactly."""
BY_A_TICK = "97 98 94.99 96"
AT_101 = "100 101 98 100"
LIT = {"order_type": "LIMIT_IF_TOUCHED"}


def chance(seed: int, probability: str = "0.5") -> dict[str, object]:
    """Return a venue on which chance decides an exact touch.

    With seed 0 the first order of a run fills on bars 2, 3 and 4 and not on 5; with seed 1 on bars 3 and 5 only.
    """
    return {"limit_touch": "probability", "limit_touch_probability": D(probability), "seed": seed}


CASES = [
    # Bar 2 touches 95 and no more; bar 3 goes a tick beyond and fills it at its own price.
    case(
        "through-buy", "F2", bars(QUIET, TO_95, BY_A_TICK), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], {"e": "FILLED"}, venue=THROUGH,
    ),
    case(
        "through-sell", "F2", bars(QUIET, "100 105 99 103", "103 105.01 102 104"), [sell(1, "e", 10, price=105)],
        [fill("e", "SELL", 10, 105, "MAKER LEG", 3)], venue=THROUGH,
    ),
    # A tick is the instrument's price increment.
    case(
        "through-by-an-increment", "F2", bars(QUIET, TO_95, "97 98 94.95 96"), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], venue=THROUGH, instrument={"price_increment": D("0.05")},
    ),
    # An open at the price is a touch too; a tick beyond is enough, and it improves only if the venue says so.
    case(
        "through-at-the-open", "F2", bars(QUIET, AT_101, "95 97 95 96", "94.99 95 94.50 95"),
        [buy(1, "e", 10, price=95)], [fill("e", "BUY", 10, 95, "MAKER OPEN", 4)], venue=THROUGH,
    ),
    case(
        "through-at-the-open-improves", "F2", bars(QUIET, AT_101, "94.99 95 94.50 95"),
        [buy(1, "e", 10, price=95)], [fill("e", "BUY", 10, 94.99, "MAKER OPEN", 3)],
        venue=THROUGH | {"limit_gap": "open"},
    ),
    # What is reached on arrival takes, as ever; so do triggers.
    case(
        "through-is-for-resting-limits", "F2 F3", bars(QUIET, "95 96 94 95"),
        [buy(1, "e", 10, price=95), sell(1, "s", 10, trigger_price=94)],
        [fill("e", "BUY", 10, 95, "TAKER OPEN", 2), fill("s", "SELL", 10, 94, "TAKER LEG", 2)], venue=THROUGH,
    ),
    # The target is touched exactly, the stop is reached: the stop fills.
    case(
        "through-take-profit", "F2 F10", bars(QUIET, QUIET, "100 110 99 100", "100 101 90 95"),
        [buy(1, "e", 10, take_profit_price=110, stop_loss_price=95)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 95, "TAKER LEG", 4)],
        {"e-TP": "CANCELED POSITION_CLOSED"}, venue=THROUGH,
    ),
    # Seed 0 draws a hit on bar 2; seed 1 a miss there and a hit on bar 3.
    case(
        "chance-hit", "F2 O4", bars(QUIET, TO_95), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 2)], venue=chance(0),
    ),
    case(
        "chance-missed", "F2 O4", bars(QUIET, TO_95, "97 98 95 96"), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], venue=chance(1),
    ),
    # Passed over at 95, it is filled when the path goes a tick beyond, at 95, after the stop that lies there.
    case(
        "chance-missed-then-through", "F2 B3", bars(QUIET, "100 101 94.99 97"),
        [buy(1, "e", 10, price=95), sell(1, "s", 10, trigger_price=94.99)],
        [fill("s", "SELL", 10, 94.99, "TAKER LEG", 2), fill("e", "BUY", 10, 95, "MAKER LEG", 2)], venue=chance(1),
    ),
    case(
        "chance-hit-before-a-stop", "F2 B3", bars(QUIET, "100 101 94.99 97"),
        [buy(1, "e", 10, price=95), sell(1, "s", 10, trigger_price=94.99)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 2), fill("s", "SELL", 10, 94.99, "TAKER LEG", 2)], venue=chance(0),
    ),
    # An exact open is a touch: missed on bar 4, filled below it. One beyond needs no luck.
    case(
        "chance-missed-at-the-open", "F2", bars(QUIET, AT_101, AT_101, "95 96 94.98 95.50"),
        [buy(1, "e", 10, price=95)], [fill("e", "BUY", 10, 95, "MAKER LEG", 4)], venue=chance(1),
    ),
    case(
        "chance-beyond-at-the-open", "F2", bars(QUIET, AT_101, AT_101, "94 96 93 95.50"),
        [buy(1, "e", 10, price=95)], [fill("e", "BUY", 10, 95, "MAKER OPEN", 4)], venue=chance(1),
    ),
    # One draw a row: the path comes to 95 twice on bar 2 (open to low, high to close), and once on bar 3.
    case(
        "chance-once-a-row", "F2", bars(QUIET, "96 99 95 95", "95.50 96 95 96"), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], venue=chance(1) | {"bar_path": "OLHC"},
    ),
    # A probability of 0 is through, of 1 touch.
    case(
        "chance-of-nothing", "F2", bars(QUIET, TO_95, "97 98 95 96", BY_A_TICK), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 4)], venue=chance(0, "0"),
    ),
    case(
        "chance-of-one", "F2", bars(QUIET, TO_95), [buy(1, "e", 10, price=95)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 2)], venue=chance(1, "1"),
    ),
    # Triggered at 105 on the way up; its limit of 104 is reached on the way down, or not before the next bar.
    case(
        "same-bar-on", "F4", bars(QUIET, "100 106 99 103"), [buy(1, "e", 10, trigger_price=105, price=104)],
        [fill("e", "BUY", 10, 104, "MAKER LEG", 2)],
    ),
    case(
        "same-bar-off", "F4", bars(QUIET, "100 106 99 105", "105 106 103.50 105"),
        [buy(1, "e", 10, trigger_price=105, price=104)], [fill("e", "BUY", 10, 104, "MAKER LEG", 3)], venue=LATER,
    ),
    # The next open may be beyond its limit by then.
    case(
        "same-bar-off-then-a-gap", "F4 F2", bars(QUIET, "100 106 99 103", "103 104 102 103"),
        [buy(1, "e", 10, trigger_price=105, price=104)], [fill("e", "BUY", 10, 104, "MAKER OPEN", 3)], venue=LATER,
    ),
    # Triggered on arrival or at a gap, above its limit: the same holds.
    case(
        "same-bar-off-on-arrival", "F4 F16", bars(QUIET, "102 103 100 101", "101 102 100 101"),
        [buy(1, "e", 10, trigger_price=101, price=100.50)], [fill("e", "BUY", 10, 100.50, "MAKER LEG", 3)],
        venue=LATER,
    ),
    case(
        "same-bar-off-over-a-gap", "F4", bars(QUIET, "100 100 99 100", "102 103 100 102", "102 102 100 101"),
        [buy(1, "e", 10, trigger_price=101, price=100.50)], [fill("e", "BUY", 10, 100.50, "MAKER LEG", 4)],
        venue=LATER,
    ),
    # Where the limit allows the trigger it fills there; IOC ends there, as ever.
    case(
        "same-bar-off-fills-at-its-trigger", "F4", bars(QUIET, "100 106 99 103"),
        [buy(1, "e", 10, trigger_price=105, price=105.50)], [fill("e", "BUY", 10, 105, "TAKER LEG", 2)], venue=LATER,
    ),
    case(
        "same-bar-off-immediate", "F4 F8", bars(QUIET, "100 106 99 103"),
        [buy(1, "e", 10, trigger_price=105, price=104, time_in_force="IOC")], [], {"e": "CANCELED TIME_IN_FORCE"},
        venue=LATER,
    ),
    # A sale that waits to be touched at 105 asks for 106, which the same leg reaches.
    case(
        "same-bar-touched-on", "F5", bars(QUIET, "100 107 99 103"), [sell(1, "e", 10, trigger_price=105, price=106, **LIT)],
        [fill("e", "SELL", 10, 106, "MAKER LEG", 2)],
    ),
    case(
        "same-bar-touched-off", "F5", bars(QUIET, "100 107 99 103", "103 106 102 103"),
        [sell(1, "e", 10, trigger_price=105, price=106, **LIT)], [fill("e", "SELL", 10, 106, "MAKER LEG", 3)],
        venue=LATER,
    ),
]
