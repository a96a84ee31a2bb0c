"""Columns of a result's tables: types by kind, codes and further decimals."""

from __future__ import annotations

import polars as pl

from fastbt.codes import OrderSide
from fastbt.schema.ledger_columns import LedgerTable, average, code, money, price, text
from fastbt.schema.table import Kind, code_type


def test_codes_keep_the_order_of_their_declaration():
    assert code_type(OrderSide).categories.to_list() == ["BUY", "SELL"]


def test_a_column_knows_both_of_its_types():
    assert price("p", "a price").frame_type == pl.Float64
    assert price("p", "a price").exact_type(4) == pl.Decimal(38, 4)
    assert average("a", "an average").exact_type(4) == pl.Decimal(38, 10)
    assert text("t", "a text").exact_type(4) == pl.String
    assert code("c", OrderSide, "a side").exact_type(4) == code_type(OrderSide)


def test_a_scale_that_is_not_given_is_zero():
    table = LedgerTable(name="t", row="a row", columns=(money("m", "money"), price("p", "a price")))
    assert table.exact_schema({Kind.MONEY: 2}) == pl.Schema({"m": pl.Decimal(38, 2), "p": pl.Decimal(38, 0)})
