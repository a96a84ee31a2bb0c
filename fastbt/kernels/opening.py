"""The opening of bars (phase 3): resting orders that the open reaches, then new orders in sequence."""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.book import BOOK_COUNT, IN_WAITING, NOWHERE, collect_reached, level_of, waits_for_trigger
from fastbt.kernels.jit import helper
from fastbt.kernels.life import EXPIRED, EXPIRED_STATUS, end, is_open
from fastbt.kernels.matching import touch
from fastbt.kernels.memory import (
    I64,
    REACHED,
    REACHED_SIZE,
    VOID,
    append,
    call,
    i64_at,
    instrument_at,
    order_at,
    reached_at,
    run_at,
    u8_at,
    venue_at,
)
from fastbt.kernels.prices import lacks_margin_at, stand_at, stand_at_point
from fastbt.kernels.queues import leave_waiting
from fastbt.kernels.state import (
    FAR_DOWN,
    FAR_UP,
    MOMENT_CLOSE,
    MOMENT_SESSION_OPEN,
    ROW_NO_EXECUTE,
    ROW_NO_TOUCH,
)

AT_OPEN = int(FillPoint.OPEN)
ANY_TIME = FAR_DOWN
TRIGGERS, MARKETS, LIMITS = 0, 1, 2


@helper(I64(I64, I64), inline=True)
def flags_of(run: int, row: int) -> int:
    """ROW_* bits of a row."""
    s = run_at(run, 0)
    return 0 if s.flags == 0 else u8_at(s.flags, row) + 0


@helper(VOID(I64, I64, I64, I64))
def add_reached(run: int, kind: int, distance: int, order: int) -> None:
    """Note an order that the open reaches."""
    s = run_at(run, 0)
    k = append(run, run + REACHED, REACHED_SIZE)
    if k >= 0:
        r = reached_at(s.reached, k)
        r.kind = kind
        r.distance = distance
        r.order = order


@helper(I64(I64, I64, I64, I64))
def acts_later(array: int, orders: int, a: int, b: int) -> int:
    """1 when entry ``a`` acts after entry ``b``.

    Triggers, markets, limits by distance beyond the open, then the places of their orders. ``orders``: the
    pool of orders, or 0: then the entries' own numbers decide.
    """
    x = reached_at(array, a)
    y = reached_at(array, b)
    if x.kind != y.kind:
        return 1 if x.kind > y.kind else 0
    if x.distance != y.distance:
        return 1 if x.distance < y.distance else 0
    if orders == 0:
        return 1 if x.order > y.order else 0
    return 1 if order_at(orders, x.order).place > order_at(orders, y.order).place else 0


@helper(VOID(I64, I64, I64))
def swap(array: int, a: int, b: int) -> None:
    """Exchange two entries."""
    x = reached_at(array, a)
    y = reached_at(array, b)
    kind, distance, order = x.kind, x.distance, x.order
    x.kind = y.kind
    x.distance = y.distance
    x.order = y.order
    y.kind = kind
    y.distance = distance
    y.order = order


@helper(VOID(I64, I64, I64))
def sort_reached(array: int, count: int, orders: int) -> None:
    """Heap sort by order of action, see ``acts_later``."""
    start = count // 2 - 1
    end = count
    while end > 1:
        if start >= 0:
            root = start
            start -= 1
        else:
            end -= 1
            swap(array, 0, end)
            root = 0
        while 2 * root + 1 < end:
            child = 2 * root + 1
            if child + 1 < end and acts_later(array, orders, child + 1, child) == 1:
                child += 1
            if acts_later(array, orders, child, root) == 0:
                break
            swap(array, root, child)
            root = child


@helper(VOID(I64, I64, I64))
def gather(run: int, instrument: int, price: int) -> None:
    """Collect the resting orders that an open reaches."""
    s = run_at(run, 0)
    s.reached_count = 0
    i = instrument_at(s.instruments, instrument)
    k = i.market_first
    while k >= 0:
        add_reached(run, MARKETS, 0, k)
        k = order_at(s.orders, k).next
    first = s.reached_count + 0
    for which in range(BOOK_COUNT):
        collect_reached(run, instrument, which, price)
    for n in range(first, s.reached_count):
        r = reached_at(s.reached, n)
        waits = waits_for_trigger(run, r.order) == 1
        r.kind = TRIGGERS if waits else LIMITS
        r.distance = 0 if waits else abs(level_of(run, r.order) - price)


