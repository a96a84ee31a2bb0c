"""What ends a MARGIN account's positions against its will: liquidation and bust (rule A5).

A balance, the money of one currency of a MARGIN account, lacks margin when its equity is below the
maintenance margin of its positions. With one open position that is a price: its level, found after every
fill, lies in the instrument's bounds like that of an order, so that rows which do not reach it cost nothing.
``act_on_level`` closes the position where a bar's path reaches it; ``watch`` tests every balance once per
group, after all marks. Compiled only for runs in which an account may be liquidated.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import FillCause, FillPoint, FlowKind, Reason
from fastbt.kernels.book import refresh_bounds
from fastbt.kernels.flows import pay
from fastbt.kernels.forced import close_at_newest, close_here
from fastbt.kernels.funds import equity_at
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, end
from fastbt.kernels.memory import (
    F64,
    I64,
    VOID,
    account_at,
    balance_at,
    call,
    i64_at,
    instrument_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.state import (
    BUST,
    FAR_DOWN,
    FAR_UP,
    LIMIT,
    LIQUIDATE_BUST,
    LIQUIDATE_OFF,
    LIQUIDATE_PATH,
    RATE,
)
from fastbt.kernels.value import at_rate, notional

LIQUIDATION = int(FillCause.LIQUIDATION)
LIQUIDATED = int(Reason.LIQUIDATED)
AT_CLOSE = int(FillPoint.CLOSE)
WRITE_OFF = int(FlowKind.WRITE_OFF)


@helper(I64(I64, I64, I64))
def lacks_at(run: int, instrument: int, price: int) -> int:
    """1 when a balance whose one position is in this instrument lacks margin at a price."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    value = notional(run, instrument, price, position_at(s.positions, i.position_first).quantity)
    need = at_rate(run, value if value >= 0 else -value, i.maintenance_rate)
    return 1 if equity_at(run, instrument, price) < need else 0


@helper(F64(I64, I64), inline=True)
def value_per_tick(run: int, position: int) -> float:
    """What a tick is worth of a position, money."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    return types.float64(p.quantity) * i.value_numerator / i.value_denominator


@helper(F64(I64, I64))
def guess(run: int, position: int) -> float:
    """Where the level of a balance's one position is but for rounding, ticks.

    There side x (value - cost) + balance is the maintenance margin of the value.
    """
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    rate = types.float64(i.maintenance_rate) / RATE
    return (p.cost - types.float64(p.side) * b.total) / (
        value_per_tick(run, position) * (1.0 - p.side * rate)
    )


@helper(I64(I64, I64))
def level_of_position(run: int, position: int) -> int:
    """The nearest price at which a balance's one position is liquidated, ticks; FAR_* when there is none.

    Of a long one the highest price on the grid at which margin lacks, of a short one the lowest: equity less
    maintenance margin only falls as the price goes against it. The search widens around a guess, then halves.
    """
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    side = types.int64(p.side)
    i = instrument_at(s.instruments, p.instrument)
    step = i.price_increment + 0
    # in grid steps, turned so that margin lacks below; beyond lies no price, or its value has no room
    if i.inverse == 1:
        about = side * types.float64(call(s.inverse_bounds, run, position))
        above = i.asked_high if side > 0 else -i.asked_low
        below = i.asked_low if side > 0 else -i.asked_high
    else:
        about = side * guess(run, position) / step
        largest = 0.25 * LIMIT / (value_per_tick(run, position) * step)
        above = i.largest_price // step + 2
        if above > largest:
            above = types.int64(largest)
        below = -above
    if lacks_at(run, p.instrument, side * above * step) == 1:
        return side * above * step
    if lacks_at(run, p.instrument, side * below * step) == 0:
        return FAR_DOWN if side > 0 else FAR_UP
    at = below + 1 if not about > below else (above - 1 if about >= above else types.int64(about))
    width = 1
    while below < at < above:
        if lacks_at(run, p.instrument, side * at * step) == 1:
            below = at
            at += width
        else:
            above = at
            at -= width
        width *= 2
    while above - below > 1:
        at = (above + below) >> 1
        if lacks_at(run, p.instrument, side * at * step) == 1:
            below = at
        else:
            above = at
    return side * below * step


@helper(VOID(I64, I64))
def clear_level(run: int, balance: int) -> None:
    """Forget the level of a balance's one position."""
    s = run_at(run, 0)
    b = balance_at(s.balances, balance)
    if b.level_instrument < 0:
        return
    i = instrument_at(s.instruments, b.level_instrument)
    i.liquidate_down = FAR_DOWN
    i.liquidate_up = FAR_UP
    s.open_count -= 1
    refresh_bounds(run, b.level_instrument)
    b.level_instrument = -1


