"""Expiries of futures: settled in cash at the settlement price, else the last one; orders end with the contract (A7)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference import FixedSlippage, TieredFees

from .liquidation import TEN
from .table import QUIET, Instrument, bars, buy, case, fill, sell, signals, ticks

IN = fill("e", "BUY", 2, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, QUIET, QUIET)
UP = bars(QUIET, QUIET, "100 104 100 103", "90 90 90 90", "80 80 80 80")
MANY = {"multiplier": 50}


def settled(side: str, quantity: int, price: object, bar: float, name: str = "O-S-2", **more: object) -> object:
    """Return the fill of a settlement: no slippage, no fee."""
    return fill(name, side, quantity, price, "TAKER CLOSE", bar, **{"commission": 0, "cause": "EXPIRY"} | more)


CASES = [
    # 2 x 50 x (103 - 100), in the equity of the bar that ends then; the bars that come later only inform.
    case(
        "expiry-at-the-last-price", "A7", UP, [buy(1, "e", 2)], [IN, settled("SELL", 2, 103, 3, slippage=0)], instrument=MANY,
        expiries={3: "-"}, balance=100_300, equity={2: 100_000, 3: 100_300, 5: 100_300}, positions=[("BUY", 2, 0, 300)],
        trades=[(2, 100, 103, 300)],
    ),
    # The exchange's price lies off the contract's increment; fees and slippage of the venue are for trades.
    case(
        "expiry-at-the-settlement-price", "A7 F13 F14", UP, [buy(1, "e", 2)],
        [
            fill("e", "BUY", 2, "100.25", "TAKER OPEN", 2, commission="10.03", slippage="0.25"),
            settled("SELL", 2, "102.37", 3, slippage=0),
        ],
        instrument=MANY | {"price_increment": Decimal("0.25"), "taker_fee": Decimal("0.001")}, venue={"slippage": FixedSlippage(1)},
        expiries={3: "102.37"}, balance="100201.97",
    ),
    # What is settled is no volume traded: the next fee is still that of the first tier.
    case(
        "a-settlement-is-no-volume", "A7 F14", {"X.SIM": FLAT, "Y.SIM": FLAT}, [buy(1, "e", 2), buy(3, "y", 1, on="Y.SIM")],
        [
            fill("e", "BUY", 2, 100, "TAKER OPEN", 2, commission="0.20"), settled("SELL", 2, 100, 3, "O-S-3"),
            fill("y", "BUY", 1, 100, "TAKER OPEN", 4, commission="0.10"),
        ],
        instruments=(Instrument("X.SIM", kind="FuturesContract"), Instrument("Y.SIM")), expiries={"X.SIM": {3: "-"}},
        venue={"fees": (TieredFees(((Decimal(0), Decimal("0.001"), Decimal("0.001")), (Decimal(300), Decimal(0), Decimal(0)))),)},
    ),
    # Between two bars: the bar before has the last price, the next one the money.
    case(
        "expiry-between-bars", "A7 T1", UP, [sell(1, "e", 2)],
        [fill("e", "SELL", 2, 100, "TAKER OPEN", 2), settled("BUY", 2, "101.5", 3.5)], expiries={3.5: "101.5"},
        equity={3: 99_994, 4: 99_997}, balance=99_997, trades=[(2, 100, "101.5", -3)],
    ),
    # What rests, waits for its parent or is on its way ends with it; what comes later is denied.
    case(
        "expiry-ends-its-orders", "A7 A11", FLAT,
        [
            buy(1, "rests", 1, price=90), buy(1, "parent", 1, price=80), sell(1, "child", 1, price=120, parent_id="parent"),
            buy(3, "sent", 1), buy(4, "late", 1),
        ],
        [],
        {
            "rests": "CANCELED INSTRUMENT_ENDED", "parent": "CANCELED INSTRUMENT_ENDED", "child": "CANCELED PARENT_ENDED",
            "sent": "CANCELED INSTRUMENT_ENDED", "late": "DENIED NOT_TRADABLE",
        },
        expiries={3: "-"}, columns={"rests": {"ts_last": 1_577_836_980 * 10**9}, "late": {"ts_accepted": None}},
    ),
    # A bracket's exits and its time stop end with the position; the settlement is no exit of theirs.
    case(
        "expiry-ends-a-bracket", "A7 F10", FLAT, [buy(1, "e", 2, stop_loss=0.1, take_profit=0.1, time_stop=3)],
        [IN, settled("SELL", 2, 100, 3, "O-S-4")],
        {"e-SL": "CANCELED INSTRUMENT_ENDED", "e-TP": "CANCELED INSTRUMENT_ENDED"}, expiries={3: "-"}, count=4,
    ),
    # A contract that had expired before the first row is known, and never trades.
    case("expired-before-the-first-row", "A7 A11", FLAT, [buy(1, "e", 1)], [], {"e": "DENIED NOT_TRADABLE"}, expiries={-3: 99}),
    # The other contract goes on; the one that expired has no row when it does.
    case(
        "expiry-of-one-of-two", "A7", {"X.SIM": bars(QUIET, QUIET, "100 102 100 102"), "Y.SIM": bars("50 50 50 50", None, None, "60 60 60 60", "61 61 61 61")},
        [buy(1, "e", 2), buy(1, "y", 1, on="Y.SIM"), sell(4, "x", 1, on="Y.SIM")],
        [
            IN, settled("SELL", 2, 101, 3.5, "O-S-3"), fill("y", "BUY", 1, 60, "TAKER OPEN", 4), fill("x", "SELL", 1, 61, "TAKER OPEN", 5),
        ],
        instruments=(Instrument("X.SIM", kind="FuturesContract"), Instrument("Y.SIM")), expiries={"X.SIM": {3.5: 101}},
        balance=100_003, equity={3: 100_004, 4: 100_002},
    ),
    # 1,000 - 50 x 21 are gone: the account is bust by the settlement, at its time, and its debt stays.
    case(
        "bust-by-a-settlement", "A7 A5", bars(QUIET, QUIET, QUIET, QUIET), [buy(1, "e", 50), buy(3, "late", 1)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2), settled("SELL", 50, 79, 2.5)],
        {}, start=1_000, venue=TEN, expiries={2.5: 79}, balance=-50,
    ),
    # Another contract pays for it: what then lacks margin is liquidated, here on the group it settled with.
    case(
        "a-settlement-takes-the-margin", "A7 A5",
        {"X.SIM": bars(QUIET, QUIET, QUIET, QUIET), "Y.SIM": bars(QUIET, QUIET, QUIET, QUIET)},
        [buy(1, "e", 50), buy(1, "y", 40, on="Y.SIM")],
        [
            fill("e", "BUY", 50, 100, "TAKER OPEN", 2), fill("y", "BUY", 40, 100, "TAKER OPEN", 2),
            settled("SELL", 50, 82, 3, "O-S-3"), fill("O-S-4", "SELL", 40, 100, "TAKER CLOSE", 3, cause="LIQUIDATION"),
        ],
        instruments=(Instrument("X.SIM", kind="FuturesContract"), Instrument("Y.SIM")), expiries={"X.SIM": {3: 82}},
        start=1_000, venue=TEN, balance=100,
    ),
    # Signals of later bars meet a contract that does not trade.
    case(
        "signals-after-the-expiry", "A7 S1", FLAT, signals(4, entries={1, 4}, quantity=2),
        [fill("O-S-1", "BUY", 2, 100, "TAKER OPEN", 2), settled("SELL", 2, 100, 3)], {"O-S-3": "DENIED NOT_TRADABLE"},
        expiries={3: "-"}, count=3,
    ),
    # On quotes the last price is that of the side that closes (T7); what begins at the time of the expiry comes after it.
    case(
        "expiry-on-quotes", "A7 T1 T7", ticks("q 99 101", "q 99 101", "q 103 105", "q 110 112"), [buy(1, "e", 2)],
        [fill("e", "BUY", 2, 101, "TAKER OPEN", 2), settled("SELL", 2, 103, 4)], expiries={4: "-"}, balance=100_004,
    ),
]
