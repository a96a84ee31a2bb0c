"""Bars of bid and ask as one path of two prices (rule B6).

The bid moves along the points of the bid bar, the ask along those of the ask bar, in step: each leg takes
both from one point to the next. Buys meet the ask, sales the bid; along a leg the order acts first that is
reached at the smaller share of its side's way, compared as exact fractions. Where one side stands on a level
the other may stand between two ticks: it is then at the tick that is worse to trade at. The entries here are
compiled only for runs on such bars.
"""

from __future__ import annotations

from fastbt.codes import BarPath, FillPoint
from fastbt.kernels.book import (
    DOWN_BUYS,
    DOWN_SALES,
    UP_BUYS,
    UP_SALES,
    book_of,
    nearest_key,
    rank_of,
    waits_for_trigger,
)
from fastbt.kernels.extremes import high_first
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.matching import touch
from fastbt.kernels.memory import (
    I64,
    VOID,
    book_at,
    book_entry_at,
    call,
    i64_at,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.opening import flags_of
from fastbt.kernels.path import follow_path, sign
from fastbt.kernels.prices import executable, lacks_margin_at, stand_at_point
from fastbt.kernels.reached import act_on_reached, add_markets, add_resting
from fastbt.kernels.state import FAR_UP, NOTHING, ROW_NO_ASK, ROW_NO_BID
from fastbt.kernels.step import instrument_of
from fastbt.kernels.wide import (
    multiply_divide_ceiling,
    multiply_divide_floor,
    multiply_high,
    unsigned_less,
)

WORST = int(BarPath.WORST)
AT_OPEN = int(FillPoint.OPEN)
ON_LEG = int(FillPoint.LEG)


@entry
def open_pair(run: int, row: int) -> int:
    """Let the resting orders act that the open of a row reaches: buys by its ask, sales by its bid; 0."""
    s = run_at(run, 0)
    instrument = instrument_of(run, row)
    i = instrument_at(s.instruments, instrument)
    s.row = row
    s.point = AT_OPEN
    s.touchable = 1
    stand_at_point(run, row, s.open, s.bid_open, s.ask_open)
    s.reached_count = 0
    add_markets(run, instrument)
    if s.ask != NOTHING:
        add_resting(run, instrument, DOWN_BUYS, s.ask)
        add_resting(run, instrument, UP_BUYS, s.ask)
    if s.bid != NOTHING:
        add_resting(run, instrument, DOWN_SALES, s.bid)
        add_resting(run, instrument, UP_SALES, s.bid)
    act_on_reached(run, instrument, NOTHING)
    price = s.bid if i.held > 0 else s.ask
    if s.act_on_level != 0 and price != NOTHING and lacks_margin_at(run, instrument, price) == 1:
        call(s.act_on_level, run, instrument)
    return 0


@helper(I64(I64, I64, I64, I64))
def earlier(distance: int, way: int, other: int, other_way: int) -> int:
    """Compare two shares of ways, ``distance / way`` and ``other / other_way``: -1, 0 or 1 by which is less.

    Exact, by products of 128 bits. All are at least 0; a share of no way is 0.
    """
    if way == 0:
        distance, way = 0, 1
    if other_way == 0:
        other, other_way = 0, 1
    high, low = multiply_high(distance, other_way), distance * other_way
    other_high, other_low = multiply_high(other, way), other * way
    if high != other_high:
        return -1 if unsigned_less(high, other_high) == 1 else 1
    if low == other_low:
        return 0
    return -1 if unsigned_less(low, other_low) == 1 else 1


@helper(VOID(I64, I64))
def stand_on_path(run: int, bits: int) -> None:
    """Let the market stand where the path stands; a side that is missing has no price."""
    s = run_at(run, 0)
    s.bid = NOTHING if bits & ROW_NO_BID != 0 else s.path_bid + 0
    s.ask = NOTHING if bits & ROW_NO_ASK != 0 else s.path_ask + 0


@helper(I64(I64, I64, I64, I64), inline=True)
def along(way: int, distance: int, whole: int, further: int) -> int:
    """Ticks of its ``way`` that a side has gone when the other has ``distance`` of ``whole``.

    A part of a tick counts as a whole one with ``further`` = 1, else not.
    """
    if further == 1:
        return multiply_divide_ceiling(way, distance, whole)
    return multiply_divide_floor(way, distance, whole)


@helper(I64(I64, I64, I64, I64))
def top_of(run: int, instrument: int, which: int, last: int) -> int:
    """The order of one book that is touched first, -1 where none is up to the key ``last``."""
    if nearest_key(run, instrument, which) > last or nearest_key(run, instrument, which) == FAR_UP:
        return -1
    return book_entry_at(book_at(book_of(run, instrument, which), 0).entries, 0).order + 0


@helper(I64(I64, I64, I64, I64, I64, I64, I64))
def distance_to_level(
    run: int, instrument: int, bits: int, bid_from: int, ask_from: int, bid_to: int, ask_to: int
) -> int:
    """How far on a leg the side that closes what is held comes to where its account is liquidated, ticks.

    -1 where the leg does not come there, or the side is missing.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    # what lies behind on the leg, before the position was opened, does not count
    if i.held > 0 and bits & ROW_NO_BID == 0 and min(s.path_bid, bid_to) <= i.liquidate_down:
        return max(bid_from - i.liquidate_down, 0)
    if i.held < 0 and bits & ROW_NO_ASK == 0 and max(s.path_ask, ask_to) >= i.liquidate_up:
        return max(i.liquidate_up - ask_from, 0)
    return -1


@helper(I64(I64, I64, I64, I64, I64, I64))
def leg_of_pair(run: int, instrument: int, bits: int, bid_to: int, ask_to: int, turns: int) -> int:
    """Move both prices to the ends of a leg; 1 when, with ``turns`` = 1, a fill made the path turn before.

    It then stands where that order was reached, the other side at the tick it has to be at, and all that
    waits there has acted.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    bid_from = s.path_bid + 0
    ask_from = s.path_ask + 0
    up = 1 if bid_to > bid_from or ask_to > ask_from else -1
    bid_way = abs(bid_to - bid_from)
    ask_way = abs(ask_to - ask_from)
    gone, whole = 0, 1  # the share of the leg that lies behind
    turned = 0
    while s.status == 0:
        buys = UP_BUYS if up > 0 else DOWN_BUYS
        sales = UP_SALES if up > 0 else DOWN_SALES
        buy = -1 if bits & ROW_NO_ASK != 0 else top_of(run, instrument, buys, ask_to * up)
        sale = -1 if bits & ROW_NO_BID != 0 else top_of(run, instrument, sales, bid_to * up)
        level_at = distance_to_level(run, instrument, bits, bid_from, ask_from, bid_to, ask_to)
        if buy < 0 and sale < 0 and level_at < 0:
            break
        buy_at = 0 if buy < 0 else max(nearest_key(run, instrument, buys) - ask_from * up, 0)
        sale_at = 0 if sale < 0 else max(nearest_key(run, instrument, sales) - bid_from * up, 0)
        first_buy = sale < 0
        if buy >= 0 and sale >= 0:
            # what lies behind is reached where the path stands
            buy_behind = earlier(buy_at, ask_way, gone, whole) <= 0
            sale_behind = earlier(sale_at, bid_way, gone, whole) <= 0
            order = earlier(buy_at, ask_way, sale_at, bid_way)
            if buy_behind and sale_behind:
                order = 0
            first_buy = order < 0
            if order == 0:
                later = waits_for_trigger(run, buy) == 0 and waits_for_trigger(run, sale) == 1
                same = waits_for_trigger(run, buy) == waits_for_trigger(run, sale)
                first_buy = not later and (not same or rank_of(run, buy) < rank_of(run, sale))
        chosen = buy if first_buy else sale
        distance = buy_at if first_buy else sale_at
        way = ask_way if first_buy else bid_way
        level_way = bid_way if i.held > 0 else ask_way
        forced = level_at >= 0 and (
            chosen < 0
            or (earlier(level_at, level_way, distance, way) < 0 and earlier(distance, way, gone, whole) > 0)
        )
        if forced:
            distance = level_at
            way = level_way
        if earlier(distance, way, gone, whole) > 0:
            gone, whole = distance, way
            # the ask between two ticks is at the upper, the bid at the lower one
            ask = ask_from + up * along(ask_way, gone, whole, 1 if up > 0 else 0)
            bid = bid_from + up * along(bid_way, gone, whole, 0 if up > 0 else 1)
            s.path_ask = min(ask, ask_to) if up > 0 else max(ask, ask_to)
            s.path_bid = min(bid, bid_to) if up > 0 else max(bid, bid_to)
        before = sign(i.held)
        stand_on_path(run, bits)
        if forced:
            call(s.act_on_level, run, instrument)
        else:
            touch(run, chosen, executable(run, chosen), order_at(s.orders, chosen).price)
        if turns == 1 and sign(i.held) != before:
            # what else waits here acts before the path turns
            ask_to = s.path_ask + 0
            bid_to = s.path_bid + 0
            turns = 0
            turned = 1
    s.path_ask = ask_to
    s.path_bid = bid_to
    if i.trail_first >= 0:
        stand_on_path(run, bits)
        follow_path(run, instrument)
    return turned


@helper(I64(I64, I64, I64))
def reaches(run: int, instrument: int, row: int) -> int:
    """1 when the path of a row reaches a resting order, or moves one that follows the market."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    bits = flags_of(run, row)
    if bits & ROW_NO_ASK == 0:
        low, high = i64_at(s.ask_low, row), i64_at(s.ask_high, row)
        if nearest_key(run, instrument, UP_BUYS) <= high or -nearest_key(run, instrument, DOWN_BUYS) >= low:
            return 1
        if i.trail_down >= low or i.liquidate_up <= high:
            return 1
    if bits & ROW_NO_BID == 0:
        low, high = i64_at(s.bid_low, row), i64_at(s.bid_high, row)
        if nearest_key(run, instrument, UP_SALES) <= high or -nearest_key(run, instrument, DOWN_SALES) >= low:
            return 1
        if i.trail_up <= high or i.liquidate_down >= low:
            return 1
    return 0


@entry
def walk_pair(run: int, row: int) -> int:
    """Walk the path of one row's two bars after its opening; 0.

    The bid bar has the choice of the extreme that comes first, the ask bar where there is no bid.
    """
    s = run_at(run, 0)
    instrument = instrument_of(run, row)
    if reaches(run, instrument, row) == 0:
        return 0
    i = instrument_at(s.instruments, instrument)
    v = venue_at(s.venues, i.venue)
    bits = flags_of(run, row)
    bid_leads = bits & ROW_NO_BID == 0
    high = i64_at(s.bid_high if bid_leads else s.ask_high, row)
    low = i64_at(s.bid_low if bid_leads else s.ask_low, row)
    s.row = row
    s.point = ON_LEG
    s.touchable = 1
    s.path_bid = i64_at(s.bid_open, row)
    s.path_ask = i64_at(s.ask_open, row)
    stand_on_path(run, bits)
    follow_path(run, instrument)
    worst = v.bar_path == WORST
    high_left = True
    low_left = True
    upward = high_first(run, instrument, s.path_bid if bid_leads else s.path_ask, high, low) == 1
    while (high_left or low_left) and s.status == 0:
        up = high_left and (upward or not low_left)
        bid_to = i64_at(s.bid_high if up else s.bid_low, row)
        ask_to = i64_at(s.ask_high if up else s.ask_low, row)
        leg_of_pair(run, instrument, bits, bid_to, ask_to, 1 if worst else 0)
        if s.path_bid == bid_to and s.path_ask == ask_to:
            if up:
                high_left = False
            else:
                low_left = False
        if worst and high_left and low_left:
            upward = high_first(run, instrument, s.path_bid if bid_leads else s.path_ask, high, low) == 1
        elif not worst:
            upward = high_left
    leg_of_pair(run, instrument, bits, i64_at(s.bid_close, row), i64_at(s.ask_close, row), 0)
    if i.trail_first >= 0 and v.trail_by_row == 1:
        s.bid = NOTHING if bits & ROW_NO_BID != 0 else i64_at(s.bid_high, row)
        s.ask = NOTHING if bits & ROW_NO_ASK != 0 else i64_at(s.ask_low, row)
        call(s.trail_follow, run, instrument)
    return 0
