"""Runs of rows, some of them left out."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import MOST_COLUMNS, Piece, check_columns, pick_rows
from fastbt.errors import DataError, UnknownNameError


def test_rows_keep_their_places_through_several_choices():
    piece = Piece(pl.DataFrame({"a": [0, 1, 2, 3, 4], "b": list("xyxyx")}), first=2)
    options = SourceOptions.check(where={"b": ["x", "z"], "a": [2, 3, 4]})
    chosen = pick_rows(piece, options, "f")
    assert chosen.frame["a"].to_list() == [2, 4]
    assert chosen.rows.tolist() == [2, 4]
    assert chosen.first == 2
    assert pick_rows(piece, SourceOptions(), "f").rows is None


def test_nothing_is_never_what_is_asked_for():
    piece = Piece(pl.DataFrame({"a": ["x", None]}), first=0)
    assert pick_rows(piece, SourceOptions.check(where={"a": "x"}), "f").frame.height == 1


def test_large_pieces_are_cut():
    whole = Piece(pl.DataFrame({"a": [0, 1, 2, 3, 4]}), first=2)
    assert [(part.first, part.frame["a"].to_list()) for part in whole.parts(2)] == [
        (2, [0, 1]),
        (4, [2, 3]),
        (6, [4]),
    ]
    assert list(whole.parts(5)) == [whole]
    some = whole.keep(pl.Series([True, False, True, True, False]))
    assert [(part.first, part.rows.tolist()) for part in some.parts(2)] == [(2, [0, 2]), (2, [3])]


def test_columns_that_are_not_there_or_too_many():
    with pytest.raises(UnknownNameError, match="unknown column of f 'b'"):
        pick_rows(Piece(pl.DataFrame({"a": [1]}), 0), SourceOptions.check(where={"b": 1}), "f")
    with pytest.raises(UnknownNameError, match="unknown column of f 'b'"):
        check_columns(["a"], SourceOptions.check(only=["b"]), "f")
    names = [f"c{i}" for i in range(MOST_COLUMNS + 1)]
    with pytest.raises(DataError, match=r"2,001 columns, more than 2,000 \(source f\); say which to read"):
        check_columns(names, SourceOptions(), "f")
    check_columns(names, SourceOptions.check(only=["c5"]), "f")
    check_columns(names[:-1], SourceOptions(), "f")
