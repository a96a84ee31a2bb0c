"""Pictures as SVG text: sound XML, the right places, small whatever the length."""

from __future__ import annotations

import time
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from fastbt import svg

DAY = svg.DAY
BOX = (50.0, 10.0, 800.0, 100.0)


def panel(ts: np.ndarray, values: np.ndarray) -> svg.Panel:
    return svg.panel(BOX, ts, [values])


def test_corners_of_a_panel():
    at = svg.Panel(50, 10, 800, 100, 0, 1000, 0.0, 10.0)
    assert at.x(np.array([0, 500, 1000])).tolist() == [50, 450, 850]
    assert at.y(np.array([0.0, 5.0, 10.0])).tolist() == [110, 60, 10]


def test_a_panel_shows_all_values_with_a_margin():
    at = svg.panel(BOX, np.array([5, 9]), [np.array([1.0, np.nan]), np.array([3.0])])
    assert (at.first, at.last) == (5, 9)
    assert at.low < 1.0
    assert at.high > 3.0


@pytest.mark.parametrize(
    "values", [np.array([]), np.array([np.nan, np.nan]), np.array([7.0, 7.0]), np.zeros(2)]
)
def test_a_panel_without_a_range_has_a_height(values: np.ndarray):
    at = svg.panel(BOX, np.array([5, 9]), [values])
    assert at.high > at.low


def test_thinning_keeps_every_extreme_of_a_pixel():
    ts = np.arange(1_000_000, dtype=np.int64)
    values = np.random.default_rng(1).normal(0, 1, len(ts))
    values[123_456], values[654_321] = 50.0, -40.0
    at = panel(ts, values)
    x, y = svg.thin(at, ts, values)
    assert len(x) <= 2 * 800 + 2
    assert y.min() == pytest.approx(at.y(np.array([50.0]))[0])
    assert y.max() == pytest.approx(at.y(np.array([-40.0]))[0])
    assert x[y.argmin()] == pytest.approx(at.x(np.array([123_456]))[0], abs=1.0)


def test_a_short_line_keeps_all_its_points():
    ts, values = np.array([0, 10, 20]), np.array([1.0, 2.0, 0.0])
    x, y = svg.thin(panel(ts, values), ts, values)
    assert len(x) == 3
    assert x.tolist() == [50, 450, 850]
    assert y[1] < y[0] < y[2], "up is a smaller row"


def test_gaps_in_time_leave_pixels_empty():
    ts = np.concatenate([np.arange(5000), np.arange(5000) + 1_000_000]).astype(np.int64)
    x, _ = svg.thin(panel(ts, np.zeros(10_000)), ts, np.zeros(10_000))
    assert not ((x > 60) & (x < 840)).any()


def test_a_million_rows_take_little_time_and_space():
    ts = np.arange(1_000_000, dtype=np.int64)
    values = np.cumsum(np.random.default_rng(1).normal(0, 1, len(ts)))
    svg.line(panel(ts, values), ts, values, "red")
    started = time.perf_counter()
    text = svg.line(panel(ts, values), ts, values, "red") + svg.area(panel(ts, values), ts, values, "red")
    assert time.perf_counter() - started < 0.25
    assert len(text) < 60_000


def test_marks_that_cover_each_other_are_drawn_once():
    ts, values = np.repeat(np.array([0, 100]), 50), np.zeros(100)
    text = svg.marks(svg.Panel(0, 0, 100, 100, 0, 100, -1, 1), ts, values, "up", "green")
    assert text.count("M") == 2
    assert svg.marks(svg.Panel(0, 0, 100, 100, 0, 100, -1, 1), ts[:0], values[:0], "up", "green") == ""


def test_many_marks_become_dots():
    count = 20_000
    ts, values = np.arange(count), np.random.default_rng(2).uniform(0, 1, count)
    text = svg.marks(panel(ts, values), ts, values, "ring", "green")
    assert "h2v2h-2z" in text
    assert text.count("M") <= 200 * 26


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (9_870.0, 10_480.0, [10_000, 10_200, 10_400]),
        (-0.2, 0.01, [-0.2, -0.1, 0.0]),
        (0.0, 1.0, [0.0, 0.5, 1.0]),
        (1e6, 5e6, [1e6, 2e6, 3e6, 4e6, 5e6]),
    ],
)
def test_values_of_an_axis_are_round(low: float, high: float, expected: list[float]):
    assert svg.value_ticks(low, high) == pytest.approx(expected)


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [
        ("2024-01-01T09:31", "2024-01-01T16:00", ["2024-01-01 10:00", "01-01 11:00", "01-01 12:00"]),
        ("2024-01-01", "2024-01-05", ["2024-01-01", "2024-01-02", "2024-01-03"]),
        ("2024-01-15", "2024-07-01", ["2024-02", "2024-03", "2024-04"]),
        ("1999-01-04", "2018-12-31", ["2000", "2005", "2010", "2015"]),
    ],
)
def test_times_of_an_axis_are_round(first: str, last: str, texts: list[str]):
    found = svg.time_ticks(at(first), at(last))
    assert [text for _, text in found][: len(texts)] == texts
    assert len(found) <= 7
    assert all(at(first) <= ts <= at(last) for ts, _ in found)


def test_one_moment_has_one_time():
    assert len(svg.time_ticks(at("2024-01-01"), at("2024-01-01"))) == 1


def test_a_document_is_sound_xml():
    axis = svg.value_axis(panel(np.array([0, DAY]), np.array([1.0, 2.0])), "price < & >") + svg.time_axis(
        panel(np.array([0, DAY]), np.array([1.0, 2.0]))
    )
    root = ET.fromstring(svg.document(900, 200, [axis], "a 'picture' & more"))  # noqa: S314 - our own text
    assert root.attrib["aria-label"] == "a 'picture' & more"
    assert any(node.text == "price < & >" for node in root.iter("{http://www.w3.org/2000/svg}text"))
