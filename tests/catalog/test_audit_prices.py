"""Prices of each bar: zero and below, contradictions, ranges without volume, and wrong units by 100."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog.audit_checks import IMPOSSIBLE, NOT_POSITIVE, RANGE_WITHOUT_VOLUME, UNIT_ERROR
from fastbt.catalog.audit_prices import check_prices, check_units
from fastbt.schema.market import NOTHING
from tests.catalog.audited import audited, of, rows_of, scale, set_bar


def test_nothing_is_found_in_good_prices():
    series = audited()
    assert [len(found) for found in (*check_prices(series), *check_units(series))] == []


@pytest.mark.parametrize("low", [0, -5])
def test_prices_of_zero_and_below(low):
    series = audited()
    series.arrays.low[[7, 9]] = low
    found = of(NOT_POSITIVE, check_prices(series))
    assert (found.row.tolist(), found.value.tolist()) == ([7, 9], [low / 100] * 2)
    assert list(check_units(series)) == []


@pytest.mark.parametrize(
    ("bar", "by"),
    [
        ((100, 90, 80, 85), 0.10),
        ((85, 90, 80, 95), 0.05),
        ((70, 90, 80, 85), 0.10),
        ((85, 90, 80, 78), 0.02),
        ((85, 80, 90, 85), 0.10),
    ],
)
def test_prices_that_contradict_each_other(bar, by):
    series = audited()
    set_bar(series, 3, *(10_000 + ticks for ticks in bar))
    found = of(IMPOSSIBLE, check_prices(series))
    assert (found.row.tolist(), found.value.tolist()) == ([3], [pytest.approx(by)])


def test_ranges_without_volume():
    series = audited()
    set_bar(series, 4, 10_000)
    set_bar(series, 5, 10_000, 10_003, 10_000, 10_001)
    set_bar(series, 6, 10_000, 10_003, 10_000, 10_001)
    series.arrays.volume[[4, 5]], series.arrays.volume[6] = 0, NOTHING
    found = of(RANGE_WITHOUT_VOLUME, check_prices(series))
    assert (found.row.tolist(), found.value.tolist()) == ([5], [0.03])
    assert rows_of(RANGE_WITHOUT_VOLUME, check_prices(audited(volume=False))) == []


@pytest.mark.parametrize(
    ("factor", "text"),
    [(100, "100 times the rest"), (0.01, "0.01 times the rest"), (10_000, "10000 times the rest")],
)
def test_a_stretch_in_another_unit(factor, text):
    series = audited(precision=6)
    scale(series, slice(50, 60), factor)
    found = of(UNIT_ERROR, check_units(series))
    assert (found.row.tolist(), found.bars.tolist(), found.value.tolist()) == (
        [50],
        [10],
        [pytest.approx(factor)],
    )
    assert found.note == [text]
    ts = series.arrays.ts_event
    assert (found.first.tolist(), found.last.tolist()) == ([ts[50]], [ts[59]])


def test_most_rows_are_right():
    """Of a change that stays, the shorter side is wrong; of two equal ones, the later."""
    series = audited(100, precision=6)
    scale(series, slice(0, 30), 0.01)
    assert of(UNIT_ERROR, check_units(series)).row.tolist() == [0]
    series = audited(100, precision=6)
    scale(series, slice(50, 100), 0.01)
    assert of(UNIT_ERROR, check_units(series)).row.tolist() == [50]


def test_units_that_change_to_and_fro():
    series = audited(100, precision=6)
    for rows in (slice(10, 12), slice(40, 41), slice(90, 100)):
        scale(series, rows, 100)
    scale(series, slice(60, 61), 0.01)
    found = of(UNIT_ERROR, check_units(series))
    assert found.row.tolist() == [10, 40, 60, 90]
    assert found.bars.tolist() == [2, 1, 1, 10]
    assert found.value.tolist() == pytest.approx([100, 100, 0.01, 100])


@pytest.mark.parametrize("factor", [20, 50, 200, 1_000])
def test_other_factors_are_no_units(factor):
    series = audited(precision=6)
    scale(series, slice(50, 60), factor)
    assert list(check_units(series)) == []


@pytest.mark.parametrize(
    ("name", "ticks", "factor"), [("low", 100, 0.01), ("high", 1_000_000, 100.0), ("open", 100, 0.01)]
)
def test_one_price_in_another_unit(name, ticks, factor):
    series = audited()
    set_bar(series, 8, 10_000)
    getattr(series.arrays, name)[8] = ticks
    series.arrays.low[8] = min(series.arrays.low[8], ticks)
    found = of(UNIT_ERROR, check_units(series))
    assert (found.row.tolist(), found.value.tolist()) == ([8], [pytest.approx(factor)])
    assert "times the close" in found.note[0]


def test_a_mixed_bar_in_a_wrong_stretch_is_named_once():
    series = audited(precision=4)
    scale(series, slice(8, 9), 0.01)
    series.arrays.high[8] = 1_000_000
    assert rows_of(UNIT_ERROR, check_units(series)) == [8]


def test_a_price_of_zero_is_no_unit():
    series = audited()
    series.arrays.low[8] = 0
    assert list(check_units(series)) == []


def test_a_single_bar():
    series = audited(1)
    assert [len(found) for found in (*check_prices(series), *check_units(series))] == []
    assert np.isfinite(series.price(series.arrays.close)).all()
