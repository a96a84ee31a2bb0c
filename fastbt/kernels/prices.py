"""Where the market of the instrument in progress stands: what a buy pays and what a sale gets.

On bars of one price both are the path's; quotes, and bars of bid and ask, stand at two. Whoever moves the
market sets them here, whoever fills or tests an order asks ``executable``.
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, order_at, run_at


@helper(VOID(I64, I64), inline=True)
def stand_at(run: int, price: int) -> None:
    """Let the market stand at one price for both sides."""
    s = run_at(run, 0)
    s.bid = price
    s.ask = price


@helper(I64(I64, I64), inline=True)
def executable(run: int, order: int) -> int:
    """Price at which an order could fill now: the ask for a buy, the bid for a sale, ticks."""
    s = run_at(run, 0)
    return s.ask + 0 if order_at(s.orders, order).side > 0 else s.bid + 0