@helper(I64(I64, I64, I64), inline=True)
def acts_still(run: int, n: int, since: int) -> int:
    """1 when entry ``n`` of the orders reached is still to act; ``since``: RUN.sequence before any of them.

    A bracket's exit whose entry has filled further meanwhile has arrived anew, at this very price, and acted
    or waits elsewhere, maybe aside. One that waits as a market order only got more to close.
    """
    s = run_at(run, 0)
    r = reached_at(s.reached, n)
    o = order_at(s.orders, r.order)
    if o.in_book == NOWHERE or (o.place > since and r.kind != MARKETS):
        return 0
    return is_open(run, r.order)


@helper(VOID(I64, I64, I64), inline=True)
def open_resting(run: int, instrument: int, row: int) -> None:
    """Let the resting orders of one instrument act that its open reaches."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.touch_up == FAR_UP and i.touch_down == FAR_DOWN and i.market_first < 0:
        return
    if s.open_pair != 0:
        call(s.open_pair, run, row)
        return
    price = i64_at(s.open, row)
    if i.touch_down < price and i.touch_up > price and i.market_first < 0:
        return
    gather(run, instrument, price)
    sort_reached(s.reached, s.reached_count, s.orders)
    s.row = row
    s.point = AT_OPEN
    s.touchable = 1
    stand_at(run, price)
    at_open = venue_at(s.venues, i.venue).limit_gap_open == 1
    since = s.sequence + 0
    for n in range(s.reached_count):
        if acts_still(run, n, since) == 0:
            continue
        order = reached_at(s.reached, n).order
        o = order_at(s.orders, order)
        touch(run, order, price, price if at_open else o.price)
        if s.status != 0:
            return
    if s.act_on_level != 0 and lacks_margin_at(run, instrument, price) == 1:
        call(s.act_on_level, run, instrument)


@helper(I64(I64, I64, I64))
def comes_too_late(run: int, order: int, row: int) -> int:
    """1 when a row begins after the session has ended that an on-open or on-close order is for (rule F7).

    A row of one point at the session's end is the session's.
    """
    s = run_at(run, 0)
    end_of_session = order_at(s.orders, order).expire
    opened = i64_at(s.ts_open, row)
    one_point = opened == end_of_session and i64_at(s.ts_event, row) == end_of_session
    return 1 if opened >= end_of_session and not one_point else 0


@helper(I64(I64, I64, I64), inline=True)
def next_waiting(run: int, order: int, after: int) -> int:
    """The order on its way that follows one which has been looked at; ``after``: what followed it then."""
    s = run_at(run, 0)
    if after >= 0 and order_at(s.orders, after).in_book != IN_WAITING:
        # the next one ended meanwhile: look for the first that is younger than this
        after = s.waiting_first
        while after >= 0 and order_at(s.orders, after).place <= order_at(s.orders, order).place:
            after = order_at(s.orders, after).next
    return after


@helper(VOID(I64, I64, I64, I64))
def arrive_new(run: int, first: int, last: int, ts: int) -> None:
    """Let orders on their way arrive, in sequence, whose instrument's row in [first, last) opens at ``ts``.

    One that was live before is on its way again, see ``modify.py``.

    ``ts``: ANY_TIME for a group of one row that opens after every order on its way was sent.
    """
    s = run_at(run, 0)
    k = s.waiting_first
    while k >= 0 and s.status == 0:
        o = order_at(s.orders, k)
        after = o.next
        row = instrument_at(s.instruments, o.instrument).current_row
        due = first <= row < last and o.moment < MOMENT_CLOSE
        if due and (ts == ANY_TIME or (i64_at(s.ts_open, row) == ts and o.live_from <= ts)):
            bits = flags_of(run, row)
            if o.moment == MOMENT_SESSION_OPEN and comes_too_late(run, k, row) == 1:
                end(run, k, EXPIRED_STATUS, EXPIRED)
            elif bits & ROW_NO_EXECUTE == 0:
                leave_waiting(run, k)
                s.row = row
                s.point = AT_OPEN
                stand_at_point(run, row, s.open, s.bid_open, s.ask_open)
                s.touchable = 1 if bits & ROW_NO_TOUCH == 0 else 0
                call(s.arrive if o.row_accepted < 0 else s.resume, run, k)
        k = next_waiting(run, k, after)
