"""Golden cases of slippage, fees and the rounding of money (F13, F14, F12)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import (
    BasisPointsSlippage,
    FixedSlippage,
    FlatFees,
    PercentageFees,
    PerUnitFees,
    ProbabilisticSlippage,
    SpreadSlippage,
    TieredFees,
    VolumeSlippage,
)

from .table import QUIET, bars, buy, case, fill, sell

ONE_PERCENT = (PercentageFees(maker=D("0.01"), taker=D("0.01")),)

CASES = [
    # Two ticks of 0.05 above 100.
    case(
        "fixed-slippage-in-increments", "F13", bars(QUIET, QUIET), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 100.10, "TAKER OPEN", 2, slippage=0.10)],
        instrument={"price_increment": D("0.05")}, venue={"slippage": FixedSlippage(2)}, equity={2: 99_999},
    ),
    # 10 basis points of 100.03 are 0.10003: buys 100.13003, up to 100.14; sells 99.92997, down to 99.92.
    case(
        "basis-points-worse-way", "F13", bars(QUIET, "100.03 100.03 100.03 100.03"), [buy(1, "b", 1), sell(1, "s", 1)],
        [
            fill("b", "BUY", 1, 100.14, "TAKER OPEN", 2, slippage=0.11),
            fill("s", "SELL", 1, 99.92, "TAKER OPEN", 2, slippage=0.11),
        ],
        venue={"slippage": BasisPointsSlippage(D(10))}, balance=99_999.78,
    ),
    # An exact product stays on its tick: 10 bp of 100 is 0.10.
    case(
        "basis-points-exact", "F13", bars(QUIET, QUIET), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 100.10, "TAKER OPEN", 2)], venue={"slippage": BasisPointsSlippage(D(10))},
    ),
    # A limit of 100 taken at 99.99 slips by one tick only: never past its own limit.
    case(
        "slippage-not-past-the-limit", "F13 F12", bars(QUIET, "99.99 100 99.99 100"), [buy(1, "e", 1, price=100)],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2, slippage=0.01)], venue={"slippage": FixedSlippage(5)},
    ),
    # The same for a stop-limit: trigger 95, limit 94.98, five ticks would be 94.95.
    case(
        "slippage-not-past-the-stop-limit", "F13", bars(QUIET, "100 100 94 95"),
        [sell(1, "e", 1, trigger_price=95, price=94.98)],
        [fill("e", "SELL", 1, 94.98, "TAKER LEG", 2, slippage=0.02)], venue={"slippage": FixedSlippage(5)},
    ),
    # A stop may slip out of its bar's range: low 95, sold at 94.97.
    case(
        "slippage-leaves-the-range", "F12 F13", bars(QUIET, "100 100 95 96"), [sell(1, "e", 1, trigger_price=95)],
        [fill("e", "SELL", 1, 94.97, "TAKER LEG", 2, slippage=0.03)], venue={"slippage": FixedSlippage(3)},
    ),
    case(
        "makers-do-not-slip", "F13", bars(QUIET, "100 100 95 96"), [buy(1, "e", 1, price=97)],
        [fill("e", "BUY", 1, 97, "MAKER LEG", 2, slippage=0)], venue={"slippage": FixedSlippage(3)},
    ),
    # Sold at 0.02 less five ticks: not below one tick.
    case(
        "slippage-keeps-one-tick", "F13", bars(QUIET, "0.02 0.02 0.02 0.02"), [sell(1, "e", 1)],
        [fill("e", "SELL", 1, 0.01, "TAKER OPEN", 2, slippage=0.01)], venue={"slippage": FixedSlippage(5)},
    ),
    # Half of a spread of 0.05 is 0.025: bought at 100.03, sold at 99.97.
    case(
        "spread-slippage", "F13", bars("100 100 100 100 9 0", "100 100 100 100 9 0.05"),
        [buy(1, "b", 1), sell(1, "s", 1)],
        [
            fill("b", "BUY", 1, 100.03, "TAKER OPEN", 2, slippage=0.03),
            fill("s", "SELL", 1, 99.97, "TAKER OPEN", 2, slippage=0.03),
        ],
        venue={"slippage": SpreadSlippage(D("0.5"))},
    ),
    # A tenth of the volume: 50 x 0.1 x 0.1 = 0.50.
    case(
        "volume-slippage-linear", "F13", bars("50 50 50 50 1000", "50 50 50 50 1000"),
        [buy(1, "b", 100), sell(1, "s", 50)],
        [
            fill("b", "BUY", 100, 50.50, "TAKER OPEN", 2, slippage=0.50),
            fill("s", "SELL", 50, 49.75, "TAKER OPEN", 2, slippage=0.25),
        ],
        venue={"slippage": VolumeSlippage(D("0.1"), D(1))},
    ),
    # The root of 0.1 is 0.3162..: 50 x 0.1 x 0.3162 = 1.58113.., up to 51.59; of 0.25 it is 0.5: 2.50 down, exactly.
    case(
        "volume-slippage-root", "F13", bars("50 50 50 50 1000", "50 50 50 50 1000"),
        [buy(1, "b", 100), sell(1, "s", 250)],
        [
            fill("b", "BUY", 100, 51.59, "TAKER OPEN", 2, slippage=1.59),
            fill("s", "SELL", 250, 47.50, "TAKER OPEN", 2, slippage=2.50),
        ],
        venue={"slippage": VolumeSlippage(D("0.1"), D("0.5"))},
    ),
    # Half of the volume: squared 0.25, x 0.1 x 100 = 2.50; to the power 1.5: 0.3535.. x 10 = 3.5355, up to 103.54.
    case(
        "volume-slippage-square", "F13", bars("100 100 100 100 20", "100 100 100 100 20"), [buy(1, "b", 10)],
        [fill("b", "BUY", 10, 102.50, "TAKER OPEN", 2)], venue={"slippage": VolumeSlippage(D("0.1"), D(2))},
    ),
    case(
        "volume-slippage-power-of-1.5", "F13", bars("100 100 100 100 20", "100 100 100 100 20"), [buy(1, "b", 10)],
        [fill("b", "BUY", 10, 103.54, "TAKER OPEN", 2)], venue={"slippage": VolumeSlippage(D("0.1"), D("1.5"))},
    ),
    # 1,000 buys 10 at 100, half the volume of 20: 5 % of slippage. At 105 it buys 9.
    case(
        "volume-slippage-of-a-budget", "F13 S2", bars("100 100 100 100 20", "100 100 100 100 20"),
        [buy(1, "b", size=1_000, size_rule="value")],
        [fill("b", "BUY", 9, 105, "TAKER OPEN", 2, slippage=5)], venue={"slippage": VolumeSlippage(D("0.1"), D(1))},
    ),
    case(
        "a-certain-tick", "F13", bars(QUIET, QUIET), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 100.01, "TAKER OPEN", 2)], venue={"slippage": ProbabilisticSlippage(D(1))},
    ),
    case(
        "an-impossible-tick", "F13", bars(QUIET, QUIET), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 100, "TAKER OPEN", 2)], venue={"slippage": ProbabilisticSlippage(D(0))},
    ),
    # A limit of 98 that the open of 95 has passed improves to 95, a maker; with all it slips back by two ticks.
    case(
        "makers-slip-with-all", "F13", bars(QUIET, QUIET, "95 95 95 95"), [buy(1, "e", 1, price=98)],
        [fill("e", "BUY", 1, 95.02, "MAKER OPEN", 3, slippage=0.02)],
        venue={"slippage": FixedSlippage(2), "slippage_on": "all", "limit_gap": "open"},
    ),
    # A limit at its own price cannot slip: it is its limit.
    case(
        "a-limit-at-its-price-never-slips", "F13 F12", bars(QUIET, QUIET, "95 95 95 95"), [buy(1, "e", 1, price=98)],
        [fill("e", "BUY", 1, 98, "MAKER OPEN", 3, slippage=0)],
        venue={"slippage": FixedSlippage(2), "slippage_on": "all"},
    ),
    case(
        "entries-slip-exits-do-not", "F13", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", 1), sell(2, "x", 1, reduce_only=True)],
        [
            fill("e", "BUY", 1, 100.02, "TAKER OPEN", 2, slippage=0.02),
            fill("x", "SELL", 1, 100, "TAKER OPEN", 3, slippage=0),
        ],
        venue={"slippage": FixedSlippage(2), "slippage_on": "entries"},
    ),
    # The stop sells at its trigger, the market order slips.
    case(
        "stops-do-not-slip", "F13", bars(QUIET, QUIET, "100 100 90 90"), [buy(1, "e", 1), sell(1, "x", 1, trigger_price=95)],
        [
            fill("e", "BUY", 1, 100.02, "TAKER OPEN", 2, slippage=0.02),
            fill("x", "SELL", 1, 95, "TAKER LEG", 3, slippage=0),
        ],
        venue={"slippage": FixedSlippage(2), "slippage_on": "no_stops"},
    ),
    # An order if touched has a trigger but is no stop: it slips.
    case(
        "orders-if-touched-are-no-stops", "F13 F5", bars(QUIET, "100 100 90 90"),
        [buy(1, "e", 1, trigger_price=95, order_type="MARKET_IF_TOUCHED")],
        [fill("e", "BUY", 1, 95.02, "TAKER LEG", 2, slippage=0.02)],
        venue={"slippage": FixedSlippage(2), "slippage_on": "no_stops"},
    ),
    # Two ticks above 100 would be 100.02, the bar's high is 100.01; the sale may go down to 99.98.
    case(
        "slippage-clamped-to-the-row", "F12", bars(QUIET, "100 100.01 99.90 100"), [buy(1, "b", 1), sell(1, "s", 1)],
        [
            fill("b", "BUY", 1, 100.01, "TAKER OPEN", 2, slippage=0.01),
            fill("s", "SELL", 1, 99.98, "TAKER OPEN", 2, slippage=0.02),
        ],
        venue={"slippage": FixedSlippage(2), "clamp_slippage": "on"},
    ),
    # 1 % of 100.50 is 1.005: half a cent goes up to 1.01. The position is worth what it cost.
    case(
        "fee-half-away-from-zero", "F14", bars(QUIET, "100.50 100.50 100.50 100.50"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 100.50, "TAKER OPEN", 2, commission=1.01)],
        venue={"fees": ONE_PERCENT}, equity={2: 99_998.99}, balance=99_998.99,
    ),
    # A rebate of 0.05 % on 910 is -0.455: away from zero, -0.46.
    case(
        "negative-maker-fee", "F14", bars(QUIET, "100 100 90 91"), [buy(1, "e", 10, price=91)],
        [fill("e", "BUY", 10, 91, "MAKER LEG", 2, commission=-0.46)],
        venue={"fees": (PercentageFees(maker=D("-0.0005"), taker=D("0.001")),)}, balance=100_000.46,
    ),
    # A list is the sum of its members, each rounded: 1.5 + 0.1 % of 333.30 = 0.3333, so 0.33.
    case(
        "fees-add-up", "F14", bars(QUIET, "33.33 33.33 33.33 33.33"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 33.33, "TAKER OPEN", 2, commission=1.83)],
        venue={"fees": (FlatFees(D("1.5")), PercentageFees(maker=D(0), taker=D("0.001")))},
    ),
    # Two members of 0.005 each round to 0.01 each.
    case(
        "fees-rounded-each", "F14", bars(QUIET, "0.50 0.50 0.50 0.50"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 0.50, "TAKER OPEN", 2, commission=0.02)],
        venue={"fees": (*ONE_PERCENT, *ONE_PERCENT)},
    ),
    # No model of the venue: the instrument's own fees, taker 0.2 % in, maker 0.1 % out.
    case(
        "instrument-fees", "F14", bars(QUIET, QUIET, "100 106 100 106"), [buy(1, "e", 10), sell(2, "x", 10, price=105)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=2),
            fill("x", "SELL", 10, 105, "MAKER LEG", 3, commission=1.05),
        ],
        instrument={"maker_fee": D("0.001"), "taker_fee": D("0.002")}, trades=[(10, 100, 105, "46.95")],
    ),
    # The venue's model comes before the instrument's fees.
    case(
        "venue-fees-over-instrument-fees", "F14", bars(QUIET, QUIET), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=10)],
        instrument={"maker_fee": D("0.001"), "taker_fee": D("0.002")}, venue={"fees": ONE_PERCENT},
    ),
    # 0.005 a share, at least 1: 100 shares would be 0.50, 300 are 1.50; 0.33 a share on 2.5 shares is 0.825.
    case(
        "per-unit-with-a-minimum", "F14", bars(QUIET, QUIET, QUIET), [buy(1, "a", 100), sell(2, "b", 300)],
        [
            fill("a", "BUY", 100, 100, "TAKER OPEN", 2, commission=1),
            fill("b", "SELL", 300, 100, "TAKER OPEN", 3, commission=1.50),
        ],
        venue={"fees": (PerUnitFees(D("0.005"), minimum=D(1)),)},
    ),
    case(
        "per-unit-of-a-part-of-a-unit", "F14", bars(QUIET, QUIET), [buy(1, "a", 2.5)],
        [fill("a", "BUY", 2.5, 100, "TAKER OPEN", 2, commission=0.83)],
        instrument={"size_precision": 1}, venue={"fees": (PerUnitFees(D("0.33")),)},
    ),
    # 2 a contract, at most 15 an order; a flat 1 beside it.
    case(
        "per-unit-with-a-maximum", "F14", bars(QUIET, QUIET), [buy(1, "a", 8), buy(1, "b", 7)],
        [
            fill("a", "BUY", 8, 100, "TAKER OPEN", 2, commission=16),
            fill("b", "BUY", 7, 100, "TAKER OPEN", 2, commission=15),
        ],
        venue={"fees": (PerUnitFees(D(2), maximum=D(15)), FlatFees(D(1)))},
    ),
    # 0.2 % until 1,000 has been traded, then 0.1 %: the first order reaches it, the second pays less, also as it sells.
    case(
        "tiers-by-volume-traded", "F14", bars(QUIET, QUIET, QUIET, QUIET), [buy(1, "a", 10), buy(2, "b", 10), sell(3, "c", 20)],
        [
            fill("a", "BUY", 10, 100, "TAKER OPEN", 2, commission=2),
            fill("b", "BUY", 10, 100, "TAKER OPEN", 3, commission=1),
            fill("c", "SELL", 20, 100, "TAKER OPEN", 4, commission=2),
        ],
        venue={"fees": (TieredFees(((D(0), D("0.002"), D("0.002")), (D(1000), D("0.001"), D("0.001")))),)},
    ),
    # 999 bought so far: a volume below the tier's; the fill that passes it still pays the lower tier as a whole.
    case(
        "a-fill-that-passes-a-tier", "F14", bars("99.90 99.90 99.90 99.90", "99.90 99.90 99.90 99.90", QUIET),
        [buy(1, "a", 10), buy(2, "b", 90)],
        [
            fill("a", "BUY", 10, 99.90, "TAKER OPEN", 2, commission=2),
            fill("b", "BUY", 90, 100, "TAKER OPEN", 3, commission=18),
        ],
        venue={"fees": (TieredFees(((D(0), D("0.002"), D("0.002")), (D(1000), D("0.001"), D("0.001")))),)},
    ),
    # Multiplier 50: 2 contracts at 100 are 10,000; 1 % of it 100; a gain of 1 a contract is 2 x 50.
    case(
        "multiplier", "F14 A5", bars(QUIET, QUIET, "101 101 101 101"), [buy(1, "e", 2)],
        [fill("e", "BUY", 2, 100, "TAKER OPEN", 2, commission=100)],
        instrument={"multiplier": D(50)}, venue={"fees": ONE_PERCENT}, equity={2: 99_900, 3: 100_000},
    ),
    # Whole units of currency (yen): 3 x 100.25 = 300.75, so 301; the mark at 101.25: 303.75, so 304.
    case(
        "notional-rounded-once", "A3", bars(QUIET, "100.25 101.25 100 101.25"), [buy(1, "e", 3)],
        [fill("e", "BUY", 3, 100.25, "TAKER OPEN", 2)], currency_precision=0,
        venue={"account_type": "CASH"}, balance=99_699, equity={2: 100_003},
    ),
    # Closed at the end at the last close, no slippage, taker fee 1 % of 1,020.
    case(
        "finish-close", "A12", bars(QUIET, QUIET, "101 102 101 102"), [buy(1, "e", 10)],
        [
            fill("e", "BUY", 10, 100.01, "TAKER OPEN", 2, commission=10),
            fill("O-S-2", "SELL", 10, 102, "TAKER CLOSE", 3, slippage=0, commission=10.20, cause="CLOSE_OUT"),
        ],
        venue={"fees": ONE_PERCENT, "slippage": FixedSlippage(1), "on_finish": "close"},
        balance=99_999.70, equity={2: 99_989.90, 3: 99_999.70},
    ),
]  # fmt: skip
