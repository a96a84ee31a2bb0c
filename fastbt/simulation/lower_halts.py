"""Lowers the losses at which accounts are halted (rule A11): a record for each balance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastbt.kernels.state import FAR_DOWN, HALT
from fastbt.model.rounding import RATE_PRECISION
from fastbt.timeline.columns import I64
from fastbt.venues.venues import Venues

Records = NDArray[np.void]


def halt_records(venues: Venues, balances: Records) -> tuple[Records | None, list[I64]]:
    """Return what each balance may lose, and when the sessions of calendars end.

    Args:
        venues: those of the run, one account each.
        balances: the BALANCE records.

    Returns:
        A HALT record for each balance, whose ``days`` counts the calendars from 1, and their ends; None and
        nothing where no venue halts for losses.
    """
    limits = [venue.risk_limits for venue in venues]
    if not any(limit is not None and limit.halts_for_losses for limit in limits):
        return None, []
    records, ends = np.zeros(len(balances), HALT), []
    for number, (venue, limit) in enumerate(zip(venues, limits, strict=True)):
        if limit is None or not limit.halts_for_losses:
            continue
        own = np.flatnonzero(balances["account"] == number)
        for name in ("max_drawdown", "max_daily_loss"):
            share = getattr(limit, name)
            records[name][own] = 0 if share is None else int(share.scaleb(RATE_PRECISION).to_integral_value())
        records["closes"][own] = int(limit.on_halt == "close")
        if venue.sessions is not None:
            ends.append(np.sort(venue.sessions.closes))
            records["days"][own], records["day_count"][own] = len(ends), len(ends[-1])
    for name in ("highest", "at_start_of_day", "newest"):
        records[name] = balances["start"]
    records["day_end"] = FAR_DOWN
    return records, ends
