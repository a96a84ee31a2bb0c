"""Lowers ``deposits=``: money put into accounts and taken out of them (rule A1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import DUE_DEPOSIT
from fastbt.schema.market import DEPOSITS
from fastbt.simulation.action_tables import new_records, read_actions, scaled
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64

Records = NDArray[np.void]


def deposit_records(lowered: Lowered, market: Market, last: int) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of deposits and withdrawals, and what the settings tell of them.

    Args:
        lowered: the run.
        market: its options.
        last: when its last group is, nanoseconds; later rows do nothing.

    Raises:
        DataError: a row is bad.
        ConfigError: an amount has more decimals than its currency, or several accounts or currencies are
            there and none is named.
        UnknownNameError: the run does not have an account or a currency.
    """
    rows = read_actions("deposits", _with_accounts(market.deposits, lowered), DEPOSITS, [], market)
    account = places_of("account", rows.frame["account_id"], lowered.account_ids)
    known = [str(currency.code) for currency in lowered.currencies]
    currency = places_of("currency", rows.frame["currency"], known)
    records = new_records(rows.frame.height)
    records["kind"] = DUE_DEPOSIT
    records["ts"] = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    records["balance"] = account * len(known) + currency
    for place in np.unique(currency):
        own, precision = currency == place, lowered.currencies[place].precision
        amounts = scaled(rows, "amount", precision)[own]
        finest = max(rows.scales["amount"], precision)
        exact = scaled(rows, "amount", finest)[own] == amounts * 10 ** (finest - precision)
        if not exact.all():
            row = int(np.flatnonzero(own)[np.argmin(exact)])
            raise ConfigError(
                f"deposits=, row {row}: the amount has more than the {precision} decimals of "
                f"{known[place]}; round it"
            )
        records["amount"][own] = amounts
    inside = records["ts"] <= last
    told = {"rows": int(inside.sum()), "after_the_data": int((~inside).sum())}
    return records[inside], told


def _with_accounts(given: Any, lowered: Lowered) -> pl.DataFrame:
    """A table with a column of accounts: where it has none, the run's only one."""
    frame = to_frame(given)
    if {"account_id", "account"} & {name.strip().lower() for name in frame.columns}:
        return frame
    if len(lowered.account_ids) > 1:
        accounts = ", ".join(lowered.account_ids)
        raise ConfigError(
            f"deposits=: the run has several accounts, {accounts}; say whose in a column 'account'"
        )
    return frame.with_columns(pl.lit(lowered.account_ids[0]).alias("account_id"))


def places_of(what: str, names: pl.Series, known: list[str]) -> I64:
    """Return the place of each row's name among those that a run has; the only one where none is said.

    Args:
        what: account or currency, for messages.
        names: a name per row, or null.
        known: those of the run.

    Raises:
        ConfigError: none is said, and there are several.
        UnknownNameError: the run does not have one.
    """
    for name in names.unique(maintain_order=True):
        if name is None and len(known) > 1:
            raise ConfigError(
                f"deposits=: the run has several, {', '.join(known)}; say which in a column {what!r}"
            )
        if name is not None and name not in known:
            raise unknown_name(f"{what} in deposits=", name, known)
    numbers = {name: place for place, name in enumerate(known)}
    found: I64 = names.fill_null(known[0]).replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    return found
