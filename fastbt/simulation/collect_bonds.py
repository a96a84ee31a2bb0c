"""What binds the orders of a run to each other: the columns ``contingency`` and ``linked_ids`` (rule F10).

Linked orders of a table have their own word and name each other. Exits of a bracket reduce one another (OUO):
each stop all the others, a rung of a ladder the stops only. Any other order that has children triggers them
(OTO). The children's own ``parent_id`` stands in ``collect_orders.py``.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fastbt.codes import Contingency, FillCause
from fastbt.kernels.state import ORDER_CHILD
from fastbt.simulation.collect_columns import I64, codes, integers
from fastbt.simulation.collect_source import Source

NONE = -1
IDS = pl.List(pl.String())


def bonds(source: Source) -> dict[str, pl.Series]:
    """The two columns of ``orders``: null for an order that is bound to none.

    Args:
        source: the run.
    """
    pool, links = source.output.orders, source.lowered.links
    link, parent = integers(pool["link"]), integers(pool["parent"])
    word = np.full(len(pool), NONE, dtype=np.int64)
    linked = np.flatnonzero(link >= 0)
    if links is not None:
        word[linked] = integers(links["kind"])[link[linked]]
    exits = np.flatnonzero(pool["flags"] & ORDER_CHILD != 0)
    children = np.flatnonzero(parent >= 0)
    if not len(linked) and not len(children):
        return {"contingency": codes(Contingency, word, word >= 0), "linked_ids": _lists(source, [], [])}
    target = pool["cause"][exits] == FillCause.TAKE_PROFIT
    exit_pairs = _pairs(exits, integers(pool["bracket"])[exits], target)
    word[np.unique(exit_pairs["order"].to_numpy())] = int(Contingency.OUO)
    families = pl.DataFrame({"order": parent[children], "other": children})
    families = families.filter(pl.Series(word[parent[children]] == NONE))
    word[families["order"].to_numpy()] = int(Contingency.OTO)
    link_pairs = _pairs(linked, link[linked], np.zeros(len(linked), dtype=bool))
    pairs = pl.concat([link_pairs, exit_pairs, families]).sort("order", "other")
    return {
        "contingency": codes(Contingency, word, word >= 0),
        "linked_ids": _lists(source, pairs["order"], pairs["other"]),
    }


def _pairs(order: I64, group: I64, target: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pl.DataFrame:
    """Each order with every other of its group, but no two take-profits."""
    members = pl.DataFrame({"order": order, "group": group, "target": target})
    others = members.rename({"order": "other", "target": "other_target"})
    both = members.join(others, on="group").filter(
        pl.col("order") != pl.col("other"), ~(pl.col("target") & pl.col("other_target"))
    )
    return both.select("order", "other")


def _lists(source: Source, order: pl.Series | list[int], other: pl.Series | list[int]) -> pl.Series:
    """The ids of the other orders, by order."""
    count = len(source.output.orders)
    pairs = pl.DataFrame({"order": order, "other": other}, schema={"order": pl.Int64, "other": pl.Int64})
    ids = source.order_ids.gather(pairs["other"])
    lists = pairs.select("order", ids.alias("ids")).group_by("order", maintain_order=True).agg("ids")
    every = pl.DataFrame({"order": pl.int_range(count, dtype=pl.Int64, eager=True)})
    return every.join(lists, on="order", how="left", maintain_order="left")["ids"].cast(IDS)
