"""Rows on their way in: selecting, sorting, and telling what is out of order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.draft import Draft
from fastbt.schema.market import PRICES


def draft(time: list[int], code: list[int] | None = None) -> Draft:
    """Rows whose prices are their row numbers."""
    numbers = np.arange(len(time), dtype=np.int64)
    prices = {role: numbers + i for i, role in enumerate(PRICES)}
    codes = None if code is None else np.array(code, dtype=np.int32)
    return Draft(np.array(time, dtype=np.int64), prices, volume=numbers * 10, code=codes)


ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=30)


@given(ROWS)
def test_order_of_several_instruments_against_a_plain_loop(rows):
    table = draft([time for time, _ in rows], [code for _, code in rows])
    back, again_first, again_last, seen = [], [], [], {}
    for time, code in rows:
        earlier = seen.setdefault(code, [])
        back.append(any(time < other for other in earlier))
        again_first.append(time in earlier)
        earlier.append(time)
    for i, row in enumerate(rows):
        again_last.append(row in rows[i + 1 :])
    assert table.going_back().tolist() == back
    assert table.repeated("first").tolist() == again_first
    assert table.repeated("last").tolist() == again_last
    assert table.is_sorted() == all(a < b for a, b in pairwise(rows))
    table.sort()
    order = sorted(range(len(rows)), key=lambda i: rows[i])
    assert (np.arange(len(rows)) if table.rows is None else table.rows).tolist() == order
    assert table.prices["close"].tolist() == [i + 3 for i in order]


@given(st.lists(st.integers(0, 9), max_size=30))
def test_order_of_one_instrument(times):
    table = draft(times)
    assert table.going_back().tolist() == [any(t < u for u in times[:i]) for i, t in enumerate(times)]
    assert table.repeated().tolist() == [t in times[:i] for i, t in enumerate(times)]
    assert table.is_sorted() == all(a < b for a, b in pairwise(times))


@pytest.mark.parametrize("which", [np.array([True, False, True]), np.array([0, 2])])
def test_selecting_moves_every_column(which):
    table = draft([5, 6, 7], [0, 1, 0])
    table.no_volume = np.array([False, True, True])
    table.start = np.array([1, 2, 3])
    table.select(which)
    assert len(table) == 2
    assert table.time.tolist() == [5, 7]
    assert table.rows.tolist() == [0, 2]
    assert table.prices["high"].tolist() == [1, 3]
    assert table.volume.tolist() == [0, 20]
    assert table.no_volume.tolist() == [False, True]
    assert table.start.tolist() == [1, 3]
    assert table.code.tolist() == [0, 0]
    table.select(np.array([1]))
    assert table.rows.tolist() == [2]


def test_one_price_stays_one_array():
    ticks = np.array([1, 2, 3])
    table = Draft(np.array([1, 2, 3]), dict.fromkeys(PRICES, ticks))
    assert table.is_one_price
    table.select(np.array([2, 0]))
    assert table.is_one_price
    assert table.prices["low"].tolist() == [3, 1]
    assert not draft([1, 2]).is_one_price


@pytest.mark.parametrize(
    ("time", "wanted"),
    [
        ([3, 2, 1], True),
        ([3, 3, 1], True),
        ([3, 1, 2], False),
        ([1, 2, 3], False),
        ([2, 2], False),
        ([2], False),
        ([], False),
    ],
)
def test_newest_first(time, wanted):
    assert draft(time).is_newest_first() is wanted
