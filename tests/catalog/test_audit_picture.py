"""The picture: what is found is in it, it is small, and it is well-formed whatever the names are."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import polars as pl
import pytest

from fastbt.catalog.audit import audit_bars
from fastbt.catalog.audit_checks import CHECKS_BY_NAME
from fastbt.catalog.audit_picture import AMBER, BANDS, GREEN, MARKS, MOST_SERIES, ORANGE, PALE, RED, picture
from fastbt.model.instruments import Equity
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import MINUTE, START, audited, scale, set_bar


def drawn(*series, calendar=None) -> str:
    """The picture of some series, held to a market that never closes."""
    held = calendar or TradingCalendar.always_open()
    found = [audit_bars(one, held, is_known=True) for one in series]
    return picture([(one.name, one.shape, one.findings) for one in found])


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text


def colors(svg: str) -> list[str]:
    """Colors of the boxes."""
    paths = parsed(svg).iter("{http://www.w3.org/2000/svg}path")
    return [path.get("fill") for path in paths if path.get("fill-opacity")]


def texts(svg: str) -> str:
    return " ".join(parsed(svg).itertext())


def test_a_series_with_nothing_wrong():
    svg = drawn(audited(5_000))
    assert colors(svg) == [GREEN]
    assert "A.SIM 1m" in texts(svg)
    assert "closes:" not in texts(svg)


def test_nothing_to_draw():
    assert "No bars" in texts(picture([]))
    assert "No bars" in texts(picture([("A.SIM 1d", None, pl.DataFrame())]))


@pytest.mark.parametrize(
    ("gone", "shown"),
    [
        (np.arange(100, 101), {GREEN, AMBER}),
        (np.arange(4_000, 4_020), {GREEN, ORANGE, RED}),
        (np.arange(1_000, 4_000), {GREEN, RED}),
    ],
)
def test_missing_bars(gone, shown):
    rows = 40_000 if len(gone) == 1 else 5_000
    svg = drawn(audited(opens=START + np.delete(np.arange(rows), gone) * MINUTE))
    assert set(colors(svg)) <= {GREEN, AMBER, ORANGE, RED, PALE}
    assert set(colors(svg)) >= {GREEN, *(shown & {AMBER if len(gone) == 1 else RED})}


def test_a_long_pause_is_pale_and_not_crossed_by_a_line():
    opens = START + np.r_[0:500, 4_000:4_500] * MINUTE
    midnight = START // (1_440 * MINUTE) * 1_440 * MINUTE
    bounds = [(START, START + 500 * MINUTE), (START + 4_000 * MINUTE, START + 4_500 * MINUTE)]
    calendar = TradingCalendar(
        "two",
        *(np.array(side) for side in zip(*bounds, strict=True)),
        np.array([midnight, midnight + 4 * 1_440 * MINUTE]),
    )
    svg = drawn(audited(opens=opens), calendar=calendar)
    assert colors(svg) == [GREEN, PALE]
    assert svg.count("<polyline") == 2
    assert "long pause" in texts(svg)


@pytest.mark.parametrize("check", [*BANDS, *MARKS])
def test_every_check_that_is_shown_exists(check):
    assert check in CHECKS_BY_NAME


def test_what_is_found_is_named():
    series = audited(2_000)
    scale(series, slice(500, 501), 1.05)
    svg = drawn(series)
    assert "spike" in texts(svg)
    assert "stale" not in texts(svg)
    assert f"stroke='{RED}'" in svg
    series = audited(2_000)
    for row in range(700, 900):
        set_bar(series, row, int(series.arrays.close[699]))
    assert "stale" in texts(drawn(series))
    assert BANDS["stale"][0] in colors(drawn(series))


def test_many_series():
    """The worst are shown; the picture stays small."""
    many = [
        audited(3_000, instrument=Equity(f"N{number:03}.SIM", currency="USD"), seed=number)
        for number in range(MOST_SERIES + 5)
    ]
    scale(many[-1], slice(500, 501), 1.05)
    svg = drawn(*many)
    assert "5 more series are not shown" in texts(svg)
    assert f"N{MOST_SERIES + 4:03}.SIM" in svg
    assert f"N{MOST_SERIES - 1:03}.SIM" not in svg
    assert len(svg) < 20_000 * MOST_SERIES


@pytest.mark.parametrize("count", [1, 5])
def test_names_are_escaped(count):
    svg = drawn(*[audited(100, instrument=Equity("S&P <500>.SIM", currency="USD"))] * count)
    assert texts(svg).count("S&P <500>.SIM 1m") == count


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_few_bars(rows):
    parsed(drawn(audited(rows)))
