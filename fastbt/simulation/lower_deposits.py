"""Lowers ``deposits=`` and ``transfers=``: money put into accounts, taken out, or moved (rule A1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.catalog.portions import NormalizedTable
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import DUE_DEPOSIT, DUE_TRANSFER
from fastbt.schema.market import DEPOSITS, TRANSFERS
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
    records = new_records(rows.frame.height)
    records["kind"] = DUE_DEPOSIT
    records["ts"] = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    records["balance"] = _balances("deposits", rows, "account_id", lowered)
    records["amount"] = _amounts("deposits", rows, lowered)
    return _until(records, last)


def transfer_records(lowered: Lowered, market: Market, last: int) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of transfers between accounts, and what the settings tell of them.

    Args:
        lowered: the run.
        market: its options.
        last: when its last group is, nanoseconds; later rows do nothing.

    Raises:
        DataError: a row is bad.
        ConfigError: an amount is not above 0 or has more decimals than its currency, a row moves money to
            where it is, or several currencies are there and none is named.
        UnknownNameError: the run does not have an account or a currency.
    """
    rows = read_actions("transfers", market.transfers, TRANSFERS, [], market)
    records = new_records(rows.frame.height)
    records["kind"] = DUE_TRANSFER
    records["ts"] = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    records["balance"] = _balances("transfers", rows, "from_account", lowered)
    records["target"] = _balances("transfers", rows, "to_account", lowered)
    amounts = _amounts("transfers", rows, lowered)
    for wrong, what in (
        (amounts <= 0, "the amount has to be above 0; what goes back is a row from the other account"),
        (records["balance"] == records["target"], "it goes to the account it comes from; name two"),
    ):
        if wrong.any():
            raise ConfigError(f"transfers=, row {int(np.argmax(wrong))}: {what}")
    records["amount"] = -amounts
    return _until(records, last)


def _until(records: Records, last: int) -> tuple[Records, dict[str, Any]]:
    """The records that a run has, and what the settings tell of them all."""
    inside = records["ts"] <= last
    return records[inside], {"rows": int(inside.sum()), "after_the_data": int((~inside).sum())}


def _currencies(option: str, rows: NormalizedTable, lowered: Lowered) -> I64:
    """The number of each row's currency."""
    known = [str(currency.code) for currency in lowered.currencies]
    return places_of(option, "currency", rows.frame["currency"], known)


def _balances(option: str, rows: NormalizedTable, column: str, lowered: Lowered) -> I64:
    """The number of the balance of each row's account and currency."""
    account = places_of(option, "account", rows.frame[column], lowered.account_ids)
    return account * len(lowered.currencies) + _currencies(option, rows, lowered)


def _amounts(option: str, rows: NormalizedTable, lowered: Lowered) -> I64:
    """The amounts in units of their currencies; one with more decimals is refused."""
    amounts = np.zeros(rows.frame.height, dtype=np.int64)
    currency = _currencies(option, rows, lowered)
    for place in np.unique(currency):
        own, precision = currency == place, lowered.currencies[place].precision
        amounts[own] = scaled(rows, "amount", precision)[own]
        finest = max(rows.scales["amount"], precision)
        exact = scaled(rows, "amount", finest)[own] == amounts[own] * 10 ** (finest - precision)
        if not exact.all():
            row = int(np.flatnonzero(own)[np.argmin(exact)])
            raise ConfigError(
                f"{option}=, row {row}: the amount has more than the {precision} decimals of "
                f"{lowered.currencies[place].code}; round it"
            )
    return amounts


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


def places_of(option: str, what: str, names: pl.Series, known: list[str]) -> I64:
    """Return the place of each row's name among those that a run has; the only one where none is said.

    Args:
        option: the option's name, for messages.
        what: account or currency, likewise.
        names: a name per row, or null.
        known: those of the run.

    Raises:
        ConfigError: none is said, and there are several.
        UnknownNameError: the run does not have one.
    """
    for name in names.unique(maintain_order=True):
        if name is None and len(known) > 1:
            raise ConfigError(
                f"{option}=: the run has several, {', '.join(known)}; say which in a column {what!r}"
            )
        if name is not None and name not in known:
            raise unknown_name(f"{what} in {option}=", name, known)
    numbers = {name: place for place, name in enumerate(known)}
    found: I64 = names.fill_null(known[0]).replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    return found
