"""Where the market of the instrument in progress stands: what a buy pays and what a sale gets.

On bars of one price both are the path's; quotes, and bars of bid and ask, stand at two. Whoever moves the
market sets them here, whoever fills or tests an order asks ``executable``.
"""

from __future__ import annotations

from fastbt.codes import FillTiming, RowKind, TriggerType
from fastbt.kernels.book import trigger_side
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, i64_at, instrument_at, order_at, run_at, u8_at, venue_at
from fastbt.kernels.state import NOTHING, ROW_NO_ASK, ROW_NO_BID

QUOTE = int(RowKind.QUOTE)
THIS_CLOSE = int(FillTiming.THIS_CLOSE)
BID_ASK = int(TriggerType.BID_ASK)
LAST_PRICE = int(TriggerType.LAST_PRICE)


@helper(VOID(I64, I64), inline=True)
def stand_at(run: int, price: int) -> None:
    """Let the market stand at one price for both sides."""
    s = run_at(run, 0)
    s.bid = price
    s.ask = price
    s.last = price


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def stand_at_point(run: int, row: int, price: int, bid: int, ask: int) -> None:
    """Let the market stand at a point of a bar, given as columns: at its price, or at its bid and ask."""
    s = run_at(run, 0)
    if bid == 0:
        stand_at(run, i64_at(price, row))
        return
    bits = 0 if s.flags == 0 else u8_at(s.flags, row) + 0
    s.bid = NOTHING if bits & ROW_NO_BID != 0 else i64_at(bid, row)
    s.ask = NOTHING if bits & ROW_NO_ASK != 0 else i64_at(ask, row)


@helper(I64(I64, I64, I64), inline=True)
def low_for(run: int, row: int, side: int) -> int:
    """Lowest price at which orders of a side meet a row, ticks."""
    s = run_at(run, 0)
    if s.bid_low == 0:
        return i64_at(s.low, row)
    return i64_at(s.ask_low if side > 0 else s.bid_low, row)


@helper(I64(I64, I64, I64), inline=True)
def close_for(run: int, row: int, side: int) -> int:
    """Price at which orders of a side meet a row's close, ticks."""
    s = run_at(run, 0)
    if s.bid_close == 0:
        return i64_at(s.close, row)
    return i64_at(s.ask_close if side > 0 else s.bid_close, row)


@helper(I64(I64, I64, I64), inline=True)
def high_for(run: int, row: int, side: int) -> int:
    """Highest price at which orders of a side meet a row, ticks."""
    s = run_at(run, 0)
    if s.bid_high == 0:
        return i64_at(s.high, row)
    return i64_at(s.ask_high if side > 0 else s.bid_high, row)


@helper(I64(I64, I64), inline=True)
def executable(run: int, order: int) -> int:
    """Price at which an order could fill now: the ask for a buy, the bid for a sale, ticks.

    NOTHING where a quote does not show that side.
    """
    s = run_at(run, 0)
    return s.ask + 0 if order_at(s.orders, order).side > 0 else s.bid + 0


@helper(VOID(I64, I64), inline=True)
def stand_at_market(run: int, instrument: int) -> None:
    """Let the market stand where an instrument's newest row has left it: at its close, quote or print."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if s.kind == 0:
        stand_at(run, i.mark)
        return
    s.bid = NOTHING if i.not_shown & ROW_NO_BID != 0 else i.bid + 0
    s.ask = NOTHING if i.not_shown & ROW_NO_ASK != 0 else i.ask + 0
    s.last = i.last


@helper(I64(I64, I64, I64), inline=True)
def newest_price(run: int, instrument: int, side: int) -> int:
    """The newest price at which a side of an instrument traded or could have, ticks: of buys the ask."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if s.kind == 0:
        return i.mark + 0
    return i.ask + 0 if side > 0 else i.bid + 0


