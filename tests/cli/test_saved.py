"""``fastbt sql`` and ``fastbt explain``: questions to a saved result."""

from __future__ import annotations

import pytest


@pytest.fixture
def kept(cli, cross):
    assert cli("run", "cross.py", "--save", "kept").code == 0
    return "kept"


def test_an_answer(cli, kept):
    query = "select exit_cause, count(*) n, sum(pnl) pnl from trades group by 1"
    lines = cli("sql", kept, query).out.splitlines()
    (row,) = cli("sql", kept, query, "--json").json
    assert lines[0].split() == ["exit_cause", "n", "pnl"]
    assert lines[1].split() == ["SIGNAL", str(row["n"]), f"{row['pnl']:.2f}"]
    assert cli("sql", kept, query, "--json", "--exact").json[0]["pnl"] == f"{row['pnl']:.2f}"


def test_bars_are_a_table_too(cli, kept):
    assert cli("sql", kept, "select count(*) n from bars", "--json").json == [{"n": 5031}]


def test_no_rows(cli, kept):
    assert cli("sql", kept, "select pnl from trades where false").out == "pnl\n(no rows)\n"
    assert cli("sql", kept, "select pnl from trades where false", "--json").json == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select * form trades", 'syntax error at or near "trades"'),
        ("select * from trade", "tables: orders, fills, positions, trades"),
        ("select nothing from trades", "nothing"),
    ],
)
def test_mistakes(cli, kept, query, says):
    done = cli("sql", kept, query)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "Traceback" not in done.err


def test_an_order_is_explained(cli, kept):
    text = cli("explain", kept, "O-cross-1").out
    lines = text.splitlines()
    assert lines[0].startswith("O-cross-1: BUY 10 SPX.INDEX, MARKET, GTC")
    assert lines[1].startswith("FILLED: 10 at ")
    assert "(F1, F14)" in text
    told = cli("explain", kept, "O-cross-1", "--json").json
    assert told["status"] == "FILLED"
    assert told["steps"][-1]["facts"]["commission"] in text
    assert cli("explain", kept, "P-1").out.startswith("P-1: LONG 10 SPX.INDEX")


def test_an_order_that_is_not_there(cli, kept):
    done = cli("explain", kept, "O-corss-1")
    assert (done.code, done.out) == (2, "")
    assert "O-cross-1" in done.err
    assert cli("explain", kept).code == 2
