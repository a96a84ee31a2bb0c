"""The picture of a result."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from fastbt.results.result import Result
from tests.results.buffers import cash_run, empty_run, margin_run

SVG = "{http://www.w3.org/2000/svg}"


def drawn(run) -> ET.Element:
    html = Result(run)._repr_html_()
    return ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314 - our own text


def texts(root: ET.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def test_price_equity_and_drawdown_over_one_axis():
    root = drawn(cash_run())
    assert {"ABC.SIM", "Equity [USD]", "Drawdown [%]"} <= set(texts(root))
    assert "10,100" in texts(root)
    assert "2024-01-02" in texts(root)
    assert len(list(root.iter(f"{SVG}polyline"))) == 2


def test_entries_and_exits_are_marked():
    root = drawn(cash_run())
    shapes = [node for node in root.iter(f"{SVG}path") if "fill" in node.attrib]
    by_color = {
        (node.attrib["fill"], node.attrib.get("stroke")): node.attrib["d"].count("M") for node in shapes
    }
    green, red = "#1a7f37", "#cf222e"
    assert by_color == {(green, None): 2, ("white", green): 1, ("white", red): 1}, (
        "two entries, a gain, a loss"
    )


def test_a_gain_is_green_and_a_loss_is_red():
    """The gain was taken on the fourth day at 110, the loss on the eighth at 97."""
    rings = {
        n.attrib["stroke"]: n.attrib["d"]
        for n in drawn(cash_run()).iter(f"{SVG}path")
        if "m-3" in n.attrib["d"]
    }
    places = {
        color: [float(number) for number in path[1:].split("m")[0].split()] for color, path in rings.items()
    }
    gain, loss = places["#1a7f37"], places["#cf222e"]
    assert gain[0] < loss[0], "earlier"
    assert gain[1] < loss[1], "higher"


def test_several_instruments_have_no_price_panel():
    root = drawn(margin_run())
    assert "X.SIM" not in texts(root)
    assert len(list(root.iter(f"{SVG}polyline"))) == 1


@pytest.mark.parametrize("run", [empty_run, cash_run])
def test_the_picture_says_what_it_shows(run):
    label = drawn(run()).attrib["aria-label"]
    assert label in ("Equity over time, +0.00 USD; 0 trades", "Equity over time, +100.79 USD; 3 trades")
