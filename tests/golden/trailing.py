"""Golden cases of trailing stops: offsets, activation, gaps, limits, the choice of the path (F6, F16, B2)."""

from __future__ import annotations

from .table import QUIET, D, at, bars, buy, case, command, fill, sell

OHLC = {"bar_path": "OHLC"}
OLHC = {"bar_path": "OLHC"}
BY_ROW = {"trail_update": "row"}
PROTECTED = [buy(1, "b", 10), sell(1, "t", 10, trailing_offset=5, reduce_only=True)]
"""A long of 10 and a trailing stop 5 below it, both from bar 2's open on."""
BOUGHT = fill("b", "BUY", 10, 100, "TAKER OPEN", 2)
TRIGGERED = "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"

CASES = [
    # Trigger 95 from the open of 100; the high of 110 moves it to 105; bar 3 falls to it.
    case(
        "trailing-sell", "F6", bars(QUIET, "100 110 99 108", "108 109 100 101"), [sell(1, "t", 10, trailing_offset=5)],
        [fill("t", "SELL", 10, 105, "TAKER LEG", 3)], kinds={"t": TRIGGERED},
        columns={"t": {"trigger_price": 105, "price": None, "order_type": "TRAILING_STOP_MARKET"}},
    ),
    case(
        "trailing-buy", "F6", bars(QUIET, "100 101 90 92", "92 97 91 96"), [buy(1, "t", 10, trailing_offset=5)],
        [fill("t", "BUY", 10, 95, "TAKER LEG", 3)], columns={"t": {"trigger_price": 95}},
    ),
    # Where it is open at the end the log says last where it has come to, and only there.
    case(
        "trailing-told-at-the-end", "F6 O2", bars(QUIET, "100 110 99 108", "108 120 108 119"),
        [sell(1, "t", 10, trailing_offset=5)], [], kinds={"t": "INITIALIZED SUBMITTED ACCEPTED UPDATED"},
        columns={"t": {"trigger_price": 115}},
    ),
    # A modify of its quantity has told 105, from which bar 3 does not move it; one that does not follow has none to tell.
    case(
        "trailing-told-by-a-modify", "F6 O2", bars(QUIET, "100 110 99 108", "108 109 107 108"),
        [
            sell(1, "t", 10, trailing_offset=5),
            sell(1, "far", 10, trailing_offset=5, activation_price=200),
            {"ts": at(2), "action": "modify", "client_order_id": "t", "quantity": D(5)},
        ],
        [], kinds={"t": "INITIALIZED SUBMITTED ACCEPTED UPDATED", "far": "INITIALIZED SUBMITTED ACCEPTED"},
    ),
    # A leg that moves it is followed by one that hits it, on the bar of its arrival.
    case(
        "trailing-on-the-bar-of-arrival", "F6", bars(QUIET, "100 110 99 108"), [sell(1, "t", 10, trailing_offset=5)],
        [fill("t", "SELL", 10, 105, "TAKER LEG", 2)], venue=OHLC,
    ),
    # The high of 104 moves it to 99; the fall afterwards does not move it back.
    case(
        "trailing-never-moves-back", "F6", bars(QUIET, "100 104 100 101", "101 102 100 100", "100 100 98 99"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 99, "TAKER LEG", 4)],
    ),
    # The open lies beyond the trigger of 96: it is tested there, and fills there.
    case(
        "trailing-gap-through", "F6 F3", bars(QUIET, "100 101 99 100", "90 95 89 94"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 90, "TAKER OPEN", 3)],
    ),
    # The open of 110 first tests the trigger of 95, then moves it to 105.
    case(
        "trailing-gap-moves-it", "F6", bars(QUIET, QUIET, "110 111 104 106"), [sell(1, "t", 10, trailing_offset=5)],
        [fill("t", "SELL", 10, 105, "TAKER LEG", 3)], venue=OLHC,
    ),
    # 250 basis points of 120 are 3.
    case(
        "trailing-basis-points", "F6", bars(QUIET, "100 120 100 118"),
        [sell(1, "t", 10, trailing_offset=250, trailing_offset_type="BASIS_POINTS")],
        [fill("t", "SELL", 10, 117, "TAKER LEG", 2)], venue=OHLC,
    ),
    # 37.5 basis points of 100.10 are 0.375375: 99.724625 is rounded to 99.72.
    case(
        "trailing-basis-points-to-a-tick", "F6", bars(QUIET, "100.10 100.10 99 99.5"),
        [sell(1, "t", 10, trailing_offset="37.5", trailing_offset_type="BASIS_POINTS")],
        [fill("t", "SELL", 10, "99.72", "TAKER LEG", 2)],
    ),
    # A tenth of a basis point of 100 is 0.001, less than a tick: the trigger is a tick away.
    case(
        "trailing-at-least-a-tick", "F6", bars(QUIET, "100 100 99 99.5"),
        [sell(1, "t", 10, trailing_offset="0.1", trailing_offset_type="BASIS_POINTS")],
        [fill("t", "SELL", 10, "99.99", "TAKER LEG", 2)],
    ),
    # 300 price increments of 0.05 are 15.
    case(
        "trailing-ticks", "F6", bars(QUIET, "100 120 100 118"),
        [sell(1, "t", 10, trailing_offset=300, trailing_offset_type="TICKS")],
        [fill("t", "SELL", 10, 105, "TAKER LEG", 2)], venue=OHLC, instrument={"price_increment": D("0.05")},
    ),
    # It waits for 105: the fall to 90 does not concern it. From 105 on it follows, to 107: trigger 104.
    case(
        "trailing-activation", "F6", bars(QUIET, "100 104 90 103", "103 107 100 101"),
        [sell(1, "t", 10, trailing_offset=3, activation_price=105)], [fill("t", "SELL", 10, 104, "TAKER LEG", 3)],
        venue=OHLC, kinds={"t": TRIGGERED},
    ),
    case(
        "trailing-activation-buy", "F6", bars(QUIET, "100 110 96 97", "97 100 93 99"),
        [buy(1, "t", 10, trailing_offset=3, activation_price=95)], [fill("t", "BUY", 10, 96, "TAKER LEG", 3)],
        venue=OLHC,
    ),
    case(
        "trailing-not-activated", "F6", bars(QUIET, "100 104.99 50 51"),
        [sell(1, "t", 10, trailing_offset=3, activation_price=105)], [], {"t": "ACCEPTED"},
        columns={"t": {"trigger_price": None}},
    ),
    # An open beyond the activation price is the first reference: 110, so the trigger is 107.
    case(
        "trailing-activation-over-a-gap", "F6", bars(QUIET, QUIET, "110 110 106 108"),
        [sell(1, "t", 10, trailing_offset=3, activation_price=105)], [fill("t", "SELL", 10, 107, "TAKER LEG", 3)],
    ),
    # Reached on arrival: it follows from there, or is rejected. Equal counts as reached.
    case(
        "trailing-activated-on-arrival", "F6 F16", bars(QUIET, "106 106 102 103"),
        [sell(1, "t", 10, trailing_offset=3, activation_price=105)], [fill("t", "SELL", 10, 103, "TAKER LEG", 2)],
    ),
    case(
        "trailing-activated-on-arrival-reject", "F6 F16", bars(QUIET, "105 106 102 103"),
        [sell(1, "t", 10, trailing_offset=3, activation_price=105)], [], {"t": "REJECTED STOP_IN_MARKET"},
        venue={"stop_in_market": "reject"}, kinds={"t": "INITIALIZED SUBMITTED REJECTED"},
    ),
    # Trigger 105, limit 104: touched on the path it fills where it was triggered.
    case(
        "trailing-limit-on-the-path", "F6 F4", bars(QUIET, "100 110 100 109", "109 109 103 104"),
        [sell(1, "t", 10, trailing_offset=5, limit_offset=1)], [fill("t", "SELL", 10, 105, "TAKER LEG", 3)],
        venue=OLHC, columns={"t": {"trigger_price": 105, "price": 104, "order_type": "TRAILING_STOP_LIMIT"}},
    ),
    # The open of 103 is below the limit of 104: triggered there, it rests; bar 4 comes back to it.
    case(
        "trailing-limit-over-a-gap", "F6 F4", bars(QUIET, "100 110 100 109", "103 103.5 102 103", "103 105 103 105"),
        [sell(1, "t", 10, trailing_offset=5, limit_offset=1)], [fill("t", "SELL", 10, 104, "MAKER LEG", 4)], venue=OLHC,
    ),
    # 100 basis points of the reference of 110 below the trigger of 99 (1000 basis points): 97.90.
    case(
        "trailing-limit-basis-points", "F6", bars(QUIET, "100 110 100 109", "98 98 97 97"),
        [sell(1, "t", 10, trailing_offset=1000, limit_offset=100, trailing_offset_type="BASIS_POINTS")],
        [fill("t", "SELL", 10, 98, "TAKER OPEN", 3)], venue=OLHC, columns={"t": {"price": "97.90"}},
    ),
    # By row: the high of 110 moves it after bar 2 only, so the low of 99 does not reach it.
    case(
        "trailing-by-row", "F6", bars(QUIET, "100 110 99 108", "108 109 100 101"), [sell(1, "t", 10, trailing_offset=5)],
        [fill("t", "SELL", 10, 105, "TAKER LEG", 3)], venue=OHLC | BY_ROW,
    ),
    # By row: after the row the trigger of 105 lies above the close of 100; the next open tests it.
    case(
        "trailing-by-row-beyond-the-close", "F6", bars(QUIET, "100 110 99 100", "100 101 99 100"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 100, "TAKER OPEN", 3)], venue=OHLC | BY_ROW,
    ),
    # Long, and the low of 99 does not reach the trigger of 95: the high first, so the bar that could have been
    # survived is a fill at 105.
    case(
        "trailing-high-first", "B2 F6", bars(QUIET, "100 110 99 108"), PROTECTED,
        [BOUGHT, fill("t", "SELL", 10, 105, "TAKER LEG", 2)], {"t": "FILLED"}, balance=100_050,
    ),
    # The low of 94 reaches it as it stands: the low first.
    case(
        "trailing-low-first", "B2 F6", bars(QUIET, "100 110 94 108"), PROTECTED,
        [BOUGHT, fill("t", "SELL", 10, 95, "TAKER LEG", 2)], balance=99_950,
    ),
    # Another sell stop that the low reaches: the low first, and it closes the position.
    case(
        "trailing-beside-a-stop", "B2 F6", bars(QUIET, "100 110 98 108"),
        [*PROTECTED, sell(1, "s", 10, trigger_price=99, reduce_only=True)],
        [BOUGHT, fill("s", "SELL", 10, 99, "TAKER LEG", 2)], {"t": "CANCELED POSITION_CLOSED"},
    ),
    # Short: the low first, unless the high reaches the stop as it stands.
    case(
        "trailing-short", "B2 F6", bars(QUIET, "100 102 90 92"),
        [sell(1, "s", 10), buy(1, "t", 10, trailing_offset=5, reduce_only=True)],
        [fill("s", "SELL", 10, 100, "TAKER OPEN", 2), fill("t", "BUY", 10, 95, "TAKER LEG", 2)], balance=100_050,
    ),
    # One that waits for its activation rests too: high first, active at 105, moved to 110, filled at 107.
    case(
        "trailing-dormant-high-first", "B2 F6", bars(QUIET, "100 110 99 108"),
        [buy(1, "b", 10), sell(1, "t", 10, trailing_offset=3, activation_price=105, reduce_only=True)],
        [BOUGHT, fill("t", "SELL", 10, 107, "TAKER LEG", 2)],
    ),
    # A bar that touches nothing does not move it: it follows from 100 to 125 only.
    case(
        "trailing-on-a-bar-without-volume", "F6 B5",
        bars("100 100 100 100 10", "100 100 100 100 10", "120 130 110 125 0", "125 125 100 101 10"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 120, "TAKER LEG", 4)],
    ),
    # At one level it acts by its place in the sequence, though it moved there last.
    case(
        "trailing-keeps-its-place", "B3 F6", bars(QUIET, "100 110 100 109", "109 109 100 101"),
        [sell(1, "t", 1, trailing_offset=5), sell(1, "s", 2, trigger_price=99),
         sell(2, "l", 3, trigger_price=105)],
        [fill("t", "SELL", 1, 105, "TAKER LEG", 3), fill("l", "SELL", 3, 105, "TAKER LEG", 3)],
        {"s": "ACCEPTED"}, venue=OLHC,
    ),
    # IOC waits for its trigger and is decided there.
    case(
        "trailing-ioc", "F6 F8", bars(QUIET, "100 110 99 108"),
        [sell(1, "t", 10, trailing_offset=5, time_in_force="IOC")], [fill("t", "SELL", 10, 105, "TAKER LEG", 2)],
        venue=OHLC,
    ),
    # Canceled where it had come to.
    case(
        "trailing-canceled", "F6 T3", bars(QUIET, "100 110 100 108", "108 109 100 101"),
        [sell(1, "t", 10, trailing_offset=5), command(2, "cancel", None, "t")], [], {"t": "CANCELED BY_USER"},
        venue=OLHC, columns={"t": {"trigger_price": 105}},
    ),
    case(
        "trailing-without-a-distance", "F6 A11", bars(QUIET, QUIET), [sell(1, "t", 10, trailing_offset="0.004")], [],
        {"t": "DENIED INVALID_PRICE"},
    ),
]
