"""The indices of the package arch, in the form in which it carries them."""

from __future__ import annotations

import gzip

import pytest

from fastbt.catalog.sources.arch import INDICES, read_index
from fastbt.errors import DataError


def test_text_as_it_stands(tmp_path):
    for name in INDICES.values():
        (tmp_path / name).mkdir()
        rows = "Date,Open,High,Low,Close,Adj Close,Volume\n1/4/1999,1229.22998,1248.810059,1,2,2,877000000\n"
        (tmp_path / name / f"{name}.csv.gz").write_bytes(gzip.compress(rows.encode()))
    for instrument_id in INDICES:
        frame = read_index(tmp_path, instrument_id)
        assert frame.columns == ["Date", "Open", "High", "Low", "Close", "Volume"]
        assert frame.row(0) == ("1/4/1999", "1229.22998", "1248.810059", "1", "2", "877000000")


def test_another_folder(tmp_path):
    with pytest.raises(DataError, match=r"no such file.*pip download arch"):
        read_index(tmp_path, "SPX.INDEX")
