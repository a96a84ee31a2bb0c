"""Lowers ``actions=``: what companies do to those who hold their shares (rule A10)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import ActionKind, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.kernels.state import DUE_DIVIDEND
from fastbt.model.rounding import RATE_PRECISION
from fastbt.schema.market import ACTIONS
from fastbt.simulation.action_tables import ids_of, new_records, numbers_of, read_actions, scaled
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered

Records = NDArray[np.void]


def corporate_records(
    lowered: Lowered, market: Market, first: int, last: int
) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of corporate actions, and what the settings tell of them, by instrument.

    Args:
        lowered: the run.
        market: its options.
        first: when its first group is, nanoseconds; before it nothing is held.
        last: when its last group is; later rows do nothing.

    Raises:
        DataError: a row is bad.
        ConfigError: the bars are adjusted already, or a row does what runs do not know, is of no equity, or
            pays in another currency.
        UnknownNameError: the run does not have an instrument.
    """
    if "adjustment" in lowered.frame.columns:
        raise ConfigError(
            "actions=: the bars have the column 'adjustment', so that bt.adjust has put the actions into "
            "their prices; give the bars as they were traded, or leave actions= out: never both (rule A10)"
        )
    rows = read_actions("actions", market.actions, ACTIONS, ids_of(lowered), market)
    number = numbers_of("actions", rows.frame, lowered)
    for place, row in zip(number.tolist(), rows.frame.iter_rows(named=True), strict=True):
        _refuse(lowered, place, row)
    records = new_records(rows.frame.height)
    records["kind"] = DUE_DIVIDEND
    records["ts"] = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    records["instrument"] = number
    records["balance"] = lowered.instruments["balance"][number]
    records["rate"] = scaled(rows, "amount", RATE_PRECISION)
    for place in np.unique(number):
        model = lowered.models[place]
        per_lot = Fraction(10) ** (model.settlement_currency.precision - model.size_precision)
        own = number == place
        records["numerator"][own], records["divisor"][own] = per_lot.numerator, per_lot.denominator
    inside = (records["ts"] >= first) & (records["ts"] <= last)
    told = {
        lowered.models[place].id.value: {
            "dividends": int((inside & (number == place)).sum()),
            "outside_the_data": int((~inside & (number == place)).sum()),
        }
        for place in np.unique(number)
    }
    return records[inside], told


def _refuse(lowered: Lowered, place: int, row: dict[str, Any]) -> None:
    """Refuse a row that a run cannot do."""
    model, currency = lowered.models[place], str(lowered.models[place].settlement_currency.code)
    where = f"actions=, {model.id} at {row['ts_event']}"
    if row["kind"] != ActionKind.DIVIDEND.name:
        raise ConfigError(
            f"{where}: is a {row['kind']}, and runs know DIVIDEND alone; leave actions= out and adjust the "
            "bars before for splits (bt.adjust), or end them before a delisting"
        )
    if model.instrument_class != InstrumentClass.EQUITY:
        raise ConfigError(
            f"{where}: {model.id} is a {type(model).__name__}, and only an Equity pays dividends; leave the "
            "row out, or describe the instrument as one"
        )
    if row["amount"] is None:
        raise ConfigError(f"{where}: the dividend has no amount; give what a share is paid, or leave it out")
    if row["currency"] not in (None, currency):
        raise ConfigError(
            f"{where}: the dividend is paid in {row['currency']}, {model.id} settles in {currency}; "
            "convert it"
        )
