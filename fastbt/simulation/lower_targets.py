"""Lowers targets across instruments to a byte per row and a PLAN: which rows decide, and what they want.

The kernel reads floats, as it does for signals; what is wrong in any row that decides is refused here,
before the run.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import Sizing
from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import (
    LIMIT,
    PLAN,
    RATE,
    SEQUENCE_GIVEN,
    SEQUENCE_SELLS_FIRST,
    SIGNAL_TARGET,
)
from fastbt.simulation.lower_plan import WANTED, Words
from fastbt.simulation.lower_signals import NO_SHORTS, row_error
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.expressions import number_values
from fastbt.strategies.targets import Targets
from fastbt.strategies.targets_rebalance import deciding
from fastbt.strategies.words import is_number
from fastbt.venues.venues import Venues

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
RANK = "rank"
"""Word of the rows' order as given, beside those of ``Targets``."""
_CLOSE_TO_ONE = 1e-9
"""Sums of weights are compared with 1 within this."""


def lower_targets(lowered: Lowered, targets: Targets, words: Words, venues: Venues) -> None:
    """Add targets to a lowered market.

    Args:
        lowered: the market; ``signals``, ``plan`` and ``plan_columns`` are filled in.
        targets: the strategy.
        words: its words that have a value per row, evaluated.
        venues: give the sizing.

    Raises:
        ConfigError: if quantities are to be found at the fill, or a word's values have the wrong type.
        DataError: naming row, time and instrument of a target that is too large, or below zero on a CASH
            account; naming the time of weights that sum above 1 on one.
    """
    if venues.first.sizing != "decision":
        raise ConfigError(
            f"sizing={venues.first.sizing!r}: targets across instruments are weighed together, so their "
            "quantities are found at the decision; leave sizing= out"
        )
    wanted = _values(targets, words)
    per_row: F64 = np.broadcast_to(wanted, lowered.columns.rows)
    acts = _deciding_rows(lowered, targets) & ~np.isnan(per_row)
    _check_size(lowered, targets, per_row, acts)
    _check_cash(lowered, targets, per_row, acts & lowered.on_cash[lowered.numbers])
    lowered.signals = np.multiply(acts, SIGNAL_TARGET, dtype=np.uint8)
    lowered.plan = _plan_record(targets, venues)
    lowered.plan_columns = {"wanted": wanted}
    if RANK in words:
        given = number_values(RANK, words[RANK])
        lowered.plan_columns["rank"] = given.max() - given  # the kernel takes the largest first


def decisions(lowered: Lowered) -> int:
    """Return the number of times at which a target is acted on.

    Args:
        lowered: a market with targets.
    """
    if lowered.signals is None:
        return 0
    return len(np.unique(lowered.columns.ts_event[lowered.signals != 0]))


def _values(targets: Targets, words: Words) -> F64:
    """One number for all rows, or one per row with NaN for null."""
    if is_number(targets.wanted):
        return np.array([float(targets.wanted)])
    return number_values(targets.kind, words[targets.kind])


def _deciding_rows(lowered: Lowered, targets: Targets) -> Mask:
    """The rows of the times that decide."""
    columns = lowered.columns
    groups = deciding(columns.ts_event[columns.group_last_row()], targets.rebalance)
    if columns.group_start is None:
        return groups
    return np.repeat(groups, np.diff(columns.group_start))


def _plan_record(targets: Targets, venues: Venues) -> NDArray[np.void]:
    """The PLAN record; the addresses of its columns are filled in by the machine."""
    records = np.zeros(1, dtype=PLAN)
    p = records[0]
    p["sizing"] = Sizing[venues.first.sizing.upper()]
    p["wanted_kind"] = WANTED[targets.kind]
    p["drift"] = int((Decimal(str(targets.drift)) * RATE).to_integral_value())
    p["sequence"] = SEQUENCE_GIVEN if targets.sequence == "given" else SEQUENCE_SELLS_FIRST
    return records


def _check_size(lowered: Lowered, targets: Targets, wanted: F64, acts: Mask) -> None:
    """Refuse targets that no 64-bit number of lots, money or 10^-12 can hold."""
    scale: Any = RATE
    if targets.kind != "weight":
        of_instrument = lowered.instruments["money_scale" if targets.kind == "value" else "size_scale"]
        scale = of_instrument[lowered.numbers]
    large = acts & ~(np.abs(wanted * scale) < LIMIT)
    if large.any():
        row = int(large.argmax())
        raise row_error(
            lowered, targets.kind, row, f"{targets.kind} {wanted[row]} is too large", "check how it is made"
        )


def _check_cash(lowered: Lowered, targets: Targets, wanted: F64, acts: Mask) -> None:
    """Refuse short targets, and weights that sum above 1 over a balance; ``acts``: rows of CASH accounts."""
    below = acts & (wanted < 0)
    if below.any():
        row = int(below.argmax())
        raise row_error(lowered, targets.kind, row, f"{targets.kind} {wanted[row]} is below zero", NO_SHORTS)
    if targets.kind != "weight":
        return
    columns = lowered.columns
    first = np.arange(columns.rows) if columns.group_start is None else columns.group_start[:-1]
    balance = lowered.instruments["balance"][lowered.numbers]
    for number in np.unique(lowered.instruments["balance"][lowered.on_cash]):
        own = acts & (balance == number)
        sums = np.add.reduceat(np.where(own, wanted, 0.0), first)
        above = sums > 1 + _CLOSE_TO_ONE
        if not above.any():
            continue
        group = int(above.argmax())
        raise DataError(
            f"the weights sum to {sums[group]:.9g}, above 1",
            table="bars",
            column="weight",
            time=int(columns.ts_event[first[group]]),
            remedy="a CASH account cannot hold more than its equity: scale them down, or use "
            "bt.Venue(..., account_type='MARGIN')",
        )
