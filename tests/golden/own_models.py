"""Golden cases of models of the user's own: fees, slippage, the price of market orders (F1, F12 to F14)."""

from __future__ import annotations

from typing import Any

from tests.reference import FlatFees, OwnFees, OwnFillPrice, OwnSlippage

from .table import QUIET, bars, buy, case, fill, sell, ticks


def duty(fill: Any, p: Any) -> float:
    """A rate on what is bought, nothing on what is sold."""
    return fill.notional * p.rate if fill.side > 0 else 0.0


def thirds(fill: Any) -> float:
    """A third of a cent a unit."""
    return fill.quantity / 300


def cents_once(fill: Any) -> int:
    """Seven units at an order's first fill."""
    return 7 if fill.filled == 0 else 0


def cheaper_later(fill: Any) -> float:
    """One percent until 1,000 was traded, then nothing."""
    return fill.notional * 0.01 if fill.traded < 1000 else 0.0


def rebate(fill: Any) -> float:
    """Makers get a rebate."""
    return -0.5 if fill.is_maker else 0.25


def tenth_of_the_bar(fill: Any) -> float:
    """A tenth of the row's range."""
    return (fill.high - fill.low) / 10


def wide(fill: Any) -> float:
    """More than any limit allows."""
    return 5.0


def tick_a_lot(fill: Any, p: Any) -> int:
    """Some ticks for each lot."""
    return p.ticks * fill.quantity


def typical(fill: Any) -> float:
    """The mean of high, low and close."""
    return (fill.high + fill.low + fill.close) / 3


def worse_of_open_and_close(fill: Any) -> int:
    """What is worse for the order."""
    return max(fill.open, fill.close) if fill.side > 0 else min(fill.open, fill.close)


WIDE = "100 106 97 103"

