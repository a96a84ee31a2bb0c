"""Signals on a row: which of them count, and the orders they become (S1, S3, S4, S6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastbt.codes import Reason

from .commands import new_order, send_close, submit
from .latency import send_cancel
from .orders import Order
from .targets import decide_target

if TYPE_CHECKING:
    from .market import Market
    from .signal_words import Signals
    from .state import Run

LONG, SHORT = 1, -1
ENTRY_WORDS = (
    "quantity", "trigger_price", "time_in_force", "expire_after", "stop_loss", "take_profit", "stop_loss_price",
    "take_profit_price", "stop_loss_offset", "take_profit_offset", "trailing_stop", "trailing_stop_offset",
    "break_even", "time_stop",
)  # fmt: skip
SIZE_RULES = {
    "percent_of_equity": "equity",
    "percent_of_cash": "cash",
    "value": "value",
    "risk_percent": "risk",
}


@dataclass(slots=True)
class RowSignals:
    """The signals of one row: entry and exit of each direction."""

    entry: dict[int, bool]
    exit: dict[int, bool]


def decide_row(run: Run, signals: Signals, market: Market) -> None:
    """T3 (6): turn the signals of an instrument's row into cancels and orders."""
    if run.venue.stop_cancels_signals == "on" and market.children_filled:
        # Reading: a time stop that filled counts as a bracket's child too.
        return
    if signals.target is not None:
        decide_target(run, signals, market)
        return
    row = read_row(signals, market)
    resolve_directions(signals, market, row)
    resolve_exits(signals, market, row)
    for direction in (LONG, SHORT):
        if row.exit[direction]:
            act_on_exit(run, signals, market, direction)
    for direction in (LONG, SHORT):
        if row.entry[direction]:
            act_on_entry(run, signals, market, direction)


def read_row(signals: Signals, market: Market) -> RowSignals:
    """Read the columns of a row; null is no action (S6)."""
    number = market.own_rows - 1
    entries, exits, short_entries, short_exits = (
        bool(signals.at(word, market.id, number))
        for word in ("entries", "exits", "short_entries", "short_exits")
    )
    if signals.direction == "SHORT":
        return RowSignals({LONG: False, SHORT: entries}, {LONG: False, SHORT: exits})
    if signals.direction == "BOTH":
        return RowSignals({LONG: entries, SHORT: exits}, {LONG: False, SHORT: False})
    return RowSignals({LONG: entries, SHORT: short_entries}, {LONG: exits, SHORT: short_exits})


def resolve_directions(signals: Signals, market: Market, row: RowSignals) -> None:
    """S3: a long and a short entry at once."""
    if not (row.entry[LONG] and row.entry[SHORT]):
        return
    held = (market.held > 0) - (market.held < 0)
    kept = {"ignore": 0, "long": LONG, "short": SHORT, "adjacent": held, "opposite": -held}
    for direction in (LONG, SHORT):
        row.entry[direction] = direction == kept[signals.on_direction_conflict]


def resolve_exits(signals: Signals, market: Market, row: RowSignals) -> None:
    """S3: an entry and an exit of one direction at once."""
    for direction in (LONG, SHORT):
        if not (row.entry[direction] and row.exit[direction]):
            continue
        mode = signals.on_conflict
        if mode in ("adjacent", "opposite"):
            holding = direction * market.held > 0
            mode = {"adjacent": "entry", "opposite": "exit"}[mode] if holding else "ignore"
        row.entry[direction] = mode == "entry"
        row.exit[direction] = mode == "exit"


def waiting_entry(run: Run, market: Market) -> Order | None:
    """S1: the newest entry order of an instrument not yet filled nor ended."""
    waiting = [
        order for order in run.orders if order.market is market and order.role == "entry" and order.is_open
    ]
    return waiting[-1] if waiting else None


def act_on_exit(run: Run, signals: Signals, market: Market, direction: int) -> None:
    """S1: an exit cancels a waiting entry of its direction and closes what is held in it."""
    waiting = waiting_entry(run, market)
    if waiting is not None and waiting.side == direction:
        send_cancel(run, waiting, Reason.SIGNAL_EXIT)
    close(run, signals, market, direction)


def close(run: Run, signals: Signals, market: Market, direction: int) -> None:
    """Send a reduce-only close of a direction unless one is on its way; ``accumulate = both``: of an entry's size.

    Reading: a close is an order that a signal sent to close; a time stop or a reversal on its way is none.
    """
    if direction * market.held <= 0:
        return
    if any(order.is_open and order.market is market and order.role == "exit" for order in run.orders):
        return
    if signals.accumulate != "both":
        send_close(run, market, -direction)
        return
    words = {
        word: value
        for word, value in entry_words(signals, market).items()
        if "size" in word or word == "quantity"
    }
    order = new_order(run, market, -direction, words | {"reduce_only": True})
    order.role = "exit"
    submit(run, order)


def act_on_entry(run: Run, signals: Signals, market: Market, direction: int) -> None:
    """S1: what an entry does to a waiting entry and to the position, and the order it becomes."""
    waiting = waiting_entry(run, market)
    if waiting is not None and waiting.side == direction and not signals.accumulate:
        # Reading: with accumulate it adds to the waiting one, whatever ``waiting_entry`` says.
        # Reading: one that is part filled is a position too, of which the same side wants no more.
        if run.venue.waiting_entry == "ignore" or direction * market.held > 0:
            return
        send_cancel(run, waiting, Reason.REPLACED)
    elif waiting is not None and waiting.side != direction:
        send_cancel(run, waiting, Reason.REPLACED)
        waiting = None
    held = direction * market.held
    if held > 0 and waiting is None and not signals.accumulate:
        return
    if held < 0:
        oppose(run, signals, market, direction)
    else:
        submit(run, entry_order(run, signals, market, direction))


def oppose(run: Run, signals: Signals, market: Market, direction: int) -> None:
    """S1: an entry against the position held: ``on_opposite_entry``."""
    mode = signals.on_opposite_entry
    if mode in ("closereduce", "reversereduce") and not signals.accumulate:
        mode = mode.removesuffix("reduce")
    if mode == "close":
        close(run, signals, market, -direction)
    elif mode == "closereduce":
        # Reading: a market order of the entry's size, without its prices, its expiry and its bracket; no entry.
        words = {
            word: value
            for word, value in entry_words(signals, market).items()
            if "size" in word or word == "quantity"
        }
        order = new_order(run, market, direction, words | {"reduce_only": True})
        order.role = "reduce"
        submit(run, order)
    elif mode in ("reverse", "reversereduce"):
        order = entry_order(run, signals, market, direction)
        order.reverses = mode == "reverse"
        submit(run, order)
    else:
        assert mode == "ignore"


def entry_words(signals: Signals, market: Market) -> dict[str, Any]:
    """Return the words of an entry on this row, as the order table calls them."""
    words = {word: signals.at(word, market.id, market.own_rows - 1) for word in ENTRY_WORDS}
    words["price"] = signals.at("limit_price", market.id, market.own_rows - 1)
    if signals.size is not None:
        rule, number = signals.size
        words["size_rule"] = SIZE_RULES[rule]
        words["size"] = number if rule == "value" else number / 100
    return {word: value for word, value in words.items() if value is not None}


def entry_order(run: Run, signals: Signals, market: Market, direction: int) -> Order:
    """Return the order that an entry becomes, not yet sent."""
    return new_order(run, market, direction, entry_words(signals, market))
