"""Slippage models: facts, checked when made, to and from plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.slippage import (
    BasisPointsSlippage,
    FixedSlippage,
    ProbabilisticSlippage,
    SpreadSlippage,
    VolumeSlippage,
    slippage_model,
)


def test_a_basis_point_is_a_ten_thousandth():
    assert BasisPointsSlippage(bps=2.5).rate == Decimal("0.00025")
    assert BasisPointsSlippage(bps=1 / 3).rate == Decimal("0.000033333333")
    assert repr(BasisPointsSlippage(bps=2.5)) == "BasisPointsSlippage(bps=2.5)"


@pytest.mark.parametrize("ticks", [-1, 1.5, "x", 2**31])
def test_ticks_are_whole_and_not_negative(ticks: object):
    with pytest.raises(ConfigError, match="ticks"):
        FixedSlippage(ticks=ticks)  # type: ignore[arg-type]


@pytest.mark.parametrize("bps", [-1, 10_000, float("inf")])
def test_basis_points_have_a_range(bps: float):
    with pytest.raises(ConfigError, match="bps"):
        BasisPointsSlippage(bps=bps)


def test_shares_and_probabilities_have_a_range():
    assert SpreadSlippage(1 / 3).fraction == Decimal("0.333333333333")
    assert (VolumeSlippage(0.1).k, VolumeSlippage(0.1).p) == (Decimal("0.1"), 1)
    for probability in (-0.1, 1.1):
        with pytest.raises(ConfigError, match=r"probability=.* must lie from 0 to 1$"):
            ProbabilisticSlippage(probability)
    with pytest.raises(ConfigError, match="fraction=-1 must lie from 0 to 100"):
        SpreadSlippage(-1)
    with pytest.raises(ConfigError, match="k=1001 must lie from 0 to 1000"):
        VolumeSlippage(1001)


@pytest.mark.parametrize("p", [0, 0.6, 3, -1])
def test_powers_are_those_that_whole_numbers_give_exactly(p: float):
    with pytest.raises(ConfigError, match=f"p={p} is not one of 0.5, 1, 1.5, 2"):
        VolumeSlippage(0.1, p)


def test_plain_values_and_back():
    for model in (
        FixedSlippage(3),
        BasisPointsSlippage("0.75"),
        SpreadSlippage("0.5"),
        VolumeSlippage(0.1, 0.5),
        ProbabilisticSlippage(0.25),
    ):
        assert slippage_model(model.to_dict()) == model
        assert slippage_model(model) is model
    assert slippage_model(None) is None


def test_what_is_no_model_is_refused():
    with pytest.raises(ConfigError, match="slippage=1 is not a slippage model"):
        slippage_model(1)
    with pytest.raises(UnknownNameError, match="unknown slippage model 'Fixed'"):
        slippage_model({"model": "Fixed", "ticks": 1})
    with pytest.raises(ConfigError, match="bps"):
        slippage_model({"model": "FixedSlippage", "bps": 1})
