"""Golden cases of a volume limit by a function of the user's own (F11): what it is told, what its answer leaves."""

from __future__ import annotations

from typing import Any

from tests.reference import OwnVolumeLimit

from .table import bars, buy, case, fill, sell, ticks

HUNDRED = "100 100 100 100 100"
"""A bar of which a tenth is 10."""


def a_tenth(fill: Any) -> float:
    """What volume_limit=0.1 leaves."""
    return fill.volume * 0.1


def makers_first(fill: Any) -> float:
    """A tenth for those that rest, a twentieth for those that take."""
    return fill.volume * (0.1 if fill.is_maker else 0.05)


def a_piece_each(fill: Any, p: Any) -> float:
    """So many lots for each order, whatever others took."""
    return fill.taken + p.lots


def purchases_only(fill: Any) -> float:
    """All that purchases ask for, nothing for sales."""
    return fill.taken + fill.quantity if fill.side > 0 else 0.0


def lots_of_the_range(fill: Any) -> int:
    """As many lots as the row's range has ticks."""
    return fill.high - fill.low


def three_where_unknown(fill: Any) -> float:
    """Three units of a row without a volume, else a tenth."""
    return 3.0 if fill.volume != fill.volume else fill.volume * 0.1


def by_price(fill: Any) -> float:
    """Dear shares are rare."""
    return 8.0 if fill.price > 100 else 4.0


def four_fifths(fill: Any) -> float:
    """Of what a tick shows."""
    return fill.volume * 0.8


def two_in_five(fill: Any) -> float:
    """Forty of a hundred."""
    return fill.volume * 0.4


def own(function: Any, exact: bool = False, **params: float) -> dict[str, Any]:
    """Venue options: a volume limit by a function."""
    return {"volume_limit": OwnVolumeLimit(function, tuple(params.items()), exact)}


