"""Several timelines as one: order of rows, groups, which bars execute, what the strategy sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.codes import RowKind
from fastbt.errors import ConfigError
from fastbt.kernels.state import NOTHING, ROW_MATCH_ONLY, ROW_NO_EXECUTE, ROW_NO_TOUCH
from fastbt.timeline.columns import Columns
from fastbt.timeline.merging import covered, merge_columns

EXECUTES, HELD, FINE = 0, ROW_NO_EXECUTE, ROW_MATCH_ONLY


def part(ends: list[int], length: int = 1, instrument: list[int] | None = None, **columns: Any) -> Columns:
    """Bars that end at these times; prices tell their times."""
    ts_event = np.array(ends, dtype=np.int64)
    kind = columns.pop("kind", None)
    return Columns(
        ts_event=ts_event,
        ts_open=ts_event - length,
        **dict.fromkeys(("open", "high", "low", "close"), 100 + ts_event),
        instrument=None if instrument is None else np.array(instrument, dtype=np.int32),
        kind=None if kind is None else np.full(len(ends), kind, dtype=np.uint8),
        **{name: np.array(values) for name, values in columns.items()},
    )


def test_rows_are_sorted_and_bars_of_one_time_are_a_group_the_finest_first():
    merged = merge_columns([part([1, 2, 3, 4]), part([2, 4, 6], 2)], match_only=[True, False])
    assert merged.ts_event.tolist() == [1, 2, 2, 3, 4, 4, 6]
    assert merged.ts_open.tolist() == [0, 1, 0, 2, 3, 2, 4]
    assert merged.group_start is not None
    assert merged.group_start.tolist() == [0, 1, 3, 4, 6, 7]
    assert merged.close.tolist() == [101, 102, 102, 103, 104, 104, 106]
    assert merged.flags is not None
    assert merged.flags.tolist() == [FINE, FINE, HELD, FINE, FINE, HELD, EXECUTES]
    assert merged.contiguous  # the held bars, which open earlier, do not count


def test_what_the_strategy_has_seen():
    fine, own = part([1, 2, 3], instrument=[0, 1, 0]), part([2, 2, 4, 4], 2, instrument=[0, 1, 0, 1])
    merged = merge_columns([fine, own], match_only=[True, False])
    assert merged.instrument is not None
    assert merged.instrument.tolist() == [0, 1, 0, 1, 0, 0, 1]
    assert merged.main_rows is not None
    assert merged.main_rows.tolist() == [2, 3, 5, 6]
    assert merged.seen is not None
    assert merged.seen.tolist() == [0, 0, 1, 1, 1, 2, 2]
    assert merged.frame_row is not None
    assert merged.frame_row.tolist() == [-1, -1, 0, 1, 0, 2, 3]
    assert merged.rows_of(1).tolist() == [3, 6]


def test_a_bar_is_held_by_a_finer_row_that_ends_within_it():
    for ends, held in (([2], False), ([3], True), ([4], True), ([5], False)):
        found = covered([part(ends), part([4], 2)])
        assert found.tolist() == [False, held], ends


def test_a_point_is_held_by_a_finer_row_at_its_time():
    assert covered([part([4]), part([4, 5], 0)]).tolist() == [False, True, False]


def test_only_rows_that_execute_hold_a_bar_and_only_of_its_instrument():
    closed = part([3], flags=np.array([ROW_NO_EXECUTE | ROW_NO_TOUCH], np.uint8))
    assert covered([closed, part([4], 2)]).tolist() == [False, False]
    silent = part([3], flags=np.array([ROW_NO_TOUCH], np.uint8))
    assert covered([silent, part([4], 2)]).tolist() == [False, True]
    other = part([3], instrument=[1])
    assert covered([other, part([4], 2, instrument=[0])]).tolist() == [False, False]


def test_a_held_bar_holds_none_itself():
    """Of three lengths the middle one does not execute where the finest does, the coarsest where either does."""
    found = covered([part([4]), part([2, 4], 2), part([4, 8], 4)])
    assert found.tolist() == [False, False, True, True, False]


def test_ticks_follow_the_bars_of_their_time_and_are_finer():
    ticks = part([2, 2, 3], 0, kind=RowKind.TRADE_TICK)
    merged = merge_columns([part([2, 4, 6], 2), ticks], match_only=[False, False])
    assert merged.ts_event.tolist() == [2, 2, 2, 3, 4, 6]
    assert merged.kind is not None
    assert merged.kind.tolist() == [0, 6, 6, 6, 0, 0]
    assert merged.group_start is not None
    assert merged.group_start.tolist() == [0, 3, 4, 5, 6]
    assert merged.seen is None
    assert merged.flags is not None
    assert merged.flags.tolist() == [HELD, 0, 0, 0, HELD, 0]


def test_ticks_outside_the_sessions_hold_no_bar():
    closed = part([3], 0, kind=RowKind.QUOTE, flags=np.array([ROW_NO_EXECUTE | ROW_NO_TOUCH], np.uint8))
    assert covered([part([4], 2), closed]).tolist() == [False, False]


def test_some_rows_of_a_part_can_be_for_matching_only():
    ticks = part([2, 3], 0, instrument=[0, 1], kind=RowKind.QUOTE, ask_size=[7, 8])
    only = np.array([True, False])
    merged = merge_columns([part([2, 4], 2), ticks], match_only=[False, only])
    assert merged.main_rows is not None
    assert merged.main_rows.tolist() == [0, 2, 3]
    assert merged.seen is not None
    assert merged.seen.tolist() == [1, 1, 1, 2]
    assert merged.ask_size is not None
    assert merged.ask_size.tolist() == [NOTHING, 7, 8, NOTHING]


def test_quotes_come_before_trade_ticks_and_the_feed_keeps_its_order():
    quotes = part([1, 1], 0, kind=RowKind.QUOTE, volume=[7, 8])
    merged = merge_columns([part([1], 0, kind=RowKind.TRADE_TICK), quotes], match_only=[False, False])
    assert merged.kind is not None
    assert merged.kind.tolist() == [5, 5, 6]
    assert merged.volume is not None
    assert merged.volume.tolist() == [7, 8, NOTHING]


def test_columns_that_a_part_lacks_are_zero():
    merged = merge_columns([part([1]), part([2], 2, volume=[5], spread=[3])], match_only=[True, False])
    assert merged.volume is not None
    assert merged.spread is not None
    assert (merged.volume.tolist(), merged.spread.tolist()) == ([NOTHING, 5], [0, 3])


def test_something_must_be_decided_on():
    with pytest.raises(ConfigError, match="one per part, one of them False"):
        merge_columns([part([1])], match_only=[True])
