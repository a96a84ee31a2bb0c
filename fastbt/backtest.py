"""The story on one screen: read bars, lower them and the strategy to arrays, run the kernel, wrap the result.

``run`` takes any form of strategy; ``from_signals``, ``from_targets``, ``from_orders`` and ``from_holding``
are its sisters for strategies that are columns, positions wanted, rows of orders, or nothing but holding.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Literal, Unpack

import polars as pl

from fastbt.catalog.frames import to_frame
from fastbt.catalog.normalized import NormalizedBars
from fastbt.errors import ConfigError, unknown_name
from fastbt.results.result import Result
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_actions import add_actions
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market, RunOptions
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lower_rates import add_conversion
from fastbt.simulation.lower_settings import plain, run_settings, word_options
from fastbt.simulation.lower_signals import lower_signals, words_given, words_per_row
from fastbt.simulation.lower_target_run import lower_target_run, target_market
from fastbt.simulation.lower_ticks import lower_ticks
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.read_ticks import TickRows, frames_by_kind
from fastbt.strategies.compiled import CompiledStrategy
from fastbt.strategies.expressions import attach, evaluate
from fastbt.strategies.order_table import read_orders
from fastbt.strategies.params import Params
from fastbt.strategies.signal_words import SignalWords
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import Size, percent_of_equity
from fastbt.strategies.strategy import Strategy
from fastbt.strategies.targets import Targets, TargetWords
from fastbt.strategies.words import Word


class SignalRun(SignalWords, RunOptions):
    """Keyword arguments of ``from_signals``: the words of ``Signals`` and the options of ``run``."""


class TargetRun(TargetWords, RunOptions):
    """Keyword arguments of ``from_targets``: the words of ``Targets`` and the options of ``run``."""


def run(
    strategy: Any, frame: Any, *, params: Mapping[str, Any] | None = None, **options: Unpack[RunOptions]
) -> Result:
    """Run a strategy of any form on bars.

    Args:
        strategy: ``Signals`` or ``Targets``, a function of parameters that returns either, a compiled
            strategy (``@bt.compiled``), or a class (``bt.Strategy``) or an object of one.
        frame: bars of one instrument, or of many with a column ``instrument_id``: a Polars, pandas or Arrow
            table, or whatever else ``catalog/frames.py`` reads.
            With the columns ``bid_open`` to ``bid_close`` and ``ask_open`` to ``ask_close`` buys execute on
            the ask bars and sales on the bid bars (rule B6).
        params: parameters by name, for the forms that take some.
        **options: see ``RunOptions``.

    Returns:
        The result.

    Raises:
        ConfigError: if an argument is wrong or contradicts another.
        DataError: if a row of the bars, or of a strategy's column, is bad.
        UnknownNameError: if an instrument, column, parameter or option is not known.
        LookAheadError: if an expression knows the future.
        KernelError: if the run cannot go on; the row is named.
    """
    market = Market.of(options)
    if isinstance(strategy, CompiledStrategy):
        return _run_compiled(strategy, frame, strategy.parameters(params), market)
    if isinstance(strategy, Strategy) or (inspect.isclass(strategy) and issubclass(strategy, Strategy)):
        return _run_class(strategy, frame, params, market)
    columns = columns_strategy(strategy, params)
    if isinstance(columns, Targets):
        market = target_market(options)
        lowered = lower_target_run(columns, frame, market)
    else:
        lowered = lower_signal_run(columns, frame, market)
    lowered.settings["strategy"]["params"] = plain(dict(params or {}))
    return _result(lowered, market)


def from_signals(frame: Any, **words: Unpack[SignalRun]) -> Result:
    """Run a strategy given as columns: ``run(Signals(...), frame, ...)``.

    Args:
        frame: bars, as for ``run``.
        **words: the words of ``Signals`` (entries, exits, quantity, size, stop_loss ...) and the options of
            ``run`` (venue, instruments ...).

    Returns:
        The result.

    Raises:
        UnknownNameError: if there is no such word or option.
        FastbtError: as ``run``.
    """
    rest, options = _split("from_signals", words, SignalRun.__annotations__)
    return run(Signals(**rest), frame, **options)


def from_targets(frame: Any, **words: Unpack[TargetRun]) -> Result:
    """Bring many instruments to target positions: ``run(Targets(...), frame, ...)``.

    Args:
        frame: bars, as for ``run``.
        **words: the words of ``Targets`` (weight, quantity or value, rebalance, drift, sequence) and the
            options of ``run`` (venue, instruments ...).

    Returns:
        The result.

    Raises:
        UnknownNameError: if there is no such word or option.
        FastbtError: as ``run``.

    Example:
        >>> bars = {"date": ["2024-01-02", "2024-01-03"] * 2, "close": [10.0, 11.0, 20.0, 20.0],
        ...         "instrument_id": ["A.SIM", "A.SIM", "B.SIM", "B.SIM"], "w": [0.4, None, 0.4, None]}
        >>> result = from_targets(bars, weight="w", instruments=["A.SIM", "B.SIM"])
        >>> result.fills.select("instrument_id", "quantity", "price").rows()
        [('A.SIM', 4000.0, 11.0), ('B.SIM', 2000.0, 20.0)]
    """
    rest, options = _split("from_targets", words, TargetRun.__annotations__)
    return run(Targets(**rest), frame, **options)


def _split(verb: str, words: Any, known: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """The words of a strategy, and the options of its run."""
    for name in words:
        if name not in known:
            raise unknown_name(f"word of {verb}", name, known)
    options = {name: word for name, word in words.items() if name in RunOptions.__annotations__}
    return {name: word for name, word in words.items() if name not in options}, options


def from_orders(
    frame: Any, orders: Any, *, extra: Literal["error", "ignore"] = "error", **options: Unpack[RunOptions]
) -> Result:
    """Run a script of orders, a row each.

    Args:
        frame: bars, as for ``run``; quotes (columns bid_price, ask_price, bid_size, ask_size); trade ticks
            (price, size, aggressor_side, trade_id); or a list of up to one frame of each. A bar with a tick
            of its own instrument in it does not execute (rule B4).
        orders: any table with the columns of ``strategies/order_table.py``: ts, side, quantity or size ...
        extra: ``error`` refuses columns that are not known, ``ignore`` leaves them out.
        **options: see ``RunOptions``.

    Returns:
        The result.

    Raises:
        ConfigError: naming row and column of what is wrong in the orders.
        FastbtError: as ``run``.
    """
    market = Market.of(options)
    table = read_orders(to_frame(orders), extra=extra)
    bars, ticks = frames_by_kind(frame)
    rows: NormalizedBars | TickRows
    if not bars:
        rows = market.read_ticks(ticks)
        lowered = lower_ticks(rows, market.venues, strategy=market.strategy_id)
    elif not ticks:
        rows = market.read(bars[0])
        lowered = lower_market(rows, market.venues, strategy=market.strategy_id)
        add_finer(lowered, market)
    else:
        rows, beside = market.read_both(bars[0], ticks)
        lowered = lower_market(rows, market.venues, strategy=market.strategy_id, others=beside.instruments)
        add_finer(lowered, market, beside)
    lower_orders(lowered, table, market.venues)
    add_actions(lowered, market)
    add_conversion(lowered, market)
    lowered.settings = run_settings(lowered, rows, market, {"form": "orders", "rows": table.height})
    return _result(lowered, market)


def from_holding(frame: Any, *, size: Size | Word | None = None, **options: Unpack[RunOptions]) -> Result:
    """Buy every instrument at its first chance and hold it.

    Args:
        frame: bars, as for ``run``.
        size: how much of each; by default an equal share of the equity.
        **options: see ``RunOptions``.

    Returns:
        The result.

    Raises:
        FastbtError: as ``run``.
    """
    table = to_frame(frame)
    ids = [name for name in table.columns if name.strip().lower() == "instrument_id"]
    count = table[ids[0]].n_unique() if ids else 1
    first = pl.col("ts_event") == pl.col("ts_event").min().over("instrument_id")
    share = percent_of_equity(100 / max(count, 1)) if size is None else size
    options.setdefault("check", "off")  # the first row's time is no secret on any row
    return run(Signals(entries=first, size=share), table, **options)


def columns_strategy(strategy: Any, params: Mapping[str, Any] | None) -> Signals | Targets:
    """Return the signals or targets of a strategy, called with its parameters where it is a function of them.

    Args:
        strategy: ``Signals``, ``Targets`` or a function.
        params: parameters by name.

    Raises:
        ConfigError: if it is neither, or parameters are given to what takes none.
    """
    if isinstance(strategy, Signals | Targets):
        if params:
            name = type(strategy).__name__
            raise ConfigError(f"params= are for a function of parameters; {name} take none")
        return strategy
    if not inspect.isfunction(strategy):
        raise ConfigError(
            f"strategy={strategy!r} is none of bt.Signals, bt.Targets, a function of parameters that returns "
            "either, a function decorated with @bt.compiled, a class derived from bt.Strategy"
        )
    if len(inspect.signature(strategy).parameters) != 1:
        raise ConfigError(
            f"{strategy.__name__}{inspect.signature(strategy)} is no function of parameters, "
            "f(p) -> bt.Signals or bt.Targets; a function per bar, f(ctx, p), is decorated with @bt.compiled"
        )
    made = strategy(Params(params))
    if not isinstance(made, Signals | Targets):
        raise ConfigError(
            f"{strategy.__name__}(p) returned {type(made).__name__}, not bt.Signals or bt.Targets"
        )
    return made


def lower_signal_run(signals: Signals, frame: Any, market: Market) -> Lowered:
    """Read bars, evaluate a strategy's words on them and lower both.

    Args:
        signals: the strategy.
        frame: bars, as for ``run``.
        market: the options of the run.

    Returns:
        The run, ready for the machine.

    Raises:
        FastbtError: as ``run``.
    """
    table = frame if isinstance(frame, pl.LazyFrame) else to_frame(frame)
    table, columns, words = attach(table, signals.named_columns, words_given(signals))
    bars = market.read(table)
    floats = bars.to_floats()
    per_row = words_per_row(words, [*floats.columns, *columns])
    found = evaluate(floats, columns, per_row, check=market.check)
    lowered = lower_market(bars, market.venues, frame=found.frame, strategy=market.strategy_id)
    lower_signals(lowered, signals, found.words, market.venues)
    add_finer(lowered, market)
    add_actions(lowered, market)
    add_conversion(lowered, market)
    form = {"form": "signals", "words": signals.words(), "options": word_options(signals)}
    lowered.settings = run_settings(lowered, bars, market, form)
    return lowered


def _run_compiled(strategy: CompiledStrategy, frame: Any, params: Params, market: Market) -> Result:
    from fastbt.simulation.callbacks import run_compiled

    bars = market.read(frame)
    columns = strategy.columns(params)
    found = evaluate(bars.to_floats(), columns, {}, check=market.check)
    lowered = lower_market(bars, market.venues, frame=found.frame, strategy=market.strategy_id)
    add_finer(lowered, market)
    add_actions(lowered, market)
    add_conversion(lowered, market)
    form = {"form": "compiled", "name": strategy.name, "params": dict(params), "columns": columns}
    lowered.settings = run_settings(lowered, bars, market, form)
    return Result(run_compiled(lowered, strategy, params, list(columns), market.progress))


def _run_class(strategy: Any, frame: Any, params: Mapping[str, Any] | None, market: Market) -> Result:
    from fastbt.simulation.callbacks import run_class

    if inspect.isclass(strategy):
        strategy = strategy(**dict(params or {}))
    elif params:
        raise ConfigError(f"params= are for a class; {strategy!r} has its parameters already")
    bars = market.read(frame)
    lowered = lower_market(bars, market.venues, strategy=market.strategy_id)
    add_finer(lowered, market)
    add_actions(lowered, market)
    add_conversion(lowered, market)
    form = {"form": "class", "name": type(strategy).__name__, "params": strategy.config.to_dict()}
    lowered.settings = run_settings(lowered, bars, market, form)
    return Result(run_class(lowered, strategy, market.progress))


def _result(lowered: Lowered, market: Market) -> Result:
    """Run the kernel and wrap what it leaves behind."""
    # The machine imports numba: not before there is something to run.
    from fastbt.simulation.machine import run_machine

    return Result(run_machine(lowered, progress=market.progress))
