"""How the kernel counts the models of a venue that are the user's own."""

from __future__ import annotations

from typing import Any

from fastbt.simulation.lower_custom import custom_models, number_of
from fastbt.venues import (
    BasisPointsSlippage,
    CustomFees,
    CustomFillPrice,
    CustomSlippage,
    CustomVolumeLimit,
    FlatFees,
    Venue,
)
from fastbt.venues.latency import CustomLatency
from fastbt.venues.venues import Venues


def one(fill: Any) -> float:
    return 1.0


def test_models_are_counted_in_the_order_of_the_options() -> None:
    """By what they are, not by what they equal: two alike in one list are two."""
    first, second = CustomFees(one), CustomFees(one)
    venue = Venue(
        fees=[first, FlatFees(1), second],
        slippage=CustomSlippage(one),
        fill_price=CustomFillPrice(one),
        latency=CustomLatency(one, longest=1),
        volume_limit=CustomVolumeLimit(one),
    )
    models = custom_models(Venues.given(venue))
    assert [model.option for model in models] == [
        "fees",
        "fees",
        "slippage",
        "fill_price",
        "latency",
        "volume_limit",
    ]
    assert [number_of(Venues.given(venue), model) for model in models] == [0, 1, 2, 3, 4, 5]
    assert custom_models(Venues.given(Venue(slippage=BasisPointsSlippage(1)))) == []
