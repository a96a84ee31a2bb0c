"""What sources call a side or an action."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog.code_columns import OTHER_NAMES, read_codes
from fastbt.codes import ActionKind, AggressorSide, BookAction, OrderSide
from fastbt.schema.table import code_type


@pytest.mark.parametrize(
    ("codes", "words", "names"),
    [
        (OrderSide, ["BUY", " bid ", "b", "Sell", "ask", "A"], ["BUY"] * 3 + ["SELL"] * 3),
        (
            AggressorSide,
            ["buy", "S", "NO_AGGRESSOR", None, "", "none"],
            ["BUYER", "SELLER"] + ["NO_AGGRESSOR"] * 4,
        ),
        (BookAction, ["set", "A", "cancel", "R", "trade"], ["UPDATE", "ADD", "DELETE", "CLEAR", "TRADE"]),
        (ActionKind, ["Stock Split", "cash dividend", "DELIST"], ["SPLIT", "DIVIDEND", "DELISTING"]),
        (OrderSide, [None, "", "none", "N"], [None] * 4),
    ],
)
def test_words(codes, words, names):
    read, unknown = read_codes(pl.Series(words, dtype=pl.String), codes)
    assert read.to_list() == names
    assert read.dtype == code_type(codes)
    assert not unknown.any()


def test_numbers_are_those_of_the_codes():
    read, unknown = read_codes(pl.Series([1, -1, 0, 7]), AggressorSide)
    assert read.to_list() == ["BUYER", "SELLER", "NO_AGGRESSOR", "NO_AGGRESSOR"]
    assert unknown.tolist() == [False, False, False, True]


def test_other_words_are_told():
    _, unknown = read_codes(pl.Series(["buy", "both", "up"]), OrderSide)
    assert unknown.tolist() == [False, True, True]


def test_every_other_name_leads_to_a_code():
    for codes, names in OTHER_NAMES.items():
        assert set(names.values()) <= set(codes.__members__)
        assert all(name == name.lower() for name in names)
