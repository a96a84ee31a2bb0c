"""Currencies: the registry, other precisions, and unknown codes."""

from __future__ import annotations

import json
import pickle

import pytest

from fastbt.codes import CurrencyType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.currencies import REGISTRY, Currency


@pytest.mark.parametrize(
    ("code", "precision", "kind"),
    [
        *((code, 2, "FIAT") for code in ("USD", "EUR", "GBP", "CHF", "AUD", "CAD")),
        ("JPY", 0, "FIAT"),
        *((code, 8, "CRYPTO") for code in ("BTC", "ETH", "USDT", "USDC", "SOL")),
    ],
)
def test_known_currencies(code: str, precision: int, kind: str):
    currency = Currency.of(code)
    assert (currency.code, currency.precision, currency.type.name) == (code, precision, kind)
    assert Currency(code) == currency
    assert str(currency) == code


def test_the_registry_is_what_is_known():
    assert set(REGISTRY) == {
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "CHF",
        "AUD",
        "CAD",
        "BTC",
        "ETH",
        "USDT",
        "USDC",
        "SOL",
    }


def test_another_precision_is_another_currency():
    fine = Currency("USD", precision=6)
    assert fine.precision == 6
    assert fine.type is CurrencyType.FIAT
    assert fine != Currency("USD")
    assert hash(fine) != hash(Currency("USD"))


def test_of_returns_a_currency_as_it_is():
    fine = Currency("USD", precision=6)
    assert Currency.of(fine) is fine
    assert Currency.of("USD") is REGISTRY["USD"]


def test_an_unknown_code_lists_the_nearest_and_says_how_to_make_one():
    with pytest.raises(UnknownNameError) as caught:
        Currency.of("USX")
    assert "did you mean" in str(caught.value)
    assert "'USD'" in str(caught.value)
    assert "Currency('USX', precision=8, type='CRYPTO')" in str(caught.value)
    with pytest.raises(UnknownNameError):
        Currency("DOGE", precision=8)


def test_a_new_currency_needs_precision_and_type():
    doge = Currency("DOGE", precision=8, type="crypto")
    assert (doge.precision, doge.type) == (8, CurrencyType.CRYPTO)


@pytest.mark.parametrize("code", ["usd", "", "U D", "US-D", None])
def test_malformed_codes(code: object):
    with pytest.raises(ConfigError, match="currency code: expected upper-case"):
        Currency(code)


@pytest.mark.parametrize("precision", [-1, 19, 2.5])
def test_malformed_precision(precision: object):
    with pytest.raises(ConfigError, match="currency USD: precision"):
        Currency("USD", precision=precision)


def test_frozen():
    with pytest.raises(AttributeError):
        Currency("USD").precision = 3


def test_dicts_and_pickles_round_trip():
    for currency in (Currency("USD"), Currency("USD", precision=6), Currency("DOGE", 8, "CRYPTO")):
        assert Currency.from_dict(json.loads(json.dumps(currency.to_dict()))) == currency
        assert pickle.loads(pickle.dumps(currency)) == currency  # noqa: S301
    assert Currency.from_dict("USD") is REGISTRY["USD"]


def test_dicts_with_other_keys_are_refused():
    with pytest.raises(ConfigError, match="expected the keys code, precision, type"):
        Currency.from_dict({"code": "USD", "precision": 2})
