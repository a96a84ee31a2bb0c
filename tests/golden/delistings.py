"""Delistings: what is held is paid its cash value, else its last price; orders end, later ones are denied (A10)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, command, fill, sell

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, "100 100 96 97", "95 95 95 95")
CASH = {"account_type": "CASH"}


def paid(side: str, price: object, bar: float, name: str = "O-S-2") -> object:
    """Return the fill that a delisting makes."""
    return fill(name, side, 10, price, "TAKER CLOSE", bar, commission=0, slippage=0, cause="DELISTING")


CASES = [
    case(
        "delisted-at-the-last-price", "A10", FLAT, [buy(1, "e", 10)], [IN, paid("SELL", 97, 3)], venue=CASH, start=1_000,
        delistings={3: "-"}, balance=970, equity={3: 970, 4: 970}, trades=[(10, 100, 97, -30)],
    ),
    case(
        "delisted-at-a-cash-value", "A10", FLAT, [buy(1, "e", 10)], [IN, paid("SELL", "98.25", 3.5)], venue=CASH, start=1_000,
        delistings={3.5: "98.25"}, balance="982.50", equity={3: 970, 4: "982.50"},
    ),
    case(
        "delisted-without-a-value", "A10", FLAT, [buy(1, "e", 10)], [IN, paid("SELL", 0, 3)], venue=CASH, start=1_000,
        delistings={3: 0}, balance=0, positions=[("BUY", 10, 0, -1_000)],
    ),
    case(
        "a-short-pays-the-cash-value", "A10", FLAT, [sell(1, "e", 10)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), paid("BUY", 110, 3)], delistings={3: 110}, balance=99_900,
    ),
    # What locks cash or holdings gives it back.
    case(
        "delisting-ends-its-orders", "A10 A4", FLAT,
        [buy(1, "e", 10), sell(2, "rests", 10, price=120), buy(2, "low", 1, price=50), buy(3, "late", 1), command(4, "close_position")],
        [IN, paid("SELL", 100, 2.5, "O-S-4")],
        {"rests": "CANCELED INSTRUMENT_ENDED", "low": "CANCELED INSTRUMENT_ENDED", "late": "DENIED NOT_TRADABLE"},
        venue=CASH, start=2_000, delistings={2.5: "-"}, balance=2_000, refused=["NO_POSITION"],
    ),
    # Of one time the dividend comes first.
    case(
        "a-last-dividend", "A10 T1", FLAT, [buy(1, "e", 10)], [IN, paid("SELL", 97, 3)], venue=CASH, start=1_000,
        dividends={3: 2}, delistings={3: "-"}, flows=[(3, "dividend", 20)], balance=990, positions=[("BUY", 10, 0, -10)],
    ),
]
