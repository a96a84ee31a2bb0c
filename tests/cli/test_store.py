"""``fastbt ingest`` and ``fastbt catalog``: files in, lists, SQL and times out."""

from __future__ import annotations

import pytest

import fastbt as bt

ROWS = """\
Date,Open,High,Low,Price,Volume
2024-01-02 09:30,10,11,9,10.5,100
2024-01-02 09:31,10.5,11,9,10.25,100
2024-01-02 09:32,10.5,10,9,10.25,100
2024-01-02 09:33,10.5,11,9,10.25,100
"""
WORDS = (
    "--instrument", "AAPL.XNAS", "--bar", "1m", "--stamp", "open", "--tz", "America/New_York",
    "--column", "close=Price",
)  # fmt: skip


@pytest.fixture
def rows(folder):
    (folder / "aapl.csv").write_text(ROWS, encoding="utf-8")
    return folder


def test_ingest(cli, rows):
    done = cli("ingest", "aapl.csv", *WORDS, "--on-error", "drop")
    assert (done.code, done.err) == (0, "")
    assert "written             3 rows (catalog version 1)" in done.out
    assert "open_outside                 1  open lies outside low and high" in done.out
    bars = bt.Catalog("catalog").bars("AAPL.XNAS", "1m").collect()
    assert bars["close"].to_list() == [10.5, 10.25, 10.25]
    assert str(bars["ts_open"][0]) == "2024-01-02 14:30:00+00:00"


