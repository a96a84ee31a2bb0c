"""Quotes and prints: the phases of one row that is a tick (rules T1, T3, T5, F1 to F9).

A tick is a group of its own and one moment: what rests is reached by a jump, as by the open of a bar, then
new orders arrive. Buys execute at the ask, sales at the bid. Where an instrument has had a quote, its prints
fill resting limits, and what takes liquidity keeps to the quote. ``step_tick`` is called by
``advance_ticks.py`` for ticks on which something can happen.
"""

from __future__ import annotations

from fastbt.codes import FillPoint, RowKind
from fastbt.kernels.aside import bring_back
from fastbt.kernels.book import (
    BOOK_COUNT,
    DOWN_SALES,
    collect_reached,
    waits_for_trigger,
)
from fastbt.kernels.brackets import send_all_late
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import EXPIRED, EXPIRED_STATUS, end, expire, expires_late
from fastbt.kernels.memory import (
    I64,
    VOID,
    call,
    i64_at,
    instrument_at,
    order_at,
    reached_at,
    run_at,
    u8_at,
)
from fastbt.kernels.opening import comes_too_late, flags_of
from fastbt.kernels.prices import executable, is_tested, stand_at_market, trigger_reached
from fastbt.kernels.queues import leave_waiting, next_waiting
from fastbt.kernels.reached import LIMITS, TRIGGERS, act_on_reached, add_markets
from fastbt.kernels.state import (
    FAR_UP,
    MOMENT_SESSION_CLOSE,
    MOMENT_SESSION_OPEN,
    NOTHING,
    ROW_NO_ASK,
    ROW_NO_BID,
    ROW_NO_EXECUTE,
    ROW_NO_TOUCH,
)
from fastbt.kernels.step import instrument_of

QUOTE = int(RowKind.QUOTE)
AT_OPEN = int(FillPoint.OPEN)


@helper(VOID(I64, I64, I64), inline=True)
def take_in(run: int, instrument: int, row: int) -> None:
    """Let a tick move its instrument's market. Once there are quotes prints do not move it."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.current_row = row
    i.has_mark = 1
    kind = u8_at(s.kind, row)
    if kind == QUOTE:
        i.bid = i64_at(s.low, row)
        i.ask = i64_at(s.high, row)
        i.middle = i64_at(s.close, row)
        i.quote_row = row
        i.not_shown = 0 if s.flags == 0 else u8_at(s.flags, row) & (ROW_NO_BID | ROW_NO_ASK)
        return
    price = i64_at(s.close, row)
    i.last = price
    if i.quote_row < 0:
        i.bid = price
        i.ask = price
        i.middle = price
        i.not_shown = 0


NOT_REACHED = -1


@helper(I64(I64, I64, I64), inline=True)
def tested_at(run: int, order: int, row: int) -> int:
    """Price at which a tick tests a resting limit: what it could fill at on a quote, the print otherwise."""
    s = run_at(run, 0)
    quote = u8_at(s.kind, row) == QUOTE
    return executable(run, order) if quote else i64_at(s.close, row) + 0


@helper(I64(I64, I64, I64))
def kind_reached(run: int, order: int, row: int) -> int:
    """What a resting order is to a tick: TRIGGERS, LIMITS, or NOT_REACHED by the price that tests it."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if waits_for_trigger(run, order) == 1:
        tested = is_tested(run, order) == 1
        return TRIGGERS if tested and trigger_reached(run, order) == 1 else NOT_REACHED
    price = tested_at(run, order, row)
    return LIMITS if price != NOTHING and (o.price - price) * o.side >= o.beyond else NOT_REACHED


@helper(VOID(I64, I64, I64))
def gather_reached(run: int, instrument: int, row: int) -> None:
    """Collect the resting orders that a tick reaches."""
    s = run_at(run, 0)
    s.reached_count = 0
    add_markets(run, instrument)
    kept = s.reached_count + 0
    lowest = min(i64_at(s.low, row), i64_at(s.high, row))
    highest = max(i64_at(s.low, row), i64_at(s.high, row))
    for which in range(BOOK_COUNT):
        collect_reached(run, instrument, which, lowest if which <= DOWN_SALES else highest)
    for n in range(kept, s.reached_count):
        order = reached_at(s.reached, n).order + 0
        kind = kind_reached(run, order, row)
        if kind == NOT_REACHED:
            continue
        o = order_at(s.orders, order)
        r = reached_at(s.reached, kept)
        r.kind = kind
        r.distance = (o.price - tested_at(run, order, row)) * o.side if kind == LIMITS else 0
        r.order = order
        kept += 1
    s.reached_count = kept


