"""Tables, columns and kinds: how each is held in frames, exactly and in kernels."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.schema import Column, Kind, Table
from fastbt.schema.table import TIME

TABLE = Table(
    name="t",
    row="a row",
    columns=(
        Column("ts", Kind.TIME, "when"),
        Column("price", Kind.PRICE, "how much"),
        Column("amount", Kind.MONEY, "how much money", null="unknown"),
        Column("name", Kind.TEXT, "who"),
        Column("rows", Kind.COUNT, "how many"),
    ),
    sorted_by=("ts",),
)


def test_exact_kinds_are_integers_inside_and_floats_in_frames():
    for kind in Kind:
        assert kind.is_exact == (kind in (Kind.PRICE, Kind.QUANTITY, Kind.MONEY, Kind.RATE))
        if kind.is_exact:
            assert kind.frame_type == pl.Float64
            assert kind.tick_type == pl.Int64
        else:
            assert kind.tick_type == kind.frame_type


def test_schemas_follow_the_columns():
    assert TABLE.names == ("ts", "price", "amount", "name", "rows")
    assert TABLE.frame_schema() == pl.Schema(
        {"ts": TIME, "price": pl.Float64, "amount": pl.Float64, "name": pl.String, "rows": pl.Int64}
    )
    assert TABLE.tick_schema()["amount"] == pl.Int64
    assert TABLE.of_kind(Kind.PRICE, Kind.MONEY) == ("price", "amount")


def test_tables_are_fixed():
    with pytest.raises(AttributeError):
        TABLE.name = "other"  # type: ignore[misc]
