"""``DataConfig``: where bars come from, and what is said about instruments of files."""

from __future__ import annotations

from datetime import date

import pytest

from fastbt.config import DataConfig
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.instruments import CurrencyPair, Equity, Index


def test_there_and_back():
    values = {
        "files": ["a.csv"],
        "instruments": ["A.X"],
        "bar": "1m",
        "columns": {"close": "Price"},
        "asset": "index",
    }
    assert DataConfig.from_dict(values).to_dict() == values
    assert DataConfig(files="a.csv").files == ("a.csv",)
    assert DataConfig().to_dict() == {}
    assert DataConfig(start=date(2020, 1, 31), end="2021-01-31").to_dict() == {
        "start": date(2020, 1, 31),
        "end": "2021-01-31",
    }


@pytest.mark.parametrize(
    ("words", "definition"),
    [
        ({}, None),
        ({"instruments": "A.X"}, "A.X"),
        ({"instruments": "A.X", "currency": "EUR"}, "A.X"),
        ({"instruments": "A.X", "asset": "equity"}, Equity("A.X", currency="USD")),
        (
            {"instruments": "A.X", "price_precision": 4, "currency": "EUR"},
            Equity("A.X", currency="EUR", price_precision=4),
        ),
        (
            {"instruments": "A.X", "asset": "index", "price_precision": 1},
            Index("A.X", currency="USD", price_precision=1),
        ),
        (
            {"instruments": "EUR/USD.X", "price_precision": 5, "size_precision": 0},
            CurrencyPair("EUR/USD.X", price_precision=5, size_precision=0),
        ),
        (
            {"instruments": "AB.X", "asset": "equity", "size_precision": 3},
            Equity("AB.X", currency="USD", size_precision=3),
        ),
    ],
)
def test_what_is_said_about_the_instrument(words, definition):
    assert DataConfig(files="a.csv", **words).definition() == definition


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"asset": "equity"}, "data.asset describes an instrument, but none is named"),
        ({"size_precision": 2}, "data.size_precision describes an instrument, but none is named"),
        ({"instruments": "A/B.X", "price_precision": 2}, "A/B.X is a currency pair: give size_precision too"),
    ],
)
def test_too_little_is_said(words, says):
    with pytest.raises(ConfigError, match=says):
        DataConfig(files="a.csv", **words).definition()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"catalog": "c", "files": "a.csv"}, "give a catalog or files, not both"),
        ({"catalog": "c", "tz": "UTC"}, "data.tz says how files are read, but no files are given"),
        ({"on_error": "drop"}, "data.on_error says how files are read"),
        ({"files": "a.csv", "instruments": ["A.X", "B.X"]}, "files are of one instrument, or have a column"),
        ({"files": 5}, "data.files = 5 is neither a text nor a list"),
        ({"instruments": ["A.X", 5]}, "data.instruments = .* is neither a text nor a list"),
        ({"bar": 5}, "data.bar = 5 is not a text"),
        ({"start": 1.5}, "data.start = 1.5 is not a time"),
        ({"files": "a", "price_precision": "2"}, "data.price_precision = '2' is not a whole number"),
        ({"files": "a", "price_precision": True}, "data.price_precision = True is not a whole number"),
        ({"files": "a", "columns": {"close": 5}}, "data.columns.close = 5 is not a text"),
        ({"files": "a", "columns": "close"}, "data.columns = 'close' is not a table"),
    ],
)
def test_mistakes(words, says):
    with pytest.raises(ConfigError, match=says):
        DataConfig(**words)


def test_unknown_names():
    with pytest.raises(UnknownNameError, match=r"unknown key of \[data\] 'catalg'; did you mean 'catalog'"):
        DataConfig.from_dict({"catalg": "x"})
    with pytest.raises(UnknownNameError, match="unknown asset 'equty'; did you mean 'equity'"):
        DataConfig(files="a.csv", instruments="A.X", asset="equty")
