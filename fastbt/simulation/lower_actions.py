"""Lowers what happens between rows to ACTION records, each with the group before which it acts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.simulation.lower_corporate import corporate_records, read_corporate
from fastbt.simulation.lower_deposits import deposit_records, transfer_records
from fastbt.simulation.lower_expiry import expiry_records
from fastbt.simulation.lower_funding import funding_records
from fastbt.simulation.lower_interest import interest_records
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64, Columns

Records = NDArray[np.void]


def add_actions(lowered: Lowered, market: Market) -> None:
    """Put into a run what happens between its rows; of one time in the order below.

    Args:
        lowered: a run with its final timeline.
        market: the options of the run; nothing is done without ``funding``, ``rates``, ``actions``,
            ``deposits`` and ``transfers`` where no contract expires.

    Raises:
        DataError: a row is bad.
        ConfigError: an instrument has no such thing, or the data does not say whose a row is.
        UnknownNameError: a row is of an instrument, account or currency that the run does not have.
    """
    given: list[Records] = []
    times = times_of(lowered.columns)
    if market.funding is not None:
        records, lowered.between["funding"] = funding_records(lowered, market, times.first, times.last)
        given.append(records)
    if market.rates is not None:
        records, lowered.between["rates"] = interest_records(lowered, market, times.first, times.last)
        given.append(records)
    rows = read_corporate(lowered, market)
    if rows is not None:
        by_kind, counted = corporate_records(lowered, rows, times.first, times.last)
        lowered.between |= {"actions": counted} if counted else {}
        given += by_kind
    records, told = expiry_records(lowered, rows, times.last)
    if told:
        lowered.between["expiries"] = told
        given.append(records)
    if market.deposits is not None:
        records, lowered.between["deposits"] = deposit_records(lowered, market, times.last)
        given.append(records)
    if market.transfers is not None:
        records, lowered.between["transfers"] = transfer_records(lowered, market, times.last)
        given.append(records)
    if not given:
        return
    actions = np.concatenate(given)
    actions = actions[np.argsort(actions["ts"], kind="stable")]
    actions["group"], actions["on_time"] = times.places(actions["ts"])
    lowered.actions = actions


@dataclass(frozen=True, slots=True)
class GroupTimes:
    """When each group of a timeline is, and whether a bar ends then."""

    ts: I64
    has_bar: NDArray[np.bool_]

    @property
    def first(self) -> int:
        """When the first group is, nanoseconds."""
        return int(self.ts[0])

    @property
    def last(self) -> int:
        """When the last group is."""
        return int(self.ts[-1])

    def places(self, ts: I64) -> tuple[I64, NDArray[np.bool_]]:
        """Return before which group something at each time acts, and whether on time for the one before.

        What ends at a time precedes it, what begins at it follows (rule T1): bars come first, ticks after it.
        A group with both ends with its ticks, and comes first as a whole.

        Example:
            >>> GroupTimes(np.array([5, 7]), np.array([True, False])).places(np.array([5, 6, 7, 8]))
            (array([1, 1, 1, 2]), array([ True, False, False, False]))
        """
        group = np.searchsorted(self.ts, ts, side="right")
        at = np.maximum(group - 1, 0)
        equal = (group > 0) & (self.ts[at] == ts)
        on_time = equal & self.has_bar[at]
        return np.where(equal & ~on_time, group - 1, group), on_time


def times_of(columns: Columns) -> GroupTimes:
    """Return the times of a timeline's groups.

    Args:
        columns: the timeline.
    """
    # where every row is a group nothing is copied: this is asked of every run
    starts = slice(None) if columns.group_start is None else columns.group_start[:-1]
    ts = columns.ts_event[starts]
    if columns.kind is None:
        return GroupTimes(ts, np.broadcast_to(np.True_, len(ts)))
    return GroupTimes(ts, columns.kind[starts] == RowKind.BAR)  # bars come first among the rows of a time
