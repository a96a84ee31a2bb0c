"""``fastbt demo``: a backtest on the sample catalog, and what to do next."""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from fastbt.analysis.labels import LABELS, shown
from fastbt.analysis.statistics import Stats
from fastbt.cli import example
from fastbt.cli.output import say, say_json
from fastbt.cli.run import Done, execute, last_trades, market_line, save
from fastbt.cli.tables import render, side_by_side
from fastbt.config import BacktestConfig, DataConfig
from fastbt.errors import ConfigError

DATA = DataConfig(catalog="sample", instruments=("SPX.INDEX",), bar="1d")
QUERY = (
    "select exit_cause, count(*) as trades, round(avg(bars_held), 1) as bars_held, sum(pnl) as pnl "
    "from trades group by 1 order by 1"
)
TRADES = 5
"""How many of the last trades are shown."""


def demo(options: argparse.Namespace) -> None:
    """Do what ``fastbt demo`` was asked for."""
    if options.copy is not None:
        _copy(options.copy)
        return
    config = BacktestConfig(strategy=example.__file__, data=DATA, save=options.save)
    done = execute(config)
    saved = save(done.result, config, overwrite=False)
    answer = done.result.sql(QUERY)
    if options.json:
        say_json(
            {
                "data": done.bars.source,
                "stats": done.result.stats.to_dict(),
                "trades": done.result.trades.tail(TRADES),
                "query": QUERY,
                "answer": answer,
                "saved": saved and str(saved),
            }
        )
        return
    _data(done)
    _statistics(done.result.stats)
    trades = last_trades(done.result, TRADES).with_columns((pl.col("pnl_pct") * 100).round(2).alias("pnl %"))
    _block(
        f"Last {TRADES} of {done.result.stats.trade_count} trades",
        render(trades.drop("pnl_pct"), thousands=True),
    )
    _block(f'SQL: "{QUERY}"', render(answer, thousands=True))
    _block("Next", _commands(saved))


def _data(done: Done) -> None:
    bars, venue = done.bars.frame, done.venue
    first, last = (bars["ts_open"][row].date() for row in (0, -1))
    strategy = " ".join((example.strategy.__doc__ or "").split()).rstrip(".")
    say(f"Data      {done.bars.source}: {bars.height:,} daily bars, {first} to {last}")
    say(f"Strategy  {strategy}")
    say(market_line(venue))


def _statistics(stats: Stats) -> None:
    """All figures in two columns."""
    texts = {label: shown(stats[label]) for label in LABELS}
    labels = list(LABELS)
    half = (len(labels) + 1) // 2
    blocks = []
    for part in (labels[:half], labels[half:]):
        left, right = max(map(len, part)), max(len(texts[label]) for label in part)
        blocks.append([f"{label:<{left}}  {texts[label]:>{right}}" for label in part])
    _block(f"Statistics ({stats.basis})", "\n".join(side_by_side(*blocks)))


def _block(title: str, text: str) -> None:
    say()
    say(title)
    say("\n".join(f"  {line}" for line in text.splitlines()))


def _commands(saved: Path | None) -> str:
    folder = saved or Path("demo-result")
    keep = [] if saved else [(f"fastbt demo --save {folder}", "keep the result")]
    lines = [
        ("fastbt demo --copy cross.py", "the strategy as a file of your own"),
        ("fastbt run cross.py --param fast=10", "run it with another average"),
        *keep,
        (f'fastbt sql {folder} "select * from fills limit 5"', "ask it"),  # noqa: S608 - a text to show
        ("fastbt catalog list --catalog sample", "what other data there are"),
    ]
    width = max(len(command) for command, _ in lines)
    return "\n".join(f"{command:<{width}}  {says}" for command, says in lines)


def _copy(name: str) -> None:
    """Write the strategy to a new file."""
    path = Path(name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(Path(example.__file__).read_text(encoding="utf-8"))
    except FileExistsError:
        raise ConfigError(f"--copy {name}: the file exists and stays as it is; name another") from None
    say(f"Wrote {name}; run it with: fastbt run {name}")
