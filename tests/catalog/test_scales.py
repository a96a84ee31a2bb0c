"""Stored numbers and the grid of a new definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fastbt.catalog.scales import check_scale
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Equity
from tests.catalog.test_merging import entry


def share(price: int, size: int) -> Equity:
    return Equity("A.SIM", currency="USD", price_precision=price, size_precision=size)


def test_as_fine_or_finer_is_fine():
    check_scale(entry(2, 0, {}), share(2, 0))
    check_scale(entry(2, 0, {}), share(4, 3))


@pytest.mark.parametrize(("price", "size"), [(1, 1), (2, 0), (0, 0)])
def test_coarser_is_refused(price, size):
    with pytest.raises(ConfigError, match="stored data has 2 decimals in prices and 1 in volumes"):
        check_scale(entry(2, 1, {}), share(price, size))


def test_what_would_need_too_many_digits_is_refused():
    large = replace(entry(0, 0, {}), highest=10**17)
    check_scale(large, share(0, 0))
    with pytest.raises(DataError, match=r"with 1 and 0 decimals .* need more than 18 digits"):
        check_scale(large, share(1, 0))
    much = replace(entry(0, 0, {}), most_volume=10**17)
    with pytest.raises(DataError, match="need more than 18 digits"):
        check_scale(much, share(0, 1))
