"""Text of one row per line, in every way that people write it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.columns import wanted_columns
from fastbt.catalog.sources.csv_files import read_csv
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import Piece
from fastbt.catalog.sources.unpacking import members_of
from fastbt.errors import ConfigError, DataError

TEXT = "Date,Open,High,Low,Close,Volume,Note\n2024-01-02,1.10,1.3,1.0,1.25,100,x\n2024-01-03,1.25,1.5,1.2,1.50,,y\n"


def pieces(
    path: Path, text: str | bytes, *, size: int = 2**20, columns: object = None, **options: object
) -> list[Piece]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    checked = SourceOptions.check(**options)
    (member,) = members_of(path, checked)
    return list(read_csv(member, checked, partial(wanted_columns, mapping=columns), size))


def read(path: Path, text: str | bytes, **options: object) -> pl.DataFrame:
    return pl.concat([p.frame for p in pieces(path, text, **options)], how="diagonal_relaxed")


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def test_short_numbers_are_floats_and_times_are_text(csv):
    frame = read(csv, TEXT)
    assert frame.row(0) == ("2024-01-02", 1.1, 1.3, 1.0, 1.25, 100.0, "x")
    assert frame["Volume"].to_list() == [100.0, None]


@pytest.mark.parametrize("size", [2**20, 60])
def test_numbers_that_a_float_does_not_hold_stay_text(csv, size):
    text = "date,close,volume\n2024-01-02,1234567890.12345678,1\n2024-01-03,1.10,2\n"
    frame = read(csv, text, size=size)
    assert frame["close"].to_list() == ["1234567890.12345678", "1.10" if size > 60 else "1.1"]
    assert len(pieces(csv, text, size=size)) == (1 if size > 60 else 2)


def test_numbers_that_are_none_stay_text_for_the_rules_to_judge(csv):
    frame = read(csv, "date,close\n2024-01-02,1.10\n2024-01-03,n/a\n")
    assert frame["close"].to_list() == ["1.10", "n/a"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_separators_are_found_or_given(csv, sign):
    assert read(csv, TEXT.replace(",", sign)).columns[:3] == ["Date", "Open", "High"]
    assert read(csv, TEXT.replace(",", sign), separator=sign).width == 7


def test_a_header_with_quotes_parentheses_and_blanks(csv):
    text = 'TimeStamp,status ("D"= dealt) (only trades "DEALT"), bid,\n01/03/16,D,1.5,9\n'
    assert read(csv, text).columns == [
        "TimeStamp",
        'status ("D"= dealt) (only trades "DEALT")',
        " bid",
        "column_4",
    ]
    text = '"a ""b"", c","end of\nline"\n1,2\n'
    assert read(csv, text).to_dict(as_series=False) == {'a "b", c': [1], "end of\nline": [2]}


def test_without_a_header(csv):
    assert read(csv, "1,2\n3,4\n", header=False).to_dict(as_series=False) == {
        "column_1": [1, 3],
        "column_2": [2, 4],
    }
    assert read(csv, "a,a,\n1,2,3\n").columns == ["a", "a_again", "column_3"]
    frame = read(csv, "2024-01-02,1.5\n2024-01-03,2.5\n", header=False, names=["date", "close"])
    assert frame["close"].to_list() == [1.5, 2.5]
    assert read(csv, TEXT, names=list("abcdefg")).columns == list("abcdefg")


def test_the_first_row_may_be_short_where_names_are_given(csv):
    frame = read(csv, "19991231,es\n20000101,es,1\n", header=False, names=["date", "id", "mode"])
    assert frame["mode"].to_list() == [None, 1]


def test_names_have_to_fit(csv):
    with pytest.raises(ConfigError, match=r"names: 1 names for the 2 columns of .*a.csv, which begins '1,2'"):
        read(csv, "1,2\n", header=False, names=["a"])
    with pytest.raises(ConfigError, match="names: 3 names for the 2 columns"):
        read(csv, "a,b\n1,2\n", names=["a", "b", "c"])


def test_lines_before_the_header_blank_lines_and_windows(csv):
    text = "﻿Some title, of two\r\n\r\nDate,Close\r\n2024-01-02,1.5\r\n\r\n2024-01-03,2.5\r\n\r\n"
    (piece,) = pieces(csv, text, skip_rows=1)
    assert piece.frame.to_dict(as_series=False) == {"Date": ["2024-01-02", "2024-01-03"], "Close": [1.5, 2.5]}
    assert piece.first == 4
    assert piece.rows.tolist() == [0, 2]


def test_pieces_know_their_lines(csv):
    text = "date,close,note\n" + "".join(f"2024-01-02,{i}.5,n\n" for i in range(100))
    found = pieces(csv, text, size=200)
    assert len(found) > 5
    for piece in found:
        assert piece.frame["close"][0] == piece.first - 2 + 0.5
    assert sum(piece.frame.height for piece in found) == 100


def test_quoted_ends_of_lines_do_not_shift_later_pieces(csv):
    text = "date,close,note\n" + "".join(f'2024-01-02,{i}.5,"a\nb"\n' for i in range(50))
    found = pieces(csv, text, size=100)
    assert [piece.first for piece in found] == [2 + 2 * int(piece.frame["close"][0]) for piece in found]


def test_other_columns_are_typed_by_all_rows_where_the_first_mislead(csv):
    rows = "".join(f"2024-01-02T00:00:{i % 60:02},1.5,{i},{i}\n" for i in range(20_000))
    frame = read(csv, f"ts,close,id,n\n{rows}2024-01-02,1.5,last,7\n")
    assert frame["id"][-1] == "last"
    assert frame["n"].dtype == pl.Int64
    pieces_of_it = read(csv, f"ts,close,id,n\n{rows}2024-01-02,1.5,last,7\n", size=50_000)
    assert pieces_of_it["id"].to_list() == frame["id"].to_list()


def test_only_some_columns(csv):
    assert read(csv, TEXT, only=["Date", "Close"]).columns == ["Date", "Close"]
    assert read(csv, TEXT, only=["Close", "Note"])["Note"].to_list() == ["x", "y"]


def test_a_file_of_a_header_only_has_no_rows(csv):
    frame = read(csv, "date,close\n")
    assert (frame.height, frame.columns) == (0, ["date", "close"])


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file(csv, text):
    with pytest.raises(DataError, match="the file is empty"):
        read(csv, text)


def test_a_row_of_too_many_columns_is_named(csv):
    with pytest.raises(
        DataError, match=r"the row has 4 columns, the first line 2 \(source .*a.csv, line 3\)"
    ):
        read(csv, "date,close\n2024-01-02,1\n2024-01-03,1,2,3\n")


def test_text_that_is_not_utf8_is_named_with_its_line(csv):
    text = "date,close,note\n2024-01-02,1,a\n2024-01-03,2,ä\n".encode("latin-1")
    with pytest.raises(
        DataError, match=r"not UTF-8: byte 0xe4 \(source .*a.csv, line 3\); say how it is coded"
    ):
        read(csv, text)
    assert read(csv, text, encoding="latin-1")["note"].to_list() == ["a", "ä"]
    with pytest.raises(DataError, match="line 1"):
        read(csv, "dätum,close\n1,2\n".encode("latin-1"))


def test_a_decimal_comma_is_no_separator(csv):
    frame = read(csv, "date;close\n2024-01-02;1,5\n", decimal_comma=True)
    assert frame["close"].to_list() == ["1,5"]
    frame = read(csv, "2024-01-02;1,5;2,5;3,5\n", decimal_comma=True, header=False)
    assert frame.width == 4


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1.5", "", "12345678.901234567", "x", '"2.5"']),
            st.sampled_from(["a", '"b,c"', "", '"d\ne"', "ä"]),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_at_once_and_block_by_block_are_the_same(tmp_path_factory, rows, header):
    text = ("date,close,note\n" if header else "") + "".join(f"2024-01-02,{a},{b}\n" for a, b in rows)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    options = {"header": header, "names": ["date", "close", "note"]}
    if not rows and not header:
        return
    at_once, block_by_block = (
        pl.concat([piece.frame.cast(pl.String) for piece in pieces(path, text, size=size, **options)])
        for size in (2**20, 16)
    )
    assert at_once["note"].to_list() == block_by_block["note"].to_list()
    for name, kind in (("close", pl.Float64), ("date", pl.String)):
        found, wanted = (
            frame[name].cast(kind, strict=False).to_list() for frame in (block_by_block, at_once)
        )
        assert found == wanted
