"""CurrencyPair: what it makes of its arguments, and of its symbol (requirement H)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.currencies import Currency
from fastbt.model.money import Money
from fastbt.model.pairs import CurrencyPair


@pytest.mark.parametrize("symbol", ["EUR/USD", "EUR-USD", "EUR_USD", "EURUSD"])
def test_currency_pair_reads_its_symbol(symbol: str):
    pair = CurrencyPair(f"{symbol}.SIM", price_precision=5, size_precision=0)
    assert (pair.base_currency, pair.quote_currency) == (Currency("EUR"), Currency("USD"))
    assert pair.settlement_currency == Currency("USD")
    assert pair.instrument_class is InstrumentClass.CURRENCY_PAIR
    assert pair.asset_class is AssetClass.FX
    assert pair.notional(100_000, "1.10555") == Money("110555", "USD")


def test_currency_pair_of_coins_is_crypto():
    pair = CurrencyPair("BTC/USDT.BINANCE", price_precision=2, size_precision=3)
    assert pair.asset_class is AssetClass.CRYPTO
    assert pair.notional("0.001", "42000.00") == Money("42", "USDT")


def test_currency_pair_currencies_given():
    fine = Currency("USD", precision=6)
    pair = CurrencyPair(
        "XBTUSD.SIM", price_precision=1, size_precision=8, base_currency="BTC", quote_currency=fine
    )
    assert pair.base_currency == Currency("BTC")
    assert pair.settlement_currency == fine
    # One given, the other read.
    pair = CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0, quote_currency=fine)
    assert (pair.base_currency, pair.quote_currency) == (Currency("EUR"), fine)


@pytest.mark.parametrize("symbol", ["SPX", "EUR/USD/X", "EUR/", "/USD", "EURUSDX"])
def test_currency_pair_of_no_two_currencies(symbol: str):
    with pytest.raises(ConfigError, match="give base_currency= and quote_currency="):
        CurrencyPair(f"{symbol}.SIM", price_precision=5, size_precision=0)


def test_currency_pair_of_an_unknown_currency():
    with pytest.raises(UnknownNameError, match="unknown currency 'DOGE'"):
        CurrencyPair("DOGE/USD.SIM", price_precision=5, size_precision=0)


def test_currency_pair_of_one_currency():
    with pytest.raises(ConfigError, match="base and quote currency are both USD"):
        CurrencyPair("USD/USD.SIM", price_precision=5, size_precision=0)


@pytest.mark.parametrize(
    ("symbol", "given", "expected"),
    [("EUR/USD", None, "0.0001"), ("USD/JPY", None, "0.01"), ("EUR/USD", 0.001, "0.001")],
)
def test_pip_size(symbol: str, given: float | None, expected: str):
    pair = CurrencyPair(f"{symbol}.SIM", price_precision=5, size_precision=0, pip_size=given)
    assert pair.pip_size == Decimal(expected)


def test_pip_size_is_checked():
    with pytest.raises(ConfigError, match="pip_size: must be above 0"):
        CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0, pip_size=-1)