@helper(I64(I64, I64, I64), inline=True)
def lacks_margin_at(run: int, instrument: int, price: int) -> int:
    """1 when a price is at or beyond the level at which the instrument's account is liquidated (rule A5)."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    return 1 if price <= i.liquidate_down or price >= i.liquidate_up else 0


@helper(VOID(I64, I64), inline=True)
def set_mark(run: int, instrument: int) -> None:
    """Let both sides mark an instrument: the one that closes what is held, or the middle (rule T7)."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.held == 0 or venue_at(s.venues, i.venue).mark_middle == 1:
        i.mark = i.middle
    else:
        i.mark = i.bid if i.held > 0 else i.ask


@helper(I64(I64, I64, I64), inline=True)
def mark_of_row(run: int, instrument: int, row: int) -> int:
    """The price by which the close of a row will mark an instrument, as it is held now, ticks (rule T7)."""
    s = run_at(run, 0)
    if s.bid_close == 0:
        return i64_at(s.close, row)
    i = instrument_at(s.instruments, instrument)
    if i.held == 0 or venue_at(s.venues, i.venue).mark_middle == 1:
        return (i64_at(s.bid_close, row) + i64_at(s.ask_close, row)) >> 1
    return i64_at(s.bid_close if i.held > 0 else s.ask_close, row)


@helper(I64(I64, I64), inline=True)
def is_on_ticks(run: int, instrument: int) -> int:
    """1 when an instrument's newest row is a quote or a print."""
    s = run_at(run, 0)
    row = instrument_at(s.instruments, instrument).current_row
    return 1 if s.kind != 0 and row >= 0 and u8_at(s.kind, row) >= QUOTE else 0


@helper(I64(I64, I64), inline=True)
def acts_at_once(run: int, instrument: int) -> int:
    """1 when what is sent now arrives where the market stands (fill_timing or tick_timing, rule T5)."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    v = venue_at(s.venues, i.venue)
    if is_on_ticks(run, instrument) == 1:
        return v.this_row + 0
    return 1 if v.fill_timing == THIS_CLOSE else 0


@helper(I64(I64, I64))
def followed(run: int, order: int) -> int:
    """The price that tests an order's trigger, which it follows where it trails; the middle rounded down.

    On a bar that is the one price of its side. NOTHING where there is no such price.
    """
    s = run_at(run, 0)
    kind = order_at(s.orders, order).trigger_type + 0
    if kind <= BID_ASK or s.on_tick == 0:
        return executable(run, order)
    if kind == LAST_PRICE:
        return s.last + 0
    return NOTHING if s.bid == NOTHING or s.ask == NOTHING else (s.bid + s.ask) >> 1


@helper(I64(I64, I64))
def is_tested(run: int, order: int) -> int:
    """1 when the row in progress brings the price that tests an order's trigger, where ticks may not."""
    s = run_at(run, 0)
    if s.kind == 0 or u8_at(s.kind, s.row) < QUOTE:
        return 1
    o = order_at(s.orders, order)
    if instrument_at(s.instruments, o.instrument).quote_row < 0:
        return 1
    return 1 if (u8_at(s.kind, s.row) == QUOTE) == (o.trigger_type != LAST_PRICE) else 0


@helper(I64(I64, I64))
def trigger_reached(run: int, order: int) -> int:
    """1 when the price that tests an order's trigger has reached it; 0 where there is no such price.

    On a bar that is the one price of its side.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    side = trigger_side(run, order)
    if o.trigger_type <= BID_ASK or o.trigger_type == LAST_PRICE or s.on_tick == 0:
        by_prints = o.trigger_type == LAST_PRICE and s.on_tick == 1
        price = s.last + 0 if by_prints else executable(run, order)
        return 1 if price != NOTHING and (price - o.trigger) * side >= 0 else 0
    if s.bid == NOTHING or s.ask == NOTHING:
        return 0
    return 1 if (s.bid + s.ask - 2 * o.trigger) * side >= 0 else 0
