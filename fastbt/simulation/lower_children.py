"""Lowers the orders of a table that wait for another one to fill: parents and children (rule F10, OTO)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import Contingency
from fastbt.kernels.state import ACTION_MODIFY, ACTION_SUBMIT, ORDER_TIED, ORDER_WAITS, TIE
from fastbt.simulation.lower_order_names import refuse
from fastbt.strategies.order_columns import FOR_SESSION

OTO = int(Contingency.OTO)


def tie_records(commands: NDArray[np.void], table: pl.DataFrame) -> NDArray[np.void] | None:
    """Find which order waits for which: by ``parent_id`` of the children, or ``linked_ids`` of the parent.

    Args:
        commands: COMMAND records with ``action``, ``instrument`` and ``order``; ``tie``, ``children`` and
            ``flags`` are filled in.
        table: what ``read_orders`` returned.

    Returns:
        One TIE record per child, in sequence; None where there are no children.

    Raises:
        ConfigError: if a parent is unknown, sent after its child, of another instrument or linked with it, if
            parent and child do not agree, or a modify names the quantity of a child.
    """
    parents = _parents(commands, table)
    if not parents:
        return None
    _check_modifies(commands, table, parents)
    records = np.zeros(len(parents), TIE)
    records["next"] = records["child"] = records["parent"] = records["late_row"] = -1
    newest: dict[int, int] = {}
    for number, child in enumerate(sorted(parents)):
        parent = parents[child]
        records["parent_command"][number] = parent
        commands["tie"][child] = number + 1
        commands["flags"][child] |= ORDER_TIED | ORDER_WAITS
        commands["flags"][parent] |= ORDER_TIED
        if parent in newest:
            records["next"][newest[parent]] = number
        else:
            commands["children"][parent] = number + 1
        newest[parent] = number
    return records


def _parents(commands: NDArray[np.void], table: pl.DataFrame) -> dict[int, int]:
    """The row that submits the parent of each child, by the child's row."""
    lists = (table["contingency"] == OTO) & (table["linked_ids"].list.len() > 0)
    listing = np.flatnonzero(lists.fill_null(value=False).to_numpy()).tolist()
    naming = np.flatnonzero(table["parent_id"].is_not_null().to_numpy()).tolist()
    if not listing and not naming:
        return {}
    ids = table["client_order_id"]
    submits = np.flatnonzero(commands["action"] == ACTION_SUBMIT).tolist()
    rows = {ids[at]: at for at in submits if ids[at] is not None}
    parents = {}
    for at in naming:
        name = table["parent_id"][at]
        if name not in rows:
            raise refuse(
                table, at, "parent_id",
                f"no row submits {name!r}; name an order of this table (a bracket's exit cannot be a parent)",
            )  # fmt: skip
        parents[at] = rows[name]
        _check(commands, table, at, rows[name], "parent_id", at)
    for at in listing:
        _check_list(commands, table, at, rows, parents)
    return parents


def _check_list(
    commands: NDArray[np.void], table: pl.DataFrame, at: int, rows: dict[str, int], parents: dict[int, int]
) -> None:
    """Add the children that a parent lists, and refuse a list that its children contradict."""
    own, named = table["client_order_id"][at], table["linked_ids"][at].to_list()
    for name in named:
        if name not in rows:
            raise refuse(table, at, "linked_ids", f"no row submits {name!r}; name orders of this table")
        child = rows[name]
        if parents.get(child, at) != at:
            raise refuse(
                table, at, "linked_ids",
                f"order {name!r} in row {table['row'][child]} has another parent, "
                f"{table['client_order_id'][parents[child]]!r}: an order waits for one",
            )  # fmt: skip
        _check(commands, table, child, at, "linked_ids", at)
        parents[child] = at
    if len(set(named)) < len(named):
        raise refuse(table, at, "linked_ids", "names an order twice: leave one out")
    for child, parent in parents.items():
        if parent == at and table["client_order_id"][child] not in named:
            raise refuse(
                table, child, "parent_id",
                f"order {own!r} in row {table['row'][at]} lists its children, and this is none of them: "
                "leave out its linked_ids, or name this order there too",
            )  # fmt: skip


def _check(
    commands: NDArray[np.void], table: pl.DataFrame, child: int, parent: int, column: str, at: int
) -> None:
    """Refuse a child that cannot wait for its parent; ``column`` of row ``at`` says that it does."""
    if child == parent:
        raise refuse(table, at, column, "an order cannot wait for itself: name another")
    if child < parent:
        raise refuse(
            table, at, column,
            f"row {table['row'][child]} is sent before its parent, row {table['row'][parent]}, so it would "
            "wait for what is not there: submit the parent first (of equal times the earlier row)",
        )  # fmt: skip
    if commands["instrument"][child] != commands["instrument"][parent]:
        raise refuse(
            table, at, column,
            f"rows {table['row'][child]} and {table['row'][parent]} are of different instruments: a child "
            "has its parent's, on whose path it becomes live",
        )  # fmt: skip
    if table["size"][child] is not None:
        raise refuse(table, child, "size", "a child's quantity follows what its parent fills: give quantity")
    if commands["type"][child] in FOR_SESSION:
        raise refuse(
            table, child, "order_type",
            "a child lives from its parent's fill on, whenever that is, and orders on open and on close are "
            "for one price of a session: send it without a parent, or as a market or limit order",
        )  # fmt: skip
    if 0 < commands["link"][child] == commands["link"][parent]:
        raise refuse(
            table, at, column, "parent and child are linked with each other too: a fill of one would end both"
        )


def _check_modifies(commands: NDArray[np.void], table: pl.DataFrame, parents: dict[int, int]) -> None:
    """Refuse to modify the quantity of a child."""
    for at in np.flatnonzero(commands["action"] == ACTION_MODIFY).tolist():
        named = int(commands["order"][at])
        if named in parents and commands["flags"][at] == 0 and table["quantity"][at] is not None:
            raise refuse(
                table, at, "quantity",
                "the order is a child, whose quantity follows what its parent fills: modify its prices, or "
                "cancel it and submit another",
            )  # fmt: skip
