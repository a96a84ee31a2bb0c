"""The opening of bars (phase 3): resting orders that the open reaches, then new orders in sequence."""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.book import BOOK_COUNT
from fastbt.kernels.jit import helper
from fastbt.kernels.life import EXPIRED, EXPIRED_STATUS, end
from fastbt.kernels.memory import (
    I64,
    VOID,
    call,
    i64_at,
    instrument_at,
    order_at,
    run_at,
    u8_at,
)
from fastbt.kernels.prices import lacks_margin_at, stand_at, stand_at_point
from fastbt.kernels.queues import leave_waiting, next_waiting
from fastbt.kernels.reached import act_on_reached, add_markets, add_resting
from fastbt.kernels.state import (
    FAR_DOWN,
    FAR_UP,
    MOMENT_CLOSE,
    MOMENT_SESSION_OPEN,
    NOTHING,
    ROW_NO_EXECUTE,
    ROW_NO_TOUCH,
)

AT_OPEN = int(FillPoint.OPEN)
ANY_TIME = FAR_DOWN


@helper(I64(I64, I64), inline=True)
def flags_of(run: int, row: int) -> int:
    """ROW_* bits of a row."""
    s = run_at(run, 0)
    return 0 if s.flags == 0 else u8_at(s.flags, row) + 0


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
    s.row = row
    s.point = AT_OPEN
    s.touchable = 1
    stand_at(run, price)
    s.reached_count = 0
    add_markets(run, instrument)
    for which in range(BOOK_COUNT):
        add_resting(run, instrument, which, price)
    act_on_reached(run, instrument, NOTHING)
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
