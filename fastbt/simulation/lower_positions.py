"""Lowers who sends a row of an order table, and which position it closes (rule A2)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import OmsType
from fastbt.errors import ConfigError
from fastbt.kernels.state import ACTION_CANCEL, ACTION_MODIFY, ACTION_SUBMIT, ORDER_REDUCE_ONLY
from fastbt.simulation.lower_order_names import codes, refuse
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_columns import TABLE

MOST = 32_767
"""Strategies that a run can have."""


def fill_strategies(commands: NDArray[np.void], table: pl.DataFrame, strategy: str) -> list[str]:
    """Number the strategies of an order table.

    Args:
        commands: COMMAND records; ``strategy`` is filled in.
        table: what ``read_orders`` returned.
        strategy: that of rows which name none.

    Returns:
        Strategy ids by number, ``strategy`` first.

    Raises:
        ConfigError: there are more than records can number.
    """
    given = table["strategy_id"].fill_null(strategy)
    named = given.unique(maintain_order=True).to_list()
    known = [strategy, *(name for name in named if name != strategy)]
    if len(known) > MOST:
        raise ConfigError(f"{TABLE}, column 'strategy_id': names {len(known)} strategies, at most {MOST} run")
    commands["strategy"] = codes(given, known)
    return known


def fill_openers(commands: NDArray[np.void], table: pl.DataFrame, lowered: Lowered) -> None:
    """Find the order whose position each row names, and refuse who speaks for another strategy.

    Args:
        commands: COMMAND records with ``action``, ``instrument``, ``strategy`` and ``order``; of rows that
            name a position ``opener_command`` and ``flags`` are filled in.
        table: what ``read_orders`` returned.
        lowered: the run.

    Raises:
        ConfigError: a position is not one the row can close, or a row names an order of another strategy.
    """
    _check_speakers(commands, table)
    naming = np.flatnonzero(table["position_id"].is_not_null().to_numpy()).tolist()
    if not naming:
        return
    ids = table["client_order_id"]
    submits = np.flatnonzero(commands["action"] == ACTION_SUBMIT).tolist()
    rows = {ids[at]: at for at in submits if ids[at] is not None}
    for at in naming:
        opener = rows.get(table["position_id"][at], at)
        _check(commands, table, lowered, at, opener)
        commands["opener_command"][at] = opener + 1
        commands["flags"][at] |= ORDER_REDUCE_ONLY


def _check_speakers(commands: NDArray[np.void], table: pl.DataFrame) -> None:
    """Refuse a cancel or modify of another strategy's order."""
    named = np.isin(commands["action"], (ACTION_CANCEL, ACTION_MODIFY))
    given = table["strategy_id"].is_not_null().to_numpy()
    for at in np.flatnonzero(named & given).tolist():
        if commands["strategy"][at] != commands["strategy"][commands["order"][at]]:
            raise refuse(
                table, at, "strategy_id",
                "the order is another strategy's; leave it null, or name that one's",
            )  # fmt: skip


def _check(commands: NDArray[np.void], table: pl.DataFrame, lowered: Lowered, at: int, opener: int) -> None:
    """Refuse a position that a row cannot close."""

    def refused(message: str) -> ConfigError:
        return refuse(table, at, "position_id", message)

    name = table["position_id"][at]
    venue = lowered.instruments["venue"][commands["instrument"][at]]
    if lowered.venues["oms_type"][venue] != OmsType.HEDGING:
        raise refused(
            "names a position, and its venue nets: there a strategy has one position of an instrument, which "
            "reduce_only closes; leave it null, or give the venue oms_type='HEDGING'"
        )
    if opener >= at:
        raise refused(f"no earlier row submits an order {name!r}, whose position this would close")
    if commands["instrument"][opener] != commands["instrument"][at]:
        raise refused(f"order {name!r} in row {table['row'][opener]} is of another instrument")
    if commands["strategy"][opener] != commands["strategy"][at]:
        raise refused(f"order {name!r} in row {table['row'][opener]} is another strategy's")
    if commands["flags"][opener] & ORDER_REDUCE_ONLY:
        raise refused(f"order {name!r} in row {table['row'][opener]} is reduce-only, which opens nothing")
    if commands["action"][at] == ACTION_SUBMIT and commands["side"][opener] == commands["side"][at]:
        raise refused(f"order {name!r} in row {table['row'][opener]} has the same side: give the other one")
