"""What a fill costs (rule F14): the sum of an instrument's fee models, each rounded to a unit.

Twin of ``venues/fees.py``. A fee is positive when it is paid, negative when it is a rebate.
"""

from __future__ import annotations

from fastbt.codes import LiquiditySide
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, fee_at, instrument_at, run_at
from fastbt.kernels.value import at_rate

MAKER = int(LiquiditySide.MAKER)
PERCENTAGE, FLAT_PER_ORDER, FLAT_PER_FILL = 0, 1, 2


@helper(I64(I64, I64, I64, I64, I64), inline=True)
def fee_of(run: int, instrument: int, value: int, liquidity: int, first: int) -> int:
    """Fee of one fill, money.

    ``value``: notional of the fill, its sign ignored; ``liquidity``: a ``LiquiditySide``; ``first``: 1 for
    the order's first fill.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    size = value if value >= 0 else -value
    total = 0
    for k in range(i.fee_first, i.fee_first + i.fee_count):
        f = fee_at(s.fees, k)
        if f.kind == PERCENTAGE:
            total += at_rate(run, size, f.maker if liquidity == MAKER else f.taker)
        elif f.kind == FLAT_PER_FILL or first == 1:
            total += f.amount
    return total
