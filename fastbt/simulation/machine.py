"""The machine: a lowered run in memory, driven through the kernel and read back as arrays.

``Machine`` lays the RUN record out over the lowered arrays, lets ``advance`` run to any group, saves and
restores its whole state, and hands the pools over as structured arrays. ``run_machine`` does all of it for an
ordinary run.
"""

from __future__ import annotations

import ctypes
import sys
import time
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import OrderType, RowKind, RunStatus, TriggerType
from fastbt.errors import KernelError
from fastbt.kernels import advance, state
from fastbt.kernels.jit import Entry
from fastbt.kernels.state import FAR_DOWN, FAR_UP, NOTHING, RATE
from fastbt.kernels.together import compile_together
from fastbt.simulation.collect_source import Source
from fastbt.simulation.custom_records import CustomRecords
from fastbt.simulation.entries import ON_CLOSE, entries_of, has_types
from fastbt.simulation.lowered import Columns, Lowered, RunOutput

POOLS = {
    "orders": state.ORDER,
    "fills": state.FILL,
    "positions": state.POSITION,
    "changes": state.CHANGE,
    "brackets": state.BRACKET,
    "expiries": state.EXPIRY,
    "reached": state.REACHED,
    "notices": state.NOTICE,
    "rungs": state.RUNG,
    "trails": state.TRAIL,
    "arrivals": state.ARRIVAL,
    "flows": state.FLOW,
}
BOOKS = ("down_buys", "down_sales", "up_buys", "up_sales")
PIECE = 1 << 18
"""Groups advanced between two reports of progress."""
WORDS = {
    RunStatus.OVERFLOW: "an amount left 64-bit money; use coarser precisions or smaller quantities",
    RunStatus.OUT_OF_MEMORY: "memory is out",
    RunStatus.USER_ERROR: "the strategy raised an error",
    RunStatus.BAD_COMMAND: "a command names an order that does not exist",
    RunStatus.STOPPED: "the strategy stopped the run",
}


def _c_library() -> Any:
    return ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)


def _address(function: Any) -> int:
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)


_C = _c_library()
_REALLOCATE = _address(_C.realloc)
_C.free.argtypes = [ctypes.c_void_p]
_C.malloc.argtypes = [ctypes.c_size_t]
_C.malloc.restype = ctypes.c_void_p


def _place(array: NDArray[Any] | None) -> int:
    return 0 if array is None else int(array.ctypes.data)


def _is_dense(columns: Columns, count: int) -> bool:
    """Whether every group has a row of every instrument, in the order of their numbers.

    A group of main rows has an instrument once at most, so counting up from 0 again and again is all there is
    to see.
    """
    if columns.instrument is None or columns.rows != columns.groups * count or columns.seen is not None:
        return False
    return bool((columns.instrument.reshape(-1, count) == np.arange(count, dtype=np.int32)).all())


def _is_plain(columns: Columns) -> bool:
    """Whether all rows are ticks of one kind and one instrument, each at a time of its own."""
    kind = columns.kind
    if kind is None or columns.instrument is not None or columns.group_start is not None:
        return False
    return bool(kind[0] != RowKind.BAR and (kind == kind[0]).all())


def _copy_pool(address: int, count: int, dtype: np.dtype[Any]) -> NDArray[np.void]:
    """The first ``count`` records at an address, as an array of their own."""
    records = np.empty(count, dtype)
    if count:
        ctypes.memmove(records.ctypes.data, address, records.nbytes)
    return records


def _free(run: NDArray[np.void], instruments: NDArray[np.void]) -> None:
    """Give the pools and books of a run back to the C library."""
    for name in POOLS:
        _C.free(int(run[name][0]))
        run[name] = 0
    for name in BOOKS:
        for address in instruments[name]:
            _C.free(int(address))
        instruments[name] = 0


