"""``fastbt run``: a strategy from a file, on data of a catalog or of files."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastbt
from fastbt.cli.bars import Bars, read_bars
from fastbt.cli.output import say, say_fact, say_json, say_table
from fastbt.cli.places import assignments, plain_value, read_source
from fastbt.cli.progress import Progress, kernels_told
from fastbt.cli.strategy_file import StrategyFile, blaming, load_strategy
from fastbt.cli.tables_of_run import tables_of_run
from fastbt.config import BacktestConfig
from fastbt.config.tables import CATALOG
from fastbt.errors import ConfigError
from fastbt.results.result import Result
from fastbt.venues.venue import Venue

TRADE_COLUMNS = (
    "entry_time", "exit_time", "side", "quantity", "entry_price", "exit_price", "pnl", "pnl_pct",
    "exit_cause",
)  # fmt: skip
"""What a list of trades shows."""
_DATA_WORDS = {
    "start": "start", "end": "end", "bar": "bar", "stamp": "stamp", "tz": "tz", "time_format": "time_format",
    "on_error": "on_error", "on_off_grid": "on_off_grid", "on_duplicate": "on_duplicate", "asset": "asset",
    "currency": "currency", "price_precision": "price_precision", "size_precision": "size_precision",
    "instrument": "instruments",
}  # fmt: skip
"""Options of the command line by key of ``[data]``."""


@dataclass(frozen=True, slots=True)
class Done:
    """A run that is over.

    Args:
        result: what came out.
        bars: what it ran on.
        file: what it ran.
        venues: where.
    """

    result: Result
    bars: Bars
    file: StrategyFile
    venues: list[Venue]


def run(options: argparse.Namespace) -> None:
    """Do what ``fastbt run`` was asked for."""
    config = config_of(options)
    if options.print_config:
        say(config.to_toml())
        return
    if options.trades < 0:
        raise ConfigError(f"--trades {options.trades}: give how many")
    done = execute(config)
    saved = save(done.result, config, overwrite=options.overwrite)
    if options.json:
        say_json(
            {
                "data": done.bars.source,
                "strategy": done.file.title,
                "stats": done.result.stats.to_dict(),
                "settings": done.result.settings,
                "why_no_trades": done.result.why_no_trades() or None,
                "trades": done.result.trades.tail(options.trades) if options.trades else None,
                "saved": saved and str(saved),
            }
        )
        return
    head(done, config)
    say(str(done.result.stats) if options.stats else repr(done.result))
    if options.trades:
        say()
        say_table(last_trades(done.result, options.trades), rows=0)
    say()
    say(_next(saved))


def execute(config: BacktestConfig) -> Done:
    """Run what a configuration describes, with a line on the terminal that says how far it is.

    Args:
        config: the run.

    Raises:
        FastbtError: as ``bt.run``, or the strategy's file is missing or fails.
    """
    path, name = _file_and_name(config.strategy)
    with Progress("Preparing") as progress, kernels_told(progress):
        file = load_strategy(config.path(path), name)
        market = config.market(file.venue)
        venues = market if isinstance(market, list) else [market]
        bars = read_bars(config.data, config.folder, venues[0].currency.code)
        tables = tables_of_run(config)
        progress.phase("Running", "rows" if bars.count == 1 else "times")
        with blaming(file.path):
            result = fastbt.run(
                file.strategy,
                bars.frame,
                params=config.params,
                venue=market,
                instruments=bars.instruments,
                progress=progress,
                **{"strategy_id": file.title, **tables, **config.options},
            )
        progress.phase("Collecting", "rows")
        result.stats  # noqa: B018 - made here, under the eyes of the progress line
    return Done(result, bars, file, venues)


def save(result: Result, config: BacktestConfig, *, overwrite: bool) -> Path | None:
    """Keep a result where the configuration says; the folder, or None."""
    if config.save is None:
        return None
    with Progress("Saving"):
        return result.save(config.path(config.save), overwrite=overwrite)


def head(done: Done, config: BacktestConfig) -> None:
    """Say what was run on what."""
    params = ", ".join(f"{name}={value!r}" for name, value in config.params.items())
    say_fact("Data", f"{done.bars.source}, {done.bars.frame.height:,} rows")
    say_fact("Strategy", f"{done.file.name} in {done.file.path.name}{f' with {params}' if params else ''}")
    for venue in done.venues:
        name = "" if len(done.venues) == 1 else f"{venue.name}: "
        say_fact("Market", name + market_words(venue))
    say()


def market_words(venue: Venue) -> str:
    """Account and costs of a venue."""
    options = venue.to_dict()
    costs = [*(options["fees"] or ()), *([options["slippage"]] if options["slippage"] else [])]
    words = [
        f"{model['model']}({', '.join(f'{key}={value}' for key, value in model.items() if key != 'model')})"
        for model in costs
    ]
    return f"{venue.account_type} account of {venue.start}{''.join(f', {word}' for word in words)}"


def last_trades(result: Result, count: int) -> Any:
    """The last trades of a result with the columns people look at."""
    return result.trades.tail(count).select(TRADE_COLUMNS)


def config_of(options: argparse.Namespace) -> BacktestConfig:
    """The configuration that the words of a command line describe.

    Args:
        options: the words; those of the command line replace those of a CONFIG.toml.

    Raises:
        ConfigError: a value is wrong, or CONFIG.toml is missing.
        UnknownNameError: a key is not known.
    """
    values: dict[str, Any] = {"strategy": options.strategy}
    folder = Path()
    if options.strategy.lower().endswith(".toml"):
        written = BacktestConfig.from_toml(options.strategy)
        values, folder = written.to_dict(), written.folder
    data = dict(values.get("data", {}))
    if options.data is not None:
        data = _from_here(read_source(options.data), folder)
    for word, key in _DATA_WORDS.items():
        if (value := getattr(options, word)) is not None:
            data[key] = value
    if options.column:
        data["columns"] = assignments("--column", options.column)
    values["data"] = data
    for key, option in (("params", "param"), ("venue", "venue"), ("options", "option"), ("tables", "table")):
        given = assignments(f"--{option}", getattr(options, option))
        values[key] = {**values.get(key, {}), **{name: plain_value(text) for name, text in given.items()}}
    for name in assignments("--table", options.table):
        if (given := values["tables"][name]) != CATALOG:
            values["tables"][name] = _path_from_here(str(given), folder)
    if options.save is not None:
        values["save"] = _path_from_here(options.save, folder)
    return BacktestConfig.from_dict(values, folder)


def _from_here(source: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A source of the command line, whose paths start from the current folder, not from CONFIG.toml's."""
    if "files" in source:
        return {"files": [_path_from_here(file, folder) for file in source["files"]]}
    named = Path(source["catalog"]).expanduser()
    return {**source, "catalog": _path_from_here(str(named), folder) if named.exists() else source["catalog"]}


def _path_from_here(path: str, folder: Path) -> str:
    return path if folder == Path() else str(Path(path).expanduser().absolute())


def _file_and_name(text: str) -> tuple[str, str | None]:
    """Split ``FILE.py:NAME``."""
    file, sign, name = text.rpartition(":")
    return (file, name) if sign and name.isidentifier() else (text, None)


def _next(saved: Path | None) -> str:
    if saved is None:
        return 'Keep it with --save DIR, then ask it with: fastbt sql DIR "select * from trades"'
    return f'Saved in {saved}; ask it with: fastbt sql {saved} "select * from trades"'  # noqa: S608
