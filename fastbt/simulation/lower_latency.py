"""Warns of a latency that bars are too long to show (rule T6)."""

from __future__ import annotations

import warnings

from fastbt.errors import FastbtWarning
from fastbt.timeline.columns import Columns
from fastbt.venues.venue import Venue


def warn_of_latency(columns: Columns, venue: Venue) -> None:
    """Warn where an order always arrives inside a bar: it then waits for the next, or acts at the close.

    Args:
        columns: the timeline; its shortest bar counts.
        venue: gives the latency.
    """
    if not venue.latest_submit:
        return
    lengths = columns.ts_event - columns.ts_open
    lengths = lengths[lengths > 0]
    if not len(lengths) or venue.latest_submit >= int(lengths.min()):
        return
    acts = "waits for the next one" if venue.latency_in_bar == "wait" else "acts at its close"
    warnings.warn(
        f"latency: an order arrives {venue.latest_submit:,} ns at most after it is sent, the shortest bar "
        f"has {int(lengths.min()):,} ns. An order that arrives inside a bar {acts} (latency_in_bar); give "
        "finer data to see what the latency does",
        FastbtWarning,
        stacklevel=2,
    )
