"""Codes given by name, number or member."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.codes import AccountType, OrderSide, OrderType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.parsing import parse_code


@pytest.mark.parametrize("value", [OrderSide.SELL, "SELL", "sell", " Sell ", -1, np.int8(-1)])
def test_a_code_is_read_from_member_name_or_number(value: object):
    assert parse_code(OrderSide, value, "side") is OrderSide.SELL


def test_aliases_are_names_too():
    assert parse_code(OrderType, "trailing_stop", "order_type") is OrderType.TRAILING_STOP_MARKET


def test_an_unknown_name_lists_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown side 'BUYY'; did you mean 'BUY'"):
        parse_code(OrderSide, "BUYY", "side")


def test_an_unknown_number_lists_the_numbers():
    with pytest.raises(ConfigError, match=r"no OrderSide has number 7; use one of 1 \(BUY\), -1 \(SELL\)"):
        parse_code(OrderSide, 7, "side")


@pytest.mark.parametrize("value", [True, 1.0, None, AccountType.MARGIN], ids=repr)
def test_other_things_are_refused(value: object):
    with pytest.raises(ConfigError, match="side: expected a OrderSide or its name"):
        parse_code(OrderSide, value, "side")
