"""Golden cases of time in force, expiry and cancels (F8, T3, O1)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, command, fill, minutes, sell, ticks

FALLING = bars(QUIET, "100 101 99 100", "100 101 95 96")

FIRST_POINT = {"gtd_edge": "first_point"}

CASES = [
    # IOC takes what it can on arrival: a limit not reached there ends.
    case(
        "ioc-limit-not-reached", "F8", FALLING, [buy(1, "e", 1, price=99, time_in_force="IOC")], [],
        {"e": "CANCELED TIME_IN_FORCE"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED CANCELED"},
    ),
    case(
        "ioc-market", "F8", FALLING, [buy(1, "e", 1, time_in_force="IOC")],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)], {"e": "FILLED"},
    ),
    case(
        "fok-limit-reached", "F8", FALLING, [buy(1, "e", 1, price=100, time_in_force="FOK")],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)], {"e": "FILLED"},
    ),
    # A stop waits for its trigger; there its limit of 104 forbids 105, so IOC ends.
    case(
        "ioc-stop-decided-at-trigger", "F8", bars(QUIET, QUIET, "100 106 99 103"),
        [buy(1, "e", 1, trigger_price=105, price=104, time_in_force="IOC")], [],
        {"e": "CANCELED TIME_IN_FORCE"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED CANCELED"},
    ),
    case(
        "fok-stop-fills-at-trigger", "F8", bars(QUIET, QUIET, "100 106 99 103"),
        [buy(1, "e", 1, trigger_price=105, time_in_force="FOK")], [fill("e", "BUY", 1, 105, "TAKER LEG", 3)],
    ),
    # Live on the row that ends at its expire time (bar 3, where 96 is reached).
    case(
        "gtd-live-on-its-last-row", "F8", FALLING, [buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=3)],
        [fill("e", "BUY", 1, 96, "MAKER LEG", 3)], {"e": "FILLED"},
    ),
    # Half a minute earlier it expires before bar 3, stamped with its expire time.
    case(
        "gtd-expires-before-later-row", "F8 T3", FALLING,
        [buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=2.5)], [],
        {"e": "EXPIRED"}, columns={"e": {"ts_last": 1_577_836_800 * 10**9 + 150 * 10**9}},
    ),
    # expire_after counts from the row it is sent on: 1 + 1 minutes, so bar 2 is its last.
    case(
        "gtd-expire-after", "F8", FALLING,
        [buy(1, "e", 1, price=96, time_in_force="GTD", expire_after=minutes(1))], [], {"e": "EXPIRED"},
    ),
    # In bars: live on the next row of its instrument (bar 2), not on bar 3; two bars reach 96.
    case(
        "expire-after-bars", "F8", FALLING,
        [buy(1, "one", 1, price=96, expire_after=1), buy(1, "two", 1, price=96, expire_after=2)],
        [fill("two", "BUY", 1, 96, "MAKER LEG", 3)], {"one": "EXPIRED", "two": "FILLED"},
        columns={"one": {"time_in_force": "GTD"}},
    ),
    # More bars than there are: it never expires.
    case(
        "expire-after-more-bars-than-there-are", "F8", FALLING, [buy(2, "e", 1, price=90, expire_after=2)], [],
        {"e": "ACCEPTED"},
    ),
    case(
        "gtd-already-past", "F8 A11", FALLING, [buy(2, "e", 1, price=96, time_in_force="GTD", expire_bar=2)], [],
        {"e": "DENIED EXPIRED"}, kinds={"e": "INITIALIZED DENIED"},
    ),
    # An order that has not arrived yet (bars overlap) expires too: SUBMITTED to EXPIRED.
    case(
        "gtd-expires-on-the-way", "F8 O1", bars(QUIET, QUIET, QUIET, length=2),
        [buy(1, "e", 1, time_in_force="GTD", expire_bar=1.5)], [], {"e": "EXPIRED"},
        kinds={"e": "INITIALIZED SUBMITTED EXPIRED"},
    ),
    # first_point: bar 3 ends after the order's time, but its open, at 95, still fills it.
    case(
        "gtd-first-point-fills-at-the-open", "F8 F2", bars(QUIET, "100 101 99 100", "95 101 94 96"),
        [buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=2.5)],
        [fill("e", "BUY", 1, 96, "MAKER OPEN", 3)], {"e": "FILLED"}, venue=FIRST_POINT,
    ),
    # The open does not reach it, the path, which would, finds it expired on bar 3.
    case(
        "gtd-first-point-then-expires", "F8 T3", FALLING,
        [buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=2.5)], [],
        {"e": "EXPIRED"}, columns={"e": {"ts_last": 1_577_836_800 * 10**9 + 180 * 10**9}}, venue=FIRST_POINT,
    ),
    # Its time is over when the only row after it ends, yet it arrives at that row's open: a market order fills, a
    # limit of 99 is accepted and expires.
    case(
        "gtd-first-point-arrives", "F8 T5", bars(QUIET, "100 101 98 100"),
        [
            buy(1, "m", 1, time_in_force="GTD", expire_bar=1.5),
            buy(1, "l", 1, price=99, time_in_force="GTD", expire_bar=1.5),
        ],
        [fill("m", "BUY", 1, 100, "TAKER OPEN", 2)], {"l": "EXPIRED"}, venue=FIRST_POINT,
        kinds={"l": "INITIALIZED SUBMITTED ACCEPTED EXPIRED"},
    ),
    # The first row that ends too late is of another instrument: X has no point there, and expires.
    case(
        "gtd-first-point-of-another-instrument", "F8",
        {"X.SIM": bars(QUIET, None, "95 95 95 95"), "Y.SIM": bars(QUIET, QUIET, QUIET)},
        [buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=1.5)], [], {"e": "EXPIRED"}, venue=FIRST_POINT,
    ),
    # A tick is one point: the one after the order's time still fills it, the next does not.
    case(
        "gtd-first-point-on-ticks", "F8", ticks("q 99 100", "q 99 100", "q 94 95", "q 92 93"),
        [
            buy(1, "e", 1, price=96, time_in_force="GTD", expire_bar=2),
            buy(1, "f", 1, price=93, time_in_force="GTD", expire_bar=2),
        ],
        [fill("e", "BUY", 1, 96, "MAKER OPEN", 3)], {"f": "EXPIRED"}, venue=FIRST_POINT,
    ),
    # An entry that expires ends its children.
    case(
        "gtd-entry-ends-children", "F8 F10", FALLING,
        [buy(1, "e", 1, price=96, stop_loss=0.05, take_profit=0.05, time_in_force="GTD", expire_bar=2)], [],
        {"e": "EXPIRED", "e-SL": "CANCELED PARENT_ENDED", "e-TP": "CANCELED PARENT_ENDED"},
    ),
    # A cancel acts when it is sent: the limit is gone in bar 3.
    case(
        "cancel", "T3", FALLING, [buy(1, "e", 1, price=96), command(2, "cancel", name="e")], [],
        {"e": "CANCELED BY_USER"},
    ),
    # A cancel sent with the order takes it back before it arrives.
    case(
        "cancel-before-arrival", "T3 O1", FALLING, [buy(1, "e", 1), command(1, "cancel", name="e")], [],
        {"e": "CANCELED BY_USER"}, kinds={"e": "INITIALIZED SUBMITTED CANCELED"},
    ),
    # Too late: the order stays as it was.
    case(
        "cancel-after-fill", "F15 O2", FALLING, [buy(1, "e", 1), command(2, "cancel", name="e")],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)], {"e": "FILLED"},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED CANCEL_REJECTED"},
    ),
    # cancel_all of one instrument: entry, and with it its children; positions stay.
    case(
        "cancel-all", "T3 F10", FALLING,
        [buy(1, "held", 1), buy(1, "e", 1, price=96, stop_loss=0.05), sell(1, "up", 1, price=120), command(2, "cancel_all")],
        [fill("held", "BUY", 1, 100, "TAKER OPEN", 2)],
        {"e": "CANCELED BY_USER", "e-SL": "CANCELED PARENT_ENDED", "up": "CANCELED BY_USER"},
    ),
    # cancel_all takes live children too; the position is left unprotected.
    case(
        "cancel-all-children", "F10", bars(QUIET, QUIET, "100 100 90 91"),
        [buy(1, "e", 1, stop_loss=0.05), command(2, "cancel_all", on=None)],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)], {"e-SL": "CANCELED BY_USER"}, equity={3: 99_991},
    ),
    # A user's cancel of the stop leaves the target.
    case(
        "cancel-leaves-siblings", "F10", bars(QUIET, QUIET, "100 106 90 100"),
        [buy(1, "e", 1, stop_loss=0.05, take_profit=0.05), command(2, "cancel", name="e-SL")],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2), fill("e-TP", "SELL", 1, 105, "MAKER LEG", 3)],
        {"e-SL": "CANCELED BY_USER", "e-TP": "FILLED"},
    ),
]  # fmt: skip
