"""Options of files: what is taken, and what is refused before a file is opened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fastbt.catalog.sources.options import SourceOptions
from fastbt.errors import ConfigError, UnknownNameError


def test_nothing_said_is_the_default():
    assert SourceOptions.check() == SourceOptions()
    assert SourceOptions().numbers_are_plain


def test_values_become_their_types():
    options = SourceOptions.check(
        format="jsonl",
        names=["a", "b"],
        scale={"price": 0.0001, "volume": "100"},
        date="2013-10-07",
        only=["a"],
        where={"a": 5, "b": ["x", "y"]},
        null_values=["-"],
    )
    assert options.scale == {"price": Decimal("0.0001"), "volume": Decimal(100)}
    assert (options.names, options.only, options.date) == (("a", "b"), ("a",), date(2013, 10, 7))
    assert options.where == {"a": ("5",), "b": ("x", "y")}
    assert not options.numbers_are_plain
    assert SourceOptions.check(date="name").date == "name"


def test_options_by_their_names():
    assert SourceOptions.of(None) == SourceOptions.of({}) == SourceOptions()
    options = SourceOptions.check(thousands=",")
    assert SourceOptions.of(options) is options
    assert SourceOptions.of({"thousands": ","}) == options
    with pytest.raises(
        UnknownNameError, match="unknown option of files 'thousand'; did you mean 'thousands'"
    ):
        SourceOptions.of({"thousand": ","})
    with pytest.raises(ConfigError, match="skip_rows"):
        SourceOptions.of({"skip_rows": -1})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"format": "xlsx"}, "format: 'xlsx' is not one of 'csv', 'jsonl', 'parquet', 'arrow'"),
        ({"time_unit": "min"}, "time_unit: 'min' is not one of"),
        ({"separator": ";;"}, "separator: expected one ASCII sign"),
        ({"separator": "§"}, "separator: expected one ASCII sign"),
        ({"thousands": "."}, "thousands: expected a sign other than the decimal '.'"),
        ({"thousands": ",", "decimal_comma": True}, "thousands: expected a sign other than the decimal ','"),
        ({"thousands": "1"}, "thousands: expected a sign"),
        ({"encoding": "utf-9"}, "encoding: 'utf-9' is not known"),
        ({"names": "abc"}, "names: expected a list of texts"),
        ({"names": ["a", "a"]}, "names: every column needs a name of its own"),
        ({"only": [1]}, "only: expected a list of texts"),
        ({"skip_rows": -1}, "skip_rows"),
        ({"max_unpacked": 0}, "max_unpacked"),
        ({"scale": {"price": 0}}, "scale: 'price' needs a number other than 0"),
        ({"scale": {"price": "x"}}, "scale: 'price' needs a number other than 0"),
        ({"scale": {"price": "inf"}}, "scale: 'price' needs a number other than 0"),
        ({"date": "7.10.2013"}, "date: expected a day such as '2013-10-07'"),
    ],
)
def test_what_cannot_be_meant_is_refused(given, message):
    with pytest.raises(ConfigError, match=message.replace(".", r"\.").replace("(", r"\(")):
        SourceOptions.check(**given)
