"""The nearest levels of an instrument's resting orders by the price that tests them, for runs with ticks.

On bars one price tests all orders, and the nearest level of each book says whether a row can touch any. A
quote has two prices: what rests inside the spread lies in the book nearer than the other side of the market,
and must not cost a match on every row. The levels are found anew on the first row after a book has changed.
"""

from __future__ import annotations

from fastbt.codes import RowKind
from fastbt.kernels.book import DOWN_BUYS, DOWN_SALES, UP_BUYS, UP_SALES, nearest_key
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, i64_at, instrument_at, run_at, u8_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP

QUOTE = int(RowKind.QUOTE)
TRADE_TICK = int(RowKind.TRADE_TICK)


@helper(VOID(I64, I64))
def find_levels(run: int, instrument: int) -> None:
    """Set an instrument's nearest levels by what tests them: the tops of its books.

    Where an order names a price of its own that tests its trigger, any price may reach the nearest level.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.exact = 1
    if s.special_triggers == 1:
        i.bid_down = i.ask_down = i.last_down = i.touch_down
        i.bid_up = i.ask_up = i.last_up = i.touch_up
        return
    i.bid_down = -nearest_key(run, instrument, DOWN_SALES)
    i.ask_down = -nearest_key(run, instrument, DOWN_BUYS)
    i.last_down = FAR_DOWN
    i.bid_up = nearest_key(run, instrument, UP_SALES)
    i.ask_up = nearest_key(run, instrument, UP_BUYS)
    i.last_up = FAR_UP


@helper(I64(I64, I64, I64), inline=True)
def touches(run: int, instrument: int, row: int) -> int:
    """1 when a tick reaches a resting order of its instrument; a side not shown counts as last seen."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.exact == 0:
        find_levels(run, instrument)
    bid = i64_at(s.low, row)
    ask = i64_at(s.high, row)
    if s.special_triggers == 1:
        if max(bid, ask) >= i.trail_up or min(bid, ask) <= i.trail_down:
            return 1  # it may move a stop that follows the market
    elif (bid >= i.trail_up or ask <= i.trail_down) and (u8_at(s.kind, row) == QUOTE or i.quote_row < 0):
        return 1
    if u8_at(s.kind, row) == QUOTE:
        return 1 if bid <= i.bid_down or ask <= i.ask_down or bid >= i.bid_up or ask >= i.ask_up else 0
    if i.quote_row < 0:
        return 1 if bid <= i.touch_down or bid >= i.touch_up else 0
    if bid <= i.ask_down or bid >= i.bid_up:  # resting limits: buys from above, sales from below
        return 1
    return 1 if bid <= i.last_down or bid >= i.last_up else 0


@helper(I64(I64, I64, I64), inline=True)
def first_touching(run: int, row: int, last: int) -> int:
    """The first of the ticks [row, last), all of one kind and instrument, that reaches a resting order."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    if i.touch_down == FAR_DOWN and i.touch_up == FAR_UP:
        return last
    if i.exact == 0:
        find_levels(run, 0)
    low = s.low
    high = s.high
    prints = u8_at(s.kind, row) == TRADE_TICK
    bid_down = i.touch_down if prints else i.bid_down
    bid_up = min(i.touch_up if prints else i.bid_up, i.trail_up)
    ask_down = max(i.touch_down if prints else i.ask_down, i.trail_down)
    ask_up = i.touch_up if prints else i.ask_up
    if s.special_triggers == 1:  # the middle may move a stop
        ask_up = min(ask_up, i.trail_up)
        bid_down = max(bid_down, i.trail_down)
    k = row
    while k < last:
        bid = i64_at(low, k)
        ask = i64_at(high, k)
        if bid <= bid_down or ask <= ask_down or bid >= bid_up or ask >= ask_up:
            return k
        k += 1
    return last
