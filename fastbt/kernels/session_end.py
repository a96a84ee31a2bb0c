"""Orders on close where ticks are the market: they act when the run reaches their session's end (rule F7).

Which tick is a session's last shows only when a row comes after its end. So an order acts after the rows of
that very time, or before the first row of the run that is later, where the newest tick of its instrument has
left the market; its fill carries that row. One whose instrument stands on a bar, or has had no tick in the
session, waits for its instrument's next row: ``closing.py`` and ``ticks.py``. The entry is compiled only for
runs with ticks that have such orders.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.group_end import mark_held
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import expire, expires_late
from fastbt.kernels.memory import I64, VOID, call, i64_at, instrument_at, order_at, run_at
from fastbt.kernels.prices import is_on_ticks, stand_at_market
from fastbt.kernels.queues import leave_waiting, next_waiting
from fastbt.kernels.state import FAR_DOWN, FAR_UP, MOMENT_SESSION_CLOSE

AT_CLOSE = int(FillPoint.CLOSE)


@helper(I64(I64, I64, I64))
def next_end(run: int, after: int, before: int) -> int:
    """The first end of a session between two times that an order on close waits for, or ``before``."""
    s = run_at(run, 0)
    k = s.waiting_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.moment == MOMENT_SESSION_CLOSE and o.expire > after:
            before = min(before, o.expire)
        k = o.next
    return before


@helper(VOID(I64, I64))
def hear(run: int, ts: int) -> None:
    """What has an earlier end expires, and commands act that have arrived by then."""
    s = run_at(run, 0)
    if expires_late(run) == 0:
        expire(run, ts)
    if s.next_arrival < ts:
        call(s.deliver, run, ts)


@helper(I64(I64, I64, I64))
def stands_in_session(run: int, order: int, end_of_session: int) -> int:
    """1 for an order of a session that ends then, in which a tick is its instrument's newest row."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.moment != MOMENT_SESSION_CLOSE or o.expire != end_of_session or is_on_ticks(run, o.instrument) == 0:
        return 0
    newest = instrument_at(s.instruments, o.instrument).current_row
    # one that comes later, outside of all sessions, has moved the market but is none of this session's
    return 1 if o.live_from <= i64_at(s.ts_event, newest) <= end_of_session else 0


@helper(VOID(I64, I64))
def close_session(run: int, end_of_session: int) -> None:
    """Let the orders act, in sequence, that are for the close of a session with this end."""
    s = run_at(run, 0)
    k = s.waiting_first
    while k >= 0 and s.status == 0:
        after = order_at(s.orders, k).next
        if stands_in_session(run, k, end_of_session) == 1:
            leave_waiting(run, k)
            s.point = AT_CLOSE
            stand_at_market(run, order_at(s.orders, k).instrument)
            s.touchable = 1
            call(s.arrive, run, k)
        k = next_waiting(run, k, after)


@entry
def end_sessions(run: int, before: int) -> int:
    """Let the sessions end whose end lies before a time, for orders on close that wait for it; 0.

    ``RUN.row``: the row that shows it.
    """
    s = run_at(run, 0)
    fills = s.fills_count
    ts = next_end(run, FAR_DOWN, before)
    while ts < before and s.status == 0:
        hear(run, ts)
        s.arrived = ts
        close_session(run, ts)
        s.arrived = FAR_UP
        ts = next_end(run, ts, before)
    if s.fills_count != fills:
        mark_held(run)
    return 0
