"""Golden cases of liquidation and bust, and of the margin models (A5)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import FixedSlippage

from .table import QUIET, bars, buy, case, fill, sell

TEN = {"leverage": D(10)}
"""Initial margin 10 %, maintenance 5 %: 50 bought at 100 with 1,000 lack margin where 1,000 + 50 (p - 100) < 2.5 p, below
84.2105; sold at 100, above 114.2857."""
LONG = [buy(1, "e", 50)]
IN = fill("e", "BUY", 50, 100, "TAKER OPEN", 2)
OUT = fill("e", "SELL", 50, 100, "TAKER OPEN", 2)


def forced(side: str, price: object, how: str, bar: int, order: int = 2, quantity: int = 50) -> object:
    """Return the fill of a liquidation."""
    return fill(f"O-S-{order}", side, quantity, price, how, bar)


CASES = [
    # The worse tick of the level: at 84.21 margin lacks, at 84.22 it does not.
    case(
        "liquidated-on-the-path", "A5", bars(QUIET, QUIET, "100 100 80 95"), LONG,
        [IN, forced("SELL", "84.21", "TAKER LEG", 3)], {"e": "FILLED", "O-S-2": "FILLED"}, start=1_000, venue=TEN,
        balance="210.5",
    ),
    case(
        "not-liquidated-a-tick-above", "A5", bars(QUIET, QUIET, "100 100 84.22 95"), LONG, [IN], start=1_000, venue=TEN,
        equity={3: 750},
    ),
    # A gap beyond the level: at the open.
    case(
        "liquidated-at-the-open", "A5", bars(QUIET, QUIET, "83 90 82 85"), LONG,
        [IN, forced("SELL", 83, "TAKER OPEN", 3)], start=1_000, venue=TEN, balance=150,
    ),
    case(
        "a-short-position", "A5", bars(QUIET, QUIET, "100 120 100 101"), [sell(1, "e", 50)],
        [OUT, forced("BUY", "114.29", "TAKER LEG", 3)], start=1_000, venue=TEN, balance="285.5",
    ),
    # The bid was at 80 on the way to the low, before the buy on the way up: that is no lack.
    case(
        "a-low-before-the-entry-does-not-count", "A5 B6",
        bars("99 99 99 99 | 99.5 99.5 99.5 99.5", "99 100 80 99 | 99.5 102 82 101"), [buy(1, "e", 50, trigger_price=100)],
        [fill("e", "BUY", 50, 100, "TAKER LEG", 2)], start=1_000, venue=TEN | {"bar_path": "OLHC"}, equity={2: 950},
    ),
    # The strategy's own stop is reached first, also at the very level.
    case(
        "a-stop-comes-first", "A5", bars(QUIET, QUIET, "100 100 80 95"), [buy(1, "e", 50, stop_loss_price="84.21")],
        [IN, fill("e-SL", "SELL", 50, "84.21", "TAKER LEG", 3)], start=1_000, venue=TEN, balance="210.5",
    ),
    # A stop for half of it at 90: 1,000 - 250 + 25 (p - 100) < 1.25 p below 73.68.
    case(
        "the-level-moves-with-the-position", "A5", bars(QUIET, QUIET, "100 100 70 95"),
        [buy(1, "e", 50), sell(2, "half", 25, trigger_price=90)],
        [IN, fill("half", "SELL", 25, 90, "TAKER LEG", 3), forced("SELL", "73.68", "TAKER LEG", 3, 3, 25)],
        start=1_000, venue=TEN, balance="92",
    ),
    # Only closes count: 80 on the way does not, 84 does.
    case(
        "at-closes-only", "A5", bars(QUIET, QUIET, "100 100 80 95", "95 95 83 84"), LONG,
        [IN, forced("SELL", 84, "TAKER CLOSE", 4)], start=1_000, venue=TEN | {"liquidation": "close"}, balance=200,
    ),
    # Bust only: 84 is short of margin, 79 is without equity; what is sent later is not.
    case(
        "bust-only", "A5", bars(QUIET, QUIET, "100 100 80 84", "84 84 79 79", QUIET), [*LONG, buy(4, "late", 1)],
        [IN, forced("SELL", 79, "TAKER CLOSE", 4)], start=1_000, venue=TEN | {"liquidation": "bust"}, balance=-50,
    ),
    case(
        "never", "A5", bars(QUIET, QUIET, "100 100 60 70"), LONG, [IN], start=1_000, venue=TEN | {"liquidation": "off"},
        equity={3: -500},
    ),
    # The venue's fee for it: 1 % of 4,210.50, half up.
    case(
        "liquidation-fee", "A5", bars(QUIET, QUIET, "100 100 80 95"), LONG, [IN, forced("SELL", "84.21", "TAKER LEG", 3)],
        start=1_000, venue=TEN | {"liquidation_fee": D("0.01")}, balance="168.39",
    ),
    # It slips as any taker does.
    case(
        "liquidation-slips", "A5 F13", bars(QUIET, QUIET, "100 100 80 95"), LONG,
        [fill("e", "BUY", 50, "100.02", "TAKER OPEN", 2), forced("SELL", "84.21", "TAKER LEG", 3)], start=1_000,
        venue=TEN | {"slippage": FixedSlippage(2)}, balance="209.5",
    ),
    # Every order of the account is canceled, also one of another instrument and a bracket's.
    case(
        "orders-are-canceled", "A5", {"X.SIM": bars(QUIET, QUIET, "100 100 80 95"), "Y.SIM": bars(QUIET, QUIET, QUIET)},
        [buy(1, "e", 50, take_profit_price=130), buy(2, "low", 1, price=50), buy(2, "other", 1, on="Y.SIM", price=50)],
        [IN, forced("SELL", "84.21", "TAKER LEG", 3, 5)],
        {"low": "CANCELED LIQUIDATED", "other": "CANCELED LIQUIDATED", "e-TP": "CANCELED LIQUIDATED"}, start=1_000,
        venue=TEN,
    ),
    # A gap takes more than there is: the debt is kept.
    case(
        "bust-by-a-gap", "A5", bars(QUIET, QUIET, "70 75 69 72", QUIET), [*LONG, buy(3, "late", 1)],
        [IN, forced("SELL", 70, "TAKER OPEN", 3)], start=1_000, venue=TEN, balance=-500, equity={3: -500, 4: -500},
    ),
    # Or written off.
    case(
        "bust-and-written-off", "A5", bars(QUIET, QUIET, "70 75 69 72", QUIET), LONG,
        [IN, forced("SELL", 70, "TAKER OPEN", 3)], start=1_000, venue=TEN | {"negative_balance": "write_off"}, balance=0,
        equity={3: 0, 4: 0},
    ),
    # Two legs count together, and only at closes: what one loses the other gains.
    case(
        "a-hedge-holds", "A5", {"X.SIM": bars(QUIET, QUIET, "100 100 60 60"), "Y.SIM": bars(QUIET, QUIET, "100 100 60 60")},
        [buy(1, "x", 50, on="X.SIM"), sell(1, "y", 50, on="Y.SIM")],
        [fill("x", "BUY", 50, 100, "TAKER OPEN", 2), fill("y", "SELL", 50, 100, "TAKER OPEN", 2)], start=1_000, venue=TEN,
        equity={3: 1_000},
    ),
    # X loses 600, Y 150: 250 are below 5 % of 4,400 + 4,850, 462.50. Without X they are above 242.50.
    case(
        "the-largest-loss-first", "A5",
        {"X.SIM": bars(QUIET, QUIET, "100 100 88 88"), "Y.SIM": bars(QUIET, QUIET, "100 100 97 97")},
        [buy(1, "y", 50, on="Y.SIM"), buy(1, "x", 50, on="X.SIM")],
        [
            fill("y", "BUY", 50, 100, "TAKER OPEN", 2), fill("x", "BUY", 50, 100, "TAKER OPEN", 2),
            fill("O-S-3", "SELL", 50, 88, "TAKER CLOSE", 3),
        ], start=1_000, venue=TEN, balance=400, equity={3: 250},
    ),
    # The rate of 0.5 over a leverage of 5: 10 %, and half of it to maintain: the level of the first case.
    case(
        "rate-over-leverage", "A5", bars(QUIET, QUIET, "100 100 80 95"), LONG, [IN, forced("SELL", "84.21", "TAKER LEG", 3)],
        start=1_000, instrument={"margin_initial": D("0.5")}, venue={"leverage": D(5), "margin_model": "rate_over_leverage"},
    ),
    # No margin at all: any size, liquidated where the equity is below 0: below 99.9.
    case(
        "no-margin", "A5", bars(QUIET, QUIET, "100 100 99 100"), [buy(1, "e", 10_000)],
        [fill("e", "BUY", 10_000, 100, "TAKER OPEN", 2), forced("SELL", "99.89", "TAKER LEG", 3, 2, 10_000)], start=1_000,
        venue={"margin_model": "none"}, balance=-100,
    ),
]
