"""What the fill of an order does to the orders linked with it: OCO ends them, OUO reduces them (rule F10).

Only runs with linked orders compile this entry. What a group locks stands in ``funds.hold``.
"""

from __future__ import annotations

from fastbt.codes import Contingency, EventKind, Reason
from fastbt.kernels.funds import release_share
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, end, is_open, record_change
from fastbt.kernels.memory import I64, VOID, fill_at, link_at, order_at, run_at

OCO = int(Contingency.OCO)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
SIBLING_FILLED = int(Reason.SIBLING_FILLED)


@helper(VOID(I64, I64, I64))
def reduce(run: int, order: int, lots: int) -> None:
    """Take lots off an order and their part off what it locks; with none left it ends."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    left = o.quantity - o.filled - lots
    if left <= 0:
        end(run, order, CANCELED, SIBLING_FILLED)
        return
    release_share(run, order, lots, lots, left)
    o.quantity -= lots
    record_change(run, ORDER_UPDATED, SIBLING_FILLED, order, o.instrument)


@entry
def link_filled(run: int, fill: int) -> int:
    """End or reduce the open orders that are linked with the one that has filled, in sequence; 0."""
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    filled, lots = f.order + 0, f.quantity + 0
    link = link_at(s.links, order_at(s.orders, filled).link)
    link.filled += lots
    k = link.first
    while k >= 0:
        if k != filled and is_open(run, k) == 1:
            if link.kind == OCO:
                end(run, k, CANCELED, SIBLING_FILLED)
            else:
                reduce(run, k, lots)
        k = order_at(s.orders, k).next_linked
    return 0
