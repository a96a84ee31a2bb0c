"""What positions were paid beside their fills, shared out to what closed them (rules A3, A13)."""

from __future__ import annotations

import numpy as np

from fastbt.model.rounding import divide_half_up
from fastbt.simulation.collect_columns import I64, integers
from fastbt.simulation.collect_source import Source


def flow_shares(source: Source) -> tuple[I64, I64]:
    """Share out the flows of positions: a part that is closed takes along its share of what came before.

    Args:
        source: the run.

    Returns:
        The share of each fill that closes something, in their order, rounded; and what is left with each
        position, which of a closed one is nothing.
    """
    pool, flows = source.output.fills[source.output.fills["closed"] > 0], source.output.flows
    shares, left = np.zeros(len(pool), np.int64), np.zeros(len(source.output.positions), np.int64)
    flows = flows[flows["position"] >= 0]
    if not len(flows):
        return shares, left
    closed = integers(pool["closed"])
    before = closed + np.where(pool["opened"] >= 0, 0, np.abs(integers(pool["held"])))
    concerned = np.flatnonzero(np.isin(pool["position"], flows["position"]))
    flow = 0
    for fill in concerned.tolist():
        while flow < len(flows) and flows["sequence"][flow] < pool["sequence"][fill]:
            left[flows["position"][flow]] += flows["amount"][flow]
            flow += 1
        position, amount = pool["position"][fill], int(left[pool["position"][fill]])
        shares[fill] = share(amount, int(closed[fill]), int(before[fill]))
        left[position] -= shares[fill]
    np.add.at(left, integers(flows["position"][flow:]), integers(flows["amount"][flow:]))
    return shares, left


def share(amount: int, part: int, whole: int) -> int:
    """The share of an amount that goes with ``part`` of ``whole``, rounded half away from zero.

    Example:
        >>> share(-5, 1, 2), share(-5, 2, 2)
        (-3, -5)
    """
    size = divide_half_up(abs(amount) * part, whole)
    return size if amount >= 0 else -size
