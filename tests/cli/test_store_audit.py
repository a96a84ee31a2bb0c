"""``fastbt catalog audit``: what it prints, as words, tables, JSON and a picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import fastbt as bt

SAMPLE = ("catalog", "audit", "--catalog", "sample")


@pytest.fixture
def spoiled(folder):
    """A catalog with a gap and a spike in one series, and one with nothing wrong."""
    start = datetime(2024, 1, 2, tzinfo=UTC)
    close = [100.0 + 0.01 * (row * 7 % 11) for row in range(300)]
    frame = pl.DataFrame({"ts_event": [start + timedelta(minutes=row) for row in range(300)], "close": close})
    catalog = bt.Catalog(folder / "catalog")
    spike = pl.when(pl.int_range(pl.len()) == 50).then(150.0).otherwise("close")
    bad = frame.with_columns(close=spike).filter(~pl.int_range(pl.len()).is_between(100, 104))
    for name, rows in (("BTC/USD.SIM", bad), ("ETH/USD.SIM", frame)):
        catalog.write(rows, bt.CurrencyPair(name, price_precision=2, size_precision=0), bar="1m")
    return folder


def test_words(cli, spoiled):
    done = cli("catalog", "audit")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "2 series, 595 rows: no errors, 2 warnings, 5 bars missing"
    assert lines[2].split() == [
        "severity",
        "check",
        "instrument_id",
        "bar",
        "count",
        "first",
        "last",
        "worst",
        "example",
    ]
    assert lines[3].split()[:5] == ["warning", "gap", "BTC/USD.SIM", "1m", "1"]
    assert lines[4].split()[:5] == ["warning", "spike", "BTC/USD.SIM", "1m", "1"]
    assert lines[6].startswith(
        "gap: bars that the calendar expects and that are not there (worst: bars missing). Load"
    )
    assert max(len(line) for line in lines[6:]) <= 100


def test_nothing_wrong(cli, spoiled):
    assert cli("catalog", "audit", "ETH/USD.SIM").out == "1 series, 300 rows: no errors, no warnings\n"


def test_for_programs(cli, spoiled):
    found = cli("catalog", "audit", "--json").json
    assert found["headline"].startswith("2 series")
    assert [(row["instrument_id"], row["missing"], row["warnings"]) for row in found["series"]] == [
        ("BTC/USD.SIM", 5, 2),
        ("ETH/USD.SIM", 0, 0),
    ]
    gap, spike = found["findings"]
    assert (gap["check"], gap["worst"], gap["first"]) == ("gap", 5.0, "2024-01-02T01:40:00Z")
    assert (spike["check"], spike["worst_row"]) == ("spike", 50)


def test_the_findings_of_a_check(cli, spoiled):
    lines = cli("catalog", "audit", "--check", "gap").out.splitlines()
    assert (len(lines), lines[1].split()[:5]) == (2, ["BTC/USD.SIM", "bars", "1m", "gap", "warning"])
    (row,) = cli("catalog", "audit", "--check", "spike", "--json").json
    assert (row["row"], round(row["value"], 2)) == (50, 0.5)
    wrong = cli("catalog", "audit", "--check", "gaps")
    assert (wrong.code, "did you mean 'gap'" in wrong.err) == (2, True)


def test_a_row_for_each_series(cli, spoiled):
    lines = cli("catalog", "audit", "--series").out.splitlines()
    assert len(lines) == 3
    assert "always_open" in lines[1]
    assert len(cli("catalog", "audit", "--series", "--json").json) == 2


def test_a_picture(cli, spoiled):
    done = cli("catalog", "audit", "--svg", "audit.svg")
    assert (done.code, done.err) == (0, "(picture: audit.svg)\n")
    assert (spoiled / "audit.svg").read_text(encoding="utf-8").startswith("<svg ")
    wrong = cli("catalog", "audit", "--svg", "nowhere/audit.svg")
    assert (wrong.code, wrong.err) == (
        2,
        "fastbt: --svg nowhere/audit.svg: cannot be written: No such file or directory\n",
    )


def test_a_range_of_time_and_a_length(cli, spoiled):
    late = cli(
        "catalog",
        "audit",
        "BTC/USD.SIM",
        "--bar",
        "1m",
        "--start",
        "2024-01-02T02:00",
        "--end",
        "2024-01-02T03:00",
    )
    assert late.out == "1 series, 60 rows: no errors, no warnings\n"
    assert cli("catalog", "audit", "BTC/USD.SIM", "--bar", "1d").code == 2


@pytest.mark.parametrize(("name", "missing"), [("always_open", 2_271), ("fx_week", 185)])
def test_a_calendar(cli, name, missing):
    """Of 7,302 days there are 5,031: weekends and holidays are missing, or of 5,216 weekdays the holidays."""
    (row,) = cli(*SAMPLE, "SPX.INDEX", "--calendar", name, "--series", "--json").json
    assert (row["calendar"], row["missing"]) == (name, missing)


def test_the_calendar_of_an_exchange(cli):
    pytest.importorskip("exchange_calendars")
    (row,) = cli(*SAMPLE, "SPX.INDEX", "--calendar", "XNYS", "--series", "--json").json
    assert (row["calendar"], row["missing"], row["infos"]) == ("XNYS", 0, 0)
    wrong = cli(*SAMPLE, "--calendar", "XNYX")
    assert (wrong.code, "did you mean 'XNYS'" in wrong.err) == (2, True)