@helper(VOID(I64, I64))
def cancel_orders(run: int, balance: int) -> None:
    """Cancel every open order for what settles in a balance."""
    s = run_at(run, 0)
    for k in range(s.instrument_count):
        i = instrument_at(s.instruments, k)
        while i.balance == balance and i.open_first >= 0:
            end(run, i.open_first, CANCELED, LIQUIDATED)


@helper(VOID(I64, I64))
def go_bust(run: int, balance: int) -> None:
    """Let a balance without equity serve no more orders; with the last one the strategy has nothing to do."""
    s = run_at(run, 0)
    b = balance_at(s.balances, balance)
    b.status = BUST
    b.bust_row = s.row
    cancel_orders(run, balance)
    if venue_at(s.venues, account_at(s.accounts, b.account).venue).write_off == 1 and b.total < 0:
        pay(run, balance, WRITE_OFF, -b.total, i64_at(s.ts_event, s.row))
    for k in range(s.balance_count):
        other = balance_at(s.balances, k)
        if other.serves == 1 and other.status != BUST:
            return
    s.over = 1


@entry
def find_level(run: int, instrument: int) -> int:
    """After a fill: where the balance of an instrument would be liquidated now, and whether it is bust; 0."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    b = balance_at(s.balances, i.balance)
    v = venue_at(s.venues, i.venue)
    clear_level(run, i.balance)
    if b.status == BUST or v.liquidation == LIQUIDATE_OFF:
        return 0
    if b.open_count == 0 and b.total <= 0:
        go_bust(run, i.balance)
    no_path = s.bid_open != 0 and v.mark_middle == 1
    if b.open_count != 1 or v.liquidation != LIQUIDATE_PATH or no_path:
        return 0
    p = position_at(s.positions, b.open_first)
    level = level_of_position(run, b.open_first)
    if p.side > 0:
        instrument_at(s.instruments, p.instrument).liquidate_down = level
    else:
        instrument_at(s.instruments, p.instrument).liquidate_up = level
    b.level_instrument = p.instrument
    s.open_count += 1
    refresh_bounds(run, p.instrument)
    return 0


@entry
def act_on_level(run: int, instrument: int) -> int:
    """Liquidate a balance's one position where the market of its instrument stands; 0."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    cancel_orders(run, i.balance)
    clear_level(run, i.balance)
    close_here(run, i.position_first, LIQUIDATION)
    return 0


@helper(I64(I64, I64))
def largest_loss(run: int, balance: int) -> int:
    """The open position of a balance that has lost most at the newest marks; of equal ones the oldest."""
    s = run_at(run, 0)
    worst = types.int64(balance_at(s.balances, balance).open_first)
    k = worst
    while k >= 0:
        if position_at(s.positions, k).marked < position_at(s.positions, worst).marked:
            worst = k
        k = types.int64(position_at(s.positions, k).next_open)
    return worst


@helper(VOID(I64, I64))
def liquidate(run: int, balance: int) -> None:
    """Close whole positions at their newest prices, the largest loss first, until margin suffices."""
    s = run_at(run, 0)
    b = balance_at(s.balances, balance)
    cancel_orders(run, balance)
    while b.open_count > 0 and s.status == 0:
        equity = b.total + b.marked
        if equity > 0 and equity >= b.maintenance:
            break
        before = b.open_count + 0
        close_at_newest(run, largest_loss(run, balance), LIQUIDATION)
        if b.open_count == before:
            break


@entry
def watch(run: int, row: int) -> int:
    """After all marks of the group that ends with a row: liquidate what lacks margin; 0."""
    s = run_at(run, 0)
    s.row = row
    for k in range(s.balance_count):
        b = balance_at(s.balances, k)
        if b.open_count == 0 or b.status == BUST:
            continue
        v = venue_at(s.venues, account_at(s.accounts, b.account).venue)
        if v.liquidation == LIQUIDATE_OFF:
            continue
        equity = b.total + b.marked
        if equity <= 0 or (v.liquidation != LIQUIDATE_BUST and equity < b.maintenance):
            s.point = AT_CLOSE
            liquidate(run, k)
    return 0
