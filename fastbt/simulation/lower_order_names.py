"""The names in an order table: orders by their ids, which order a cancel or a modify means, tags."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import OrderType
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import (
    ACTION_CANCEL,
    ACTION_MODIFY,
    ACTION_SUBMIT,
    FIRST_RUNG_NAMED,
    STOP_LOSS_NAMED,
    TRAILING_STOP_NAMED,
)
from fastbt.strategies.order_columns import STOP_WORDS, TABLE, TARGET_WORDS, TRAILING_STOP_WORDS
from fastbt.strategies.order_table import PRICES

_CHILD = re.compile(r"(.+)-(SL|TS|TP)([1-9]\d*)?")
"""Id of a bracket's child: of its entry, its part, and of a ladder the rung from 1."""
_WORDS = {"SL": STOP_WORDS, "TS": TRAILING_STOP_WORDS, "TP": TARGET_WORDS}
"""Words that give an entry such a child."""


def refuse(table: pl.DataFrame, at: int, column: str, message: str) -> ConfigError:
    """Build the error for one row of the table.

    Args:
        table: what ``read_orders`` returned.
        at: the row in it.
        column: the column to name, with its value.
        message: what is wrong and what to do.
    """
    row, value = table["row"][at], table[column][at]
    if isinstance(value, pl.Series):
        value = value.to_list()
    shown = "" if value is None else f" ({value!r})"
    return ConfigError(f"{TABLE}, row {row}, column {column!r}{shown}: {message}")


def codes(values: pl.Series, known: list[str]) -> NDArray[np.int32]:
    """Return the place of each text in a list; -1 for null."""
    if not known:
        return np.full(len(values), -1, dtype=np.int32)
    places = values.replace_strict(known, list(range(len(known))), default=None, return_dtype=pl.Int32)
    return places.fill_null(-1).to_numpy()


def fill_names(commands: NDArray[np.void], table: pl.DataFrame, strategies: list[str]) -> list[str]:
    """Number the users' order ids, and find for each cancel and modify the command that sent the order.

    Args:
        commands: COMMAND records; ``name``, and of those two ``order`` and ``flags``, are filled in.
        table: what ``read_orders`` returned.
        strategies: the strategies' ids, which generated ids contain.

    Returns:
        Names by COMMAND.name: of submits, closes, and of what cancels and modifies name.

    Raises:
        ConfigError: if an id comes twice, looks generated, or is named before it is submitted.
    """
    ids = table["client_order_id"]
    names = ids.drop_nulls().unique(maintain_order=True).to_list()
    commands["name"] = codes(ids, names)
    one_of = "|".join(re.escape(strategy) for strategy in strategies)
    generated = re.compile(rf"O-({one_of})-\d+(-SL|-TS|-TP\d*)?")
    submitted: dict[str, int] = {}
    for at, (name, action) in enumerate(zip(ids, commands["action"].tolist(), strict=True)):
        if name is None:
            continue
        if action in (ACTION_CANCEL, ACTION_MODIFY):
            commands["order"][at], commands["flags"][at] = _order_named(table, at, name, submitted)
        elif name in submitted:
            first = table["row"][submitted[name]]
            raise refuse(
                table, at, "client_order_id", f"row {first} has submitted an order of that id already"
            )
        elif generated.fullmatch(name):
            raise refuse(
                table,
                at,
                "client_order_id",
                "ids of this form are given to orders without one; choose another",
            )
        else:
            submitted[name] = at
    return names


def fill_modified(commands: NDArray[np.void], table: pl.DataFrame) -> None:
    """Give each modify the instrument of its order, and refuse terms that the order has not.

    Args:
        commands: COMMAND records with ``order`` and ``flags``; ``instrument`` is filled in.
        table: what ``read_orders`` returned.

    Raises:
        ConfigError: if the order has no such price, finds its quantity at its fill, or is of another
            instrument.
    """
    for at in np.flatnonzero(commands["action"] == ACTION_MODIFY).tolist():
        sent, child = int(commands["order"][at]), int(commands["flags"][at])
        instrument = commands["instrument"][sent]
        if table["instrument_id"][at] is not None and commands["instrument"][at] != instrument:
            raise refuse(table, at, "instrument_id", "the order is one of another instrument")
        commands["instrument"][at] = instrument
        kind = OrderType(int(commands["type"][sent]))
        if child:
            stops = {
                STOP_LOSS_NAMED: OrderType.STOP_MARKET,
                TRAILING_STOP_NAMED: OrderType.TRAILING_STOP_MARKET,
            }
            kind = stops.get(child, OrderType.LIMIT)
        for column, has in zip(("price", "trigger_price"), PRICES[kind], strict=True):
            if table[column][at] is not None and not has:
                raise refuse(table, at, column, f"the order is a {kind.name}, which has no {column}")
        sized = commands["action"][sent] != ACTION_SUBMIT or table["size"][sent] is not None
        if table["quantity"][at] is not None and sized and not child:
            raise refuse(table, at, "quantity", "the order's quantity is found at its fill")


def _order_named(table: pl.DataFrame, at: int, name: str, submitted: dict[str, int]) -> tuple[int, int]:
    """Index of the command that submitted the order, and which order of a bracket is meant."""
    if name in submitted:
        return submitted[name], 0
    found = _CHILD.fullmatch(name)
    if found and found[1] in submitted and not (found[2] != "TP" and found[3]):
        return submitted[found[1]], _child_named(table, at, submitted[found[1]], *found.groups())
    error = unknown_name("order", name, submitted)
    raise refuse(
        table,
        at,
        "client_order_id",
        f"no earlier row submits it ({error}); a cancel or a modify comes after its order",
    )


def _child_named(table: pl.DataFrame, at: int, sent: int, entry: str, part: str, rung: str | None) -> int:
    """COMMAND.flags for a child of the order that row ``sent`` of the table submits."""
    words = _WORDS[part]
    if all(table[word][sent] is None for word in words):
        raise refuse(table, at, "client_order_id", f"order {entry!r} has no {words[0].replace('_', '-')}")
    if part != "TP":
        return STOP_LOSS_NAMED if part == "SL" else TRAILING_STOP_NAMED
    ladder = table["ladder"][sent]
    rungs = 1 if ladder is None else len(ladder)
    if (rungs > 1) != (rung is not None):
        known = f"{entry}-TP1 to {entry}-TP{rungs}" if rungs > 1 else f"{entry}-TP"
        raise refuse(table, at, "client_order_id", f"the take-profit of order {entry!r} is {known}")
    if int(rung or 1) > rungs:
        raise refuse(table, at, "client_order_id", f"the ladder of order {entry!r} has {rungs} rungs")
    return FIRST_RUNG_NAMED + int(rung or 1) - 1
