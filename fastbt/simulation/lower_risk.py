"""Lowers the risk limits of venues (rule A11): a record of each, two fields of instruments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.kernels.state import LIMIT, NOTHING, RISK
from fastbt.model.instruments import Instrument
from fastbt.venues.risk import RiskLimits
from fastbt.venues.venues import Venues

Records = NDArray[np.void]


def add_risk(
    venues: Venues, records: Records, instruments: Sequence[Instrument]
) -> tuple[Records | None, NDArray[np.int64] | None]:
    """Write the limits of each instrument into its record, and return those of the venues.

    Args:
        venues: those of the run.
        records: the INSTRUMENT records, in the order of ``instruments``.
        instruments: the instruments of the run.

    Returns:
        A RISK record for each venue, which counts its trading states from ``states``, and the times and
        states of trading as two rows; None and None where no venue has limits.

    Raises:
        ConfigError: if a limit names an instrument that is not in the run.
    """
    records["max_position"] = records["max_order_notional"] = NOTHING
    if all(venue.risk_limits is None for venue in venues):
        return None, None
    risk = np.zeros(len(venues), RISK)
    states: list[tuple[int, int]] = []
    for number, venue in enumerate(venues):
        limits = venue.risk_limits or RiskLimits()
        own = [place for place, record in enumerate(records) if record["venue"] == number]
        _fill_instruments(limits, records, own, instruments)
        if limits.max_orders is not None:
            risk["max_orders"][number], risk["interval"][number] = limits.max_orders
        risk["states"][number] = len(states)
        risk["state_count"][number] = len(limits.trading_state)
        states += limits.trading_state
    return risk, np.array(states, dtype=np.int64).T.copy()


def _fill_instruments(
    limits: RiskLimits, records: Records, own: Sequence[int], instruments: Sequence[Instrument]
) -> None:
    """Write a venue's limits into the records of its own instruments."""
    known = [str(instruments[place].id) for place in own]
    for name in sorted(limits.named() - set(known)):
        raise ConfigError(
            f"risk: a limit names {name!r}, which is not in the run ({', '.join(known)}); correct it "
            "or leave it out"
        )
    for place in own:
        record, instrument = records[place], instruments[place]
        for name, precision in (
            ("max_position", instrument.size_precision),
            ("max_order_notional", instrument.settlement_currency.precision),
        ):
            limit = limits.limit_of(name, str(instrument.id))
            if limit is not None:
                record[name] = _steps_below(limit, precision)


def _steps_below(limit: Decimal, precision: int) -> int:
    """The whole steps within a limit, which passes nothing beyond 62 bits."""
    return min(int(limit.scaleb(precision).to_integral_value(ROUND_FLOOR)), LIMIT)
