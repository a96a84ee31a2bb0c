"""JSON for programs: what it holds can be read back, and numbers that are none are null."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from fastbt.cli.output import answer, say_fact, say_json


def test_a_row_in_a_line(capsys):
    times = pl.Series([1_600_000_000_123_456_789, None], dtype=pl.Int64).cast(pl.Datetime("ns", "UTC"))
    frame = pl.DataFrame(
        {
            "text": ["ä\n", None],
            "number": [float("nan"), 0.1],
            "exact": pl.Series([Decimal("1.10"), None], dtype=pl.Decimal(18, 2)),
            "time": times,
            "plain": pl.Series(["2020-01-31", None]).str.to_datetime(),
            "day": [date(2020, 1, 31), None],
            "took": [timedelta(seconds=1.5), None],
            "list": [[1, 2], None],
        }
    )
    say_json(frame)
    text = capsys.readouterr().out
    assert len(text.splitlines()) == 4
    first, second = json.loads(text)
    assert first == {
        "text": "ä\n",
        "number": None,
        "exact": "1.10",
        "time": "2020-09-13T12:26:40.123456789Z",
        "plain": "2020-01-31T00:00:00",
        "day": "2020-01-31",
        "took": 1.5,
        "list": [1, 2],
    }
    assert set(second.values()) == {None, 0.1}


def test_values_of_every_kind(capsys):
    value = {
        "when": datetime(2020, 1, 31, tzinfo=UTC),
        "path": Path("x"),
        "table": pl.DataFrame({"a": [1]}),
        "t": (1,),
    }
    say_json(value)
    assert json.loads(capsys.readouterr().out) == {
        "when": "2020-01-31T00:00:00Z",
        "path": "x",
        "table": [{"a": 1}],
        "t": [1],
    }


def test_no_rows(capsys):
    say_json(pl.DataFrame({"a": []}))
    assert json.loads(capsys.readouterr().out) == []


def test_elsewhere_than_on_a_terminal_everything_is_written(capsys):
    answer(pl.DataFrame({"a": range(100), "b": ["x" * 300] * 100}), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), len(lines[1])) == (101, 304)


def test_a_fact_is_folded(capsys):
    say_fact("Market", "word " * 30)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Market    word")
    assert all(line.startswith(" " * 10 + "word") and len(line) <= 80 for line in lines[1:])
