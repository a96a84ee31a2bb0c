"""``fastbt run``: strategies of every form, data, parameters, configurations, and wrong words."""

from __future__ import annotations

import tomllib

import polars as pl
import pytest

import fastbt as bt
from fastbt.catalog.sample import sample_catalog

HEAD = "import fastbt as bt\nimport polars as pl\nfrom fastbt import ta\n"
UP = 'pl.col("close") > pl.col("close").shift(1)'
FORMS = {
    "signals": f"anything = bt.Signals(entries={UP}, quantity=1)",
    "function": f"def anything(p):\n    return bt.Signals(entries={UP}, quantity=1)",
    "compiled": (
        '@bt.compiled(columns=lambda p: {"before": pl.col("close").shift(1)})\n'
        "def anything(ctx, p):\n"
        '    if ctx.close > ctx["before"] and ctx.position == 0:\n'
        "        ctx.buy(quantity=1)"
    ),
    "class": (
        "class Anything(bt.Strategy):\n"
        "    last = 1e9\n"
        "    def on_bar(self, bar):\n"
        "        if bar.close > self.last and self.position.is_flat:\n"
        "            self.buy(quantity=1)\n"
        "        self.last = bar.close"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_runs(cli, folder, form):
    (folder / "it.py").write_text(f"{HEAD}{FORMS[form]}\n", encoding="utf-8")
    done = cli("run", "it.py", "--end", "1999-03-01", "--json")
    assert done.code == 0, done.err
    up = sample_catalog().bars("SPX.INDEX", "1d", end="1999-03-01")
    same = bt.from_signals(up, entries=pl.col("close") > pl.col("close").shift(1), quantity=1)
    assert done.json["stats"]["ending_balance"] == same.stats.ending_balance
    assert done.json["stats"]["fill_count"] == 1


def test_what_is_shown(cli, cross):
    done = cli("run", "cross.py", "--param", "fast=10", "--trades", "2")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Data      SPX.INDEX 1d from sample catalog, 5,031 rows"
    assert lines[1] == "Strategy  strategy in cross.py with fast=10"
    assert lines[2].startswith("Market    CASH account of 100000.00 USD, PercentageFees(maker=0.0002,")
    assert "Result of cross on SPX.INDEX: 5,031 rows" in done.out
    assert len([line for line in lines if line.endswith("SIGNAL")]) == 2
    assert "--save DIR" in lines[-1]
    assert "Avg. Drawdown Duration" in cli("run", "cross.py", "--stats").out


def test_parameters_and_data_reach_the_run(cli, cross):
    words = ("run", "cross.py", "--json", "--data", "sample:NASDAQ.INDEX:1d", "--start", "2010-01-01")
    answer = cli(*words, "--param", "fast=10").json
    settings = answer["settings"]
    assert settings["strategy"]["params"] == {"fast": 10}
    assert list(settings["instruments"]) == ["NASDAQ.INDEX"]
    assert answer["stats"]["start"].startswith("2010-01-0")
    assert answer["stats"] != cli(*words, "--param", "fast=11").json["stats"]


def test_the_market_is_that_of_the_file_with_options_replaced(cli, cross):
    plain = cli("run", "cross.py", "--json").json
    assert plain["settings"]["venue"]["fees"] == [
        {"model": "PercentageFees", "maker": "0.0002", "taker": "0.0005"}
    ]
    words = ["--venue", "account_type=MARGIN", "--venue", "leverage=2", "--venue", 'balances=["5000 USD"]']
    changed = cli("run", "cross.py", "--json", *words).json["settings"]["venue"]
    assert changed["fees"] == plain["settings"]["venue"]["fees"]
    assert (changed["account_type"], changed["balances"]) == ("MARGIN", ["5000.00 USD"])


def test_saved_and_asked(cli, cross):
    done = cli("run", "cross.py", "--save", "kept")
    assert 'Saved in kept; ask it with: fastbt sql kept "select * from trades"' in done.out
    assert bt.Result.load("kept").stats.trade_count > 10
    refused = cli("run", "cross.py", "--save", "kept")
    assert (refused.code, refused.err) == (2, "fastbt: save: kept exists; add --overwrite\n")
    assert cli("run", "cross.py", "--save", "kept", "--overwrite").code == 0


def test_a_configuration_written_and_run(cli, cross, folder):
    words = (
        "--param",
        "fast=10",
        "--data",
        "sample:SPX.INDEX:1d",
        "--end",
        "2010-01-01",
        "--option",
        "check=off",
    )
    written = cli("run", "cross.py", *words, "--venue", "bar_path=OHLC", "--print-config")
    assert tomllib.loads(written.out)["venue"] == {"bar_path": "OHLC"}
    (folder / "sub").mkdir()
    cross.rename(folder / "sub" / "cross.py")
    config = folder / "sub" / "run.toml"
    config.write_text(written.out, encoding="utf-8")
    by_config = cli("run", "sub/run.toml", "--json").json
    by_words = cli("run", "sub/cross.py", *words, "--venue", "bar_path=OHLC", "--json").json
    assert by_config["stats"] == by_words["stats"]
    slower = cli("run", "sub/run.toml", "--param", "fast=30", "--save", "kept", "--json").json
    assert slower["settings"]["strategy"]["params"] == {"fast": 30}
    assert (folder / "kept" / "result.json").is_file()


def test_a_file_as_data(cli, cross, folder):
    bars = sample_catalog().bars("SPX.INDEX", "1d", exact=True).collect()
    table = bars.select(
        pl.col("ts_open").dt.date().cast(pl.String).alias("Day"), "open", "high", "low", "close", "volume"
    )
    table.rename({"close": "Price"}).write_csv("spx.csv")
    words = (
        "--column",
        "ts_event=Day",
        "--column",
        "close=Price",
        "--instrument",
        "SPX.INDEX",
        "--bar",
        "1d",
    )
    done = cli("run", "cross.py", "--data", "spx.csv", *words, "--json")
    assert done.code == 0, done.err
    assert done.json["stats"] == cli("run", "cross.py", "--json").json["stats"]
    bounded = ("--start", "2000-01-01", "--end", "2001-01-01")
    ours, theirs = (
        cli("run", "cross.py", *data, *bounded, "--json").json for data in ((), ("--data", "spx.csv", *words))
    )
    assert ours["stats"] == theirs["stats"]


MISTAKES = [
    (["run", "crss.py"], "crss.py: there is no such file; did you mean 'cross.py'?"),
    (["run", "cross.toml"], "cross.toml: there is no such file"),
    (["run", "cross.py:other"], "unknown strategy in cross.py 'other'"),
    (["run", "cross.py", "--param", "fast"], "--param fast: write NAME=VALUE"),
    (["run", "cross.py", "--param", "fast=x"], "cross.py, line 10, in strategy: length of ta.sma is 'x'"),
    (
        ["run", "cross.py", "--data", "sample:SPX.INDX:1d"],
        "unknown instrument 'SPX.INDX'; did you mean 'SPX.INDEX'",
    ),
    (["run", "cross.py", "--data", "sample:SPX.INDEX:1m"], "SPX.INDEX has no bars of '1m'; it has 1d"),
    (["run", "cross.py", "--data", "sample"], "sample has 3 instruments; say which, such as --data sample:"),
    (["run", "cross.py", "--data", "none.csv"], "none.csv"),
    (["run", "cross.py", "--venue", "leverge=2"], "did you mean 'leverage'"),
    (["run", "cross.py", "--venue", "leverage=2"], "leverage=2 needs account_type='MARGIN'"),
    (["run", "cross.py", "--venue", "bar_path=best"], "bar_path='best' is not one of 'worst'"),
    (["run", "cross.py", "--option", "chek=off"], "unknown key of [options] 'chek'; did you mean 'check'"),
    (["run", "cross.py", "--start", "2050-01-01"], "there are no bars, from 2050-01-01"),
    (["run", "cross.py", "--start", "soon"], "start: cannot read 'soon' as a time"),
    (["run", "cross.py", "--stamp", "open"], "data.stamp says how files are read, but no files are given"),
    (["run", "cross.py", "--trades", "-1"], "--trades -1: give how many"),
]


@pytest.mark.parametrize(("words", "says"), MISTAKES, ids=[says[:40] for _, says in MISTAKES])
def test_mistakes(cli, cross, words, says):
    done = cli(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert done.err.startswith("fastbt: ")
    assert "Traceback" not in done.err
