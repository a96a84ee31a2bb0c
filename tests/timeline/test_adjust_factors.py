"""Tables of corporate actions: what they must have."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fastbt.errors import DataError, UnknownNameError
from fastbt.timeline.adjust_factors import read_actions

DAY = 86_400_000_000_000


def table(**columns: object) -> pl.DataFrame:
    return pl.DataFrame(
        {"date": [date(1970, 1, 3), date(1970, 1, 2)], "kind": ["SPLIT", "DIVIDEND"], **columns}
    )


def test_actions_are_sorted_and_begin_with_their_date():
    found = read_actions(table(ratio=[2.0, None], amount=[None, 0.5]))
    assert found.time.tolist() == [DAY, 2 * DAY]
    assert found.ratio.tolist() == [1.0, 2.0]
    assert found.amount.tolist() == [0.5, 0.0]
    assert not found.has_id


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"ratio": [2.0, None]}, r"missing \(table actions, column amount"),
        ({"ratio": [0.0, None], "amount": [None, 1.0]}, r"0\.0 is no ratio.*row 0"),
        ({"ratio": [None, None], "amount": [None, 1.0]}, r"is no ratio.*row 0"),
        ({"ratio": [2.0, None], "amount": [None, -1.0]}, r"-1\.0 is no amount.*row 1"),
    ],
)
def test_an_action_needs_its_number(columns: dict[str, object], words: str):
    with pytest.raises(DataError, match=words):
        read_actions(table(**columns))


def test_an_action_needs_a_kind_and_a_time():
    with pytest.raises(DataError, match="kind"):
        read_actions(table().drop("kind"))
    with pytest.raises(UnknownNameError, match="SPLIT"):
        read_actions(table(ratio=1.0, amount=1.0).with_columns(kind=pl.lit("SPLITS")))
    with pytest.raises(DataError, match=r"without a time.*row 1"):
        read_actions(table(ratio=1.0, amount=1.0).with_columns(date=pl.Series([date(2024, 1, 1), None])))
