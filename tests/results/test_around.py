"""The bars and events around an order."""

from __future__ import annotations

import pytest

from fastbt.errors import ConfigError
from tests.results.stories import told

ORDERS = {"order_type": "LIMIT", "price": 98.5, "ts": "2024-01-03"}, {"ts": "2024-01-06"}


@pytest.mark.parametrize(
    ("name", "before", "after", "rows"),
    [
        ("o1", 0, 0, [1, 2, 3, 4]),
        ("o1", 1, 1, [0, 1, 2, 3, 4, 5]),
        ("o1", 20, 20, [0, 1, 2, 3, 4, 5]),
        ("o1", 3, 0, [0, 1, 2, 3, 4]),
        ("o2", 1, 0, [3, 4, 5]),
        ("P-1", 0, 0, [4, 5]),
    ],
)
def test_bars(name: str, before: int, after: int, rows: list[int]):
    found = told(*ORDERS).around(name, before=before, after=after)
    assert found.bars["row"].to_list() == rows
    assert found.id == name


def test_events_are_those_of_the_time():
    result = told(*ORDERS)
    found = result.around("o2", before=0, after=0)
    assert found.events.columns == result.events.columns
    assert found.events["client_order_id"].drop_nulls().unique().sort().to_list() == ["o1", "o2"]
    assert result.around("o1", before=0, after=0).events.height < result.events.height
    assert set(found.events["instrument_id"]) == {"ABC.SIM"}


def test_what_ended_between_two_rows():
    order = {
        "order_type": "LIMIT",
        "price": 94.0,
        "time_in_force": "GTD",
        "expire_time": "2024-01-05T12:00:00",
    }
    found = told(order).around("o1", before=0, after=1)
    assert found.bars["row"].to_list() == [0, 1, 2, 3, 4]
    assert "ORDER_EXPIRED" in found.events["kind"]


@pytest.mark.parametrize("words", [{"before": -1}, {"after": 1.5}, {"before": True}])
def test_counts_are_counts(words: dict):
    with pytest.raises(ConfigError, match="must be a number of bars"):
        told(*ORDERS).around("o1", **words)


def test_text():
    text = repr(told(*ORDERS).around("o1", before=0, after=0))
    assert text.startswith("around o1\n row  ts_event ")
    assert " 2024-01-03 " in text
    assert "00:00:00" not in text
    assert "ORDER_FILLED" in text
