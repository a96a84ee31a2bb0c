"""Orders that rest but cannot act again on the row in progress; they go back to their book when it is over.

What was reached and could not fill for a reason that ends with the row (its size is used up, a chance was
missed) is put aside, so that the path can go on to the next order.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.book import IN_ASIDE, insert
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, instrument_at, run_at
from fastbt.kernels.queues import join_idle, leave_idle

AT_CLOSE = int(FillPoint.CLOSE)


@helper(VOID(I64, I64))
def put_aside(run: int, order: int) -> None:
    """Append an accepted order to those of its instrument that are aside; after the path it rests at once."""
    s = run_at(run, 0)
    if s.point == AT_CLOSE:
        insert(run, order)
        return
    join_idle(run, order, IN_ASIDE)


@helper(VOID(I64, I64))
def bring_back(run: int, instrument: int) -> None:
    """The row is over: everything of an instrument that was put aside rests in its book again."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    while i.aside_first >= 0:
        order = i.aside_first + 0
        leave_idle(run, order)
        insert(run, order)
