"""Runs strategies that are called back: lays out their records, prepares their hooks, drives the machine.

Both forms go through ``decide.decide_callback`` of the kernel: a compiled strategy's hooks are called through
their address, a class strategy's through the interpreter's C API, so that an exception arrives with its
traceback.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, StrategyError, unknown_name
from fastbt.kernels import context as kernel_context
from fastbt.kernels import state, user
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import Machine, run_machine
from fastbt.simulation.refusals import refuse_hedging
from fastbt.strategies.compiled import CompiledStrategy, parameter_record
from fastbt.strategies.ladders import as_ladder, is_ladder
from fastbt.strategies.params import Params
from fastbt.strategies.strategy import Strategy

LONGEST_MESSAGE = 1_500
"""Characters of a compiler's message that are shown."""
Progress = Callable[[int, int], None] | None
_CTYPES = {"i8": ctypes.c_int64, "f8": ctypes.c_double}


def _structure(name: str, dtype: np.dtype[Any]) -> type[ctypes.Structure]:
    """A ctypes structure laid out as a record: reading a field costs 20 ns, through NumPy 200."""
    fields = [(field, _CTYPES[dtype.fields[field][0].str[1:]]) for field in dtype.names or ()]  # type: ignore[index]
    return type(name, (ctypes.Structure,), {"_fields_": fields})


class Bar(_structure("BarFields", state.CONTEXT)):  # type: ignore[misc]
    """The bar in progress; one object that changes from bar to bar."""

    instrument_ids: tuple[str, ...] = ()

    @property
    def instrument_id(self) -> str:
        """Id of the bar's instrument."""
        return self.instrument_ids[self.instrument]

    def copy(self) -> Any:
        """A copy that stays as it is."""
        return type(self).from_buffer_copy(self)


class Event(_structure("EventFields", state.EVENT)):  # type: ignore[misc]
    """An order event; one object that changes from event to event."""

    def copy(self) -> Any:
        """A copy that stays as it is."""
        return type(self).from_buffer_copy(self)


Ask = _structure("Ask", state.ASK)


class Records:
    """The records through which the kernel and a strategy's code see each other."""

    def __init__(self, lowered: Lowered, columns: Mapping[str, NDArray[np.float64]]) -> None:
        self.dtype = user.context_dtype(list(columns))
        self.context = np.zeros(1, self.dtype)
        self.event = np.zeros(1, state.EVENT)
        self.ask = np.zeros(1, state.ASK)
        self.rungs = np.zeros(2 * state.MOST_RUNGS, np.float64)
        self.ask["rungs"] = self.rungs.ctypes.data
        self.columns = {name: np.ascontiguousarray(values) for name, values in columns.items()}
        self.addresses = np.array([values.ctypes.data for values in self.columns.values()] or [0], np.int64)
        self.user = np.zeros(1, state.USER)
        for name in ("context", "event", "ask"):
            self.user[name] = getattr(self, name).ctypes.data
        self.user["columns"] = self.addresses.ctypes.data
        self.user["column_count"] = len(self.columns)
        self.context["row"] = -1
        first = lowered.instruments[0]
        start = lowered.balances["start"][first["balance"]] / first["money_scale"]
        self.context["cash"] = self.context["equity"] = start
        for name in ("open", "high", "low", "close", "volume", *self.columns):
            self.context[name] = math.nan

    @property
    def address(self) -> int:
        """Address of the USER record."""
        return int(self.user.ctypes.data)


def column_arrays(frame: pl.DataFrame, names: list[str]) -> dict[str, NDArray[np.float64]]:
    """A strategy's columns as float64 arrays by row, NaN where they are null."""
    return {name: frame[name].cast(pl.Float64).fill_null(math.nan).to_numpy() for name in names}


def run_compiled(
    lowered: Lowered,
    strategy: CompiledStrategy,
    params: Params,
    columns: list[str],
    progress: Progress = None,
) -> RunOutput:
    """Run a compiled strategy.

    Args:
        lowered: the market; its frame has the strategy's columns.
        strategy: the strategy.
        params: its parameters.
        columns: names of its columns in the frame.
        progress: told (groups done, groups in all).

    Raises:
        StrategyError: if a hook does not compile.
        KernelError: if a hook raised, or the run cannot go on.
    """
    for name in columns:
        if name in (state.CONTEXT.names or ()):
            raise ConfigError(
                f"columns={name!r}: the context has a field of that name already; choose another"
            )
    refuse_hedging(lowered.venues["oms_type"], "a compiled strategy")
    records = Records(lowered, column_arrays(lowered.frame, columns))
    given = parameter_record(params)
    records.user["parameters"] = given.ctypes.data
    hooks = {
        name: _compile(strategy, name, hook, records.dtype, given.dtype)
        for name, hook in strategy.hooks.items()
    }
    on_event = hooks.get("on_order_event")
    machine = Machine(
        lowered,
        callback=hooks["on_bar"].address,
        on_event=on_event.address if on_event else 0,
        user=records.address,
    )
    records.context["run"] = machine.address
    if "on_start" in hooks:
        start = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(hooks["on_start"].address)
        if start(machine.address, -1) != 0:
            raise StrategyError(f"{strategy.name}.on_start raised an error before the first row")
    return run_machine(lowered, progress, machine=machine)