def test_ingest_for_programs(cli, rows):
    words = ("--on-error", "repair", "--catalog", "other", "--price-precision", "3", "--currency", "EUR")
    report = cli("ingest", "aapl.csv", *WORDS, *words, "--json").json
    assert (report["rows_written"], report["repaired"]) == (4, {"open_outside": 1, "close_outside": 1})
    assert report["catalog"] == str(rows / "other")
    stored = bt.Catalog("other").instrument("AAPL.XNAS")
    assert (stored.price_precision, stored.quote_currency.code, stored.inferred) == (3, "EUR", False)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["--asset", "index", "--instrument", "SPX.I"], bt.Index),
        (["--instrument", "EUR/USD.SIM", "--price-precision", "5", "--size-precision", "0"], bt.CurrencyPair),
        (["--instrument", "EUR/USD.SIM"], bt.CurrencyPair),
        (["--instrument", "SPY.ARCX"], bt.Equity),
    ],
)
def test_kinds_of_instruments(cli, rows, words, kind):
    done = cli("ingest", "aapl.csv", *WORDS[2:], "--on-error", "drop", *words)
    assert done.code == 0, done.err
    (stored,) = bt.Catalog("catalog").instruments()
    assert isinstance(stored, kind)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (WORDS, "source aapl.csv, line 4, column Open, row 2, time '2024-01-02 09:32', instrument AAPL.XNAS"),
        (WORDS, "pass --on-error drop"),
        (WORDS[:-2], "map it with --column close=..."),
        ((*WORDS[:2], *WORDS[-2:]), "Say --stamp open or 'close'"),
        ((*WORDS[:2], *WORDS[4:]), "time"),
        (
            (*WORDS, "--asset", "pair"),
            "AAPL.XNAS is a currency pair: give price_precision and size_precision too",
        ),
        ((*WORDS, "--asset", "bond"), "unknown value of --asset 'bond'"),
        (
            (*WORDS, "--catalog", "sample"),
            "sample is the sample catalog that comes with fastbt and stays as it is",
        ),
    ],
)
def test_mistakes(cli, rows, words, says):
    done = cli("ingest", "aapl.csv", *words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert not (rows / "catalog").exists()


def test_a_file_that_is_not_there(cli, folder):
    done = cli("ingest", "none.csv", "--instrument", "A.B")
    assert (done.code, "none.csv" in done.err) == (2, True)


def test_list(cli):
    done = cli("catalog", "list", "--catalog", "sample")
    assert done.err == ""
    lines = done.out.splitlines()
    names = ["kind", "instrument_id", "bar", "rows", "first", "last", "stamp", "decimals", "bytes"]
    assert lines[0].split() == names
    assert lines[2].split()[:4] == ["bars", "SPX.INDEX", "1d", "5031"]
    rows = cli("catalog", "list", "--catalog", "sample", "--json").json
    assert [(row["instrument_id"], row["rows"]) for row in rows][1] == ("SPX.INDEX", 5031)
    assert rows[1]["first"] == "1999-01-05T00:00:00Z"


def test_without_a_catalog_the_sample_is_read_and_said(cli, rows):
    done = cli("catalog", "list")
    assert "SPX.INDEX" in done.out
    assert done.err == "(no ./catalog here: this is the sample catalog that comes with fastbt)\n"
    assert cli("ingest", "aapl.csv", *WORDS, "--on-error", "drop").code == 0
    done = cli("catalog", "list")
    assert ("AAPL.XNAS" in done.out, "SPX.INDEX" in done.out, done.err) == (True, False, "")


def test_sql(cli):
    query = "select instrument_id, max(high) top from bars where bar = '1d' group by 1 order by 1"
    done = cli("catalog", "sql", query, "--catalog", "sample")
    assert done.out.splitlines() == [
        "instrument_id      top",
        "NASDAQ.INDEX   8133.30",
        "SPX.INDEX      2940.91",
    ]
    rows = cli("catalog", "sql", query, "--catalog", "sample", "--json", "--exact").json
    assert rows[1] == {"instrument_id": "SPX.INDEX", "top": "2940.91"}


def test_rows_are_limited_where_asked(cli):
    query = "select ts_event from bars where instrument_id = 'SPX.INDEX' order by 1"
    words = ("catalog", "sql", query, "--catalog", "sample")
    assert len(cli(*words).out.splitlines()) == 5032
    assert cli(*words, "--rows", "2").out.splitlines()[-1] == "... 5,029 more rows; --rows 0 shows all"
    assert len(cli(*words, "--rows", "2", "--json").json) == 2


def test_time_range(cli):
    assert cli("catalog", "time-range", "SPX.INDEX", "--bar", "1d", "--catalog", "sample", "--json").json == [
        {"first": "1999-01-05T00:00:00Z", "last": "2019-01-01T00:00:00Z"}
    ]
    last_of_all = cli("catalog", "time-range", "--catalog", "sample", "--json").json[0]["last"]
    assert last_of_all == "2023-12-19T21:00:00Z"
    wrong = cli("catalog", "time-range", "SPX.INDX", "--catalog", "sample")
    assert (wrong.code, "did you mean 'SPX.INDEX'" in wrong.err) == (2, True)


@pytest.mark.parametrize("words", [("list",), ("sql", "select 1"), ("time-range",)])
def test_no_such_catalog(cli, folder, words):
    (folder / "empty").mkdir()
    done = cli("catalog", *words, "--catalog", "nowhere")
    assert (done.code, done.err.startswith("fastbt: nowhere does not exist; `fastbt ingest FILE")) == (
        2,
        True,
    )
    assert "empty is no catalog" in cli("catalog", *words, "--catalog", "empty").err


def test_other_tables_and_the_way_files_are_written(cli, folder):
    (folder / "ticks.txt").write_text(
        "2024-01-02 14:30:00;1,0951;1,0953\n2024-01-02 14:30:01;1,0952;1,0953\n"
    )
    done = cli(
        "ingest", "ticks.txt", "--kind", "quotes", "--instrument", "EUR/USD.SIM", "--source", "header=false",
        "--source", 'names=["ts","bid","ask"]', "--source", "separator=';'", "--source", "decimal_comma=true",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("quotes EUR/USD.SIM from ticks.txt")
    (folder / "rolls.csv").write_text("contract,day\nESH4,2024-03-15\n")
    assert cli("ingest", "rolls.csv", "--kind", "series", "--name", "rolls").code == 0
    rows = cli("catalog", "sql", "select bid_price from quotes order by ts_event", "--json").json
    assert [row["bid_price"] for row in rows] == [1.0951, 1.0952]
    assert cli("catalog", "sql", "select contract from rolls", "--json").json == [{"contract": "ESH4"}]
    listed = cli("catalog", "list").out.splitlines()
    assert [line.split()[:2] for line in listed[1:]] == [["quotes", "EUR/USD.SIM"], ["series", "rolls"]]


def test_what_is_not_known_about_files_is_told(cli, folder):
    (folder / "a.csv").write_text("ts,close\n")
    done = cli("ingest", "a.csv", "--instrument", "A.B", "--source", "heder=false")
    assert (done.code, "did you mean 'header'" in done.err) == (2, True)
    done = cli("ingest", "a.csv", "--instrument", "A.B", "--kind", "quote")
    assert (done.code, "did you mean 'quotes'" in done.err) == (2, True)