class Machine:
    """One run: its arrays, its RUN record, and the entries that move it.

    Args:
        lowered: the run as arrays; its instruments, accounts and balances are copied, so that it can be run
        again. callback: address of the strategy's per-row callback, 0 for signals and order tables.
        on_event: address of its order event callback, or 0.
        user: address of the callback's own record, or 0.
        with_lock: enter the kernel holding the interpreter's lock, as callbacks into Python need.
    """

    def __init__(
        self,
        lowered: Lowered,
        callback: int = 0,
        on_event: int = 0,
        user: int = 0,
        with_lock: bool = False,
    ) -> None:
        self.lowered = lowered
        self.with_lock = with_lock
        self.run = np.zeros(1, state.RUN)
        self.request = np.zeros(1, state.COMMAND)
        self.markings = np.zeros(len(lowered.instruments), state.MARKING)
        self.factors = np.zeros(len(lowered.instruments), np.int64)
        self.instruments = lowered.instruments.copy()
        self.accounts = lowered.accounts.copy()
        self.balances = lowered.balances.copy()
        self.venues = lowered.venues.copy()
        self.fees = lowered.fees.copy()
        self.commands = None if lowered.commands is None else lowered.commands.copy()
        self.plan = None if lowered.plan is None else lowered.plan.copy()
        self.risk = None if lowered.risk is None else lowered.risk.copy()
        self.halts = None if lowered.halts is None else lowered.halts.copy()
        most_orders = 0 if lowered.risk is None else int(lowered.risk["max_orders"].max())
        self.sent_times = np.zeros((len(lowered.venues), most_orders), np.int64)
        self.links = None if lowered.links is None else lowered.links.copy()
        self.custom = CustomRecords(lowered.custom)
        self.ties = None if lowered.ties is None else lowered.ties.copy()
        self.actions = None if lowered.actions is None else lowered.actions.copy()
        recorded = lowered.columns.groups * len(lowered.currencies)
        self.equity = np.empty(recorded, np.int64)
        is_gross = lowered.columns.instrument is not None or len(lowered.balances) > 1 or lowered.is_apart
        self.gross = np.empty(recorded, np.int64) if is_gross else None
        self._reset_instruments()
        self._bind(callback, on_event, user)
        self._finalizer = weakref.finalize(self, _free, self.run, self.instruments)

    @property
    def address(self) -> int:
        """Address of the RUN record."""
        return _place(self.run)

    def reset(self) -> None:
        """Back to before the first row.

        The pools keep their room, which saves the first touch of fresh memory.
        """
        r = self.run
        for name in (
            "group",
            "row",
            "status",
            "status_row",
            "sequence",
            "open_count",
            "timed_count",
            "command_next",
            "action_next",
            "waiting_count",
            "late_count",
        ):
            r[name] = 0
        for name in POOLS:
            r[f"{name}_count"] = 0
        r["waiting_first"] = r["waiting_last"] = r["status_instrument"] = -1
        r["next_expiry"] = r["next_arrival"] = r["arrived"] = FAR_UP
        r["on_tick"] = 0
        kept = {name: self.instruments[[name, f"{name}_capacity"]].copy() for name in BOOKS}
        self.instruments[:] = self.lowered.instruments
        for name, book in kept.items():
            self.instruments[name] = book[name]
            self.instruments[f"{name}_capacity"] = book[f"{name}_capacity"]
        if self.risk is not None:
            self.risk["sent_count"] = 0
        self._reset_halts()
        if self.links is not None:
            self.links[:] = self.lowered.links
        self.custom.reset()
        if self.ties is not None:
            self.ties[:] = self.lowered.ties
        if self.actions is not None:
            self.actions[:] = self.lowered.actions
        r["over"] = 0
        self.accounts[:] = self.lowered.accounts
        self.balances[:] = self.lowered.balances
        self._reset_instruments()

    def _reset_halts(self) -> None:
        """Nothing is halted; watching counts as something open, so that no group is passed over."""
        if self.halts is None or self.lowered.halts is None:
            return
        days = self.halts["days"].copy()
        self.halts[:] = self.lowered.halts
        self.halts["days"] = days
        self.run["open_count"] = 1

    def _reset_instruments(self) -> None:
        """The state of every instrument before the first row."""
        i = self.instruments
        i["touch_down"] = FAR_DOWN
        i["touch_up"] = FAR_UP
        i["wake_row"] = FAR_UP
        i["wake_ts"] = FAR_UP
        i["liquidate_down"] = FAR_DOWN
        i["liquidate_up"] = FAR_UP
        i["trail_up"] = FAR_UP
        i["trail_down"] = FAR_DOWN
        i["last"] = NOTHING
        for name in (
            "current_row", "market_first", "market_last", "aside_first", "aside_last", "open_first",
            "open_last", "reduce_first", "reduce_last", "position_first", "position_last", "entry_order",
            "close_order", "bracket_first",
            "bracket_last", "last_stop_row", "trail_first", "trail_last", "quote_row", "size_row",
            "quote_sized", "legs_row",
        ):  # fmt: skip
            i[name] = -1

    def _bind(self, callback: int, on_event: int, user: int) -> None:
        """Write every address and count into the RUN record."""
        r, c, low = self.run, self.lowered.columns, self.lowered
        r["group_count"] = c.groups
        r["row_count"] = c.rows
        for name in (
            "ts_event",
            "ts_open",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "spread",
            "vwap",
            "flags",
            "kind",
            "ask_size",
            "instrument",
            "group_start",
            "seen",
            "frame_row",
            "main_rows",
        ):
            r[name] = _place(getattr(c, name))
        for name, side in (("bid", c.bid), ("ask", c.ask)):
            for point in ("open", "high", "low", "close"):
                r[f"{name}_{point}"] = 0 if side is None else _place(getattr(side, point))
        for_sessions = OrderType.MARKET_ON_OPEN, OrderType.LIMIT_ON_OPEN, *ON_CLOSE
        late = bool((self.venues["late"] == 1).any())
        r["contiguous"] = int(c.contiguous and not late and not has_types(low, *for_sessions))
        r["plain_ticks"] = int(_is_plain(c) and len(self.balances) == 1 and low.halts is None)
        tested = None if low.commands is None else low.commands["trigger_type"]
        r["special_triggers"] = int(tested is not None and (tested > TriggerType.BID_ASK).any())
        r["seed"] = low.seed
        r["equity"] = _place(self.equity)
        r["gross"] = _place(self.gross)
        r["instruments"], r["instrument_count"] = _place(self.instruments), len(self.instruments)
        r["venues"], r["accounts"], r["balances"] = (
            _place(self.venues),
            _place(self.accounts),
            _place(self.balances),
        )
        r["balance_count"], r["currency_count"] = len(self.balances), len(low.currencies)
        r["fees"] = _place(self.fees)
        r["markings"], r["factors"] = _place(self.markings), _place(self.factors)
        r["dense"] = int(_is_dense(c, len(self.instruments)))
        r["waiting_first"] = r["waiting_last"] = r["status_instrument"] = -1
        r["next_expiry"] = r["next_arrival"] = r["arrived"] = FAR_UP
        r["fill_most"] = FAR_UP
        r["request"] = _place(self.request)
        r["user"], r["callback"], r["on_event"] = user, callback, on_event
        if low.signals is not None and self.plan is not None:
            r["signals"], r["plan"] = _place(low.signals), _place(self.plan)
            for name, column in low.plan_columns.items():
                self.plan[name] = _place(column)
                self.plan[f"{name}_stride"] = 0 if len(column) == 1 else 1
            if low.rungs is not None:
                self.plan["rungs"] = _place(low.rungs)
        if self.commands is not None:
            if low.rungs is not None:
                self.commands["rungs"] = _place(low.rungs) + self.commands["rungs"] * low.rungs.itemsize
            r["commands"], r["command_count"] = _place(self.commands), len(self.commands)
        r["models"] = self.custom.address
        r["by_points"] = int(self.venues["by_points"].any())
        r["watch_rate"] = self.instruments["maintenance_rate"].max(initial=0) / RATE
        r["links"], r["ties"] = _place(self.links), _place(self.ties)
        if self.actions is not None:
            r["actions"], r["action_count"] = _place(self.actions), len(self.actions)
        r["reallocate"] = _REALLOCATE
        if self.risk is not None and low.trading_states is not None:
            r["risk"] = _place(self.risk)
            self.risk["sent_times"] = [_place(times) for times in self.sent_times]
            state_times, states = low.trading_states
            place = self.risk["states"] * states.itemsize
            self.risk["state_times"] = _place(state_times) + place
            self.risk["states"] = _place(states) + place
        if self.halts is not None:
            ends = [0, *(_place(times) for times in low.session_ends)]
            self.halts["days"] = [ends[number] for number in self.halts["days"].tolist()]
            r["halts"], r["open_count"] = _place(self.halts), 1
        self._join()

    def entries(self) -> dict[str, Entry]:
        """The kernel's entries that this run uses, by RUN field."""
        return entries_of(self.lowered, bool(self.run["callback"][0]), bool(self.run["on_event"][0]))

    def _join(self) -> None:
        """Write the addresses by which the kernel's phases call each other."""
        entries = self.entries()
        compile_together([*entries.values(), advance.advance])
        for name, entry in entries.items():
            self.run[name] = entry.address

    def _call(self, entry: Entry, argument: int) -> int:
        caller = entry.call_with_lock if self.with_lock else entry.call
        return int(caller(self.address, argument))

    def advance(self, until: int) -> None:
        """Run up to group ``until``; any cut into calls gives the same result.

        Raises:
            KernelError: the run ended with a status; it names the row, its time and its instrument.
        """
        status = self._call(advance.advance, until)
        if status != RunStatus.DONE:
            self._raise(RunStatus(status))

    def finish(self) -> None:
        """After the last group: close what is open, if the venue says so."""
        if self.lowered.columns.groups and any(self.venues["close_at_end"]):
            status = self._call(advance.finish, self.lowered.columns.groups - 1)
            if status != RunStatus.DONE:
                self._raise(RunStatus(status))

    def _raise(self, status: RunStatus) -> None:
        row = int(self.run["status_row"][0])
        c = self.lowered.columns
        which = int(self.run["status_instrument"][0])
        if which < 0:
            which = 0 if c.instrument is None else int(c.instrument[row])
        said = WORDS.get(status, status.name)
        if status == RunStatus.MODEL_ERROR:
            said, order = self.custom.failure()
            said += f", asked about order {Source(self.output()).order_ids[order]}"
        raise KernelError(
            said,
            status=status,
            row=row,
            time=int(c.ts_event[row]),
            instrument=str(self.lowered.models[which].id),
        )

    def output(self, seconds: float = 0.0) -> RunOutput:
        """The pools as structured arrays of their own, and the recorded columns."""
        pools = {
            n: _copy_pool(int(self.run[n][0]), int(self.run[f"{n}_count"][0]), t) for n, t in POOLS.items()
        }
        return RunOutput(
            lowered=self.lowered,
            orders=pools["orders"],
            fills=pools["fills"],
            positions=pools["positions"],
            changes=pools["changes"],
            brackets=pools["brackets"],
            flows=pools["flows"],
            actions=None if self.actions is None else self.actions.copy(),
            instruments=self.instruments.copy(),
            accounts=self.accounts.copy(),
            balances=self.balances.copy(),
            equity=self.equity,
            gross=self.gross,
            seconds=seconds,
        )


def run_machine(
    lowered: Lowered,
    progress: Callable[[int, int], None] | None = None,
    cut: Iterable[int] | None = None,
    machine: Machine | None = None,
) -> RunOutput:
    """Run from the first to the last group.

    Args:
        lowered: the run as arrays.
        progress: told (groups done, groups in all) between pieces.
        cut: groups at which to stop and go on, ascending; by default only where progress is reported.
        machine: one already set up (for callbacks); by default one of its own.

    Raises:
        KernelError: as ``Machine.advance``.
    """
    m = machine or Machine(lowered)
    groups = lowered.columns.groups
    stops = list(cut) if cut is not None else (list(range(PIECE, groups, PIECE)) if progress else [])
    started = time.perf_counter()
    for until in [*stops, groups]:
        m.advance(min(until, groups))
        if progress is not None:
            progress(min(until, groups), groups)
    m.finish()
    return m.output(time.perf_counter() - started)
