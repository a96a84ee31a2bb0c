"""Before which group what happens between rows acts (rule T1)."""

from __future__ import annotations

import numpy as np

from fastbt.codes import RowKind
from fastbt.simulation.lower_actions import add_actions, times_of
from fastbt.simulation.lower_options import Market
from fastbt.timeline.columns import Columns
from tests.simulation.markets import bar_frame, market


def columns(ts: list[int], kinds: list[RowKind] | None = None, starts: list[int] | None = None) -> Columns:
    """A timeline of these times."""
    times = np.array(ts)
    return Columns(
        times, times, times, times, times, times,
        kind=None if kinds is None else np.array(kinds, dtype=np.uint8),
        group_start=None if starts is None else np.array(starts),
    )  # fmt: skip


def test_after_bars_of_its_time_and_before_ticks_of_it():
    times = times_of(
        columns([5, 7, 7, 9], [RowKind.BAR, RowKind.BAR, RowKind.QUOTE, RowKind.TRADE_TICK], [0, 1, 3, 4])
    )
    assert times.has_bar.tolist() == [True, True, False]
    group, on_time = times.places(np.array([4, 5, 6, 7, 8, 9, 10]))
    assert group.tolist() == [0, 1, 1, 2, 2, 2, 3]
    assert on_time.tolist() == [False, True, False, True, False, False, False]


def test_bars_alone():
    times = times_of(columns([5, 7]))
    assert (times.first, times.last) == (5, 7)
    assert times.places(np.array([5, 7]))[1].tolist() == [True, True]


def test_a_run_without_any_stays_as_it_is():
    lowered = market(bar_frame([1.0, 2.0]))
    add_actions(lowered, Market.of({}))
    assert lowered.actions is None
    assert lowered.between == {}
