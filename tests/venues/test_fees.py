"""Fee models: facts, checked when made, to and from plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.fees import FlatFees, PercentageFees, fee_models


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
    pair = (PercentageFees(maker=0.0002, taker=0.0005), FlatFees("1.50", per="fill"))
    assert fee_models([fee.to_dict() for fee in pair]) == pair


def test_what_is_no_model_is_refused():
    with pytest.raises(ConfigError, match=r"fees=0.001 is not a fee model; give PercentageFees"):
        fee_models(0.001)
    with pytest.raises(ConfigError, match=r"fees: 0.001"):
        fee_models([0.001])
    with pytest.raises(UnknownNameError, match="did you mean 'FlatFees'"):
        fee_models({"model": "FlatFee", "amount": 1})
    with pytest.raises(ConfigError, match="rate"):
        fee_models({"model": "FlatFees", "rate": 1})
