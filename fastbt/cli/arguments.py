"""Every command with its options; nothing heavy is imported here."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from fastbt import __version__
from fastbt.errors import ConfigError, unknown_name

_EPILOG = """\
first steps:
  fastbt demo                                          a backtest on the sample data
  fastbt demo --copy cross.py                          its strategy as a file of your own
  fastbt run cross.py --param fast=10                  run that file
  fastbt ingest spy.csv --instrument SPY.ARCX          your data into ./catalog

exit codes: 0 done, 1 a defect of fastbt, 2 something is wrong with what was asked, 130 stopped
"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are a line, with the nearest names."""

    def __init__(self, **words: Any) -> None:
        """Take whole option names only and keep the layout of texts."""
        super().__init__(**words, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print with the usage."""
        raise ConfigError(f"{message}; see {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            what = f"value of {action.option_strings[0]}" if action.option_strings else "command"
            raise unknown_name(what, value, action.choices)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the words of a command line.

    Args:
        arguments: the words after ``fastbt``.

    Returns:
        The options; ``does`` names the function that does the work, as ``module:function``.

    Raises:
        ConfigError: a word is missing or wrong.
        UnknownNameError: a command, option or choice is not known.
        SystemExit: after ``--help`` and ``--version``, and where no command is given.
    """
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    command: Parser = options.parser
    if rest and rest[0].startswith("-"):
        name = rest[0].partition("=")[0]
        known = [text for text in command._option_string_actions if text.startswith("--")]  # noqa: SLF001
        raise unknown_name(f"option of {command.prog}", name, known)
    if rest:
        raise ConfigError(
            f"{command.prog} does not know what to do with {rest[0]!r}; see {command.prog} --help"
        )
    if "does" not in options:
        command.print_help()
        command.exit()
    return options


def _parser() -> Parser:
    parser = Parser(prog="fastbt", description="Backtests on Polars and Numba.", epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"fastbt {__version__}")
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(title="commands", prog="fastbt")
    _demo(commands)
    _run(commands)
    _ingest(commands)
    _catalog(commands)
    sql = _command(
        commands, "sql", "saved:sql", "ask a saved result", 'fastbt sql my-run "select * from trades"'
    )
    sql.add_argument("result", metavar="RESULT_DIR", help="folder made by --save")
    _query(sql, "orders, fills, positions, trades, events, account, equity, funding, bars")
    says = "why an order filled, was refused or never filled"
    explain = _command(commands, "explain", "saved:explain", says, "fastbt explain my-run O-cross-1")
    explain.add_argument("result", metavar="RESULT_DIR", help="folder made by --save")
    explain.add_argument("id", metavar="ID", help="client_order_id of an order, or position_id")
    _command(
        commands,
        "warmup",
        "warmup:warm_up",
        "compile all kernels now rather than at first use",
        "fastbt warmup",
    )
    return parser


def _command(commands: Any, name: str, does: str, says: str, example: str, more: str = "") -> Parser:
    """Add a command that prints data, so it knows --json."""
    text = f"{says[0].upper()}{says[1:]}.{more}"
    parser: Parser = commands.add_parser(name, help=says, description=text, epilog=f"example: {example}")
    parser.set_defaults(parser=parser, does=f"fastbt.cli.{does}")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parser


def _demo(commands: Any) -> None:
    parser = _command(
        commands, "demo", "demo:demo", "a backtest on the sample catalog", "fastbt demo --copy cross.py"
    )
    parser.add_argument(
        "--copy", metavar="FILE", help="write the demo's strategy to a file, and nothing else"
    )
    parser.add_argument("--save", metavar="DIR", help="keep the result in a new folder")


def _run(commands: Any) -> None:
    more = """

STRATEGY.py defines one strategy: a bt.Signals, a function of parameters that returns them, a @bt.compiled
strategy or a class derived from bt.Strategy. Of several, the one named `strategy` is taken, or write
FILE.py:NAME. A bt.Venue named `venue` in it is the market. CONFIG.toml holds all of it in names;
--print-config shows one."""
    example = "fastbt run cross.py --data sample:SPX.INDEX:1d --param fast=10 --save my-run"
    parser = _command(commands, "run", "run:run", "run a strategy from a file", example, more)
    parser.usage = "fastbt run STRATEGY.py|CONFIG.toml [--data SOURCE] [--param NAME=VALUE] [options]"
    parser.add_argument("strategy", metavar="STRATEGY.py|CONFIG.toml", help="the strategy, or the whole run")
    parser.add_argument(
        "--data",
        metavar="SOURCE",
        help="CATALOG:INSTRUMENT:BAR (several instruments: A,B), or a file; by default sample:SPX.INDEX:1d",
    )
    parser.add_argument("--start", metavar="TIME", help="first ts_event, included")
    parser.add_argument("--end", metavar="TIME", help="last ts_event, excluded")
    parser.add_argument("--param", metavar="NAME=VALUE", action="append", help="a parameter of the strategy")
    parser.add_argument(
        "--venue",
        metavar="OPTION=VALUE",
        action="append",
        help="an option of bt.Venue, such as account_type=MARGIN; values are written as in TOML",
    )
    parser.add_argument("--option", metavar="OPTION=VALUE", action="append", help="an option of bt.run")
    parser.add_argument(
        "--table",
        metavar="NAME=FILE",
        action="append",
        help="a table of bt.run: funding, rates, actions, deposits, transfers, conversion_rates; a file, or "
        "'catalog' for that of the bars' catalog",
    )
    parser.add_argument("--save", metavar="DIR", help="keep the result in a new folder")
    parser.add_argument("--overwrite", action="store_true", help="let --save replace a result")
    parser.add_argument("--stats", action="store_true", help="print all statistics")
    parser.add_argument("--trades", metavar="N", type=int, default=0, help="print the last N trades")
    parser.add_argument("--print-config", action="store_true", help="print the run as CONFIG.toml and stop")
    _file_words(parser, "how a file of --data is read")


def _ingest(commands: Any) -> None:
    example = "fastbt ingest aapl.csv --instrument AAPL.XNAS --bar 1m --stamp open --tz America/New_York"
    parser = _command(commands, "ingest", "store:ingest", "files of market data into a catalog", example)
    parser.usage = "fastbt ingest FILE ... [--instrument ID] [--bar LENGTH] [--catalog DIR] [options]"
    parser.add_argument("files", metavar="FILE", nargs="+", help="a file, a folder or a pattern")
    parser.add_argument(
        "--catalog", metavar="DIR", default="catalog", help="folder of the catalog, made if absent (catalog)"
    )
    parser.add_argument(
        "--kind",
        metavar="TABLE",
        default="bars",
        help="bars (default), quotes, trade_ticks, funding, series ...",
    )
    parser.add_argument("--name", metavar="NAME", help="name of a series")
    parser.add_argument(
        "--source",
        metavar="NAME=VALUE",
        action="append",
        help="how the files are written, in TOML: header=false, thousands=',' ... (docs/ingest.md)",
    )
    _file_words(parser, "what is in the files")


def _catalog(commands: Any) -> None:
    says = "what a catalog holds"
    parser: Parser = commands.add_parser("catalog", help=says, description="What a catalog holds.")
    parser.set_defaults(parser=parser)
    below = parser.add_subparsers(title="commands", prog="fastbt catalog")
    listing = _command(below, "list", "store:list_series", "every series, a row each", "fastbt catalog list")
    query = _command(
        below, "sql", "store:sql", "ask all bars", 'fastbt catalog sql "select max(high) from bars"'
    )
    span = _command(
        below, "time-range", "store:time_range", "first and last time", "fastbt catalog time-range SPX.INDEX"
    )
    audit = _command(
        below,
        "audit",
        "store:audit",
        "what may be wrong with the data",
        "fastbt catalog audit SPX.INDEX --svg audit.svg",
    )
    for command in (listing, query, span, audit):
        command.add_argument(
            "--catalog", metavar="DIR", help="folder of the catalog, or `sample` (catalog; if absent, sample)"
        )
    _query(query, "bars, instruments")
    span.add_argument(
        "instrument", metavar="INSTRUMENT", nargs="?", help="whose bars; by default everybody's"
    )
    span.add_argument("--bar", metavar="LENGTH", help="length of the bars, such as 1d")
    _audit(audit)


def _audit(parser: Parser) -> None:
    parser.add_argument(
        "instrument", metavar="INSTRUMENT", nargs="?", help="whose data; by default everybody's"
    )
    parser.add_argument("--bar", metavar="LENGTH", help="length of the bars, such as 1d")
    parser.add_argument("--start", metavar="TIME", help="first ts_event, included")
    parser.add_argument("--end", metavar="TIME", help="last ts_event, excluded")
    parser.add_argument(
        "--calendar", metavar="NAME", help="always_open, fx_week or an exchange such as XNYS (from the data)"
    )
    parser.add_argument("--check", metavar="NAME", help="print every finding of one check, such as gap")
    parser.add_argument("--series", action="store_true", help="print a row for each series: bars, coverage")
    parser.add_argument("--svg", metavar="FILE", help="write a picture")
    parser.add_argument(
        "--rows", metavar="N", type=int, help="print at most N rows; on a terminal 40, 0 is all"
    )


def _query(parser: Parser, tables: str) -> None:
    parser.add_argument("query", metavar="SELECT", help=f"DuckDB SQL over: {tables}")
    parser.add_argument("--exact", action="store_true", help="leave decimals exact (texts, in JSON)")
    parser.add_argument(
        "--rows", metavar="N", type=int, help="print at most N rows; on a terminal 40, 0 is all"
    )


def _file_words(parser: Parser, title: str) -> None:
    group = parser.add_argument_group(title)
    group.add_argument(
        "--instrument", metavar="ID", help="such as AAPL.XNAS; left out where a column says it"
    )
    group.add_argument("--bar", metavar="LENGTH", help="length of the bars: 1m, 1h, 1d ... (ingest: 1d)")
    group.add_argument("--stamp", choices=("open", "close", "session"), help="what the times mean")
    group.add_argument("--tz", metavar="ZONE", help="zone of times that carry none (UTC)")
    group.add_argument("--column", metavar="OURS=THEIRS", action="append", help="such as close=Price")
    group.add_argument("--time-format", metavar="TEXT", help="such as '%%d.%%m.%%Y %%H:%%M' (ISO 8601)")
    group.add_argument(
        "--on-error", choices=("raise", "drop", "repair"), help="what becomes of bad rows (raise)"
    )
    group.add_argument("--on-off-grid", choices=("raise", "round"), help="... of numbers with more decimals")
    group.add_argument("--on-duplicate", choices=("raise", "first", "last"), help="... of rows of one time")
    group.add_argument("--asset", choices=("equity", "pair", "index"), help="what the instrument is")
    group.add_argument("--currency", metavar="CODE", help="of its price (USD)")
    group.add_argument("--price-precision", metavar="N", type=int, help="its decimals (read off the data)")
    group.add_argument("--size-precision", metavar="N", type=int, help="decimals of its quantities")
