"""Text cut into blocks of whole lines."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.sources import lines
from fastbt.catalog.sources.lines import blocks_of, has_long_numbers, wrong_encoding
from fastbt.errors import DataError


def cut(data: bytes, size: int, **options: object) -> list[tuple[bytes, int]]:
    return [(block.data, block.line) for block in blocks_of(io.BytesIO(data), size, name="a.csv", **options)]


@given(
    st.lists(st.sampled_from(["a", "1,5", '"x\ny"', "", '""', "long" * 9]), max_size=30), st.integers(1, 40)
)
def test_blocks_are_the_text_in_whole_lines(rows, size):
    data = "\n".join(rows).encode()
    found = cut(data, size)
    assert b"".join(block for block, _ in found) == data
    for _, line in found:
        before = data[: sum(len(b) for b, n in found if n < line)]
        assert line == before.count(b"\n") + 1
        assert before.count(b'"') % 2 == 0  # no block begins inside of quotes
    assert all(block.endswith(b"\n") for block, _ in found[:-1])


def test_lines_before_the_table_are_left_out_wherever_blocks_end():
    data = b"title\n\nh\n1\n2\n"
    for size in (1, 3, 100):
        found = cut(data, size, skip_rows=2)
        assert b"".join(block for block, _ in found) == b"h\n1\n2\n"
        assert found[0][1] == 3
    assert cut(b"a\nb", 100, skip_rows=5) == []


def test_a_byte_order_mark_is_no_text():
    assert cut(b"\xef\xbb\xbfa\n", 100) == [(b"a\n", 1)]
    assert cut("\ufeffä\n".encode("utf-16"), 3, encoding="utf-16")[0][1] == 1
    whole = b"".join(block for block, _ in cut("ä;ö\n1;2\n".encode("utf-16"), 3, encoding="utf-16"))
    assert whole.decode() == "ä;ö\n1;2\n"
    assert cut("ä\n".encode("latin-1"), 100, encoding="latin-1") == [("ä\n".encode(), 1)]


def test_text_that_is_coded_otherwise_is_told():
    with pytest.raises(DataError, match="the text is not utf-16"):
        cut(b"\xff\xfea", 100, encoding="utf-16")
    error = wrong_encoding(b"a\nb\n\xe4\n", 10, "a.csv")
    assert "byte 0xe4 (source a.csv, line 12); say how it is coded with encoding=" in str(error)
    assert wrong_encoding("ä".encode(), 1, "a.csv") is None


def test_a_giant_line_ends_the_reading(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 1_000)
    for data in (b"x" * 5_000, b'h\n"' + b"1\n" * 3_000, b"h\n1\n" + b"y" * 3_000 + b"\n"):
        with pytest.raises(DataError, match="longer than 1,000 bytes, or a quote in it is not closed"):
            cut(data, 100)
    assert len(cut(b"x" * 900, 100)) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"", False),
        (b"123456789012345", False),
        (b"1234567890.12345", True),  # 15 digits and a point: may be a float's, is not taken for one
        (b"123456789.12345", False),
        (b"1234567890123456", True),
        (b"2024-01-02 00:00:00.123456,1.5", False),
        (b"2024-01-02 00:00:00.123456789012345,1.5", True),
        (b"-123456789012345,123456789012345", False),
    ],
)
def test_long_numbers(text, wanted):
    assert has_long_numbers(text) is wanted


def test_long_numbers_are_found_wherever_they_stand():
    draw = random.Random(0)
    filler = b"1.5,abc\n" * (2 * lines._WINDOW // 8)
    assert not has_long_numbers(filler)
    spots = [0, lines._WINDOW - 3, lines._WINDOW - 16, lines._WINDOW, len(filler)]
    for at in [*spots, *(draw.randrange(len(filler)) for _ in range(20))]:
        assert has_long_numbers(filler[:at] + b" 1234567890123456 " + filler[at:])
        assert not has_long_numbers(filler[:at] + b" 123456789012345 " + filler[at:])


def test_a_broken_stream_is_told():
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise EOFError("Compressed file ended")

    with pytest.raises(DataError, match=r"cannot be read: Compressed file ended \(source a.csv\)"):
        list(blocks_of(Broken(), 10, name="a.csv"))
