"""What a run is made of once it is lowered to arrays: the input of the kernel and its output.

``Lowered`` is written by ``simulation/lower*.py`` and read by ``simulation/machine.py``, which runs it
and returns a ``RunOutput``; ``simulation/collect.py`` makes tables out of that. All record types are those
of ``kernels/state/``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import AccountType, OmsType
from fastbt.timeline.columns import Columns
from fastbt.timeline.conversion import Conversion

if TYPE_CHECKING:
    from fastbt.model.instruments import Instrument
    from fastbt.model.values import Currency
    from fastbt.venues.custom import CustomModel

__all__ = ["Columns", "Lowered", "RunOutput"]

I64 = NDArray[np.int64]


@dataclass(slots=True)
class Lowered:
    """One run as arrays and records."""

    columns: Columns
    instruments: NDArray[np.void]
    """INSTRUMENT records with the facts and the conversion filled in, the state left zero."""
    venues: NDArray[np.void]
    accounts: NDArray[np.void]
    balances: NDArray[np.void]
    """BALANCE records, ``start`` and ``total`` filled in; account x currency."""
    fees: NDArray[np.void]
    models: list[Instrument]
    """The instruments as objects, by index."""
    currencies: list[Currency]
    """Of the balances of each account, in their order."""
    base: Currency | None = None
    """In which the equity of all accounts together is told; the first of ``currencies`` where None."""
    conversion: Conversion = field(default_factory=Conversion)
    """The rates between currencies."""
    strategy: str = "S"
    """Strategy id, part of generated order ids."""
    strategies: list[str] = field(default_factory=list)
    """Strategy ids by number, ``strategy`` first; empty where that is the only one."""
    account_ids: list[str] = field(default_factory=list)
    venue_ids: list[str] = field(default_factory=list)
    signals: NDArray[np.uint8] | None = None
    """SIGNAL_* bits per row."""
    plan: NDArray[np.void] | None = None
    """One PLAN record; addresses are filled in by the machine out of ``plan_columns``."""
    plan_columns: dict[str, NDArray[Any]] = field(default_factory=dict)
    """By PLAN field: float64 (int64 for ``expire``) of one value per row, or one value for all."""
    commands: NDArray[np.void] | None = None
    """COMMAND records sorted by row."""
    rungs: NDArray[np.void] | None = None
    """RUNG records: of signals as many per instrument, of commands from the one that COMMAND.rungs counts."""
    links: NDArray[np.void] | None = None
    """LINK records of orders that are linked with each other; COMMAND.link counts them from 1."""
    ties: NDArray[np.void] | None = None
    """TIE records of orders that wait for others; COMMAND.tie and COMMAND.children count them from 1."""
    names: list[str] = field(default_factory=list)
    """Client order ids given by the user, by COMMAND.name."""
    tags: list[str] = field(default_factory=list)
    frame: Any = None
    """The normalized bars as a Polars frame with the user's extra columns, for SQL and strategies."""
    finer: dict[str, Any] | None = None
    """What the settings tell of finer bars; None where there are none."""
    finer_frame: Any = None
    """The finer bars as ``frame``, with their ``row`` in the timeline."""
    sides: dict[str, int] | None = None
    """What the settings tell of bars of bid and ask; None where bars have one price for both sides."""
    actions: NDArray[np.void] | None = None
    """ACTION records sorted by time: what happens between rows. None where nothing does."""
    between: dict[str, Any] = field(default_factory=dict)
    """What the settings tell of them, by option."""
    closed_rows: int = 0
    """Rows of ``frame`` outside the venue's sessions, which do not execute (rule B8)."""
    tick_frames: dict[str, Any] = field(default_factory=dict)
    """The quotes and trade ticks as Polars frames by table, of a run on ticks."""
    seed: int = 0
    """Seed of random draws (rule O4)."""
    settings: dict[str, Any] = field(default_factory=dict)
    risk: NDArray[np.void] | None = None
    """A RISK record for each venue; addresses are filled in by the machine, ``states`` counts from the first
    of ``trading_states``. Limits on size stand with the instruments."""
    trading_states: I64 | None = None
    """From when (ns) each trading state of a venue holds, and the states: two rows. None without limits."""
    halts: NDArray[np.void] | None = None
    """A HALT record for each balance, whose ``days`` counts ``session_ends`` from 1. None without any."""
    session_ends: list[I64] = field(default_factory=list)
    """When the sessions end of the venues whose days are those of a calendar."""
    custom: list[CustomModel] = field(default_factory=list)
    """The models of venues that are the user's own, by the index that records know them by."""

    @property
    def numbers(self) -> I64 | NDArray[np.int32]:
        """Number of each row's instrument."""
        own = self.columns.instrument
        return np.zeros(self.columns.rows, np.int32) if own is None else own

    @property
    def is_apart(self) -> bool:
        """Whether an instrument may have several positions (rule A2)."""
        return len(self.strategies) > 1 or bool((self.venues["oms_type"] == OmsType.HEDGING).any())

    @property
    def on_cash(self) -> NDArray[np.bool_]:
        """Whether each instrument's account pays and receives notional."""
        types = self.venues["account_type"][self.instruments["venue"]]
        return np.asarray(types == AccountType.CASH)


@dataclass(slots=True)
class RunOutput:
    """What the kernel left behind: its pools as structured arrays, and the recorded columns."""

    lowered: Lowered
    orders: NDArray[np.void]
    fills: NDArray[np.void]
    positions: NDArray[np.void]
    changes: NDArray[np.void]
    brackets: NDArray[np.void]
    flows: NDArray[np.void]
    instruments: NDArray[np.void]
    accounts: NDArray[np.void]
    balances: NDArray[np.void]
    equity: I64
    """Equity after each group, money, by currency."""
    gross: I64 | None
    """Gross exposure after each group, by currency; None when there is one instrument (then it is |net|)."""
    actions: NDArray[np.void] | None = None
    """What happened between rows, with the event counter before and after each; None where nothing does."""
    seconds: float = 0.0
    """Time spent in the kernel."""
