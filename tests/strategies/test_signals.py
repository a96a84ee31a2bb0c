"""Signals as users write them: words kept, directions, columns."""

from __future__ import annotations

import inspect
from dataclasses import fields

import polars as pl
import pytest

from fastbt.codes import TimeInForce
from fastbt.errors import ConfigError
from fastbt.strategies.signals import Signals

UP = pl.col("close") > 1


def test_words_given_are_kept_and_defaults_left_out():
    signals = Signals(entries=UP, quantity=100, time_in_force=TimeInForce.IOC, accumulate=True)
    assert list(signals.words()) == ["entries", "quantity", "time_in_force", "accumulate"]
    assert signals.words()["time_in_force"] == "IOC"
    assert (signals.longs, signals.shorts) == (True, False)


def test_every_word_is_documented():
    text = inspect.getdoc(Signals) or ""
    assert [field.name for field in fields(Signals) if f"{field.name}:" not in text] == []


def test_directions():
    assert Signals(entries=UP, direction="SHORT", quantity=1).shorts
    assert not Signals(entries=UP, direction="SHORT", quantity=1).longs
    assert Signals(entries=UP, exits=UP, direction="BOTH", quantity=1).shorts
    assert Signals(short_entries=UP, quantity=1).shorts
    assert not Signals(short_entries=UP, quantity=1).longs


def test_columns_as_mapping_expression_or_list():
    expression = pl.col("close").rolling_mean(3).alias("m")
    for columns in ({"m": expression}, expression, [expression]):
        assert list(Signals(columns=columns, entries=UP, quantity=1).named_columns) == ["m"]
    with pytest.raises(ConfigError, match="two expressions have the same name"):
        Signals(columns=[expression, expression], entries=UP, quantity=1)
    with pytest.raises(ConfigError, match="is not a mapping"):
        Signals(columns="m", entries=UP, quantity=1)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="not an expression"):
        Signals(columns={"m": [1]}, entries=UP, quantity=1)  # type: ignore[dict-item]
