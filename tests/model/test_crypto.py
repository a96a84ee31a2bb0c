"""Perpetuals and futures on coins: currencies, and notional linear and inverse (requirement H, rule A7)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.model.crypto import CryptoFuture, CryptoPerpetual
from fastbt.model.currencies import Currency
from fastbt.model.money import Money
from fastbt.model.rounding import divide_half_up

BTC, USD, USDT = Currency("BTC"), Currency("USD"), Currency("USDT")
INVERSE = CryptoPerpetual("BTC/USD.BITMEX", price_precision=1, size_precision=0, is_inverse=True)
LINEAR = CryptoPerpetual("BTC/USDT.BINANCE", price_precision=2, size_precision=3, multiplier=2)


def test_linear():
    assert (LINEAR.base_currency, LINEAR.quote_currency, LINEAR.settlement_currency) == (BTC, USDT, USDT)
    assert LINEAR.instrument_class is InstrumentClass.CRYPTO_PERPETUAL
    assert LINEAR.asset_class is AssetClass.CRYPTO
    assert (LINEAR.is_inverse, LINEAR.value_sign) == (False, 1)
    # quantity x multiplier x price
    assert LINEAR.calculate_notional("0.5", "42000.01") == Money("42000.01", USDT)
    assert LINEAR.average_price(LINEAR.notional_units(500, 4_200_001), 500) == Decimal("42000.01")


def test_inverse():
    assert (INVERSE.quote_currency, INVERSE.settlement_currency) == (USD, BTC)
    assert (INVERSE.is_inverse, INVERSE.value_sign) == (True, -1)
    # quantity x multiplier / price: 10,000 USD at 40,000 are a quarter of a coin
    assert INVERSE.calculate_notional(10_000, "40000.0") == Money("0.25", BTC)
    hundred = CryptoPerpetual(
        "BTCUSD_PERP.BINANCE", price_precision=1, size_precision=0, is_inverse=True, multiplier=100,
        base_currency="BTC", quote_currency="USD",
    )  # fmt: skip
    assert hundred.calculate_notional(3, "30000.0") == Money("0.01", BTC)
    # Rounded half up, away from zero, to a satoshi: 1 / 3 and -2 / 3.
    assert INVERSE.notional(1, 3) == Money("0.33333333", BTC)
    assert INVERSE.notional(-2, 3) == Money("-0.66666667", BTC)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_inverse_against_fractions(lots: int, ticks: int):
    exact = Fraction(lots) / Fraction(ticks, 10) * 10**8
    assert INVERSE.notional_units(lots, ticks) == divide_half_up(exact.numerator, exact.denominator)


def test_inverse_average_price():
    assert INVERSE.average_price(25_000_000, 10_000) == 40_000
    with pytest.raises(ConfigError, match="1 lots are worth no unit of BTC"):
        INVERSE.average_price(0, 1)


@pytest.mark.parametrize("price", [0, -1])
def test_inverse_has_no_value_at_zero(price: int):
    with pytest.raises(ConfigError, match="an inverse contract has a value at prices above 0 only"):
        INVERSE.notional(1, price)


def test_inverse_has_no_ratio_that_a_kernel_could_use():
    assert LINEAR.notional_ratio == Fraction(2 * 10**8, 10**5)
    with pytest.raises(ConfigError, match="is inverse, its notional is no multiple of the price"):
        _ = INVERSE.notional_ratio


def test_it_settles_in_one_of_its_currencies():
    words = {"price_precision": 1, "size_precision": 0}
    with pytest.raises(ConfigError, match=r"BTC/USD.X: linear contracts settle in USD, not in USDC"):
        CryptoPerpetual("BTC/USD.X", settlement_currency="USDC", **words)
    with pytest.raises(ConfigError, match="inverse contracts settle in BTC, not in USD"):
        CryptoPerpetual("BTC/USD.X", settlement_currency="USD", is_inverse=True, **words)
    with pytest.raises(ConfigError, match="base and quote currency are both BTC"):
        CryptoPerpetual("BTC/BTC.X", **words)
    with pytest.raises(ConfigError, match="names no two currencies"):
        CryptoPerpetual("XBT-USD-PERP.X", **words)
    assert CryptoPerpetual("BTC/USD.X", settlement_currency="USD", **words).settlement_currency == USD


def test_future():
    future = CryptoFuture(
        "BTC/USDT.X", price_precision=1, size_precision=3, expiry="1970-01-02", taker_fee=0.0005
    )
    assert future.instrument_class is InstrumentClass.CRYPTO_FUTURE
    assert (future.expiry, future.taker_fee) == (2 * 86_400 * 10**9, Decimal("0.0005"))
    assert future.calculate_notional(2, "41000.5") == Money(82_001, USDT)
    inverse = CryptoFuture("BTC/USD.X", price_precision=1, size_precision=0, expiry=5, is_inverse=True)
    assert inverse.calculate_notional(41_000, 41_000) == Money(1, BTC)
    with pytest.raises(ConfigError, match=r"BTC/USDT.X expiry: cannot read 'soon'"):
        CryptoFuture("BTC/USDT.X", price_precision=1, size_precision=3, expiry="soon")
