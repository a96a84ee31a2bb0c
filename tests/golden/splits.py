"""Splits: quantities x ratio, prices / ratio, in positions and orders; what is left of a lot is paid (A10)."""

from __future__ import annotations

from .table import QUIET, D, bars, buy, case, fill, sell, signals

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
HALF = bars(QUIET, QUIET, QUIET, "50 50 50 50", "50 50 50 50")
CASH = {"account_type": "CASH"}


CASES = [
    # Ten of 100 are twenty of 50: nothing is gained, the cost stays, and what is sold then is in new units.
    case(
        "two-for-one", "A10 A1", HALF, [buy(1, "e", 10), sell(4, "x", 20)], [IN, fill("x", "SELL", 20, 50, "TAKER OPEN", 5)],
        venue=CASH, start=1_000, splits={3.5: 2}, equity={2: 1_000, 3: 1_000, 4: 1_000}, flows=[(3.5, "split", 0)], balance=1_000,
        positions=[("BUY", 20, 0, 0)], trades=[(20, 50, 50, 0)],
    ),
    # At the time of a bar it is in the equity of that bar, whose close is then 50.
    case(
        "a-split-at-the-time-of-a-bar", "A10 T1", HALF, [buy(1, "e", 10)], [IN], splits={3: 2},
        equity={3: 100_000, 4: 100_000}, flows=[(3, "split", 0)], positions=[("BUY", 20, 20, 0)],
    ),
    # 15 x 1/4 are 3 and three quarters of one, at 4 x 100: 300 of the 1,500 are paid.
    case(
        "a-fraction-is-paid-at-the-last-price", "A10", bars(QUIET, QUIET, QUIET, "400 400 400 400"), [buy(1, "e", 15)],
        [fill("e", "BUY", 15, 100, "TAKER OPEN", 2)], venue=CASH, start=1_500, splits={3.5: "0.25"},
        flows=[(3.5, "split", 300)], balance=300, equity={3: 1_500, 4: 1_500}, positions=[("BUY", 4, 3, 300)],
    ),
    # A short pays for its fraction: 5 x 3/2 are 7 and a half, at 200 / 3.
    case(
        "a-short-pays-its-fraction", "A10", bars(QUIET, QUIET, QUIET, "66 66 66 66"), [sell(1, "e", 5)],
        [fill("e", "SELL", 5, 100, "TAKER OPEN", 2)], splits={3.5: "1.5"}, flows=[(3.5, "split", "-33.33")],
        equity={3: 100_000, 4: "100004.67"}, positions=[("SELL", 8, 7, "-33.33")],
    ),
    # Three tenths of a share are none: the position is closed at its value before, without a fee.
    case(
        "less-than-a-lot-is-closed", "A10", bars(QUIET, QUIET, QUIET, "1000 1000 1000 1000"),
        [buy(1, "e", 3), sell(2, "rests", 2, price=120, reduce_only=True)],
        [
            fill("e", "BUY", 3, 100, "TAKER OPEN", 2, commission="0.30"),
            fill("O-S-3", "SELL", 3, 100, "TAKER CLOSE", 3.5, commission=0, slippage=0, cause="SPLIT"),
        ],
        {"rests": "CANCELED POSITION_CLOSED"}, instrument={"taker_fee": D("0.001")}, splits={3.5: "0.1"},
        balance="99999.70", flows=[],
    ),
    # What rests, waits for its parent or is on its way is halved and doubled; the limit lies at 48.5 then.
    case(
        "orders-follow", "A10", bars(QUIET, QUIET, QUIET, "50 51 48 50", "50 50 47 50"),
        [buy(1, "rests", 3, price=97), sell(1, "stop", 4, trigger_price=93), buy(3, "sent", 2, price=95), sell(1, "child", 3, price=105, parent_id="rests")],
        [fill("rests", "BUY", 6, "48.5", "MAKER LEG", 4), fill("sent", "BUY", 4, "47.5", "MAKER LEG", 5)],
        {"stop": "ACCEPTED", "child": "ACCEPTED"}, splits={3: 2},
        columns={
            "stop": {"quantity": 8, "trigger_price": "46.5"}, "child": {"quantity": 6, "price": "52.5"}, "rests": {"quantity": 6},
        },
        kinds={"stop": "INITIALIZED SUBMITTED ACCEPTED UPDATED", "sent": "INITIALIZED SUBMITTED UPDATED ACCEPTED FILLED"},
    ),
    # 97 / 3 is 32.333 and goes to the tick 32.25; a thirtieth of a tick is no price, so one tick stays.
    case(
        "prices-go-to-a-tick-and-are-at-least-one", "A10", bars(QUIET, QUIET, QUIET, "33 33 33 33"),
        [buy(1, "a", 1, price=97), buy(1, "b", 1, price="0.25")], [], {"a": "ACCEPTED", "b": "ACCEPTED"},
        instrument={"price_increment": D("0.25")}, splits={3: 3}, columns={"a": {"price": "32.25"}, "b": {"price": "0.25"}},
    ),
    # Of 3 a tenth is no lot: the order ends, and with it the child that waits for it.
    case(
        "an-order-left-empty-is-canceled", "A10", bars(QUIET, QUIET, QUIET, "1000 1000 1000 1000"),
        [buy(1, "few", 3, price=90), sell(1, "child", 30, price=110, parent_id="few"), buy(1, "many", 30, price=90)], [],
        {"few": "CANCELED SPLIT", "child": "CANCELED PARENT_ENDED", "many": "ACCEPTED"}, splits={3: "0.1"},
        columns={"few": {"quantity": 3}, "many": {"quantity": 3, "price": 900}},
    ),
    # Stop and target of a bracket move with its position; the stop of 10 % at 90 is one at 45.
    case(
        "a-bracket-follows", "A10 F10", bars(QUIET, QUIET, QUIET, "50 50 44 45"),
        [buy(1, "e", 10, stop_loss=0.1, take_profit=0.1)], [IN, fill("e-SL", "SELL", 20, 45, "TAKER LEG", 4)],
        {"e-TP": "CANCELED POSITION_CLOSED"}, splits={3: 2}, balance=99_900, columns={"e-TP": {"price": 55, "quantity": 20}},
    ),
    # An offset of 10 is one of 5 where the entry fills after the split.
    case(
        "a-bracket-that-waits-follows", "A10 F10", bars(QUIET, QUIET, QUIET, "50 50 47 47", "45 45 42 42"),
        [buy(1, "e", 10, price=96, stop_loss_offset=10)],
        [fill("e", "BUY", 20, 48, "MAKER LEG", 4), fill("e-SL", "SELL", 20, 43, "TAKER LEG", 5)], splits={3: 2},
    ),
    # It trailed 104 by 10: 52 by 5 after the split, and 47 is reached.
    case(
        "a-trailing-stop-follows", "A10 F6", bars(QUIET, QUIET, "100 104 100 104", "52 52 46 46"),
        [buy(1, "e", 10, trailing_stop_offset=10)],
        [IN, fill("e-TS", "SELL", 20, 47, "TAKER LEG", 4)], splits={3: 2},
    ),
    # And it goes on from 52: at 54 it stands at 49.
    case(
        "a-trailing-stop-goes-on-after-a-split", "A10 F6",
        bars(QUIET, QUIET, "100 104 100 104", "52 54 52 54", "54 54 48 48"), [buy(1, "e", 10, trailing_stop_offset=10)],
        [IN, fill("e-TS", "SELL", 20, 49, "TAKER LEG", 5)], splits={3: 2},
    ),
    # Half of it was filled: what is left doubles, what was filled stays as it was.
    case(
        "a-part-filled-order-follows", "A10 F11", bars("100 100 100 100 100", "100 100 90 100 4", "100 100 100 100 100", "50 50 45 50 100"),
        [buy(1, "e", 10, price=95)], [fill("e", "BUY", 4, 95, "MAKER LEG", 2), fill("e", "BUY", 12, "47.5", "MAKER LEG", 4)],
        {"e": "FILLED"}, venue={"volume_limit": D(1)}, splits={3: 2}, columns={"e": {"quantity": 16, "filled_quantity": 16}},
        positions=[("BUY", 20, 20, 0)],
    ),
    # A third of 30, given as twelve decimals, is ten.
    case(
        "a-third-is-a-third", "A10", bars(QUIET, QUIET, QUIET, "300 300 300 300"), [buy(1, "e", 30)],
        [fill("e", "BUY", 30, 100, "TAKER OPEN", 2)], splits={3: "0.333333333333"}, flows=[(3, "split", 0)],
        positions=[("BUY", 10, 10, 0)], equity={4: 100_000},
    ),
    # A reversal sells what is then held and its own lots, which have doubled.
    case(
        "a-reversal-follows", "A10 S1", HALF, signals(5, entries={1}, short_entries={3}, quantity=5),
        [fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 20, 50, "TAKER OPEN", 4)], splits={3: 2},
        positions=[("BUY", 10, 0, 0), ("SELL", 10, 10, 0)],
    ),
    # Of one time the dividend is per old share, the split comes second.
    case(
        "a-dividend-before-the-split", "A10 T1", HALF, [buy(1, "e", 10)], [IN], dividends={3: 1}, splits={3: 2},
        flows=[(3, "dividend", 10), (3, "split", 0)],
    ),
]
