"""Which bar a row goes to, on arrays."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fastbt.model.bar_types import BarSpecification
from fastbt.timeline.resample_bars import by_amount, by_time
from fastbt.timeline.rows import Rows, rows_of
from tests.timeline.drawn import DAY, HOUR, moments


def ticks(times: list[int], ids: list[str] | None = None) -> Rows:
    columns = {"ts_event": moments(times), "price": [1.0] * len(times)}
    return rows_of(pl.DataFrame(columns | ({"instrument_id": ids} if ids else {})), "frame")


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        ("1h", "2024-02-29T13:00", "2024-02-29T14:00"),
        ("7h", "2024-02-29T07:00", "2024-02-29T14:00"),
        ("1d", "2024-02-29", "2024-03-01"),
        ("1w", "2024-02-26", "2024-03-04"),
        ("1mo", "2024-02-01", "2024-03-01"),
        ("3mo", "2024-01-01", "2024-04-01"),
        ("12mo", "2024-01-01", "2025-01-01"),
    ],
)
def test_the_bar_around_a_time(length: str, start: str, end: str):
    """2024-02-29 13:30; the seven hours are counted from 1970."""
    time = int(np.datetime64("2024-02-29T13:30", "ns").astype(np.int64))
    bars = by_time(ticks([time]), BarSpecification.parse(length), None)
    for found, wanted in ((bars.ts_open, start), (bars.ts_event, end)):
        assert str(found.astype("datetime64[ns]")[0]).startswith(wanted)


def test_before_1970():
    bars = by_time(ticks([-HOUR]), BarSpecification.parse("1mo"), None)
    assert bars.ts_open.astype("datetime64[ns]").astype(str)[0].startswith("1969-12-01")


def test_instruments_do_not_share_bars():
    bars = by_time(ticks([1, 2, 1], ["A", "A", "B"]), BarSpecification.parse("1d"), None)
    assert bars.first.tolist() == [0, 2]
    assert bars.last().tolist() == [1, 2]
    assert bars.ended.tolist() == [False, False]


def test_amounts_begin_from_nothing():
    """Of sizes 3, 3, 3, 1 to 4: the second closes with 6, and the two that are over are not carried on."""
    rows = ticks([1, 2, 3, 4])
    bars = by_amount(rows, [np.array([3, 3, 3, 1])], 4, together=False)
    assert bars.first.tolist() == [0, 2]
    assert bars.ended.tolist() == [True, True]
    assert (bars.ts_open.tolist(), bars.ts_event.tolist()) == ([1, 3], [2, 4])
    unfinished = by_amount(rows, [np.array([3, 3, 3, 0])], 4, together=False)
    assert unfinished.ended.tolist() == [True, False]


def test_products_beyond_64_bits():
    big = np.array([10**18] * 3)
    bars = by_amount(ticks([1, 2, 3]), [big, big], 2 * 10**36, together=False)
    assert bars.first.tolist() == [0, 2]


def test_nothing_makes_nothing():
    for bars in (
        by_time(ticks([]), BarSpecification.parse("1d"), None),
        by_amount(ticks([]), [], 5, together=True),
    ):
        assert (len(bars.first), len(bars.last()), len(bars.ts_event), len(bars.ended)) == (0, 0, 0, 0)


def test_equal_times_stay_together_only_within_an_instrument():
    rows = ticks([DAY, DAY, DAY, DAY], ["A", "A", "B", "B"])
    assert by_amount(rows, [], 1, together=True).first.tolist() == [0, 2]
    assert by_amount(rows, [], 1, together=False).first.tolist() == [0, 1, 2, 3]
