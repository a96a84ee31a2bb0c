"""Warns of a latency that bars are too long to show (rule T6)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from fastbt.errors import FastbtWarning
from fastbt.timeline.columns import I64, Columns
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues


def warn_of_latency(columns: Columns, venues: Venues, ids: Sequence[str]) -> None:
    """Warn where an order always arrives inside a bar: it then waits for the next, or acts at the close.

    Args:
        columns: the timeline; the shortest bar of a venue counts.
        venues: give the latency.
        ids: the timeline's instruments, in the order of their numbers.
    """
    for venue, rows in venues.by_rows(ids, columns.instrument):
        if venue.latest_submit:
            _warn(venue, columns.ts_event[rows] - columns.ts_open[rows])


def _warn(venue: Venue, lengths: I64) -> None:
    """Warn where the shortest of a venue's bars, ns, is longer than its latency."""
    lengths = lengths[lengths > 0]
    if not len(lengths) or venue.latest_submit >= int(lengths.min()):
        return
    acts = "waits for the next one" if venue.latency_in_bar == "wait" else "acts at its close"
    warnings.warn(
        f"latency: an order arrives {venue.latest_submit:,} ns at most after it is sent, the shortest bar "
        f"has {int(lengths.min()):,} ns. An order that arrives inside a bar {acts} (latency_in_bar); give "
        "finer data to see what the latency does",
        FastbtWarning,
        stacklevel=3,
    )
