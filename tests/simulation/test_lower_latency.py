"""The warning of a latency that bars are too long to show (``simulation/lower_latency.py``)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import fastbt as bt
from fastbt.simulation.lower_latency import warn_of_latency
from fastbt.timeline.columns import Columns
from fastbt.venues.venues import Venues

SECOND = 10**9


def columns(*lengths: int) -> Columns:
    """Bars of these lengths, one after the other."""
    ends = np.cumsum(lengths).astype(np.int64)
    starts = ends - np.array(lengths, np.int64)
    prices = np.full(len(ends), 100, np.int64)
    return Columns(ends, starts, prices, prices, prices, prices)


def venues(**latency: str) -> Venues:
    return Venues.given(bt.Venue("SIM", latency=bt.Latency(**latency)))


def test_the_shortest_bar_counts() -> None:
    with pytest.warns(
        bt.FastbtWarning, match=r"2,000,000,000 ns at most.*the shortest bar has 3,000,000,000 ns"
    ):
        warn_of_latency(columns(5 * SECOND, 3 * SECOND), venues(submit="2s"), ["A.SIM"])


@pytest.mark.parametrize(
    ("lengths", "latency"),
    [
        ((3, 5), {"submit": "3s"}),
        ((3, 5), {"submit": "2s", "jitter": "1s"}),
        ((0, 0), {"submit": "1s"}),
        ((5,), {"cancel": "1s"}),
    ],
)
def test_one_that_bars_can_show_is_none(lengths: tuple[int, ...], latency: dict[str, str]) -> None:
    """At least a bar long, rows of one point, or no latency of orders."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_latency(columns(*(n * SECOND for n in lengths)), venues(**latency), ["A.SIM"])
