"""Lowers the orders of a table that are linked with each other: OCO and OUO groups (rule F10)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import Contingency
from fastbt.kernels.state import ACTION_SUBMIT, LINK
from fastbt.simulation.lower_order_names import refuse

MEMBERS = frozenset[str]


def link_records(commands: NDArray[np.void], table: pl.DataFrame) -> NDArray[np.void] | None:
    """Find the groups of linked orders: sets of which every order names all the others.

    Args:
        commands: COMMAND records with ``action`` and ``instrument``; ``link`` is filled in.
        table: what ``read_orders`` returned.

    Returns:
        One LINK record per group; None where no orders are linked.

    Raises:
        ConfigError: if an id is unknown or comes twice, or the orders of a group do not agree.
    """
    kinds = [int(Contingency.OCO), int(Contingency.OUO)]
    wanted = table["contingency"].is_in(kinds).fill_null(value=False).to_numpy()
    if not wanted.any():
        return None
    submits = np.flatnonzero(commands["action"] == ACTION_SUBMIT).tolist()
    ids = table["client_order_id"]
    rows = {ids[at]: at for at in submits if ids[at] is not None}
    groups: dict[MEMBERS, int] = {}
    for at in np.flatnonzero(wanted).tolist():
        members = _members(table, at, rows)
        if members not in groups:
            _check(commands, table, at, members, rows)
            groups[members] = len(groups) + 1
        commands["link"][at] = groups[members]
    records = np.zeros(len(groups), LINK)
    records["first"] = records["last"] = -1
    for members, number in groups.items():
        records["kind"][number - 1] = table["contingency"][rows[min(members)]]
    return records


def _members(table: pl.DataFrame, at: int, rows: dict[str, int]) -> MEMBERS:
    """The ids of the group that a row names, its own among them."""
    own, named = table["client_order_id"][at], table["linked_ids"][at].to_list()
    for name in named:
        if name == own:
            raise refuse(table, at, "linked_ids", "an order cannot be linked with itself: name the others")
        if name not in rows:
            raise refuse(
                table, at, "linked_ids",
                f"no row submits {name!r}; name orders of this table (a bracket links its exits itself)",
            )  # fmt: skip
    if len(set(named)) < len(named):
        raise refuse(table, at, "linked_ids", "names an order twice: leave one out")
    return frozenset((own, *named))


def _check(
    commands: NDArray[np.void], table: pl.DataFrame, at: int, members: MEMBERS, rows: dict[str, int]
) -> None:
    """Refuse a group whose orders do not all say the same of it."""
    own = table["client_order_id"][at]
    kind = table["contingency"][at]
    for name in sorted(members - {own}):
        other = rows[name]
        theirs = table["linked_ids"][other]
        if theirs is None or frozenset((name, *theirs)) != members:
            raise refuse(
                table, at, "linked_ids",
                f"row {table['row'][other]}, order {name!r}, does not name the same orders: linked orders "
                f"name each other, all of {', '.join(sorted(members))}",
            )  # fmt: skip
        if table["contingency"][other] != kind:
            raise refuse(
                table, at, "contingency",
                f"{Contingency(kind).name}, but order {name!r} in row {table['row'][other]} has "
                f"{Contingency(table['contingency'][other]).name}: linked orders have the same",
            )  # fmt: skip
        if commands["instrument"][other] != commands["instrument"][at]:
            raise refuse(
                table, at, "linked_ids",
                f"order {name!r} in row {table['row'][other]} is of another instrument: link orders of one",
            )  # fmt: skip