CASES = [
    # 10 of each row.
    case(
        "own-limit-of-a-tenth", "F11 F1", bars(HUNDRED, HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 25)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 10, 100, "TAKER OPEN", 3),
            fill("e", "BUY", 5, 100, "TAKER OPEN", 4),
        ],
        {"e": "FILLED"}, venue=own(a_tenth),
    ),
    # A tenth of 190 is 19, of which 15 are lots of 5.
    case(
        "own-limit-down-to-a-lot", "F11", bars(HUNDRED, "100 100 100 100 190", "100 100 100 100 0"), [buy(1, "e", 50)],
        [fill("e", "BUY", 15, 100, "TAKER OPEN", 2)], {"e": "PARTIALLY_FILLED"}, venue=own(a_tenth),
        instrument={"size_increment": "5"},
    ),
    # 0.1 x 0.3 is 0.030000000000000002 and 0.1 x 0.7 is 0.06999999999999999: 3 and 7 hundredths all the same.
    case(
        "own-limit-and-the-error-of-the-float", "F11", bars(HUNDRED, "100 100 100 100 0.3", "100 100 100 100 0.7"),
        [buy(1, "e", 1)],
        [fill("e", "BUY", "0.03", 100, "TAKER OPEN", 2), fill("e", "BUY", "0.07", 100, "TAKER OPEN", 3)],
        venue=own(a_tenth), instrument={"size_precision": 2},
    ),
    # A twentieth of 100 for the market order: 5. Then a tenth for the limit, of which 5 are taken: 5 more.
    case(
        "own-limit-by-liquidity", "F11 F2", bars(HUNDRED, "100 101 98 100 100", "100 100 100 100 100"),
        [buy(1, "m", 5), buy(1, "l", 20, price=99)],
        [fill("m", "BUY", 5, 100, "TAKER OPEN", 2), fill("l", "BUY", 5, 99, "MAKER LEG", 2)],
        {"l": "PARTIALLY_FILLED"}, venue=own(makers_first),
    ),
    # The limit has taken 8 of 10 when the stop comes: a twentieth is 5, which leaves it nothing on this row.
    case(
        "own-limit-below-what-was-taken", "F11 F3", bars(HUNDRED, "100 101 97 98 100", "98 98 98 98 100"),
        [buy(1, "l", 8, price=99), sell(1, "s", 3, trigger_price=98)],
        [fill("l", "BUY", 8, 99, "MAKER LEG", 2), fill("s", "SELL", 3, 98, "TAKER OPEN", 3)],
        venue=own(makers_first),
    ),
    # 4 for each: what others took is added to what is answered.
    case(
        "own-limit-a-piece-each", "F11", bars(HUNDRED, HUNDRED, HUNDRED), [buy(1, "a", 6), buy(1, "b", 3)],
        [
            fill("a", "BUY", 4, 100, "TAKER OPEN", 2), fill("b", "BUY", 3, 100, "TAKER OPEN", 2),
            fill("a", "BUY", 2, 100, "TAKER OPEN", 3),
        ],
        venue=own(a_piece_each, lots=4.0),
    ),
    # A sale is accepted and waits; IOC ends.
    case(
        "own-limit-by-side", "F11 F7", bars(HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "b", 70), sell(1, "s", 5), sell(1, "i", 5, time_in_force="IOC")],
        [fill("b", "BUY", 70, 100, "TAKER OPEN", 2)], {"s": "ACCEPTED", "i": "CANCELED TIME_IN_FORCE"},
        venue=own(purchases_only),
    ),
    # 100.06 - 99.98 is 8 ticks; FOK takes all or nothing.
    case(
        "own-limit-in-counts", "F11 F7", bars(HUNDRED, "100 100.06 99.98 100 1", HUNDRED),
        [buy(1, "f", 9, time_in_force="FOK"), buy(1, "e", 9)], [fill("e", "BUY", 8, 100, "TAKER OPEN", 2)],
        {"f": "CANCELED TIME_IN_FORCE", "e": "PARTIALLY_FILLED"}, venue=own(lots_of_the_range, exact=True),
    ),
    # A function may do without a volume, where a share is refused.
    case(
        "own-limit-without-a-volume", "F11", bars("100 100 100 100", "100 100 100 100", "100 100 100 100"), [buy(1, "e", 5)],
        [fill("e", "BUY", 3, 100, "TAKER OPEN", 2), fill("e", "BUY", 2, 100, "TAKER OPEN", 3)],
        venue=own(three_where_unknown),
    ),
    # 4 at 100, at 101 up to 8 of which 4 are taken.
    case(
        "own-limit-by-price", "F11", bars(HUNDRED, "100 102 100 101 100", HUNDRED),
        [buy(1, "b", 6, time_in_force="IOC"), sell(1, "s", 6, price=101)],
        [fill("b", "BUY", 4, 100, "TAKER OPEN", 2), fill("s", "SELL", 4, 101, "MAKER LEG", 2)],
        {"b": "CANCELED TIME_IN_FORCE", "s": "PARTIALLY_FILLED"}, venue=own(by_price),
    ),
    # 40 in parts of 10: at the open, on the way up, down, and to the close, where 1.
    case(
        "own-limit-over-the-path", "F11", bars(HUNDRED, "100 105 95 102 100", "102 102 102 102 100"),
        [buy(1, "e", 15), sell(1, "up", 12, price=104), buy(1, "down", 12, price=96)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("up", "SELL", 10, 104, "MAKER LEG", 2),
            fill("down", "BUY", 10, 96, "MAKER LEG", 2), fill("e", "BUY", 5, 102, "TAKER OPEN", 3),
        ],
        venue=own(two_in_five) | {"volume_split": "points", "bar_path": "OHLC"},
    ),
    # Four fifths of the 10 at the ask; the bid is another size, the print no news for takers, the next quote is.
    case(
        "own-limit-of-quotes", "F11", ticks("q 99 101 50 50", "q 99 101 20 10", "p 101 500", "q 99 102 50 50"),
        [buy(1, "b", 10), sell(1, "s", 18)],
        [
            fill("b", "BUY", 8, 101, "TAKER OPEN", 2), fill("s", "SELL", 16, 99, "TAKER OPEN", 2),
            fill("b", "BUY", 2, 102, "TAKER OPEN", 4), fill("s", "SELL", 2, 99, "TAKER OPEN", 4),
        ],
        venue=own(four_fifths),
    ),
    # Of a print of 10 the limits that rest have 8 together.
    case(
        "own-limit-of-prints", "F11", ticks("p 100 50", "p 100 10", "p 99 10"),
        [buy(1, "a", 5, price=99), buy(1, "b", 5, price=99)],
        [fill("a", "BUY", 5, 99, "MAKER OPEN", 3), fill("b", "BUY", 3, 99, "MAKER OPEN", 3)],
        {"b": "PARTIALLY_FILLED"}, venue=own(four_fifths),
    ),
]  # fmt: skip
