"""``fastbt demo``: its figures are those of the same backtest through the API, and always the same."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

import fastbt as bt
from fastbt import ta
from fastbt.catalog.sample import sample_catalog
from fastbt.cli import demo
from fastbt.cli.output import rows_of
from tests.cli.conftest import in_a_process


@pytest.fixture(scope="module")
def by_hand() -> bt.Result:
    """The demo's backtest, written out as README.md does."""
    return bt.from_signals(
        sample_catalog().bars("SPX.INDEX", "1d"),
        columns={"fast": ta.sma("close", 20), "slow": ta.sma("close", 50)},
        entries=ta.crossed_above("fast", "slow"),
        exits=pl.col("fast") < pl.col("slow"),
        size=bt.percent_of_equity(95),
        stop_loss=0.05,
        take_profit=0.10,
        venue=bt.Venue(
            "SIM",
            balances=["100000 USD"],
            account_type="CASH",
            fees=bt.PercentageFees(maker=0.0002, taker=0.0005),
            slippage=bt.FixedSlippage(ticks=1),
        ),
    )


def test_figures_are_those_of_the_api(cli, by_hand):
    answer = cli("demo", "--json").json
    stats = by_hand.stats.to_dict()
    numbers = {key: value for key, value in stats.items() if isinstance(value, int | float)}
    assert len(numbers) > 20
    assert {key: answer["stats"][key] for key in numbers} == numbers
    assert answer["stats"]["start"] == "1999-01-05T00:00:00Z"
    assert answer["stats"]["duration"] == stats["duration"].total_seconds()
    assert answer["answer"] == by_hand.sql(demo.QUERY).to_dicts()
    trades = by_hand.trades.tail(5).drop("strategy_id")
    assert [{k: v for k, v in row.items() if k != "strategy_id"} for row in answer["trades"]] == list(
        rows_of(trades)
    )


def test_what_is_shown(cli, by_hand):
    done = cli("demo")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Data      SPX.INDEX 1d from sample catalog: 5,031 bars, 1999-01-04 to 2018-12-31"
    assert len(lines) < 48
    assert max(map(len, lines)) <= 80
    shown = dict(
        re.findall(r"(?<!Hold )(Return \[%\]|Sharpe Ratio|# Trades|Commission) +([\d.,-]+)", done.out)
    )
    stats = by_hand.stats
    figures = (stats.total_return * 100, stats.sharpe_ratio, stats.commission)
    assert [shown[name] for name in ("Return [%]", "Sharpe Ratio", "Commission")] == [
        f"{x:,.2f}" for x in figures
    ]
    assert shown["# Trades"] == str(stats.trade_count)
    trades = [line.split() for line in lines if line.endswith(("SIGNAL", "STOP_LOSS", "TAKE_PROFIT"))]
    assert [float(words[5]) for words in trades] == by_hand.trades["pnl"].tail(5).to_list()
    assert "fastbt run cross.py" in done.out


def test_a_new_process_says_the_same_and_compiles_nothing(cli, folder):
    here = cli("demo").out
    done = in_a_process("demo", folder=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, here, "")


def test_its_strategy_as_a_file(cli, folder):
    assert cli("demo", "--copy", "mine.py").out == "Wrote mine.py; run it with: fastbt run mine.py\n"
    run = cli("run", "mine.py", "--json").json
    assert run["stats"] == cli("demo", "--json").json["stats"]
    again = cli("demo", "--copy", "mine.py")
    assert again.code == 2
    assert "mine.py: the file exists" in again.err


def test_kept(cli):
    assert "fastbt sql kept " in cli("demo", "--save", "kept").out
    assert cli("sql", "kept", "select count(*) n from trades", "--json").json == [{"n": 57}]
    assert cli("demo", "--save", "kept").code == 2


def test_json_is_one_value(cli):
    text = cli("demo", "--json").out
    assert set(json.loads(text)) == {"data", "stats", "trades", "query", "answer", "saved"}
