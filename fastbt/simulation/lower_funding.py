"""Lowers ``funding=``: the rates that perpetuals pay, a row per settlement (rule A8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import InstrumentClass
from fastbt.errors import ConfigError
from fastbt.kernels.state import DUE_FUNDING
from fastbt.model.rounding import RATE_PRECISION
from fastbt.schema.market import FUNDING
from fastbt.simulation.action_tables import (
    ids_of,
    new_records,
    numbers_of,
    read_actions,
    scaled,
    told_of_steps,
)
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered

Records = NDArray[np.void]


def funding_records(
    lowered: Lowered, market: Market, first: int, last: int
) -> tuple[Records, dict[str, Any]]:
    """Return the ACTION records of funding, and what the settings tell of it, by instrument.

    Args:
        lowered: the run.
        market: its options.
        first: when its first group is, nanoseconds; before it nothing is held.
        last: when its last group is; later rows are not paid.

    Raises:
        DataError: a row is bad.
        ConfigError: an instrument is no perpetual.
        UnknownNameError: the run does not have an instrument.
    """
    rows = read_actions("funding", market.funding, FUNDING, ids_of(lowered), market)
    number = numbers_of("funding", rows.frame, lowered)
    for place in np.unique(number):
        model = lowered.models[place]
        if model.instrument_class != InstrumentClass.CRYPTO_PERPETUAL:
            raise ConfigError(
                f"funding=: {model.id} is a {type(model).__name__}, and only a CryptoPerpetual pays funding; "
                "leave its rows out, or describe the instrument as one"
            )
    ts = rows.frame["ts_event"].cast(pl.Int64).to_numpy()
    records = new_records(rows.frame.height)
    records["kind"] = DUE_FUNDING
    records["ts"], records["instrument"] = ts, number
    records["balance"] = lowered.instruments["balance"][number]
    records["rate"] = scaled(rows, "rate", RATE_PRECISION)
    inside = (ts >= first) & (ts <= last)
    told = {
        lowered.models[place].id.value: told_of_steps(ts[number == place], inside[number == place])
        for place in np.unique(number)
    }
    return records[inside], told
