"""Membership over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError
from tests.timeline.drawn import HOUR, bars, moments


def table(*rows: tuple[str, Any, Any]) -> pl.DataFrame:
    """Instrument, start and end in hours."""
    return pl.DataFrame(
        {"instrument_id": [row[0] for row in rows], "start": [row[1] for row in rows], "end": [row[2] for row in rows]},
        schema={"instrument_id": pl.String, "start": pl.Int64, "end": pl.Int64},
    ).with_columns(pl.col("start", "end").mul(HOUR).cast(pl.Datetime("ns", "UTC")))  # fmt: skip


periods = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 12), st.one_of(st.none(), st.integers(0, 6))), max_size=6
)


@settings(max_examples=30)
@given(bars(), periods)
def test_as_a_loop_tells_it(frame: pl.DataFrame, drawn: list[tuple[str, int, int | None]]):
    rows = [(f"{name}.X", start, None if length is None else start + length) for name, start, length in drawn]
    found = bt.membership(frame, table(*rows), flag="member")
    for row in found.rows(named=True):
        end = row["ts_event"].timestamp() / 3600
        wanted = any(n == row["instrument_id"] and s < end and (e is None or end <= e) for n, s, e in rows)
        assert row["member"] is wanted
    kept = bt.membership(frame, table(*rows))
    assert kept.equals(found.filter("member").drop("member"))
    assert bt.membership(frame.head(4), table(*rows), flag="member").equals(found.head(4))


def test_a_membership_within_another_changes_nothing():
    frame = pl.DataFrame(
        {"ts_event": moments([3 * HOUR, 6 * HOUR]), "instrument_id": "A.X", "close": [1.0, 2.0]}
    )
    assert bt.membership(frame, table(("A.X", 0, 9), ("A.X", 1, 2))).height == 2


def test_ticks_belong_from_the_start_until_the_end():
    ticks = pl.DataFrame(
        {"ts_event": moments([HOUR, 2 * HOUR, 3 * HOUR]), "instrument_id": "A.X", "price": [1.0, 2.0, 3.0]}
    )
    assert bt.membership(ticks, table(("A.X", 1, 3)))["price"].to_list() == [1.0, 2.0]
    assert bt.membership(ticks.rename({"price": "close"}), table(("A.X", 1, 3)))["close"].to_list() == [
        2.0,
        3.0,
    ]


def test_dates_cover_their_days():
    """A member from January 2 until the 4th: its bars of the 2nd and the 3rd."""
    days = [date(2024, 1, d) for d in (1, 2, 3, 4)]
    frame = pl.DataFrame({"date": days, "instrument_id": "A.X", "close": [1.0, 2.0, 3.0, 4.0]})
    members = pl.DataFrame({"instrument_id": ["A.X"], "start": [date(2024, 1, 2)], "end": [date(2024, 1, 4)]})
    assert bt.membership(frame, members)["close"].to_list() == [2.0, 3.0]
    assert bt.membership(frame.lazy(), members.lazy()).collect()["close"].to_list() == [2.0, 3.0]


def test_a_membership_counts_from_when_it_was_known():
    frame = pl.DataFrame(
        {"ts_event": moments([HOUR * n for n in range(1, 5)]), "instrument_id": "A.X", "close": 1.0}
    )
    late = table(("A.X", 0, None)).with_columns(ts_init=moments([2 * HOUR]))
    assert bt.membership(frame, late, flag="member")["member"].to_list() == [False, False, True, True]


def test_those_that_left_stay_in_the_past():
    """No row of the future decides: whoever was a member then is kept, though it is gone now."""
    frame = pl.DataFrame(
        {"ts_event": moments([HOUR, HOUR, 9 * HOUR]), "instrument_id": ["GONE.X", "A.X", "A.X"], "close": 1.0}
    )
    found = bt.membership(frame, table(("GONE.X", 0, 5), ("A.X", 6, None)))
    assert found["instrument_id"].to_list() == ["GONE.X", "A.X"]


def test_wrong_tables():
    frame = pl.DataFrame({"ts_event": moments([HOUR]), "instrument_id": ["A.X"], "close": [1.0]})
    with pytest.raises(DataError, match=r"ends before it starts.*row 0"):
        bt.membership(frame, table(("A.X", 5, 4)))
    with pytest.raises(DataError, match="column end"):
        bt.membership(frame, table(("A.X", 5, 6)).drop("end"))
    with pytest.raises(DataError, match="instrument_id, row 0"):
        bt.membership(frame, table(("A.X", 5, 6)).with_columns(instrument_id=pl.lit(None, dtype=pl.String)))
    with pytest.raises(DataError, match="ts_init, row 0"):
        bt.membership(frame, table(("A.X", 5, 6)).with_columns(ts_init=pl.lit(None, dtype=pl.Datetime("ns"))))
    with pytest.raises(DataError, match="whose the rows are"):
        bt.membership(frame.drop("instrument_id"), table(("A.X", 5, 6)))
    with pytest.raises(ConfigError, match="flag='close'"):
        bt.membership(frame, table(("A.X", 5, 6)), flag="close")
