"""The phases of one group of bars with equal ``ts_event`` (rule T3): the kernel's table of contents.

1. expire             orders whose time has passed            ``life.expire``, after 3. where
                                                              gtd_edge = first_point
2. cancel, modify     that have arrived; without latency      ``latency.py``
                      they act when sent                      ``decide.py``, ``modify.py``
3. opening            resting orders, then new ones           ``opening.py``
4. paths              row by row                              ``path.py``; of bid and ask ``pairs.py``
   closes             orders due there, in sequence           ``closing.py``
5. mark               every row's close                       ``value.mark_instrument``, called by
``advance.py``
6. decide             callbacks, signals, commands            ``decide.py``, called by ``advance.py``
7. checks             as each order is sent                   ``orders.py``
8. record             equity, once per group                  ``advance.py``

``step`` does phases 1 to 4 and is only called for groups in which something can happen.
"""

from __future__ import annotations

from fastbt.codes import RowKind
from fastbt.kernels.aside import bring_back
from fastbt.kernels.brackets import send_all_late
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import expire, expires_late
from fastbt.kernels.memory import I64, VOID, call, i32_at, i64_at, instrument_at, prefetch, run_at, u8_at
from fastbt.kernels.opening import ANY_TIME, arrive_new, flags_of, open_resting
from fastbt.kernels.path import walk
from fastbt.kernels.state import FAR_UP, ROW_NO_EXECUTE, ROW_NO_TOUCH

QUOTE = int(RowKind.QUOTE)
CACHE_LINE = 8
"""Prices."""


@helper(I64(I64, I64), inline=True)
def instrument_of(run: int, row: int) -> int:
    """Index of a row's instrument."""
    s = run_at(run, 0)
    return 0 if s.instrument == 0 else i32_at(s.instrument, row) + 0


@helper(I64(I64, I64, I64), inline=True)
def first_tick(run: int, first: int, last: int) -> int:
    """The first quote or print among the rows of one group, whose bars come before (rule T1), or ``last``."""
    s = run_at(run, 0)
    if s.kind == 0:
        return last
    row = first
    while row < last and u8_at(s.kind, row) < QUOTE:
        row += 1
    return row


@helper(I64(I64, I64), inline=True)
def executes(run: int, row: int) -> int:
    """1 when orders can be reached on a row."""
    return 1 if flags_of(run, row) & (ROW_NO_EXECUTE | ROW_NO_TOUCH) == 0 else 0


@helper(VOID(I64, I64, I64, I64), inline=True)
def open_rows(run: int, first: int, last: int, ts: int) -> None:
    """Phase 3 for the rows of a group that open at ``ts``."""
    s = run_at(run, 0)
    for row in range(first, last):
        if (ts == ANY_TIME or i64_at(s.ts_open, row) == ts) and executes(run, row) == 1:
            open_resting(run, instrument_of(run, row), row)
    if s.waiting_first >= 0:
        arrive_new(run, first, last, ts)


@helper(VOID(I64, I64, I64), inline=True)
def opening(run: int, first: int, last: int) -> None:
    """Phase 3: the distinct ``ts_open`` of the group's rows, in ascending order."""
    s = run_at(run, 0)
    if last == first + 1 and s.contiguous == 1:
        open_rows(run, first, last, ANY_TIME)
        return
    ts = i64_at(s.ts_open, first)
    for row in range(first + 1, last):
        ts = min(ts, i64_at(s.ts_open, row))
    for row in range(first, last, CACHE_LINE):
        prefetch(s.open, row)  # new orders read it in an order that no processor foresees
    while ts != FAR_UP and s.status == 0:
        open_rows(run, first, last, ts)
        after = FAR_UP
        for row in range(first, last):
            other = i64_at(s.ts_open, row)
            if other > ts:
                after = min(after, other)
        ts = after


@entry
def step(run: int, group: int) -> int:
    """Phases 1 to 4 of the bars of one group; 0."""
    s = run_at(run, 0)
    first = group if s.group_start == 0 else i64_at(s.group_start, group)
    last = group + 1 if s.group_start == 0 else i64_at(s.group_start, group + 1)
    last = first_tick(run, first, last)
    s.row = first
    late = 0
    if s.next_expiry != FAR_UP:
        late = expires_late(run)
        if late == 0:
            expire(run, i64_at(s.ts_event, first))
        if s.next_arrival < i64_at(s.ts_event, first):
            call(s.deliver, run, i64_at(s.ts_event, first))
    for row in range(first, last):
        # a coarse bar may end with the finer one that executes in its place
        if flags_of(run, row) & ROW_NO_EXECUTE == 0:
            instrument_at(s.instruments, instrument_of(run, row)).current_row = row
    opening(run, first, last)
    if late == 1:
        expire(run, i64_at(s.ts_event, first))
    for row in range(first, last):
        if executes(run, row) == 1 and s.status == 0:
            if s.walk_pair != 0:
                call(s.walk_pair, run, row)
            else:
                walk(run, instrument_of(run, row), row)
        i = instrument_at(s.instruments, instrument_of(run, row))
        if i.current_row != row:
            continue  # one that only informs; the row on which orders stand aside may still come
        if i.aside_first >= 0:
            bring_back(run, instrument_of(run, row))
        if i.passed_over == 1:
            call(s.row_is_over, run, instrument_of(run, row))
    if s.late_count > 0:
        for row in range(first, last):
            s.row = row
            send_all_late(run, instrument_of(run, row))
    if s.closing != 0 and s.waiting_first >= 0 and s.status == 0:
        call(s.closing, run, group)
    return 0
