"""``fastbt demo``: a backtest on the sample catalog, and what to do next."""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from fastbt.analysis.labels import LABELS, shown
from fastbt.analysis.statistics import Stats
from fastbt.cli import example
from fastbt.cli.bars import SAMPLE_DATA
from fastbt.cli.output import say, say_fact, say_json
from fastbt.cli.run import Done, execute, market_words, save
from fastbt.cli.tables import render, side_by_side
from fastbt.config import BacktestConfig
from fastbt.errors import ConfigError
from fastbt.results.result import Result

QUERY = "select exit_cause, count(*) n, sum(pnl) from trades group by 1 order by 1"
TRADES = 5
"""How many of the last trades are shown."""


def demo(options: argparse.Namespace) -> None:
    """Do what ``fastbt demo`` was asked for."""
    if options.copy is not None:
        _copy(options.copy)
        return
    config = BacktestConfig(strategy=example.__file__, data=SAMPLE_DATA, save=options.save)
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
    _facts(done)
    _statistics(done.result.stats)
    _trades(done.result)
    _block(f"SQL: {QUERY}", render(answer))
    _block("Next", _commands(saved))


def _facts(done: Done) -> None:
    bars = done.bars.frame
    first, last = (bars["ts_open"][row].date() for row in (0, -1))
    say_fact("Data", f"{done.bars.source}: {bars.height:,} bars, {first} to {last}")
    say_fact("Strategy", (example.strategy.__doc__ or "").rstrip("."))
    say_fact("Market", market_words(done.venues[0]))


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


def _trades(result: Result) -> None:
    """The last trades, narrow enough for a small terminal."""
    trades = result.trades.tail(TRADES).select(
        pl.col("entry_time").alias("entry"),
        pl.col("exit_time").alias("exit"),
        pl.col("quantity").alias("units"),
        pl.col("entry_price").alias("bought"),
        pl.col("exit_price").alias("sold"),
        "pnl",
        (pl.col("pnl_pct") * 100).round(2).alias("%"),
        pl.col("exit_cause").alias("cause"),
    )
    _block(f"Last {TRADES} of {result.stats.trade_count} trades (a bar's time is its end)", render(trades))


def _block(title: str, text: str) -> None:
    say()
    say(title)
    say("\n".join(f"  {line}" for line in text.splitlines()))


def _commands(saved: Path | None) -> str:
    folder = saved or Path("demo-result")
    keep = [] if saved else [(f"fastbt demo --save {folder}", "keep the result")]
    lines = [
        ("fastbt demo --copy cross.py", "its strategy, as a file"),
        ("fastbt run cross.py --param fast=10", "run it with another average"),
        *keep,
        (f'fastbt sql {folder} "select * from trades"', "ask it"),  # noqa: S608 - a text to show
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
