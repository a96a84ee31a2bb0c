"""The table of equity: what a run was worth after each group."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import FlowKind, OmsType
from fastbt.simulation.collect_account import balance_moves
from fastbt.simulation.collect_base import InBase
from fastbt.simulation.collect_columns import I64, at_time, integers
from fastbt.simulation.collect_source import Source
from fastbt.simulation.growth import growth
from fastbt.timeline.columns import Columns


def moves(key: I64, after: I64, start: I64 | int = 0) -> I64:
    """By how much each row changed a running value that is kept per key.

    Args:
        key: which value a row changed.
        after: that value afterwards.
        start: the value of each key before its first row, by key, or one for all.

    Returns:
        The change of each row.

    Example:
        >>> moves(np.array([0, 1, 0]), np.array([5, 7, 3])).tolist()
        [5, 7, -2]
    """
    order = np.argsort(key, kind="stable")
    keys, values = key[order], after[order]
    first = np.diff(keys, prepend=-1) != 0
    starts = start if isinstance(start, int) else start[keys]
    before = np.where(first, starts, np.roll(values, 1))
    change = np.empty_like(values)
    change[order] = values - before
    return change


def after_groups(groups: int, group: I64, values: I64, start: int) -> I64:
    """A value that rows change, as it stands after each group.

    Args:
        groups: number of groups.
        group: the group of each row, ascending.
        values: the value after each row.
        start: the value before the first row.

    Returns:
        One value per group.

    Example:
        >>> after_groups(4, np.array([1, 1, 3]), np.array([7, 8, 9]), 5).tolist()
        [5, 8, 8, 9]
    """
    last = np.flatnonzero(np.diff(group, append=groups))
    lengths = np.diff(np.concatenate([[0], group[last], [groups]]))
    return np.repeat(np.concatenate([[start], values[last]]), lengths)


class _Holdings:
    """What the fills leave behind after each group in one currency: balances, costs, worth."""

    def __init__(self, source: Source, currency: int) -> None:
        self.source, self.currency = source, currency
        self.count = len(source.lowered.currencies)
        pool = source.output.fills
        own = integers(source.instruments["currency"])[integers(pool["instrument"])] == currency
        pool = pool if own.all() else pool[own]
        self.instrument = integers(pool["instrument"])
        self.group = source.group_of(integers(pool["row"]))
        self.held = integers(pool["held"])
        self.cost = np.sign(self.held) * integers(pool["cost"])
        self.holding = _holdings_of(source, pool, self.instrument)

    @property
    def worth(self) -> I64:
        """Equity."""
        return integers(self.source.output.equity[self.currency :: self.count])

    @property
    def start(self) -> int:
        """All balances at the start."""
        return int(integers(self.source.output.balances["start"])[self.currency :: self.count].sum())

    @cached_property
    def cash(self) -> I64:
        """All balances."""
        moved = balance_moves(self.source)
        change = moves(moved.balance, moved.total, integers(self.source.output.balances["start"]))
        change = np.where(moved.balance % self.count == self.currency, change, 0)
        groups = self.source.group_of(moved.row)
        return after_groups(self.source.groups, groups, self.start + np.cumsum(change), self.start)

    @cached_property
    def moved(self) -> I64:
        """Money put in, taken out or let go so far: flows that are neither gained nor lost."""
        return self._flows([kind for kind in FlowKind if not kind.is_pnl])

    @cached_property
    def put_in(self) -> I64:
        """Money put in so far, less what was taken out."""
        return self._flows([FlowKind.DEPOSIT, FlowKind.WITHDRAWAL])

    def _flows(self, kinds: list[FlowKind]) -> I64:
        flows = self.source.output.flows
        flows = flows[integers(flows["balance"]) % self.count == self.currency]
        if not len(flows):
            return np.zeros(1, dtype=np.int64)  # broadcasts
        change = np.where(np.isin(flows["kind"], kinds), flows["amount"], 0)
        groups = self.source.group_of(integers(flows["row"]))
        return after_groups(self.source.groups, groups, np.cumsum(change), 0)

    def costs(self, is_cash: bool) -> I64:
        """Signed cost of what is held on CASH, or on other accounts."""
        chosen = self.source.is_cash(self.instrument) == is_cash
        if not chosen.any():
            return np.zeros(1, dtype=np.int64)  # broadcasts
        return self._running(np.where(chosen, moves(self.holding, self.cost), 0), 0)

    @cached_property
    def unrealized(self) -> I64:
        """Profit of what is held: on CASH worth - cash is the value held, on MARGIN it is value - cost."""
        return self.worth - self.cash - self.costs(is_cash=True)

    @cached_property
    def realized(self) -> I64:
        """What was gained and lost for good: profit of closed quantity, costs and flows."""
        return self.worth - self.unrealized - self.start - self.moved

    @cached_property
    def net(self) -> I64:
        """Signed value of what is held; that of inverse contracts, which stands below zero, turned back."""
        own = integers(self.source.instruments["currency"]) == self.currency
        # a currency has inverse contracts or others, not both (refusals.py)
        sign = -1 if self.source.is_inverse[own].any() else 1
        return sign * (self.worth - self.cash + self.costs(is_cash=False))

    @cached_property
    def gross(self) -> I64:
        """Value of what is held, its sides added."""
        gross = self.source.output.gross
        return np.abs(self.net) if gross is None else integers(gross[self.currency :: self.count])

    @cached_property
    def open_positions(self) -> I64:
        """Number of open positions."""
        return self._running(moves(self.holding, (self.held != 0).astype(np.int64)), 0)

    def _running(self, change: I64, start: int) -> I64:
        return after_groups(self.source.groups, self.group, start + np.cumsum(change), start)


def _holdings_of(source: Source, fills: NDArray[np.void], instrument: I64) -> I64:
    """What of an instrument each fill leaves a position in, by number: one at a time (rule A2).

    An instrument's, with several strategies one's share of it; where a venue hedges, the position's own.
    """
    if not source.lowered.is_apart:
        return instrument
    venues = source.lowered.venues[integers(source.instruments["venue"])[instrument]]
    strategy = integers(source.output.orders["strategy"])[integers(fills["order"])]
    shares = strategy * len(source.instruments) + instrument
    most = max(len(source.lowered.strategies), 1) * len(source.instruments)
    return np.where(venues["oms_type"] == OmsType.HEDGING, most + integers(fills["position"]), shares)


def equity(source: Source) -> dict[str, pl.Series]:
    """The columns of ``equity``, numbers as counts on the money scale."""
    times = _group_times(source.columns, source.groups)
    base = InBase(source, times)
    holdings = [_Holdings(source, currency) for currency in range(len(source.lowered.currencies))]

    def total(name: str) -> I64:
        return base.total([getattr(holding, name) for holding in holdings])

    worth, gross = total("worth"), total("gross")
    start = base.at_start([holding.start for holding in holdings])
    return {
        "ts_event": at_time(times),
        "equity": base.money(worth),
        "cash": base.money(total("cash")),
        "unrealized_pnl": base.money(total("unrealized")),
        "realized_pnl": base.money(base.accumulated([holding.realized for holding in holdings])),
        "gross_exposure": base.money(gross),
        "net_exposure": base.money(total("net")),
        "drawdown": pl.Series(
            _drawdown(worth, base.accumulated([holding.put_in for holding in holdings]), start)
        ),
        "open_positions": pl.Series(np.sum([holding.open_positions for holding in holdings], axis=0)),
        "leverage": _leverage(gross, worth),
    }


def _group_times(columns: Columns, groups: int) -> I64:
    """``ts_event`` of each group."""
    starts = columns.group_start
    return columns.ts_event[:groups] if starts is None else columns.ts_event[starts[:groups]]


def drawdown(worth: I64, start: int) -> NDArray[np.float64]:
    """Equity / its running maximum - 1 (rule Q2), the maximum starting at the starting balance."""
    highest = np.maximum(np.maximum.accumulate(worth), start)
    return (worth - highest) / highest  # the difference is exact


def _drawdown(worth: I64, put_in: I64, start: int) -> NDArray[np.float64]:
    """The drawdown of what was earned: money put in is no rise, money taken out no fall."""
    if not put_in.any():
        return drawdown(worth, start)
    own = growth(worth.astype(np.float64), put_in.astype(np.float64), float(start))
    highest = np.maximum(np.maximum.accumulate(own), start)
    return own / highest - 1


def _leverage(gross: I64, worth: I64) -> pl.Series:
    sound = worth > 0
    if sound.all():
        return pl.Series(gross / worth)
    ratio = pl.Series(gross / np.where(sound, worth, 1))
    return pl.select(pl.when(pl.Series(sound)).then(pl.lit(ratio))).to_series()
