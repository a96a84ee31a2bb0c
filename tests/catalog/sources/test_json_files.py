"""JSON lines."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog.columns import wanted_columns
from fastbt.catalog.sources.json_files import read_json_lines
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import Piece
from fastbt.catalog.sources.unpacking import members_of
from fastbt.errors import DataError


def pieces(folder: Path, text: str | bytes, *, size: int = 2**20, **options: object) -> list[Piece]:
    path = folder / "a.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    checked = SourceOptions.check(**options)
    (member,) = members_of(path, checked)
    return list(read_json_lines(member, checked, partial(wanted_columns, mapping=None), size))


def test_values_have_the_types_that_json_gives_them(tmp_path):
    (piece,) = pieces(tmp_path, '{"ts": 1, "close": 1.5, "n": [1]}\n{"ts": 2, "close": 2, "note": "x"}')
    assert piece.frame.to_dict(as_series=False) == {
        "ts": [1, 2], "close": [1.5, 2.0], "n": [[1], None], "note": [None, "x"],
    }  # fmt: skip


def test_numbers_keep_digits_that_floats_lose(tmp_path):
    text = '{"ts": 1, "close": 1234567890.12345678, "f": 0.12345678901234567}\n{"ts": 2, "close": null}\n'
    (piece,) = pieces(tmp_path, text)
    assert piece.frame["close"].to_list() == ["1234567890.12345678", None]
    assert piece.frame["f"].dtype == pl.Float64


def test_pieces_and_blank_lines_know_their_lines(tmp_path):
    text = "".join(f'{{"ts": {i}, "close": 1.5}}\n' for i in range(50))
    found = pieces(tmp_path, text, size=100)
    assert len(found) > 5
    assert [piece.first for piece in found] == [piece.frame["ts"][0] + 1 for piece in found]
    (piece,) = pieces(tmp_path, '{"ts": 1}\n\n{"ts": 2}\n\n')
    assert piece.rows.tolist() == [0, 2]
    (piece,) = pieces(tmp_path, '{"ts": 1}\n{"ts": 2}\n')
    assert piece.rows is None


def test_only_some_columns(tmp_path):
    (piece,) = pieces(tmp_path, '{"ts": 1, "close": 1.5, "n": 2}\n', only=["n"])
    assert piece.frame.columns == ["n"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ('{"a": 1}\n{"a": \n', r"the line is no JSON: .* \(source .*a.jsonl, line 2\)"),
        ('{"a": 1}\n5\n', r"no JSON object \(source .*a.jsonl, line 2\)"),
        (b'{"a": "\xe4"}\n', r"not UTF-8: byte 0xe4"),
    ],
)
def test_what_is_no_json_is_named_with_its_line(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        pieces(tmp_path, text)
