"""The end of an instrument: a contract expires, a share is delisted (rules A7, A10).

Its orders are canceled, those sent later denied, and its positions closed in cash by orders that nobody sent,
at the price that is given, else at the newest mark: no slippage, no fee. Compiled only where something ends.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import FillCause, FillPoint, Reason
from fastbt.kernels.forced import close_here
from fastbt.kernels.jit import entry
from fastbt.kernels.life import CANCELED, end
from fastbt.kernels.memory import action_at, instrument_at, position_at, run_at
from fastbt.kernels.prices import stand_at
from fastbt.kernels.state import DUE_EXPIRY, NOTHING

EXPIRY = int(FillCause.EXPIRY)
DELISTING = int(FillCause.DELISTING)
INSTRUMENT_ENDED = int(Reason.INSTRUMENT_ENDED)
AT_CLOSE = int(FillPoint.CLOSE)


@entry
def end_instrument(run: int, action: int) -> int:
    """Let the instrument of an action trade no more, and settle what is held of it; 0."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    i = instrument_at(s.instruments, a.instrument)
    while i.open_first >= 0 and s.status == 0:
        end(run, i.open_first, CANCELED, INSTRUMENT_ENDED)
    i.tradable = 0
    stand_at(run, i.mark if a.amount == NOTHING else a.amount)
    s.point = AT_CLOSE
    on_tick = s.on_tick + 0
    s.on_tick = 0  # the price is no quote's, so no size caps it
    k = types.int64(i.position_first)
    while k >= 0 and s.status == 0:
        after = types.int64(position_at(s.positions, k).next)
        close_here(run, k, EXPIRY if a.kind == DUE_EXPIRY else DELISTING)
        k = after
    s.on_tick = on_tick
    return 0
