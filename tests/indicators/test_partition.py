"""Expressions within instruments."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt import ta
from fastbt.errors import ConfigError
from fastbt.indicators.partition import per_instrument

FRAME = pl.DataFrame({"instrument_id": ["A", "B"] * 4, "close": [1.0, 10.0, 2.0, 30.0, 3.0, 20.0, 4.0, 10.0]})


def test_each_instrument_by_itself():
    found = FRAME.with_columns(
        per_instrument(fast=ta.sma("close", 2), up=ta.crossed_above("close", 2.5), same="close")
    )
    assert found.columns == ["instrument_id", "close", "fast", "up", "same"]
    assert found["fast"].to_list() == [None, None, 1.5, 20.0, 2.5, 25.0, 3.5, 15.0]
    assert found["up"].to_list() == [False, None, False, False, True, False, False, False]
    assert found["same"].equals(found["close"], check_names=False)


def test_wrong_arguments():
    with pytest.raises(ConfigError, match="needs expressions by name"):
        per_instrument()
    with pytest.raises(ConfigError, match="fast of per_instrument is 20; it takes"):
        per_instrument(fast=20)
