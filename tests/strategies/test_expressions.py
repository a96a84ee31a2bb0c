"""Evaluating a strategy's words on a frame."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.strategies.expressions import attach, evaluate, flag_values, number_values

FRAME = pl.DataFrame({"ts_event": [1, 2, 3], "close": [1.0, 2.0, 4.0], "extra": [7, 8, 9]})


def run(columns: dict[str, object], words: dict[str, object], frame: pl.DataFrame = FRAME):
    return evaluate(frame, columns, words, check="off")


def test_columns_come_first_and_words_use_them():
    found = run(
        {"m": pl.col("close").shift(1), "n": pl.col("m") * 2},
        {"entries": pl.col("n") > 2, "quantity": "extra"},
    )
    assert found.frame.columns == ["ts_event", "close", "extra", "m", "n"]
    assert found.frame["n"].to_list() == [None, 2.0, 4.0]
    assert found.words["entries"].to_list() == [None, False, True]
    assert found.words["quantity"].to_list() == [7, 8, 9]


def test_columns_may_be_given_in_any_order_of_use():
    """One that reads a later one reads the frame's column of that name, or none: said before the run."""
    with pytest.raises(UnknownNameError, match=r"columns=.*'n'.*unknown column 'm'"):
        run({"n": pl.col("m") * 2, "m": pl.col("close")}, {"entries": pl.lit(value=True)})


def test_an_aggregate_or_a_constant_has_a_value_on_every_row():
    found = run({}, {"entries": pl.col("close").max() > 3, "quantity": pl.lit(5)})
    assert found.words["entries"].to_list() == [True] * 3
    assert found.words["quantity"].to_list() == [5] * 3
    assert len(run({}, {"entries": pl.lit(value=True)}).words["entries"]) == 3


def test_a_column_of_the_user_may_be_replaced_but_none_of_the_bars():
    assert run({"extra": pl.col("extra") * 2}, {}).frame["extra"].to_list() == [14, 16, 18]
    with pytest.raises(ConfigError, match=r"'close'.* would replace a column of the bars"):
        run({"close": pl.col("close") * 2}, {})


def test_an_unknown_column_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="entries: unknown column 'closee'; did you mean 'close'"):
        run({}, {"entries": pl.col("closee") > 1})
    with pytest.raises(UnknownNameError, match="limit_price: unknown column 'bid'"):
        run({}, {"limit_price": "bid"})


def test_an_expression_that_fails_is_named():
    with pytest.raises(ConfigError, match=r"columns=\{'bad': .*\} fails"):
        run({"bad": pl.col("close").str.len_chars()}, {"entries": pl.lit(value=True)})
    with pytest.raises(ConfigError, match=r"exits=.* fails"):
        run({}, {"entries": pl.col("close") > 1, "exits": pl.col("close").str.contains("a")})


def test_check_is_quick_or_off():
    with pytest.raises(ConfigError, match="check='slow' is not one of 'quick', 'off'"):
        evaluate(FRAME, {}, {}, check="slow")


def test_columns_by_themselves_travel_with_the_rows():
    frame, columns, words = attach(
        FRAME, {"c": np.array([1, 2, 3])}, {"entries": pl.Series([True, False, None]), "quantity": 5}
    )
    assert isinstance(frame, pl.DataFrame)
    assert words["quantity"] == 5
    found = run(columns, {"entries": words["entries"]}, frame.reverse())
    assert found.words["entries"].to_list() == [None, False, True]
    assert found.frame.columns == ["ts_event", "close", "extra", "c"]
    assert found.frame["c"].to_list() == [3, 2, 1]


def test_columns_by_themselves_need_a_frame_of_their_length():
    with pytest.raises(ConfigError, match="entries= has 2 values for 3 rows"):
        attach(FRAME, {}, {"entries": pl.Series([True, False])})
    with pytest.raises(ConfigError, match="a LazyFrame cannot be matched with"):
        attach(FRAME.lazy(), {}, {"entries": pl.Series([True, False, True])})
    assert attach(FRAME.lazy(), {}, {"entries": "close"})[2] == {"entries": "close"}


def test_flags():
    assert flag_values("entries", pl.Series([True, None, False])).tolist() == [1, 0, 0]
    assert flag_values("entries", pl.Series([None, None])).tolist() == [0, 0]
    with pytest.raises(ConfigError, match="entries= must be true or false per row, not Int64: compare it"):
        flag_values("entries", pl.Series([0, 1]))


def test_numbers():
    values = number_values("quantity", pl.Series([1, None]))
    assert values[0] == 1.0
    assert np.isnan(values[1])
    assert number_values("stop_loss", pl.Series([0.5])).dtype == np.float64
    with pytest.raises(ConfigError, match="quantity= must be a number per row, not String"):
        number_values("quantity", pl.Series(["a"]))
