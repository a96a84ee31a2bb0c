"""Examples that exchanges publish: when a position is liquidated, what a contract is settled at (A5, A7)."""

from __future__ import annotations

from .table import D, bars, buy, case, fill


def flat(*prices: object) -> object:
    """Return bars of one price each."""
    return bars(*(f"{price} {price} {price} {price}" for price in prices))


CASES = [
    # Flipster, "Margin Trading Explained" (support.flipster.io, 7352962731663): 0.1 BTC at 30,000 with 10x takes 300 of
    # margin, the maintenance margin is 1 %. At 28,000 the 100 that remain are enough; at 26,000 the position is
    # liquidated, the 300 are gone (and 100 more, which a venue of ours keeps as a debt).
    case(
        "flipster-liquidation-at-10x", "A5 A7", flat(30_000, 30_000, 28_000, 26_000), [buy(1, "e", "0.1")],
        [
            fill("e", "BUY", "0.1", 30_000, "TAKER OPEN", 2),
            fill("O-S-2", "SELL", "0.1", 26_000, "TAKER OPEN", 4, cause="LIQUIDATION"),
        ],
        instrument={"kind": "CryptoPerpetual", "size_precision": 1, "margin_maintenance": D("0.01")},
        venue={"leverage": D(10)}, start=300, equity={2: 300, 3: 100, 4: -100}, balance=-100,
    ),
    # Toobit, "Liquidation Introduction of Perpetual Contract" (support.toobit.com, 14253344654105): 10 ETH at 1,500 with
    # 50x take 300; at 1,483 they have lost 170, and 130 are less than the 1 % of maintenance (of the value at entry
    # there, at the mark here: 148.30). At 1,485 they have 150, and need 148.50.
    case(
        "toobit-liquidation-at-50x", "A5 A7", flat(1_500, 1_500, 1_485, 1_483), [buy(1, "e", 10)],
        [
            fill("e", "BUY", 10, 1_500, "TAKER OPEN", 2),
            fill("O-S-2", "SELL", 10, 1_483, "TAKER OPEN", 4, cause="LIQUIDATION"),
        ],
        instrument={"kind": "CryptoPerpetual", "margin_maintenance": D("0.01")}, venue={"leverage": D(50)}, start=300,
        equity={3: 150, 4: 130}, balance=130,
    ),
    # Eurex's training on index futures ("How do you calculate the cash settlement for futures contracts?",
    # eurexwbt.de): bought at 9,000, 25 euros a point, steps of half a point worth 12.50: a contract of 225,000. Settled
    # in cash, half a point higher is 12.50, a hundred and a half 2,512.50.
    case(
        "eurex-cash-settlement", "A7", flat(9_000, 9_000, "9000.5", 9_090), [buy(1, "e", 1)],
        [
            fill("e", "BUY", 1, 9_000, "TAKER OPEN", 2),
            fill("O-S-2", "SELL", 1, "9100.5", "TAKER CLOSE", 4, commission=0, cause="EXPIRY"),
        ],
        instrument={"multiplier": D(25), "price_increment": D("0.5"), "price_precision": 1}, venue={"leverage": D(10)},
        expiries={4: "9100.5"}, exposure={2: (225_000, 225_000)}, equity={3: "100012.50", 4: "102512.50"},
    ),
]  # fmt: skip