@helper(VOID(I64, I64, I64))
def act_resting(run: int, instrument: int, row: int) -> None:
    """Let the resting orders act that a tick reaches: triggers, then markets, then limits by price."""
    s = run_at(run, 0)
    gather_reached(run, instrument, row)
    quote = u8_at(s.kind, row) == QUOTE
    act_on_reached(run, instrument, NOTHING if quote else i64_at(s.close, row) + 0)


@helper(I64(I64, I64, I64), inline=True)
def is_due(run: int, order: int, row: int) -> int:
    """1 when an order on its way is live on a tick: a later one, or sent on a tick of the same time.

    One on open is at the first tick of its session; one on close acts at that session's end, see
    ``session_end.py``.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    ts = i64_at(s.ts_event, row)
    if o.moment == MOMENT_SESSION_CLOSE:
        return 0
    if o.moment == MOMENT_SESSION_OPEN:
        return 1 if ts >= o.live_from else 0
    if ts != o.live_from:
        return 1 if ts > o.live_from else 0
    sent = o.row_init + 0
    return 1 if u8_at(s.kind, sent) >= QUOTE and i64_at(s.ts_event, sent) == ts else 0


@helper(I64(I64, I64), inline=True)
def is_of_session(run: int, order: int) -> int:
    """1 for an order on open or on close."""
    moment = order_at(run_at(run, 0).orders, order).moment
    return 1 if moment == MOMENT_SESSION_OPEN or moment == MOMENT_SESSION_CLOSE else 0


@helper(VOID(I64, I64, I64))
def arrive_on_tick(run: int, instrument: int, row: int) -> None:
    """Let the instrument's orders on their way that a tick makes live arrive, in sequence.

    What is for a session that is over by then expires.
    """
    s = run_at(run, 0)
    k = s.waiting_first
    while k >= 0 and s.status == 0:
        o = order_at(s.orders, k)
        after = o.next
        if o.instrument != instrument:
            k = next_waiting(run, k, after)
            continue
        if is_of_session(run, k) == 1 and comes_too_late(run, k, row) == 1:
            end(run, k, EXPIRED_STATUS, EXPIRED)
        elif is_due(run, k, row) == 1:
            leave_waiting(run, k)
            call(s.arrive if o.row_accepted < 0 else s.resume, run, k)
        k = next_waiting(run, k, after)


@helper(I64(I64, I64, I64), inline=True)
def tests_stops(run: int, instrument: int, row: int) -> int:
    """1 when a tick tests triggers that name no price for it: a quote, or a print where there is none."""
    s = run_at(run, 0)
    if u8_at(s.kind, row) == QUOTE:
        return 1
    return 1 if instrument_at(s.instruments, instrument).quote_row < 0 else 0


@helper(VOID(I64, I64, I64), inline=True)
def match_tick(run: int, row: int, bits: int) -> None:
    """Phases 2 to 4 of a tick on which its instrument's orders execute."""
    s = run_at(run, 0)
    instrument = instrument_of(run, row)
    s.point = AT_OPEN
    stand_at_market(run, instrument)
    s.touchable = 1 if bits & ROW_NO_TOUCH == 0 else 0
    if s.touchable == 1:
        act_resting(run, instrument, row)
    if s.waiting_first >= 0:
        arrive_on_tick(run, instrument, row)
    if instrument_at(s.instruments, instrument).trail_first >= 0 and s.touchable == 1:
        stand_at_market(run, instrument)
        if s.special_triggers == 1 or tests_stops(run, instrument, row) == 1:
            call(s.trail_follow, run, instrument)
    if instrument_at(s.instruments, instrument).aside_first >= 0:
        bring_back(run, instrument)
    if instrument_at(s.instruments, instrument).passed_over == 1:
        call(s.row_is_over, run, instrument)
    if s.late_count > 0:
        send_all_late(run, instrument)


@entry
def step_tick(run: int, row: int) -> int:
    """Phases 1 to 4 of a tick that its instrument's market has taken in; 0."""
    s = run_at(run, 0)
    s.row = row
    late = expires_late(run) if s.next_expiry != FAR_UP else 0
    if late == 0:
        expire(run, i64_at(s.ts_event, row))
    bits = flags_of(run, row)
    if bits & ROW_NO_EXECUTE == 0:
        match_tick(run, row, bits)
    if late == 1:
        expire(run, i64_at(s.ts_event, row))
    return 0
