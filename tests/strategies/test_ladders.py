"""Ladders: how they are read and refused."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.ladders import as_ladder, first_levels, is_ladder, ladder_column
from fastbt.strategies.order_table import read_orders
from fastbt.strategies.signals import Signals

HALVES = [(0.02, 0.5), (0.04, 0.5)]


def test_a_ladder_is_brought_to_one_form() -> None:
    assert as_ladder("take_profit", [[0.02, 0.5], (0.04, 0.5)]) == ((0.02, 0.5), (0.04, 0.5))
    assert as_ladder("take_profit", [(1, 0.3), (2, 0.3), (3, 0.4)])[2] == (3.0, 0.4)
    assert is_ladder(HALVES)
    assert not is_ladder(0.02)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([(0.02, 0.5), (0.04, 0.3)], "add up to 0.8, not 1"),
        ([], "add up to 0, not 1"),
        ([0.02, 0.04], "0.02 is no rung; a ladder is a list of (level, share)"),
        ([(0.02, 0.5, 1), (0.04, 0.5)], "is no rung"),
        ([(0.02, "a"), (0.04, 0.5)], "is no rung"),
        ([(0, 0.5), (0.04, 0.5)], "must be above 0"),
        ([(0.02, 1.5), (0.04, -0.5)], "must be above 0"),
        ([(0.02, 1 / 40)] * 40, "40 rungs, there may be 32"),
    ],
)
def test_what_is_no_ladder_is_refused(value: object, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        as_ladder("take_profit", value)
    assert says in str(error.value)
    assert "take_profit=" in str(error.value)


def test_a_column_of_ladders() -> None:
    frame = pl.DataFrame({"take_profit": [[[0.02, 0.5], [0.04, 0.5]], None, [[0.03, 1.0]]]})
    assert ladder_column(frame, ("take_profit",), "orders").to_list() == [
        [[0.02, 0.5], [0.04, 0.5]],
        None,
        [[0.03, 1.0]],
    ]
    assert first_levels(frame["take_profit"]).to_list() == [0.02, None, 0.03]
    structs = pl.DataFrame({"take_profit": [[{"level": 0.02, "share": 1.0}]]})
    assert first_levels(structs["take_profit"]).to_list() == [0.02]
    assert ladder_column(structs, ("take_profit",), "orders").to_list() == [[[0.02, 1.0]]]


def test_an_order_table_names_row_and_column() -> None:
    orders = {"ts": ["2024-01-02"] * 2, "side": ["BUY"] * 2, "quantity": [1.0] * 2}
    frame = pl.DataFrame({**orders, "take_profit_price": [[[102.0, 0.5], [104.0, 0.5]], [[102.0, 0.5]]]})
    with pytest.raises(ConfigError, match=r"orders, row 1, column 'take_profit_price'.*add up to 0.5"):
        read_orders(frame)
    good = read_orders(frame.head(1))
    assert good["take_profit_price"].to_list() == [102.0]
    assert good["ladder"].to_list() == [[[102.0, 0.5], [104.0, 0.5]]]


def test_signals_take_a_ladder_as_a_constant() -> None:
    words = {"entries": pl.col("up"), "quantity": 10}
    assert Signals(**words, take_profit=HALVES).take_profit == tuple(HALVES)
    assert Signals(**words, take_profit_offset=[(2, 1)]).take_profit_offset == 2.0
    with pytest.raises(ConfigError, match="contradict"):
        Signals(**words, take_profit=HALVES, take_profit_price=110)
    with pytest.raises(ConfigError, match="add up"):
        Signals(**words, take_profit=[(0.02, 0.5)])
    with pytest.raises(ConfigError, match="stop_loss="):
        Signals(**words, stop_loss=HALVES)
