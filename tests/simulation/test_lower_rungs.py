"""The rungs of a ladder as the kernel reads them."""

from __future__ import annotations

import fastbt as bt
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_OFFSET, BRACKET_PRICE, RATE
from fastbt.simulation.lower_rungs import rung_records

MODEL = bt.Equity("X.SIM", currency="USD", price_precision=2, size_precision=0, price_increment="0.05")


def test_fractions_are_rates() -> None:
    rungs = rung_records([(0.02, 0.3), (0.04, 0.7)], BRACKET_FRACTION, MODEL)
    assert rungs["value"].tolist() == [RATE // 50, RATE // 25]
    assert rungs["share"].tolist() == [RATE * 3 // 10, RATE * 7 // 10]


def test_prices_and_distances_go_to_the_nearest_tick() -> None:
    for kind in (BRACKET_PRICE, BRACKET_OFFSET):
        assert rung_records([(1.02, 0.5), (1.03, 0.5)], kind, MODEL)["value"].tolist() == [100, 105]
