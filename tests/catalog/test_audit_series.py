"""What checks share: moves, pauses, robust deviations."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog.audit_series import MAD_TO_DEVIATION, deviation, deviations_around, starts_of
from fastbt.schema.market import NOTHING
from tests.catalog.audited import MINUTE, START, audited, set_bar


def test_a_move_has_one_size_up_and_down():
    series = audited(3)
    for row, price in enumerate((10_000, 20_000, 10_000)):
        set_bar(series, row, price)
    assert series.moves.tolist() == [1.0, 1.0]


def test_a_move_from_zero_has_no_size():
    series = audited(3)
    set_bar(series, 1, 0)
    assert np.isnan(series.moves).all()
    assert not series.is_positive


def test_pauses_are_rows_that_start_late():
    opens = START + np.array([0, 1, 3, 4, 9]) * MINUTE
    assert audited(opens=opens).pauses.tolist() == [2, 4]
    assert audited(50).pauses.tolist() == []


def test_volume_of_zero_and_unknown_volume():
    series = audited(3)
    series.arrays.volume[:] = [5, 0, NOTHING]
    assert series.no_volume().tolist() == [False, True, True]
    assert audited(3, volume=False).no_volume() is None


def test_deviation_of_a_normal_sample():
    sizes = np.abs(np.random.default_rng(0).normal(0, 2.0, 100_000))
    assert deviation(sizes) == pytest.approx(2.0, rel=0.02)
    spoiled = np.r_[sizes, np.full(10_000, 1e9)]
    assert deviation(spoiled) == pytest.approx(2.0, rel=0.15)


def test_deviation_leaves_zeros_out_where_they_are_most():
    assert deviation(np.array([0, 0, 0, 2.0, np.nan])) == MAD_TO_DEVIATION * 2.0
    assert deviation(np.array([0.0, np.nan])) == deviation(np.array([])) == np.inf


def test_deviations_around_leave_the_place_and_its_neighbors_out():
    sizes = np.array([1.0, 1, 1, 50, 99, 50, 1, 1, 1])
    assert deviations_around(sizes, np.array([4]), reach=2).tolist() == [MAD_TO_DEVIATION]
    wild = np.r_[np.full(100, 1.0), np.full(60, 40.0), np.full(100, 1.0)]
    assert deviations_around(wild, np.array([20, 130])).tolist() == [MAD_TO_DEVIATION, 40 * MAD_TO_DEVIATION]


def test_a_place_without_neighbors():
    assert deviations_around(np.array([7.0]), np.array([0])).tolist() == [0.0]


def test_rows_of_one_price_start_a_bar_before_they_end():
    ends = START + np.arange(1, 4) * MINUTE
    assert starts_of(ends, ends, "1m").tolist() == (ends - MINUTE).tolist()
    assert starts_of(ends - MINUTE, ends, "1m").tolist() == (ends - MINUTE).tolist()
    mixed = np.r_[ends[:1], ends[1:] - 7]
    assert starts_of(mixed, ends, "1m").tolist() == mixed.tolist()
    assert starts_of(ends, ends, "100tick").tolist() == ends.tolist()
    assert starts_of(ends[:0], ends[:0], "1m").tolist() == []