def _compile(
    strategy: CompiledStrategy,
    name: str,
    hook: Callable[..., None],
    context: np.dtype[Any],
    params: np.dtype[Any],
) -> Any:
    try:
        if name == "on_order_event":
            return user.compile_event_hook(hook, context, params)
        return user.compile_row_hook(hook, context, params, shows=name == "on_bar")
    except KeyError as error:  # how Numba says that a record has no such field or method
        own = [name for name in params.names or () if name in strategy.params]
        known = [*(context.names or ()), *own, "buy", "sell", "close_position"]
        raise unknown_name(f"name in {strategy.name}.{name}", str(error.args[0]), known) from error
    except Exception as error:  # Numba raises many kinds
        said = str(error).removesuffix(". Raised from None")
        said = said if len(said) <= LONGEST_MESSAGE else f"{said[:LONGEST_MESSAGE]} ..."
        raise StrategyError(f"{strategy.name}.{name} does not compile: {said}") from error


class PythonSession:
    """A run as a class strategy sees it (``strategies.strategy.Session``)."""

    def __init__(self, lowered: Lowered, records: Records) -> None:
        self.frame = lowered.frame
        self.records = records
        kinds = {"instrument_ids": tuple(str(model.id) for model in lowered.models)}
        own_bar: Any = type("Bar", (Bar,), kinds)
        self.bar = own_bar.from_address(records.context.ctypes.data)
        self.event = Event.from_address(records.event.ctypes.data)
        self.ask = Ask.from_address(records.ask.ctypes.data)
        self._place = kernel_context.place.call_with_lock
        self._previous = _previous_rows(_instruments(lowered))

    @property
    def row(self) -> int:
        """Row in progress."""
        return int(self.bar.row)

    @property
    def position(self) -> float:
        """Signed units held of the row's instrument."""
        return float(self.bar.position)

    @property
    def cash(self) -> float:
        """Balance of the account."""
        return float(self.bar.cash)

    @property
    def equity(self) -> float:
        """Equity of the account."""
        return float(self.bar.equity)

    def place(self, side: int, reduce_only: bool, words: Mapping[str, Any]) -> int:
        """Send an order for the row's instrument; its number."""
        if self.bar.row < 0:
            raise StrategyError(
                "an order needs a bar: there is no price before the first one; send it from on_bar"
            )
        a = self.ask
        a.instrument, a.side, a.reduce_only = self.bar.instrument, side, int(reduce_only)
        ladder = words.get("take_profit") if is_ladder(words.get("take_profit")) else None
        rungs = () if ladder is None else as_ladder("take_profit", ladder)
        a.rung_count = len(rungs)
        self.records.rungs[: 2 * len(rungs)] = [number for rung in rungs for number in rung]
        for name in ("quantity", "limit_price", "trigger_price", "stop_loss", "take_profit"):
            value = None if rungs and name == "take_profit" else words.get(name)
            setattr(a, name, math.nan if value is None else value)
        return int(self._place(self.bar.run, ctypes.addressof(a)))

    def previous_rows(self, count: int) -> int:
        """Row of the instrument's bar ``count`` bars before the one in progress, -1 when there is none."""
        row = self.row
        if self._previous is None:
            return row - count if row >= count else -1
        for _ in range(count):
            row = int(self._previous[row]) if row >= 0 else -1
        return row


def _instruments(lowered: Lowered) -> NDArray[np.int32] | None:
    """Number of the instrument of each row of the strategy's frame; None with one instrument."""
    columns = lowered.columns
    if columns.main_rows is None or columns.instrument is None:
        return columns.instrument
    return columns.instrument[columns.main_rows] if len(lowered.models) > 1 else None


def _previous_rows(instrument: NDArray[np.int32] | None) -> NDArray[np.int64] | None:
    """For each row the row before it of the same instrument, -1 for the first; None with one instrument."""
    if instrument is None:
        return None
    order = np.argsort(instrument, kind="stable")
    previous = np.full(len(instrument), -1, np.int64)
    same = instrument[order[1:]] == instrument[order[:-1]]
    previous[order[1:][same]] = order[:-1][same]
    return previous


def _function_address(name: str) -> int:
    return int(ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0)


def run_class(lowered: Lowered, strategy: Strategy, progress: Progress = None) -> RunOutput:
    """Run a class strategy.

    Args:
        lowered: the market with its frame.
        strategy: the strategy object.
        progress: told (groups done, groups in all).

    Raises:
        Exception: whatever a hook raises, with its traceback.
        KernelError: if the run cannot go on.
    """
    refuse_hedging(lowered.venues["oms_type"], "a class strategy")
    records = Records(lowered, {})
    session = PythonSession(lowered, records)
    on_bar, on_order_event = strategy.on_bar, strategy.take_order_event
    u = records.user
    u["call_one"], u["release"] = _function_address("PyObject_CallOneArg"), _function_address("Py_DecRef")
    u["on_bar"], u["bar"] = id(on_bar), id(session.bar)
    u["on_order_event"], u["order_event"] = id(on_order_event), id(session.event)
    listens = any(
        getattr(type(strategy), name) is not getattr(Strategy, name)
        for name in ("on_order_event", "on_order_filled")
    )
    machine = Machine(
        lowered,
        callback=kernel_context.call_python_bar.address,
        on_event=kernel_context.call_python_event.address if listens else 0,
        user=records.address,
        with_lock=True,
    )
    records.context["run"] = machine.address
    strategy.enter(session)
    try:
        strategy.on_start()
        return run_machine(lowered, progress, machine=machine)
    finally:
        strategy.enter(None)
