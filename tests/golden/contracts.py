"""Golden cases of contracts (A7): exchanges' published examples, and what follows from inverse values.

Bars are of one price each: an order sent after a bar fills at the next one. Where an exchange reckons margin in
another way than rule A5 the case says so.
"""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import BasisPointsSlippage, PercentageFees

from .table import bars, buy, case, fill, sell

COIN = {"kind": "CryptoPerpetual", "inverse": True, "price_precision": 1, "multiplier": D(1)}
"""A contract of one dollar, paid in bitcoin."""
ES = {"kind": "FuturesContract", "multiplier": D(50), "price_increment": D("0.25")}
TEN, FIFTY = {"leverage": D(10)}, {"leverage": D(50)}
BITCOIN = {"currency_precision": 8}


def flat(*prices: object) -> tuple[object, ...]:
    """Return bars at which nothing moves, one a price."""
    return bars(*(f"{price} {price} {price} {price}" for price in prices))


def into(name: str, side: str, quantity: int, price: object, bar: int = 2, **more: object) -> object:
    """Return a fill at the open of a bar."""
    return fill(name, side, quantity, price, "TAKER OPEN", bar, **more)


CASES = [
    # BitMEX, Inverse Futures Guide: 100,000 contracts at 10,000, sold at 10,500: 100,000 x (1/10,000 - 1/10,500) =
    # 0.476190 XBT, on 0.1 XBT of margin at 100x. Coins bought: 10, paid back: 9.52380952.
    case(
        "bitmex-a-long-position", "A7 A5", flat(10_000, 10_000, 10_500, 10_500),
        [buy(1, "in", 100_000), sell(2, "out", 100_000)],
        [into("in", "BUY", 100_000, 10_000, realized=0), into("out", "SELL", 100_000, 10_500, 3, realized="0.47619048")],
        start="0.1", instrument=COIN, venue={"leverage": D(100)}, **BITCOIN,
        trades=[(100_000, 10_000, 10_500, "0.47619048")], balance="0.57619048", equity={2: "0.1", 3: "0.57619048"},
        exposure={2: (10, 10)},
    ),
    # Bybit, "What is Inverse Contract": 10,000 contracts at 23,000 are 0.43478261 BTC, at 25,000 0.4: 0.03478261 gained.
    case(
        "bybit-a-long-position", "A7", flat(23_000, 23_000, 25_000), [buy(1, "in", 10_000)],
        [into("in", "BUY", 10_000, 23_000)], start=1, instrument=COIN, venue=TEN, **BITCOIN,
        equity={2: 1, 3: "1.03478261"}, exposure={2: ("0.43478261", "0.43478261"), 3: ("0.4", "0.4")},
    ),
    # Bybit, "P&L calculations (Inverse Contracts)": 1,000 at 5,000 and 2,000 at 6,000 are 0.2 + 0.33333333 BTC, on average
    # at 3,000 / 0.53333333 = 5,625 (A3: of the cost in whole units, so a little more).
    case(
        "bybit-the-average-entry", "A3 A7", flat(5_000, 5_000, 6_000, 6_000), [buy(1, "a", 1_000), buy(2, "b", 2_000)],
        [into("a", "BUY", 1_000, 5_000), into("b", "BUY", 2_000, 6_000, 3)], start=1, instrument=COIN, venue=TEN, **BITCOIN,
        trades=[(3_000, "5625.0000352", None, "0.03333333")], exposure={3: ("0.5", "0.5")},
    ),
    # The same page: sold 1,000 at 5,000, at 4,500 the gain is 1,000 x (1/4,500 - 1/5,000) = 0.02222222.
    case(
        "bybit-a-short-position", "A7", flat(5_000, 5_000, 4_500), [sell(1, "in", 1_000)],
        [into("in", "SELL", 1_000, 5_000)], start=1, instrument=COIN, venue=TEN, **BITCOIN,
        equity={3: "1.02222222"}, exposure={3: ("0.22222222", "-0.22222222")},
    ),
    # Deribit, "Example (futures)": 100 contracts of 10 dollars at 600, closed at 700: 1000/600 - 1000/700 = 0.238095 BTC;
    # both fills take, 0.05 % each: 0.00083333 and 0.00071429.
    case(
        "deribit-with-fees", "A7 F14", flat(600, 600, 700, 700), [buy(1, "in", 100), sell(2, "out", 100)],
        [
            into("in", "BUY", 100, 600, commission="0.00083333"),
            into("out", "SELL", 100, 700, 3, commission="0.00071429", realized="0.23809524"),
        ],
        start=1, instrument=COIN | {"multiplier": D(10)}, venue=TEN | {"fees": (PercentageFees(D("0.0005"), D("0.0005")),)},
        **BITCOIN, trades=[(100, "599.9999988", 700, "0.23654762")], balance="1.23654762",
    ),
    # Bybit, "Liquidation Price (Inverse Contract)", cross margin: 0.5 BTC, 10,000 long at 8,000, maintenance 0.5 %. Bybit
    # reckons it of the value at entry, and the fee to close: 5,739.50. Here of the value at the mark (A5), without fees:
    # 0.5 + 1.25 - x < 0.005 x above x = 1.741294, so below 5,742.857; at 5,742.8 x is 1.74131086.
    case(
        "bybit-liquidation-of-a-long-position", "A5 A7", bars("8000 8000 8000 8000", "8000 8000 8000 8000", "8000 8000 5000 5500"),
        [buy(1, "in", 10_000)],
        [into("in", "BUY", 10_000, 8_000), fill("O-S-2", "SELL", 10_000, "5742.8", "TAKER LEG", 3, cause="LIQUIDATION")],
        start="0.5", instrument=COIN | {"margin_maintenance": D("0.005")}, venue=FIFTY, **BITCOIN, balance="0.00868914",
    ),
    # Bybit, "Liquidation Price Calculation under Isolated Mode": 60,000 short at 50,000, 10x: 0.12 BTC of margin for 1.2 of
    # value, maintenance 0.5 %. Bybit: 60,000 / (1.2 - 0.12 + 0.006) = 55,248.6, of the value at entry. Here 0.12 + x - 1.2 <
    # 0.005 x below x = 1.08542714: above 55,277.78; at 55,277.8 x is 1.08542670.
    case(
        "bybit-liquidation-of-a-short-position", "A5 A7",
        bars("50000 50000 50000 50000", "50000 50000 50000 50000", "50000 60000 50000 55000"), [sell(1, "in", 60_000)],
        [into("in", "SELL", 60_000, 50_000), fill("O-S-2", "BUY", 60_000, "55277.8", "TAKER LEG", 3, cause="LIQUIDATION")],
        start="0.12", instrument=COIN | {"margin_maintenance": D("0.005")}, venue=TEN, **BITCOIN, balance="0.00542670",
    ),
    # One coin, sold against all of it: at twice the price the position has lost half a coin and owes half a coin, at any
    # price what is left covers it.
    case(
        "a-short-position-covered-by-coins", "A5 A7", flat(100, 100, 200, 100_000), [sell(1, "in", 100)],
        [into("in", "SELL", 100, 100)], start=1, instrument=COIN, **BITCOIN, equity={3: "0.5", 4: "0.001"},
    ),
    # A partial close takes its share of the cost: 3 of 0.33333333 at 9 are 0.33333333; one closed at 10: cost 0.11111111,
    # value 0.1, so 0.01111111; the rest 0.22222222 less 0.2.
    case(
        "shares-of-cost-add-up", "A3 A7", flat(9, 9, 10, 10), [buy(1, "in", 3), sell(2, "one", 1), sell(2, "rest", 2)],
        [
            into("in", "BUY", 3, 9), into("one", "SELL", 1, 10, 3, realized="0.01111111"),
            into("rest", "SELL", 2, 10, 3, realized="0.02222222"),
        ],
        start=1, instrument=COIN, **BITCOIN, balance="1.03333333",
    ),
    # Through zero: 100 at 50 are 2 coins; 300 sold at 40 are 7.5, of which 2.5 close (0.5 lost) and 5 open a short position;
    # at 50 that is worth 4: 1 lost.
    case(
        "through-zero", "A2 A7", flat(50, 50, 40, 50), [buy(1, "in", 100), sell(2, "flip", 300)],
        [into("in", "BUY", 100, 50), into("flip", "SELL", 300, 40, 3, realized="-0.5")], start=10, instrument=COIN, **BITCOIN,
        equity={3: "9.5", 4: "8.5"}, exposure={3: (5, -5), 4: (4, -4)},
    ),
    # A budget of 1 coin at 30.5 dollars: 30 contracts are 0.98360656, 31 would be 1.01639344.
    case(
        "a-budget-in-coins", "S2 A7", flat("30.5", "30.5"), [buy(1, "in", size_rule="value", size=1)],
        [into("in", "BUY", 30, "30.5")], start=10, instrument=COIN, **BITCOIN,
    ),
    # Half a coin at risk from 100 down to 80: a contract loses 1/80 - 1/100 = 0.0025, so 200; upward, to 120, it would
    # lose 1/100 - 1/120 = 0.00166667, so 300 (exactly: 300 x (1/100 - 1/120) = 0.5).
    case(
        "risk-below", "S2 A7", flat(100, 100), [buy(1, "in", size_rule="risk", size="0.05", stop_loss_price=80)],
        [into("in", "BUY", 200, 100)], start=10, instrument=COIN, **BITCOIN,
    ),
    case(
        "risk-above", "S2 A7", flat(100, 100), [sell(1, "in", size_rule="risk", size="0.05", stop_loss_price=120)],
        [into("in", "SELL", 300, 100)], start=10, instrument=COIN, **BITCOIN,
    ),
    # Slippage worsens the price: a buy at 101 instead of 100 gets 100 / 101 coins, a hundredth less.
    case(
        "slippage-of-a-coin", "F13 A7", flat(100, 100), [buy(1, "in", 101)], [into("in", "BUY", 101, 101, slippage=1)],
        start=10, instrument=COIN, venue={"slippage": BasisPointsSlippage(D(100))}, **BITCOIN, equity={2: "9.99"},
        exposure={2: ("1.01", "1.01")},
    ),
    # Initial margin 10 % of 100 / 50 = 2 coins: 0.2; one coin carries 500 contracts and not one more.
    case(
        "margin-in-coins", "A5 A7", flat(50, 50), [buy(1, "just", 500), buy(1, "more", 1)], [into("just", "BUY", 500, 50)],
        {"more": "DENIED INSUFFICIENT_MARGIN"}, start=1, instrument=COIN, venue=TEN, **BITCOIN,
    ),
    # The E-mini S&P 500 is 50 dollars times the index: 225,000 at 4,500; 23 points down are 1,150 lost. (An exchange's
    # margins are amounts per contract, 12,650 and 11,500 in this example of The Motley Fool; here they are rates.)
    case(
        "e-mini-23-points", "A7 A5", flat(4_500, 4_500, 4_477), [buy(1, "in", 1)], [into("in", "BUY", 1, 4_500)],
        start=12_650, instrument=ES | {"margin_initial": D("0.056"), "margin_maintenance": D("0.05")},
        equity={2: 12_650, 3: 11_500}, exposure={2: (225_000, 225_000), 3: (223_850, 223_850)},
    ),
    # Average of 1 at 4,500.25 and 2 at 4,501: cost 225,012.50 + 450,100, over 3 x 50: 4,500.75.
    case(
        "average-price-of-a-future", "A3 A7", flat("4500.25", "4500.25", 4_501, "4502.50"), [buy(1, "a", 1), buy(2, "b", 2)],
        [into("a", "BUY", 1, "4500.25"), into("b", "BUY", 2, 4_501, 3)], start=1_000_000, instrument=ES,
        trades=[(3, "4500.75", None, "262.50")],
    ),
    # Bybit, "P&L calculations (USDT Contract)": 0.5 at 5,000 and 0.3 at 6,000: 4,300 for 0.8, on average 5,375.
    case(
        "bybit-a-linear-average", "A3 A7", flat(5_000, 5_000, 6_000), [buy(1, "a", "0.5"), buy(2, "b", "0.3")],
        [fill("a", "BUY", "0.5", 5_000, "TAKER OPEN", 2), fill("b", "BUY", "0.3", 6_000, "TAKER OPEN", 3)],
        instrument={"kind": "CryptoPerpetual", "size_precision": 1}, trades=[("0.8", 5_375, None, 500)],
    ),
]  # fmt: skip
