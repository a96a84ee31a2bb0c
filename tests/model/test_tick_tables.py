"""The tick schemes that have a name, against lines of the published tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import UnknownNameError
from fastbt.model.tick_tables import known_scheme, tick_schemes


def test_names():
    assert list(tick_schemes()) == ["BETTING_ODDS", "JPX", *(f"MIFID_{band}" for band in range(1, 7))]
    assert all(scheme.name == name for name, scheme in tick_schemes().items())
    assert known_scheme(" jpx ") is tick_schemes()["JPX"]
    with pytest.raises(UnknownNameError, match="unknown tick scheme 'MIFID'; did you mean"):
        known_scheme("MIFID")


def test_betting_odds_has_350_prices():
    """A figure everybody who trades odds knows: 350 of them from 1.01 to 1000."""
    scheme = tick_schemes()["BETTING_ODDS"]
    assert scheme.next_up("1.01", 349) == 1000
    assert (scheme.next_up(1.99), scheme.next_up(2), scheme.next_down(100)) == (
        2,
        Decimal("2.02"),
        Decimal(95),
    )


@pytest.mark.parametrize(
    ("price", "increment"),
    [(2_999, 1), (3_000, 5), (4_999, 5), (5_000, 10), (30_000, 50), (50_000, 100), (50_000_000, 100_000)],
)
def test_jpx(price: int, increment: int):
    assert tick_schemes()["JPX"].increment_at(price) == increment


@pytest.mark.parametrize(
    ("price", "increments"),
    [
        ("0.05", "0.0005 0.0002 0.0001 0.0001 0.0001 0.0001"),
        ("0.1", "0.001 0.0005 0.0002 0.0001 0.0001 0.0001"),
        ("0.5", "0.005 0.002 0.001 0.0005 0.0002 0.0001"),
        ("1", "0.01 0.005 0.002 0.001 0.0005 0.0002"),
        ("19.99", "0.1 0.05 0.02 0.01 0.005 0.002"),
        ("100", "1 0.5 0.2 0.1 0.05 0.02"),
        ("50000", "500 200 100 50 20 10"),
    ],
)
def test_mifid_rows(price: str, increments: str):
    """Rows of the annex of regulation 2017/588: a column per liquidity band."""
    found = [tick_schemes()[f"MIFID_{band}"].increment_at(price) for band in range(1, 7)]
    assert found == [Decimal(text) for text in increments.split()]
