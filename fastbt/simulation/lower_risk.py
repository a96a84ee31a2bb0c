"""Lowers the risk limits of a venue (rule A11): a record of the account, two fields of instruments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.kernels.state import LIMIT, NOTHING, RISK
from fastbt.model.instruments import Instrument
from fastbt.venues.risk import RiskLimits

Records = NDArray[np.void]


def add_risk(
    limits: RiskLimits | None, records: Records, instruments: Sequence[Instrument]
) -> tuple[Records | None, NDArray[np.int64] | None]:
    """Write the limits of each instrument into its record, and return those of the account.

    Args:
        limits: those of the venue, or None.
        records: the INSTRUMENT records, in the order of ``instruments``.
        instruments: the instruments of the run.

    Returns:
        One RISK record, and the times and states of trading as two rows; None and None without limits.

    Raises:
        ConfigError: if a limit names an instrument that is not in the run.
    """
    records["max_position"] = records["max_order_notional"] = NOTHING
    if limits is None:
        return None, None
    known = [str(instrument.id) for instrument in instruments]
    for name in sorted(limits.named() - set(known)):
        raise ConfigError(
            f"risk: a limit names {name!r}, which is not in the run ({', '.join(known)}); correct it "
            "or leave it out"
        )
    for record, instrument in zip(records, instruments, strict=True):
        for name, precision in (
            ("max_position", instrument.size_precision),
            ("max_order_notional", instrument.settlement_currency.precision),
        ):
            limit = limits.limit_of(name, str(instrument.id))
            if limit is not None:
                record[name] = _steps_below(limit, precision)
    risk = np.zeros(1, RISK)
    if limits.max_orders is not None:
        risk["max_orders"], risk["interval"] = limits.max_orders
    risk["state_count"] = len(limits.trading_state)
    return risk, np.array(limits.trading_state, dtype=np.int64).T.copy()


def _steps_below(limit: Decimal, precision: int) -> int:
    """The whole steps within a limit, which passes nothing beyond 62 bits."""
    return min(int(limit.scaleb(precision).to_integral_value(ROUND_FLOOR)), LIMIT)
