"""Tables of what happens between rows: checked, and brought to the numbers of a run."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.schema.market import FUNDING
from fastbt.simulation.action_tables import new_records, numbers_of, read_actions, scaled
from fastbt.simulation.lower_options import Market
from tests.simulation.markets import bar_frame, market

BOTH = bar_frame([1, 2, 3, 4], ids=["A.X", "B.X", "A.X", "B.X"], minutes=[1, 1, 2, 2])


def test_a_table_without_ids_is_of_the_only_instrument():
    rows = read_actions(
        "funding",
        {"ts": ["2024-01-01"], "rate": ["0.0001"]},
        FUNDING,
        ["A.X"],
        Market.of({}),
    )
    assert rows.frame["instrument_id"].to_list() == ["A.X"]
    assert numbers_of("funding", rows.frame, market(bar_frame([1.0]))).tolist() == [0]


def test_of_several_it_has_to_say_whose_a_row_is():
    with pytest.raises(ConfigError, match="2 instruments are given"):
        read_actions("funding", {"ts": ["2024-01-01"], "rate": [0.1]}, FUNDING, ["A.X", "B.X"], Market.of({}))


def test_an_instrument_that_the_run_does_not_have_is_named():
    frame = pl.DataFrame({"instrument_id": ["B.X", "C.X"]})
    assert numbers_of("funding", frame.head(1), market(BOTH)).tolist() == [1]
    with pytest.raises(UnknownNameError, match="funding="):
        numbers_of("funding", frame, market(BOTH))


def test_a_bad_row_is_an_error_or_left_out():
    rows = {"ts": ["2024-01-01", "2024-01-02"], "rate": [0.1, None]}
    with pytest.raises(DataError, match="row 1"):
        read_actions("funding", rows, FUNDING, ["A.X"], Market.of({}))
    kept = read_actions("funding", rows, FUNDING, ["A.X"], Market.of({"on_error": "drop"}))
    assert kept.frame.height == 1


def test_a_column_is_scaled_and_rounded_half_away_from_zero():
    given = {"ts": ["2024-01-01", "2024-01-02"], "rate": ["0.125", "-0.125"]}
    rows = read_actions("funding", given, FUNDING, ["A.X"], Market.of({}))
    assert scaled(rows, "rate", 4).tolist() == [1250, -1250]
    assert scaled(rows, "rate", 2).tolist() == [13, -13]


def test_new_records_concern_nothing():
    records = new_records(2)
    assert records[["instrument", "balance"]].tolist() == [(-1, -1)] * 2
