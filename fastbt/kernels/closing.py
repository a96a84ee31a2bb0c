"""The close of a group's rows (phase 4, after all paths): orders that are due there arrive, in sequence.

Those are market orders under ``fill_timing = next_close``, at the close of the row whose open they would have
had, orders on close, at the close of the row that contains their session's end, and with latency those that
arrive inside a bar, if the venue says so (rules T5, T6, F7). The entry is compiled only for runs that have
such orders.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import EXPIRED, EXPIRED_STATUS, end
from fastbt.kernels.memory import I64, call, i64_at, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.opening import comes_too_late, flags_of
from fastbt.kernels.prices import stand_at_point
from fastbt.kernels.queues import leave_waiting, next_waiting
from fastbt.kernels.state import (
    MOMENT_CLOSE,
    MOMENT_SESSION_CLOSE,
    MOMENT_SESSION_OPEN,
    ROW_NO_EXECUTE,
    ROW_NO_TOUCH,
)

AT_CLOSE = int(FillPoint.CLOSE)


@helper(I64(I64, I64, I64))
def is_due(run: int, order: int, row: int) -> int:
    """1 when an order on its way arrives at a row's close, or finds there that its session is over."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.moment == MOMENT_SESSION_CLOSE:
        return 1 if i64_at(s.ts_event, row) >= o.expire else 0
    if o.live_from <= i64_at(s.ts_open, row):
        return 1 if o.moment == MOMENT_CLOSE else 0
    inside = o.live_from < i64_at(s.ts_event, row) and o.moment != MOMENT_SESSION_OPEN
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    return 1 if inside and v.late_in_bar_close == 1 else 0


@entry
def close_rows(run: int, group: int) -> int:
    """Let the orders arrive that are due at the close of a group's rows; 0."""
    s = run_at(run, 0)
    first = group if s.group_start == 0 else i64_at(s.group_start, group)
    last = group + 1 if s.group_start == 0 else i64_at(s.group_start, group + 1)
    s.in_closing = 1
    k = s.waiting_first
    while k >= 0 and s.status == 0:
        o = order_at(s.orders, k)
        after = o.next
        row = instrument_at(s.instruments, o.instrument).current_row
        bits = flags_of(run, row) if first <= row < last else ROW_NO_EXECUTE
        if bits & ROW_NO_EXECUTE == 0 and is_due(run, k, row) == 1:
            s.row = row
            if o.moment == MOMENT_SESSION_CLOSE and comes_too_late(run, k, row) == 1:
                end(run, k, EXPIRED_STATUS, EXPIRED)
            else:
                leave_waiting(run, k)
                s.point = AT_CLOSE
                stand_at_point(run, row, s.close, s.bid_close, s.ask_close)
                s.touchable = 1 if bits & ROW_NO_TOUCH == 0 else 0
                call(s.arrive if o.row_accepted < 0 else s.resume, run, k)
        k = next_waiting(run, k, after)
    s.in_closing = 0
    return 0
