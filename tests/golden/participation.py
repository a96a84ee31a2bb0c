"""Golden cases of a cap on the row's volume, partial fills and what becomes of the rest (F11, with F1 to F3, F7 to F9)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import FlatFees, PerUnitFees

from .modifies import modify
from .table import bars, buy, case, fill, sell, signals

TENTH = {"volume_limit": D("0.1")}
HUNDRED = "100 100 100 100 100"
"""A bar of which a tenth is 10."""

CASES = [
    # 100 of each row: 100 x 100, 100 x 101 and 50 x 102 are 25,200, an average of 100.80.
    case(
        "market-order-in-three-parts", "F11 F1",
        bars(HUNDRED, "100 100 100 100 1000", "101 101 101 101 1000", "102 102 102 102 1000"), [buy(1, "e", 250)],
        [
            fill("e", "BUY", 100, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 100, 101, "TAKER OPEN", 3),
            fill("e", "BUY", 50, 102, "TAKER OPEN", 4),
        ],
        {"e": "FILLED"}, venue=TENTH, columns={"e": {"avg_price": 100.80, "filled_quantity": 250}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED FILLED FILLED"},
    ),
    case(
        "what-is-left-at-the-end-stays-open", "F11 O1", bars(HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 25)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 10, 100, "TAKER OPEN", 3)],
        {"e": "PARTIALLY_FILLED"}, venue=TENTH,
    ),
    # Of 10 the limit of 99, touched first, takes 6 and that of 98 has 4; it takes the rest on the next row.
    case(
        "size-goes-in-touch-order", "F11 B3", bars(HUNDRED, "100 101 97 100 100", "100 101 97 100 100"),
        [buy(1, "low", 6, price=98), buy(1, "high", 6, price=99)],
        [
            fill("high", "BUY", 6, 99, "MAKER LEG", 2),
            fill("low", "BUY", 4, 98, "MAKER LEG", 2),
            fill("low", "BUY", 2, 98, "MAKER LEG", 3),
        ],
        venue=TENTH,
    ),
    # The path passes 101 on the way to 102 and again on the way to 101.50; the row's size is used by then.
    case(
        "the-row-does-not-touch-a-rest-again", "F11 F2", bars(HUNDRED, "100 102 99 101.5 100", "101.5 102 101 101 100"),
        [sell(1, "e", 15, price=101)],
        [fill("e", "SELL", 10, 101, "MAKER LEG", 2), fill("e", "SELL", 5, 101, "MAKER OPEN", 3)],
        venue=TENTH | {"bar_path": "OHLC"},
    ),
    # Taken at the open of 98, the rest rests at 100 and is a maker at the next open, of 99.
    case(
        "rest-of-a-limit-that-took", "F11 F2", bars(HUNDRED, "98 98 98 98 100", "99 99 99 99 100"),
        [buy(1, "e", 15, price=100)],
        [fill("e", "BUY", 10, 98, "TAKER OPEN", 2), fill("e", "BUY", 5, 99, "MAKER OPEN", 3)],
        venue=TENTH | {"limit_gap": "open"},
    ),
    case(
        "nothing-left-of-the-row", "F11 F1", bars(HUNDRED, HUNDRED, "101 101 101 101 100"),
        [buy(1, "first", 10), buy(1, "second", 5)],
        [fill("first", "BUY", 10, 100, "TAKER OPEN", 2), fill("second", "BUY", 5, 101, "TAKER OPEN", 3)],
        venue=TENTH, kinds={"second": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # A tenth of 1,234 is 123.4, of which lots of 5 are 120; of 49 it is 4.9, no lot at all.
    case(
        "floored-to-a-lot", "F11", bars(HUNDRED, "100 100 100 100 1234", "100 100 100 100 49", HUNDRED),
        [buy(1, "e", 130)],
        [fill("e", "BUY", 120, 100, "TAKER OPEN", 2), fill("e", "BUY", 10, 100, "TAKER OPEN", 4)],
        instrument={"size_increment": D(5)}, venue=TENTH,
    ),
    case(
        "all-of-the-volume", "F11", bars(HUNDRED, "100 100 100 100 7", HUNDRED), [buy(1, "e", 10)],
        [fill("e", "BUY", 7, 100, "TAKER OPEN", 2), fill("e", "BUY", 3, 100, "TAKER OPEN", 3)],
        venue={"volume_limit": D(1)},
    ),
    # FOK wants 15 where there are 10, and leaves them; IOC takes them and ends.
    case(
        "ioc-and-fok", "F11 F8", bars(HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "fok", 15, time_in_force="FOK"), buy(1, "ioc", 15, time_in_force="IOC"), buy(1, "none", 1, time_in_force="IOC")],
        [fill("ioc", "BUY", 10, 100, "TAKER OPEN", 2)],
        {"fok": "CANCELED TIME_IN_FORCE", "ioc": "CANCELED TIME_IN_FORCE", "none": "CANCELED TIME_IN_FORCE"},
        venue=TENTH,
        kinds={
            "fok": "INITIALIZED SUBMITTED ACCEPTED CANCELED",
            "ioc": "INITIALIZED SUBMITTED ACCEPTED FILLED CANCELED",
            "none": "INITIALIZED SUBMITTED ACCEPTED CANCELED",
        },
    ),
    case(
        "fok-that-fits", "F11 F8", bars(HUNDRED, HUNDRED), [buy(1, "fok", 10, time_in_force="FOK")],
        [fill("fok", "BUY", 10, 100, "TAKER OPEN", 2)], {"fok": "FILLED"}, venue=TENTH,
    ),
    # Filled at 100, the rest waits there as a limit until the path of the next row comes down to it.
    case(
        "market-to-limit-rests-at-its-fill", "F11 F7", bars(HUNDRED, HUNDRED, "101 101 99 100 100"),
        [buy(1, "e", 15, order_type="MARKET_TO_LIMIT")],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 5, 100, "MAKER LEG", 3)],
        venue=TENTH, columns={"e": {"price": 100}}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED UPDATED FILLED"},
    ),
    # A stop's rest is a market order: it fills at the next open.
    case(
        "rest-of-a-stop", "F11 F3", bars(HUNDRED, "100 100 94 94 100", "93 96 93 96 100"),
        [sell(1, "e", 15, trigger_price=95)],
        [fill("e", "SELL", 10, 95, "TAKER LEG", 2), fill("e", "SELL", 5, 93, "TAKER OPEN", 3)], venue=TENTH,
    ),
    # The limit of 99 takes all there is; the stop of 97 triggers, and fills at the next open.
    case(
        "triggered-with-nothing-left", "F11 F3", bars(HUNDRED, "100 100 96 98 100", "99 99 99 99 100"),
        [buy(1, "limit", 10, price=99), sell(1, "stop", 4, trigger_price=97)],
        [fill("limit", "BUY", 10, 99, "MAKER LEG", 2), fill("stop", "SELL", 4, 99, "TAKER OPEN", 3)],
        venue=TENTH | {"bar_path": "OLHC"}, kinds={"stop": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # The stop-limit is triggered at 97 with nothing left; a limit of 96.50 by then, it is passed by the next open.
    case(
        "stop-limit-triggered-with-nothing-left", "F11 F4", bars(HUNDRED, "100 100 96 98 100", "99 99 99 99 100"),
        [buy(1, "limit", 10, price=99), sell(1, "stop", 4, trigger_price=97, price=96.5)],
        [fill("limit", "BUY", 10, 99, "MAKER LEG", 2), fill("stop", "SELL", 4, 96.50, "MAKER OPEN", 3)],
        venue=TENTH | {"bar_path": "OLHC"},
    ),
    # 5 per order is paid once, by the first of two fills.
    case(
        "flat-fee-of-an-order-in-parts", "F11 F14", bars(HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 15)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=5), fill("e", "BUY", 5, 100, "TAKER OPEN", 3, commission=0)],
        venue=TENTH | {"fees": (FlatFees(D(5)),)}, balance=99_995,
    ),
    # 0.10 a unit, 2 at least, 2.30 at most: 10 owe 2, 20 still 2, 25 owe 2.30.
    case(
        "fee-per-unit-of-an-order-in-parts", "F11 F14", bars(HUNDRED, HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 25)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=2),
            fill("e", "BUY", 10, 100, "TAKER OPEN", 3, commission=0),
            fill("e", "BUY", 5, 100, "TAKER OPEN", 4, commission=0.30),
        ],
        venue=TENTH | {"fees": (PerUnitFees(D("0.1"), D(2), D("2.3")),)},
    ),
    # 20 at 50 lock all of 1,000. 10 filled, 500 are spent and 500 locked, so that nothing is free for one more.
    case(
        "the-rest-stays-locked", "F11 A4", bars("50 50 50 50 100", "50 50 50 50 100", "50 50 50 50 100"),
        [buy(1, "e", 20, price=50), buy(2, "d", 1, price=50)],
        [fill("e", "BUY", 10, 50, "TAKER OPEN", 2), fill("e", "BUY", 10, 50, "MAKER OPEN", 3)],
        {"d": "DENIED INSUFFICIENT_CASH"}, start=1_000, venue=TENTH | {"account_type": "CASH"}, equity={2: 1_000},
    ),
    # Of 20 for sale 10 are sold; the other 10, all that is left, stay locked.
    case(
        "holdings-of-the-rest-stay-locked", "F11 A4", bars(HUNDRED, HUNDRED, HUNDRED, "100 103 100 100 100", HUNDRED),
        [buy(1, "b", 20), sell(3, "e", 20, price=102), sell(4, "d", 1)],
        [
            fill("b", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("b", "BUY", 10, 100, "TAKER OPEN", 3),
            fill("e", "SELL", 10, 102, "MAKER LEG", 4),
        ],
        {"d": "DENIED INSUFFICIENT_HOLDINGS", "e": "PARTIALLY_FILLED"}, venue=TENTH | {"account_type": "CASH"},
    ),
    # Half of it sold at 101 and the rest at 102 is one round trip, at 101.50 on average.
    case(
        "a-close-in-parts-is-one-trade", "F11 A13",
        bars(HUNDRED, "100 100 100 100 200", "101 101 101 101 100", "102 102 102 102 100"),
        [buy(1, "b", 20), sell(2, "e", 20)],
        [
            fill("b", "BUY", 20, 100, "TAKER OPEN", 2),
            fill("e", "SELL", 10, 101, "TAKER OPEN", 3),
            fill("e", "SELL", 10, 102, "TAKER OPEN", 4),
        ],
        venue=TENTH, trades=[(20, 100, 101.50, 30)],
    ),
    # 10 of 20 are closed by 10 of 15 for sale; another sale of 6 leaves 4 to reduce.
    case(
        "rest-of-a-reduce-only-order-shrinks", "F11 F9",
        bars(HUNDRED, "100 100 100 100 200", "101 101 101 101 100", "100 100 100 100 60", HUNDRED),
        [buy(1, "b", 20), sell(2, "e", 15, price=101, reduce_only=True), sell(3, "s", 6)],
        [
            fill("b", "BUY", 20, 100, "TAKER OPEN", 2),
            fill("e", "SELL", 10, 101, "TAKER OPEN", 3),
            fill("s", "SELL", 6, 100, "TAKER OPEN", 4),
        ],
        {"e": "PARTIALLY_FILLED"}, venue=TENTH, columns={"e": {"quantity": 14, "filled_quantity": 10}},
    ),
    # 1,500 buy 15 at 100, of which 10 are there; the rest is 5 at whatever price.
    case(
        "a-budget-finds-its-quantity-once", "F11 S2", bars(HUNDRED, HUNDRED, "110 110 110 110 100"),
        [buy(1, "e", size=1_500, size_rule="value")],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 5, 110, "TAKER OPEN", 3)],
        {"e": "FILLED"}, venue=TENTH, columns={"e": {"quantity": 15}},
    ),
    # The reversal of 10 asks for 20: 15 close 10 and open 5, the next row 5 more.
    case(
        "a-reversal-in-parts", "F11 S1",
        bars(HUNDRED, HUNDRED, "100 100 100 100 150", "101 101 101 101 100", HUNDRED),
        signals(5, entries={1}, short_entries={2}, quantity=10),
        [
            fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("O-S-2", "SELL", 15, 100, "TAKER OPEN", 3),
            fill("O-S-2", "SELL", 5, 101, "TAKER OPEN", 4),
        ],
        venue=TENTH, positions=[("BUY", 10, 0, 0), ("SELL", 10, 10, 0)],
    ),
    # 10 of 15 filled: 5 is below that and refused, 10 is all of it.
    case(
        "modify-against-what-is-filled", "F15 F11", bars(HUNDRED, HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "e", 15, price=100), buy(1, "f", 15, price=98), modify(2, "e", quantity=5), modify(2, "e", quantity=10)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)], {"e": "FILLED"}, venue=TENTH,
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED MODIFY_REJECTED UPDATED"}, columns={"e": {"quantity": 10}},
    ),
    # A row that trades a tick below 99 fills the whole limit, one that only touches it what the size allows.
    case(
        "a-limit-passed-fills-whole", "F11", bars(HUNDRED, "100 100 98.99 100 100", "100 100 98 98 100"),
        [buy(1, "e", 15, price=99), buy(1, "t", 15, price=98)],
        [fill("e", "BUY", 15, 99, "MAKER LEG", 2), fill("t", "BUY", 10, 98, "MAKER LEG", 3)],
        venue=TENTH | {"through_fills": "all"},
    ),
    case(
        "a-limit-passed-is-capped", "F11", bars(HUNDRED, "100 100 98 98 100"), [buy(1, "e", 15, price=99)],
        [fill("e", "BUY", 10, 99, "MAKER LEG", 2)], venue=TENTH,
    ),
    # 10 at 100, 5 a tick above; then nothing is left for the second, which pays the tick for all of it.
    case(
        "the-rest-a-tick-worse", "F11", bars(HUNDRED, HUNDRED), [buy(1, "e", 15), sell(1, "s", 3)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 5, 100.05, "TAKER OPEN", 2),
            fill("s", "SELL", 3, 99.95, "TAKER OPEN", 2),
        ],
        instrument={"price_increment": D("0.05")}, venue=TENTH | {"remainder": "tick_worse"},
    ),
    # IOC is decided at one price, a limit rests: neither pays the tick.
    case(
        "a-tick-worse-is-for-market-orders", "F11 F8", bars(HUNDRED, HUNDRED),
        [buy(1, "i", 8, time_in_force="IOC"), buy(1, "l", 5, price=100)],
        [fill("i", "BUY", 8, 100, "TAKER OPEN", 2), fill("l", "BUY", 2, 100, "TAKER OPEN", 2)],
        {"l": "PARTIALLY_FILLED"}, venue=TENTH | {"remainder": "tick_worse"},
    ),
    # Closing at the end is not capped.
    case(
        "the-close-out-is-not-capped", "F11 A12", bars(HUNDRED, HUNDRED, "101 101 101 101 100"), [buy(1, "e", 20)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 10, 101, "TAKER OPEN", 3),
            fill("O-S-2", "SELL", 20, 101, "TAKER CLOSE", 3),
        ],
        venue=TENTH | {"on_finish": "close"},
    ),
    # Each instrument has a volume of its own.
    case(
        "each-instrument-has-its-size", "F11",
        {"A.SIM": bars(HUNDRED, HUNDRED), "B.SIM": bars(HUNDRED, "50 50 50 50 40")},
        [buy(1, "a", 15, on="A.SIM"), buy(1, "b", 15, on="B.SIM")],
        [fill("a", "BUY", 10, 100, "TAKER OPEN", 2), fill("b", "BUY", 4, 50, "TAKER OPEN", 2)], venue=TENTH,
    ),
    # Sent at a close, orders take what the row in progress has left; the rest waits for the next row.
    case(
        "this-close-takes-from-its-row", "F11 T5", bars(HUNDRED, "101 101 101 101 100"),
        [buy(1, "e", 8), buy(1, "f", 8)],
        [
            fill("e", "BUY", 8, 100, "TAKER CLOSE", 1),
            fill("f", "BUY", 2, 100, "TAKER CLOSE", 1),
            fill("f", "BUY", 6, 101, "TAKER OPEN", 2),
        ],
        venue=TENTH | {"fill_timing": "this_close"},
    ),
]  # fmt: skip