CASES = [
    # 1,000 x 0.005 for the purchase alone.
    case(
        "own-fees-by-side", "F14", bars(QUIET, "100 101 99 100"), [buy(1, "b", 10), sell(1, "s", 10)],
        [
            fill("b", "BUY", 10, 100, "TAKER OPEN", 2, commission="5.00"),
            fill("s", "SELL", 10, 100, "TAKER OPEN", 2, commission="0.00"),
        ],
        venue={"fees": (OwnFees(duty, (("rate", 0.005),)),)}, balance=99_995,
    ),
    # 10 / 300 = 0.0333.. is 3 cents; 50 / 300 = 0.1666.. is 17.
    case(
        "own-fees-to-a-unit", "F14", bars(QUIET, "100 101 99 100"), [buy(1, "a", 10), buy(1, "b", 50)],
        [
            fill("a", "BUY", 10, 100, "TAKER OPEN", 2, commission="0.03"),
            fill("b", "BUY", 50, 100, "TAKER OPEN", 2, commission="0.17"),
        ],
        venue={"fees": (OwnFees(thirds),)},
    ),
    # 0.05 x 10 of volume 100 at a time; in units of a cent, and 1 for each fill beside it.
    case(
        "own-fees-exact-in-a-list", "F14 F11", bars("100 100 100 100 100", "100 101 99 100 100", "100 101 99 100 100"),
        [buy(1, "b", 8)],
        [
            fill("b", "BUY", 5, 100, "TAKER OPEN", 2, commission="1.07"),
            fill("b", "BUY", 3, 100, "TAKER OPEN", 3, commission="1.00"),
        ],
        venue={"fees": (FlatFees(1, "fill"), OwnFees(cents_once, exact=True)), "volume_limit": "0.05"},
    ),
    case(
        "own-fees-by-what-was-traded", "F14", bars(QUIET, "100 101 99 100"), [buy(1, "a", 10), buy(1, "b", 10)],
        [
            fill("a", "BUY", 10, 100, "TAKER OPEN", 2, commission="10.00"),
            fill("b", "BUY", 10, 100, "TAKER OPEN", 2, commission="0.00"),
        ],
        venue={"fees": (OwnFees(cheaper_later),)},
    ),
    case(
        "own-fees-of-makers", "F14", bars(QUIET, "100 101 99 100"), [buy(1, "b", 1), sell(1, "s", 1, price=101)],
        [
            fill("b", "BUY", 1, 100, "TAKER OPEN", 2, commission="0.25"),
            fill("s", "SELL", 1, 101, "MAKER LEG", 2, commission="-0.50"),
        ],
        venue={"fees": (OwnFees(rebate),)}, balance="100001.25",
    ),
    # The fee is locked with the order: 1,000 + 5 is more than 1,004.
    case(
        "own-fees-count-when-sent", "A4 F14", bars(QUIET, QUIET), [buy(1, "b", 10)], [],
        {"b": "DENIED INSUFFICIENT_CASH"}, start=1_004,
        venue={"account_type": "CASH", "fees": (OwnFees(duty, (("rate", 0.005),)),)},
    ),
    # (106 - 97) / 10 = 0.90 against each.
    case(
        "own-slippage", "F13", bars(QUIET, WIDE), [buy(1, "b", 1), sell(1, "s", 1)],
        [
            fill("b", "BUY", 1, "100.90", "TAKER OPEN", 2, slippage="0.90"),
            fill("s", "SELL", 1, "99.10", "TAKER OPEN", 2, slippage="0.90"),
        ],
        venue={"slippage": OwnSlippage(tenth_of_the_bar)},
    ),
    # 0.90 to a tick of 0.25, the worse way.
    case(
        "own-slippage-to-a-tick", "F13", bars(QUIET, WIDE), [buy(1, "b", 1), sell(1, "s", 1)],
        [
            fill("b", "BUY", 1, 101, "TAKER OPEN", 2, slippage="1.00"),
            fill("s", "SELL", 1, 99, "TAKER OPEN", 2, slippage="1.00"),
        ],
        venue={"slippage": OwnSlippage(tenth_of_the_bar)}, instrument={"price_increment": "0.25"},
    ),
    # A limit of 102 that takes at the open of 100 slips to its limit; the one that rests does not slip.
    case(
        "own-slippage-within-the-limit", "F12 F13", bars(QUIET, WIDE),
        [buy(1, "takes", 1, price=102), sell(1, "rests", 1, price=105)],
        [
            fill("takes", "BUY", 1, 102, "TAKER OPEN", 2, slippage=2),
            fill("rests", "SELL", 1, 105, "MAKER LEG", 2, slippage=0),
        ],
        venue={"slippage": OwnSlippage(wide)},
    ),
    # 3 lots, 2 ticks each; a size found at the price offered: 250 / 100 is 2 lots.
    case(
        "own-slippage-exact", "F13 S2", bars(QUIET, QUIET), [buy(1, "b", 3), buy(1, "v", size=250, size_rule="value")],
        [
            fill("b", "BUY", 3, "100.06", "TAKER OPEN", 2, slippage="0.06"),
            fill("v", "BUY", 2, "100.04", "TAKER OPEN", 2, slippage="0.04"),
        ],
        venue={"slippage": OwnSlippage(tick_a_lot, (("ticks", 2),), exact=True)},
    ),
    # On a tick there is no range.
    case(
        "own-slippage-on-ticks", "F13", ticks("q 99 101", "q 99 101"), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 101, "TAKER OPEN", 2, slippage=0)], venue={"slippage": OwnSlippage(tenth_of_the_bar)},
    ),
    # (106 + 97 + 103) / 3 = 102; the stop of 98 is live from the next bar on.
    case(
        "own-fill-price", "F1 F10", bars(QUIET, WIDE, "103 104 97.50 99"), [buy(1, "e", 1, stop_loss_price=98)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 2), fill("e-SL", "SELL", 1, 98, "TAKER LEG", 3)],
        venue={"fill_price": OwnFillPrice(typical)},
    ),
    # (106.01 + 97 + 103) / 3 = 102.00333.., to a tick.
    case(
        "own-fill-price-to-a-tick", "F1", bars(QUIET, "100 106.01 97 103"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 2)], venue={"fill_price": OwnFillPrice(typical)},
    ),
    # Buys at 103, sells at 100, and slippage beyond it; a limit takes where it arrives.
    case(
        "own-fill-price-by-side", "F1 F13", bars(QUIET, WIDE), [buy(1, "b", 1), sell(1, "s", 1), buy(1, "l", 1, price=101)],
        [
            fill("b", "BUY", 1, "103.90", "TAKER OPEN", 2, slippage="0.90"),
            fill("s", "SELL", 1, "99.10", "TAKER OPEN", 2, slippage="0.90"),
            fill("l", "BUY", 1, "100.90", "TAKER OPEN", 2, slippage="0.90"),
        ],
        venue={
            "fill_price": OwnFillPrice(worse_of_open_and_close, exact=True),
            "slippage": OwnSlippage(tenth_of_the_bar),
        },
    ),
]  # fmt: skip
