"""Golden cases on bars of bid and ask: which side fills, in which order, and what marks (B6, B2, B3, F1 to F6, T5, T7)."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .table import at, bars, buy, case, fill, sell

QUIET = "99 99 99 99 | 101 101 101 101"
WIDE = "100 102 98 101 | 102 104 101 103"
RISING = "100 110 100 105 | 101 104 101 102"
OHLC = {"bar_path": "OHLC"}

CASES = [
    # Buys pay the ask, sales get the bid; what is held is marked by the side that closes it.
    case(
        "pair-market-buy", "B6 F1 T7", bars(QUIET, WIDE), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], equity={1: 100_000, 2: 99_990},
    ),
    case(
        "pair-market-sell", "B6 F1 T7", bars(QUIET, WIDE), [sell(1, "e", 10)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)], equity={2: 99_970},
    ),
    case(
        "pair-mark-mid", "T7", bars(QUIET, WIDE), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], venue={"mark_price": "mid"}, equity={2: 100_000},
    ),
    case(
        "pair-this-close", "T5 B6", bars(QUIET, WIDE), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER CLOSE", 1)], venue={"fill_timing": "this_close"}, equity={1: 99_980},
    ),
    case(
        "pair-next-close", "T5 B6", bars(QUIET, WIDE), [buy(1, "e", 10), sell(1, "f", 10)],
        [fill("e", "BUY", 10, 103, "TAKER CLOSE", 2), fill("f", "SELL", 10, 101, "TAKER CLOSE", 2)],
        venue={"fill_timing": "next_close"}, balance=99_980,
    ),
    # A buy limit waits for the low of the ask, whatever the bid does; a sell stop for the low of the bid.
    case(
        "pair-limit-waits-for-ask", "B6 F2", bars(QUIET, WIDE, "97 99 96 98 | 102 103 100 101"),
        [buy(1, "e", 10, price=100)], [fill("e", "BUY", 10, 100, "MAKER LEG", 3)],
    ),
    case(
        "pair-stop-waits-for-bid", "B6 F3",
        bars(QUIET, "99 99 98.01 99 | 101 101 97 101", "99 100 97 98 | 101 102 101 102"),
        [sell(1, "e", 10, trigger_price=98)], [fill("e", "SELL", 10, 98, "TAKER LEG", 3)],
    ),
    case(
        "pair-stop-gap", "B6 F3", bars(QUIET, QUIET, "95 96 94 95 | 99 99 97 98"),
        [sell(1, "e", 10, trigger_price=98)], [fill("e", "SELL", 10, 95, "TAKER OPEN", 3)],
    ),
    # Both sides move in step: at 106 the bid has gone 6/10 of its way, at 103 the ask 2/3.
    case(
        "pair-share-sale-first", "B6 B3", bars(QUIET, QUIET, RISING),
        [buy(1, "b", 10, trigger_price=103), sell(1, "s", 10, price=106)],
        [fill("s", "SELL", 10, 106, "MAKER LEG", 3), fill("b", "BUY", 10, 103, "TAKER LEG", 3)], venue=OHLC,
    ),
    case(
        "pair-share-buy-first", "B6 B3", bars(QUIET, QUIET, RISING),
        [sell(1, "s", 10, price=107), buy(1, "b", 10, trigger_price=103)],
        [fill("b", "BUY", 10, 103, "TAKER LEG", 3), fill("s", "SELL", 10, 107, "MAKER LEG", 3)], venue=OHLC,
    ),
    # 2/6 and 1/3 are one share, though no binary fraction; at one share triggers come before limits.
    case(
        "pair-share-equal", "B6 B3", bars(QUIET, QUIET, "100 106 100 105 | 101 104 101 102"),
        [sell(1, "s", 10, price=102), buy(1, "b", 10, trigger_price=102)],
        [fill("b", "BUY", 10, 102, "TAKER LEG", 3), fill("s", "SELL", 10, 102, "MAKER LEG", 3)], venue=OHLC,
    ),
    # With the bid at 105, half its way, the ask is at 102.5: between two ticks it stands at the worse one.
    case(
        "pair-between-ticks", "B6", bars(QUIET, QUIET, RISING),
        [sell(1, "e", 10, price=105, take_profit_price=103)],
        [fill("e", "SELL", 10, 105, "MAKER LEG", 3), fill("e-TP", "BUY", 10, 103, "TAKER LEG", 3)],
        instrument={"price_precision": 0}, venue=OHLC,
    ),
    # The bid bar chooses the shape: its high is nearer to its open, the low of the ask nearer to the ask's.
    case(
        "pair-shape-of-bid", "B6 B1", bars(QUIET, "100 100 100 100 | 103 103 103 103", "100 101 97 99 | 103 106 102 103"),
        [buy(1, "b", 10, price=102), sell(1, "s", 10, price=101)],
        [fill("s", "SELL", 10, 101, "MAKER LEG", 3), fill("b", "BUY", 10, 102, "MAKER LEG", 3)],
        venue={"bar_path": "adaptive"},
    ),
    case(
        "pair-shape-of-ask-alone", "B6 B1", bars(QUIET, "- | 103 103 103 103", "- | 103 106 102 103"),
        [buy(1, "a", 10, price=102), buy(1, "b", 10, trigger_price=105)],
        [fill("a", "BUY", 10, 102, "MAKER LEG", 3), fill("b", "BUY", 10, 105, "TAKER LEG", 3)],
        venue={"bar_path": "adaptive"},
    ),
    # Worst: the entry bar reaches stop and target, so it is a loss; both are tested by the bid.
    case(
        "pair-worst-entry-bar", "B6 B2", bars(QUIET, "100 106 96 101 | 102 108 98 103"),
        [buy(1, "e", 10, stop_loss_price=97, take_profit_price=105)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 97, "TAKER LEG", 2, ambiguous=True)],
    ),
    # Levels that only the other side reaches are not reached, and make nothing ambiguous.
    case(
        "pair-target-by-bid", "B6 O3", bars(QUIET, "100 104 98 101 | 102 108 97 103", "101 105 99 104 | 103 108 97 106"),
        [buy(1, "e", 10, stop_loss_price=97, take_profit_price=105)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2), fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3, ambiguous=False)],
    ),
    # A missing side does not trade: market orders wait, IOC ends, and the newest close of it marks.
    case(
        "pair-missing-ask", "B6", bars(QUIET, "100 101 99 100 | -", WIDE),
        [buy(1, "b", 10), sell(1, "s", 5), buy(1, "i", 1, time_in_force="IOC"), buy(1, "l", 1, price=99)],
        [fill("s", "SELL", 5, 100, "TAKER OPEN", 2), fill("b", "BUY", 10, 102, "TAKER OPEN", 3)],
        {"i": "CANCELED TIME_IN_FORCE", "l": "ACCEPTED"}, equity={2: 99_995},
    ),
    case(
        "pair-missing-bid", "B6 T7", bars(QUIET, WIDE, "- | 90 95 90 91", "100 100 100 100 | 102 102 102 102"),
        [buy(1, "e", 10, stop_loss_price=95)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], {"e-SL": "ACCEPTED"}, equity={2: 99_990, 3: 99_990, 4: 99_980},
    ),
    # A trailing stop of a sale follows the bid and is hit by it.
    case(
        "pair-trailing", "B6 F6", bars(QUIET, QUIET, "100 104 100 103 | 101 109 101 104", "103 103 101 102 | 104 104 97 103"),
        [sell(1, "e", 10, order_type="TRAILING_STOP_MARKET", trailing_offset=2)],
        [fill("e", "SELL", 10, 102, "TAKER LEG", 4)],
    ),
    # Slippage stays in the range of the side that fills.
    case(
        "pair-clamped", "B6 F13", bars(QUIET, "100 102 98 101 | 102 103 101 103"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 103, "TAKER OPEN", 2)],
        venue={"clamp_slippage": "on", "slippage": FixedSlippage(200)},
    ),
    # Bar 2 has no ask: a limit that the ask before has passed waits, also while the bid's path reaches a sale.
    case(
        "pair-without-an-ask", "B6", bars("99 99 99 99 | 100 100 100 100", "99 100 98 99 | -", "99 99 99 99 | 100 100 100 100"),
        [buy(1, "e", 10, price=101), sell(1, "s", 1, price=100)],
        [fill("s", "SELL", 1, 100, "MAKER LEG", 2), fill("e", "BUY", 10, 101, "MAKER OPEN", 3)],
        columns={"e": {"ts_accepted": at(2)}},
    ),
]  # fmt: skip
