"""Golden cases of several positions of one instrument: venues that hedge, and several strategies (A2)."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from tests.reference import PercentageFees, RiskLimits

from .table import QUIET, bars, buy, case, command, fill, sell, signals

FLAT = (QUIET,) * 6
HEDGES = {"oms_type": "HEDGING"}
TWO = {"leverage": D(2)}
FEE = {"fees": (PercentageFees(maker=D("0.01"), taker=D("0.01")),)}


def at_open(name: str, side: str, quantity: Any, bar: int, **more: Any) -> Any:
    """Return a fill at the open of a flat bar."""
    return fill(name, side, quantity, 100, "TAKER OPEN", bar, **more)


def closing(bar: int, **words: Any) -> dict[str, Any]:
    """Return a row that closes, with further words."""
    return command(bar, "close_position") | words


CASES = [
    # A sale opens a position of its own beside the bought one: 10 x 100 + 4 x 100 gross, 600 net.
    case(
        "hedged-sides-stand-beside-each-other", "A2", bars(*FLAT), [buy(1, "a", 10), sell(1, "b", 4)],
        [at_open("a", "BUY", 10, 2), at_open("b", "SELL", 4, 2)], venue=HEDGES,
        positions=[("BUY", 10, 10, 0), ("SELL", 4, 4, 0)], exposure={2: (1_400, 600)},
    ),
    # Each order that opens has a position of its own, also on one side.
    case(
        "hedging-a-position-an-order", "A2", bars(QUIET, QUIET, "110 110 110 110"), [buy(1, "a", 10), buy(2, "b", 10)],
        [at_open("a", "BUY", 10, 2), fill("b", "BUY", 10, 110, "TAKER OPEN", 3)], venue=HEDGES,
        positions=[("BUY", 10, 10, 0), ("BUY", 10, 10, 0)],
    ),
    # Reduce-only without a name takes the oldest first: all of a, two of b; each a fill and a round trip.
    case(
        "hedging-oldest-first", "A2", bars(QUIET, QUIET, "110 110 110 110", "120 120 120 120"),
        [buy(1, "a", 5), buy(2, "b", 5), sell(3, "x", 7, reduce_only=True)],
        [at_open("a", "BUY", 5, 2), fill("b", "BUY", 5, 110, "TAKER OPEN", 3),
         fill("x", "SELL", 5, 120, "TAKER OPEN", 4, position=1), fill("x", "SELL", 2, 120, "TAKER OPEN", 4, position=2)],
        {"x": "FILLED"}, venue=HEDGES, trades=[(5, 100, 120, 100), (2, 110, 120, 20), (3, 110, None, 30)],
    ),
    # Fees are those of each fill: 1 % of 500 and of 200.
    case(
        "hedging-fees-by-fill", "A2 F14", bars(*FLAT), [buy(1, "a", 5), buy(2, "b", 5), sell(3, "x", 7, reduce_only=True)],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 3),
         at_open("x", "SELL", 5, 4, commission=5), at_open("x", "SELL", 2, 4, commission=2)],
        venue=HEDGES | FEE, balance=99_983,
    ),
    # A name chooses: b is closed, a, which is older, stays.
    case(
        "hedging-by-name", "A2", bars(*FLAT), [buy(1, "a", 5), buy(2, "b", 5), sell(3, "x", 5, position_id="b")],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 3), at_open("x", "SELL", 5, 4, position=2)], venue=HEDGES,
        positions=[("BUY", 5, 5, 0), ("BUY", 5, 0, 0)],
    ),
    # Naming a position only reduces it: 20 is cut to the 5 held.
    case(
        "hedging-a-name-only-reduces", "A2 F9", bars(*FLAT),
        [buy(1, "a", 5), buy(2, "b", 5), sell(3, "x", 20, position_id="b")],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 3), at_open("x", "SELL", 5, 4, position=2)],
        {"x": "FILLED"}, venue=HEDGES, columns={"x": {"quantity": 5, "reduce_only": True}},
    ),
    # The position named is gone: nothing to reduce, whatever else is held.
    case(
        "hedging-named-position-gone", "A2 F9", bars(*FLAT),
        [buy(1, "a", 5), buy(1, "b", 5), sell(2, "x", 5, position_id="a"), sell(3, "y", 5, position_id="a")],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 2), at_open("x", "SELL", 5, 3)],
        {"y": "REJECTED NOTHING_TO_REDUCE"}, venue=HEDGES,
    ),
    # A resting order that names a position shrinks with that one alone.
    case(
        "hedging-resting-close-shrinks-with-its-own", "A2 F9", bars(*FLAT),
        [buy(1, "a", 5), buy(1, "b", 5), sell(2, "x", 5, price=110, position_id="a"),
         sell(2, "y", 5, price=110, position_id="b"), sell(3, "z", 3, position_id="b")],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 2), at_open("z", "SELL", 3, 4)],
        {"x": "ACCEPTED", "y": "ACCEPTED"}, venue=HEDGES, columns={"x": {"quantity": 5}, "y": {"quantity": 2}},
    ),
    # Each entry's stop closes its own position: 95 is reached, 90 is not.
    case(
        "hedging-stops-of-their-own", "A2 F10", bars(QUIET, QUIET, "100 100 94 94"),
        [buy(1, "a", 5, stop_loss_price=90), buy(1, "b", 5, stop_loss_price=95)],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 2), fill("b-SL", "SELL", 5, 95, "TAKER LEG", 3, position=2)],
        {"a-SL": "ACCEPTED"}, venue=HEDGES, positions=[("BUY", 5, 5, 0), ("BUY", 5, 0, -25)],
    ),
    # close_position closes both sides by an order each, the long one's first.
    case(
        "hedging-close-both-sides", "A2", bars(*FLAT), [buy(1, "a", 5), sell(1, "b", 3), closing(2)],
        [at_open("a", "BUY", 5, 2), at_open("b", "SELL", 3, 2), at_open("O-S-3", "SELL", 5, 3), at_open("O-S-4", "BUY", 3, 3)],
        venue=HEDGES, positions=[("BUY", 5, 0, 0), ("SELL", 3, 0, 0)],
    ),
    case(
        "hedging-close-by-name", "A2", bars(*FLAT), [buy(1, "a", 5), sell(1, "b", 3), closing(2, position_id="b")],
        [at_open("a", "BUY", 5, 2), at_open("b", "SELL", 3, 2), at_open("O-S-3", "BUY", 3, 3)], venue=HEDGES,
    ),
    # Nothing of that name is held.
    case(
        "hedging-close-of-nothing", "A2", bars(*FLAT), [buy(1, "a", 5, price=90), sell(1, "b", 3), closing(2, position_id="a")],
        [at_open("b", "SELL", 3, 2)], venue=HEDGES, refused=["NO_POSITION"],
    ),
    # Both sides need margin: 500 + 500 of 1,000, so that one more has none; their net needs none.
    case(
        "hedging-margin-on-both-sides", "A2 A5", bars(*FLAT), [buy(1, "a", 10), sell(2, "b", 10), buy(3, "c", 1)],
        [at_open("a", "BUY", 10, 2), at_open("b", "SELL", 10, 3)], {"c": "DENIED INSUFFICIENT_MARGIN"},
        start=1_000, venue=HEDGES | TWO,
    ),
    # On the net: 10 against 10 need nothing, 20 more 1,000 of 1,000, and 21 would need 1,050.
    case(
        "hedging-margin-on-the-net", "A2 A5", bars(*FLAT), [buy(1, "a", 10), sell(2, "b", 10), buy(3, "c", 21), buy(3, "d", 20)],
        [at_open("a", "BUY", 10, 2), at_open("b", "SELL", 10, 3), at_open("d", "BUY", 20, 4)],
        {"c": "DENIED INSUFFICIENT_MARGIN"}, start=1_000, venue=HEDGES | TWO | {"hedging_margin": "net"},
    ),
    # A limit on positions is on each side by itself: 10 long do not make room for 11 short.
    case(
        "hedging-position-limit-by-side", "A2 A11", bars(*FLAT), [buy(1, "a", 10), sell(2, "b", 11), sell(2, "c", 10)],
        [at_open("a", "BUY", 10, 2), at_open("c", "SELL", 10, 3)], {"b": "DENIED POSITION_LIMIT"},
        venue=HEDGES | {"risk": RiskLimits(max_position=D(10))},
    ),
    # What is hedged loses nothing: 10 against 10 at 1,000 are not liquidated at 80, as 10 would be.
    case(
        "hedging-no-liquidation-of-what-is-hedged", "A2 A5", bars(QUIET, QUIET, "100 100 40 40"),
        [buy(1, "a", 10), sell(1, "b", 10)], [at_open("a", "BUY", 10, 2), at_open("b", "SELL", 10, 2)],
        start=1_000, venue=HEDGES | TWO, equity={3: 1_000},
    ),
    # A sale on a CASH account closes, since nothing there can be short.
    case(
        "hedging-a-sale-for-cash-closes", "A2 A4", bars(*FLAT), [buy(1, "a", 5), buy(2, "b", 5), sell(3, "x", 7)],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 3), at_open("x", "SELL", 5, 4), at_open("x", "SELL", 2, 4)],
        venue=HEDGES | {"account_type": "CASH"}, positions=[("BUY", 5, 0, 0), ("BUY", 5, 3, 0)],
    ),
    # Signals that accumulate open a position each; their exit closes them all, and a reversal first.
    case(
        "hedging-signals-close-before-they-open", "A2 S1", bars(*FLAT),
        signals(6, entries={1, 2}, short_entries={4}, accumulate=True, on_opposite_entry="reverse", quantity=5),
        [at_open("O-S-1", "BUY", 5, 2), at_open("O-S-2", "BUY", 5, 3), at_open("O-S-3", "SELL", 5, 5, position=1),
         at_open("O-S-3", "SELL", 5, 5, position=2), at_open("O-S-3", "SELL", 5, 5, position=3)],
        venue=HEDGES, positions=[("BUY", 5, 0, 0), ("BUY", 5, 0, 0), ("SELL", 5, 5, 0)],
    ),
    # Two strategies have a position each; that of one goes through zero without the other.
    case(
        "strategies-have-positions-of-their-own", "A2", bars(QUIET, QUIET, "110 110 110 110"),
        [buy(1, "a", 10), sell(1, "b", 4, strategy_id="T"), sell(2, "c", 15)],
        [at_open("a", "BUY", 10, 2), at_open("b", "SELL", 4, 2), fill("c", "SELL", 15, 110, "TAKER OPEN", 3)],
        positions=[("BUY", 10, 0, 100), ("SELL", 4, 4, 0), ("SELL", 5, 5, 0)], equity={3: 100_060},
    ),
    # Reduce-only is of the own position: T holds nothing.
    case(
        "strategies-reduce-their-own", "A2 F9", bars(*FLAT), [buy(1, "a", 10), sell(2, "x", 4, reduce_only=True, strategy_id="T")],
        [at_open("a", "BUY", 10, 2)], {"x": "REJECTED NOTHING_TO_REDUCE"},
    ),
    # Margin is on the account's net: against 10 of S, 30 of T need what 20 need, 1,000 of 1,000; 31 more than that.
    case(
        "strategies-margin-on-the-net", "A2 A5", bars(*FLAT),
        [buy(1, "a", 10), sell(2, "b", 31, strategy_id="T"), sell(2, "c", 30, strategy_id="T")],
        [at_open("a", "BUY", 10, 2), at_open("c", "SELL", 30, 3)], {"b": "DENIED INSUFFICIENT_MARGIN"}, start=1_000, venue=TWO,
    ),
    # What S has bought T cannot sell.
    case(
        "strategies-holdings-are-their-own", "A2 A4", bars(*FLAT), [buy(1, "a", 10), sell(2, "x", 4, strategy_id="T"), sell(2, "y", 4)],
        [at_open("a", "BUY", 10, 2), at_open("y", "SELL", 4, 3)], {"x": "DENIED INSUFFICIENT_HOLDINGS"}, venue={"account_type": "CASH"},
    ),
    # Closing and canceling all is of the strategy's own.
    case(
        "strategies-close-and-cancel-their-own", "A2", bars(*FLAT),
        [buy(1, "a", 10), buy(1, "b", 4, strategy_id="T"), buy(2, "c", 1, price=90), buy(2, "d", 1, price=90, strategy_id="T"),
         command(3, "cancel_all") | {"strategy_id": "T"}, closing(3, strategy_id="T")],
        [at_open("a", "BUY", 10, 2), at_open("b", "BUY", 4, 2), at_open("O-S-5", "SELL", 4, 4)],
        {"c": "ACCEPTED", "d": "CANCELED BY_USER"},
    ),
    # Stops for a whole position are for that of one strategy: T's entry leaves the stop of S alone.
    case(
        "strategies-stops-per-position", "A2 S4", bars(QUIET, QUIET, QUIET, "100 100 94 94"),
        [buy(1, "a", 5, stop_loss_price=95), buy(2, "b", 5, stop_loss_price=90, strategy_id="T")],
        [at_open("a", "BUY", 5, 2), at_open("b", "BUY", 5, 3), fill("a-SL", "SELL", 5, 95, "TAKER LEG", 4)],
        {"b-SL": "ACCEPTED"}, venue={"stops_per": "position"},
    ),
]
