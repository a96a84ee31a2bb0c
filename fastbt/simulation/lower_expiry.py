"""Lowers the expiries of contracts: when they end, and at which price they are settled (rule A7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.portions import NormalizedTable
from fastbt.codes import ActionKind
from fastbt.errors import ConfigError
from fastbt.kernels.state import DUE_EXPIRY, NOTHING
from fastbt.model.derivatives import FuturesContract
from fastbt.simulation.action_tables import new_records, numbers_of
from fastbt.simulation.lower_corporate import of_kind, ticks_of
from fastbt.simulation.lowered import Lowered

Records = NDArray[np.void]


def expiry_records(
    lowered: Lowered, rows: NormalizedTable | None, last: int
) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of the contracts that expire within a run, and what the settings tell.

    Args:
        lowered: the run.
        rows: its corporate actions, of which the settlements are read; None where there are none.
        last: when its last group is, nanoseconds; what expires later is still open then.

    Raises:
        ConfigError: a contract has two settlement prices, or one that was not known at its expiry.
        DataError: a price has more decimals than its contract.
    """
    prices = _settlement_prices(lowered, rows)
    ending = [
        (number, model)
        for number, model in enumerate(lowered.models)
        if isinstance(model, FuturesContract) and model.expiry <= last
    ]
    records = new_records(len(ending))
    told: dict[str, Any] = {}
    if not ending:
        return records, told
    numbers = lowered.numbers
    for record, (number, model) in zip(records, ending, strict=True):
        record["kind"] = DUE_EXPIRY
        record["ts"], record["instrument"] = model.expiry, number
        record["balance"] = lowered.instruments["balance"][number]
        record["amount"] = prices.get(number, NOTHING)
        told[model.id.value] = {
            "expiry": _shown(model.expiry),
            "settlement_price": number in prices,
            "rows_after": int(((numbers == number) & (lowered.columns.ts_event > model.expiry)).sum()),
        }
    return records, told


def _settlement_prices(lowered: Lowered, rows: NormalizedTable | None) -> dict[int, int]:
    """The settlement price of each contract that has one, ticks, by number."""
    if rows is None:
        return {}
    own = of_kind(rows, ActionKind.SETTLEMENT)
    number = numbers_of("actions", own.frame, lowered)
    times = own.frame["ts_event"].cast(pl.Int64).to_list()
    found: dict[int, int] = {}
    for place, ts, price in zip(number.tolist(), times, ticks_of(lowered, own, number).tolist(), strict=True):
        model = lowered.models[place]
        if place in found:
            raise ConfigError(f"actions=, {model.id}: has two settlement prices; give one")
        if isinstance(model, FuturesContract) and ts > model.expiry:
            raise ConfigError(
                f"actions=, {model.id}: is settled at {_shown(ts)}, after its expiry at "
                f"{_shown(model.expiry)}, when nobody knew that price; let it expire when it is settled"
            )
        found[place] = price
    return found


def _shown(moment: int) -> str:
    return f"{np.datetime64(int(moment), 'ns').astype('M8[s]')} UTC"
