"""Which column of a source is which in a table of ticks or rates."""

from __future__ import annotations

import pytest

from fastbt.catalog.table_columns import find_table_columns
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.schema.market import ACTIONS, BOOK_CHANGES, CONVERSION_RATES, FUNDING, QUOTES, TRADE_TICKS


def test_names_in_any_case_and_other_names():
    found = find_table_columns(
        TRADE_TICKS, ["Timestamp", "PRICE", "Qty", "Side", "id", "venue"], None, keyed=True
    )
    assert found == {
        "ts_event": "Timestamp", "price": "PRICE", "size": "Qty", "aggressor_side": "Side", "trade_id": "id",
    }  # fmt: skip


def test_our_own_name_comes_before_others():
    found = find_table_columns(QUOTES, ["ts", "bid", "bid_price", "ask"], None, keyed=True)
    assert (found["bid_price"], found["ask_price"]) == ("bid_price", "ask")


def test_the_most_telling_time():
    assert (
        find_table_columns(FUNDING, ["time", "ts_event", "rate"], None, keyed=True)["ts_event"] == "ts_event"
    )
    mapped = find_table_columns(FUNDING, ["ts_event", "t", "rate"], {"time": "t"}, keyed=True)
    assert mapped["ts_event"] == "t"


def test_a_mapping_comes_first():
    names = ["ts", "price", "last", "size"]
    assert find_table_columns(TRADE_TICKS, names, {"price": "last"}, keyed=True)["price"] == "last"


def test_a_column_has_one_meaning():
    """``side`` is a side of the book there, and not the aggressor's."""
    names = ["ts", "action", "side", "price", "size"]
    assert "aggressor_side" not in find_table_columns(BOOK_CHANGES, names, None, keyed=True)


def test_what_may_be_missing():
    assert find_table_columns(ACTIONS, ["date", "kind", "amount"], None, keyed=True)["amount"] == "amount"
    assert find_table_columns(CONVERSION_RATES, ["date", "rate"], None, keyed=True) == {
        "ts_event": "date", "rate": "rate",
    }  # fmt: skip
    with pytest.raises(DataError, match="no column base, quote"):
        find_table_columns(CONVERSION_RATES, ["date", "rate"], None, keyed=False)


@pytest.mark.parametrize(
    ("names", "mapping", "error", "message"),
    [
        (["ts", "side"], None, DataError, r"no column price among 'ts', 'side'"),
        ([], None, DataError, "among no columns"),
        (["ts", "price"], {"price": "prise"}, UnknownNameError, "unknown column 'prise'"),
        (["ts", "price"], {"prize": "price"}, UnknownNameError, "unknown column of trade_ticks 'prize'"),
        (["a", "b", "price"], {"ts": "a", "time": "b"}, ConfigError, "second name of the time"),
        (["ts", "price", "Price "], None, DataError, "both mean price"),
    ],
)
def test_what_cannot_be_matched(names, mapping, error, message):
    with pytest.raises(error, match=message):
        find_table_columns(TRADE_TICKS, names, mapping, keyed=True)
