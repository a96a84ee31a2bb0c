"""One set of stops for a whole position, whatever entries it was made of (rule S4, ``stops_per = position``).

The first fill of an addition ends the sets of the entries before it: its own set covers the position. What
those entries fill further it covers too, and the first fill of one of its exits cancels what is left of them,
as it does with its own entry. Only runs with that option compile the entries.
"""

from __future__ import annotations

from fastbt.codes import OmsType, Reason
from fastbt.kernels.brackets import end_members, stop_bracket
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, end, is_open
from fastbt.kernels.memory import I64, bracket_at, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.state import ORDER_CHILD

HEDGING = int(OmsType.HEDGING)
EXIT_FILLED = int(Reason.EXIT_FILLED)
REPLACED = int(Reason.REPLACED)


@helper(I64(I64, I64), inline=True)
def is_over(run: int, bracket: int) -> int:
    """1 when an entry's set has protected something and does so no more."""
    b = bracket_at(run_at(run, 0).brackets, bracket)
    return 1 if b.position >= 0 and b.active == 0 else 0


@helper(I64(I64, I64, I64))
def shares_position(run: int, order: int, other: int) -> int:
    """1 when what two entries of an instrument open is one position (rule A2)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).oms_type == HEDGING:
        return 1 if order == other else 0
    return 1 if o.strategy == order_at(s.orders, other).strategy else 0


@entry
def cover(run: int, bracket: int) -> int:
    """The set that covers the position after a fill of a bracket's entry: its own, which ends the older ones.

    An entry whose own set is over has the one that stands; without one its own begins anew.
    """
    s = run_at(run, 0)
    over = is_over(run, bracket)
    own = bracket_at(s.brackets, bracket).entry + 0
    k = instrument_at(s.instruments, order_at(s.orders, own).instrument).bracket_first
    while k >= 0:
        after = bracket_at(s.brackets, k).next
        other = k != bracket and shares_position(run, own, bracket_at(s.brackets, k).entry) == 1
        if other and over == 1:
            end_members(run, bracket, -1, REPLACED)
            return k
        if other:
            end_members(run, k, -1, REPLACED)
            stop_bracket(run, k)
        k = after
    return bracket


@entry
def end_covered(run: int, bracket: int) -> int:
    """An exit has filled: end, in sequence, what is left of other entries that its set covers; 0."""
    s = run_at(run, 0)
    first = bracket_at(s.brackets, bracket).entry + 0
    own = order_at(s.orders, first)
    k = instrument_at(s.instruments, own.instrument).open_first
    while k >= 0:
        o = order_at(s.orders, k)
        after = o.next_open + 0
        entered = o.bracket >= 0 and o.flags & ORDER_CHILD == 0 and o.side == own.side
        entered = entered and shares_position(run, first, k) == 1
        if entered and is_over(run, o.bracket) == 1 and is_open(run, k) == 1:
            end(run, k, CANCELED, EXIT_FILLED)
        k = after
    return 0
