"""Fee models: facts, checked when made, to and from plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.fees import FlatFees, PercentageFees, PerUnitFees, TieredFees, fee_models


def test_percentage_rates_are_exact():
    fees = PercentageFees(maker=-0.0001, taker=0.0005)
    assert (fees.maker, fees.taker) == (Decimal("-0.0001"), Decimal("0.0005"))
    assert repr(fees) == "PercentageFees(maker=-0.0001, taker=0.0005)"
    assert fees == PercentageFees("-0.0001", Decimal("0.0005"))
    assert hash(fees) == hash(PercentageFees("-0.0001", Decimal("0.0005")))


@pytest.mark.parametrize("rate", [1, -1, 5, float("nan"), "x", None])
def test_a_rate_that_nobody_can_mean_is_refused(rate: object):
    with pytest.raises(ConfigError, match="taker"):
        PercentageFees(taker=rate)  # type: ignore[arg-type]


def test_flat_fees_are_charged_per_order_by_default():
    assert FlatFees(1).per == "order"
    assert FlatFees("0.35", per="fill").amount == Decimal("0.35")
    with pytest.raises(ConfigError, match="zero or more"):
        FlatFees(-1)
    with pytest.raises(ConfigError, match="per='trade' is not one of order, fill"):
        FlatFees(1, per="trade")  # type: ignore[arg-type]


def test_a_list_is_the_sum_of_its_members():
    pair = [PercentageFees(taker=0.001), FlatFees(1)]
    assert fee_models(pair) == tuple(pair)
    assert fee_models(pair[0]) == (pair[0],)
    assert fee_models([]) == ()
    assert fee_models(None) is None


def test_plain_values_and_back():
    models = (
        PercentageFees(maker=0.0002, taker=0.0005),
        FlatFees("1.50", per="fill"),
        PerUnitFees("0.005", minimum="1.00"),
        PerUnitFees("0.35", maximum=9),
        TieredFees([(0, 0.001, 0.002), (50_000, 0, -0.0001)]),
    )
    assert fee_models([fee.to_dict() for fee in models]) == models


def test_fees_per_unit_are_checked():
    model = PerUnitFees(0.005, "1.00", 20)
    assert (model.rate, model.minimum, model.maximum) == (Decimal("0.005"), 1, 20)
    assert repr(model) == "PerUnitFees(0.005, minimum=1.00, maximum=20)"
    for bad in ({"rate": -1}, {"rate": 1, "minimum": -1}):
        with pytest.raises(ConfigError, match="zero or more"):
            PerUnitFees(**bad)
    with pytest.raises(ConfigError, match="maximum=1 is below minimum=2"):
        PerUnitFees(1, minimum=2, maximum=1)


def test_tiers_start_at_nothing_and_rise():
    model = TieredFees([(0, 0.001, 0.002), ("1000", 0, 0.001)])
    assert repr(model) == "TieredFees([(0, 0.001, 0.002), (1000, 0, 0.001)])"
    for volumes in ((1,), (0, 5, 5), (0, 7, 3)):
        with pytest.raises(ConfigError, match="must start at 0 and rise"):
            TieredFees([(volume, 0, 0) for volume in volumes])
    for bad in ((), "0", 0.001, None):
        with pytest.raises(ConfigError, match=r"give a list of \(volume, maker, taker\)"):
            TieredFees(bad)  # type: ignore[arg-type]
    for bad in ((0, 0.1), "abc", 5):
        with pytest.raises(ConfigError, match=r"is not \(volume, maker, taker\)"):
            TieredFees([bad])  # type: ignore[list-item]
    with pytest.raises(ConfigError, match="taker=2 must lie between -1 and 1"):
        TieredFees([(0, 0, 2)])


def test_what_is_no_model_is_refused():
    with pytest.raises(ConfigError, match=r"fees=0.001 is not a fee model; give PercentageFees"):
        fee_models(0.001)
    with pytest.raises(ConfigError, match=r"fees: 0.001"):
        fee_models([0.001])
    with pytest.raises(UnknownNameError, match="did you mean 'FlatFees'"):
        fee_models({"model": "FlatFee", "amount": 1})
    with pytest.raises(ConfigError, match="rate"):
        fee_models({"model": "FlatFees", "rate": 1})
