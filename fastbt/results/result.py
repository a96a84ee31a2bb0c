"""``Result``: what a run gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl

from fastbt.analysis.compute import StatsInput, compute_stats, in_base
from fastbt.analysis.periods import PeriodsPerYear
from fastbt.analysis.statistics import Stats
from fastbt.errors import unknown_name
from fastbt.model.decimals import LARGEST
from fastbt.model.moments import Moment, to_moment
from fastbt.model.orders import Order
from fastbt.model.positions import Position
from fastbt.results import replay as objects
from fastbt.results import store, words
from fastbt.results.as_of import AsOf, state_at
from fastbt.results.attribution import attribution
from fastbt.results.facts import RunFacts
from fastbt.results.picture import Prices, picture
from fastbt.results.publish import publish
from fastbt.results.sql import run_query
from fastbt.results.tables import Tables
from fastbt.results.why import Why
from fastbt.schema.ledger import LEDGER
from fastbt.simulation.collect import TICKS, RunTables
from fastbt.simulation.lowered import RunOutput
from fastbt.strategies.bus import MessageBus

if TYPE_CHECKING:
    import pyarrow as pa

CLOSE_COLUMNS = ("ts_event", "close")


class Result(Why):
    """The answer of a run: tables, statistics, SQL, objects; ``Result.load`` reads a saved one.

    Tables are made when they are first asked for. As attributes they hold the floats nearest to the exact
    decimals, which are under ``exact``.

    Args:
        output: what the kernel left behind.

    Example:
        >>> import polars as pl, fastbt as bt
        >>> closes = pl.Series([10.0, 11.0, 12.0, 11.5])
        >>> bars = pl.DataFrame({"date": pl.date_range(pl.date(2024, 1, 2), pl.date(2024, 1, 5), eager=True)})
        >>> bars = bars.with_columns(open=closes, high=closes, low=closes, close=closes)
        >>> result = bt.from_holding(bars, size=bt.value(1000), venue=bt.Venue("SIM", balances=["1000 USD"]))
        >>> result.stats.total_return, result.exact.equity["equity"][-1]
        (0.045, Decimal('1045.00'))
        >>> result.sql("select side, quantity, price from fills").rows()
        [('BUY', 90.0, 11.0)]
    """

    def __init__(self, output: RunOutput) -> None:
        tables = RunTables(output)
        self._begin(tables, RunFacts.of(output, tables), output.lowered.settings)

    def _begin(
        self, tables: RunTables | store.StoredTables, facts: RunFacts, settings: Mapping[str, Any]
    ) -> None:
        super().__init__(tables, exact=False)
        self.exact = Tables(tables, exact=True)
        """The same tables with exact decimals."""
        self.facts = facts
        """What is known of the run beside its tables."""
        self._given = settings

    # ---- tables

    def table(self, name: str, *, exact: bool = False) -> pl.DataFrame:
        """A table by name.

        Args:
            name: orders, fills, positions, trades, events, account, equity, funding, bars or, where a run had
                some, finer_bars, quotes, trade_ticks.
            exact: decimals instead of floats.

        Raises:
            UnknownNameError: there is no such table.
        """
        if name == "bars":
            return self._tables.bars(exact=exact)
        beside = self._tables.finer_bars(exact=exact) if name == "finer_bars" else None
        if name in TICKS:
            beside = self._tables.ticks(name, exact=exact)
        if beside is not None:
            return beside
        if name not in LEDGER:
            raise unknown_name("table", name, [*LEDGER, "bars"])
        return self._tables.frame(name, exact=exact)

    def to_arrow(self, name: str, *, exact: bool = False) -> pa.Table:
        """A table by name as an Arrow table."""
        return self.table(name, exact=exact).to_arrow()

    def to_pandas(self, name: str, *, exact: bool = False) -> Any:
        """A table by name as a pandas DataFrame; needs pandas."""
        return self.table(name, exact=exact).to_pandas()

    def sql(self, query: str, *, exact: bool = False) -> pl.DataFrame:
        """Answer a SELECT over all tables, also ``bars`` and ticks, computed on exact decimals in UTC.

        Args:
            query: DuckDB SQL.
            exact: leave decimals as they are; else the answer holds the floats nearest to them.

        Raises:
            ConfigError: DuckDB refuses the query.
        """
        return run_query(query, lambda name: self.table(name, exact=True), exact=exact)

    def pnl(self, by: str = "instrument", *, exact: bool = False) -> pl.DataFrame:
        """What was gained and lost, told by something: parts that add up to the change of equity (A13).

        Args:
            by: ``instrument``, ``strategy``, ``account``, ``venue`` or ``currency``.
            exact: decimals instead of floats.

        Returns:
            A row for each and currency: positions, realized_pnl, unrealized_pnl, commission, funding,
            interest, and pnl, their sum.

        Raises:
            UnknownNameError: ``by`` is something else.
        """
        return attribution(self.exact if exact else self, by)

    # ---- figures and settings

    @cached_property
    def stats(self) -> Stats:
        """The statistics with default conventions: attributes in fractions, labels in percent."""
        return self.statistics()

    def statistics(
        self, *, risk_free_rate: float = 0.0, periods_per_year: PeriodsPerYear = "calendar"
    ) -> Stats:
        """The statistics with other conventions.

        Args:
            risk_free_rate: annual, a fraction.
            periods_per_year: ``calendar``, ``counted`` or a number (rule Q1).

        Raises:
            ConfigError: ``periods_per_year`` is another word or not above zero.
        """
        closes = self._closes
        start = self.facts.start
        tables = StatsInput(
            equity=self.equity,
            trades=in_base(self.trades),
            fills=in_base(self.exact.fills),
            orders=self.orders,
            start=float(self.account.filter(event="START")["total"].sum()) if start is None else start,
            first_close=None if closes is None else float(closes.close[0]),
            last_close=None if closes is None else float(closes.close[-1]),
            moved=put_in(self.funding, self.equity),
        )
        return compute_stats(tables, risk_free_rate=risk_free_rate, periods_per_year=periods_per_year)

    @cached_property
    def _closes(self) -> Prices | None:
        """Closes of the only instrument; None with several."""
        if len(self.facts.instruments) != 1 or not self.facts.rows:
            return None
        bars = self.bars.select(CLOSE_COLUMNS)
        times = np.asarray(bars["ts_event"].cast(pl.Int64).to_numpy(), dtype=np.int64)
        closes = np.asarray(bars["close"].to_numpy(), dtype=np.float64)
        return Prices(next(iter(self.facts.instruments)), times, closes)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Every option, version and instrument of the run as plain values, refusals counted by reason."""
        given: dict[str, Any] = json.loads(json.dumps(self._given, default=str))
        return given | {"refusals": dict(self.facts.refusals), "statistics": self.stats.basis}

    def why_no_trades(self) -> str:
        """Why nothing was traded, in one sentence; empty if something was."""
        return words.why_no_trades(self.facts, self.orders, self.fills.height)

    # ---- objects

    def order(self, client_order_id: str) -> Order:
        """One order as an object that went through its states.

        Raises:
            UnknownNameError: there is no such order.
        """
        if client_order_id not in self.orders["client_order_id"]:
            raise unknown_name("order", client_order_id, self.orders["client_order_id"])
        return objects.order_of(self.exact.events, self.facts, client_order_id)

    def position(self, position_id: str) -> Position:
        """One position as an object made of its fills.

        Raises:
            UnknownNameError: there is no such position.
        """
        if position_id not in self.positions["position_id"]:
            raise unknown_name("position", position_id, self.positions["position_id"])
        return objects.position_of(self.exact.events, self.exact.fills, self.facts, position_id)

    def as_of(self, ts: Moment) -> AsOf:
        """The state at a time: orders, positions and balances as they stood, and exposures.

        Args:
            ts: the time, included; a date is the end of its day, text is ISO 8601, naive means UTC.

        Raises:
            ConfigError: it is no time.
        """
        return state_at(self.exact, self.facts, self._given, to_moment(ts, "as_of"))

    def portfolio(
        self, by: str = "instrument", *, ts: Moment | None = None, exact: bool = False
    ) -> pl.DataFrame:
        """Exposure and profit at a time, told by something, and by currency.

        Args:
            by: ``position``, ``instrument``, ``strategy``, ``account``, ``venue`` or ``currency``.
            ts: the time, as for ``as_of``; None: at the end.
            exact: decimals instead of floats.

        Returns:
            A row for each: open_positions, net_exposure, gross_exposure, unrealized_pnl, realized_pnl,
            commission, funding.

        Raises:
            UnknownNameError: ``by`` is something else.
        """
        return self.as_of(LARGEST if ts is None else ts).portfolio(by, exact=exact)

    def replay(self, bus: MessageBus | None = None) -> objects.Replay:
        """The whole run as objects and typed events, rebuilt from the event log.

        Args:
            bus: hears every bar and event in order, a bar before the events of its end; None: nobody does.

        Raises:
            ConfigError: there is a bus, and the bars are of no known length.
        """
        rebuilt = objects.replay(self.exact.events, self.facts)
        if bus is not None:
            publish(rebuilt.events, self.bars, self.facts, self._given, bus)
        return rebuilt

    # ---- on disk

    def save(self, directory: str | Path, *, overwrite: bool = False) -> Path:
        """Write the result into a new folder: exact tables as Parquet, the rest as JSON.

        Args:
            directory: the folder to make.
            overwrite: replace a result that is there.

        Returns:
            The folder.

        Raises:
            ConfigError: the folder exists and is no result, or ``overwrite`` is off.
        """
        return store.save(Path(directory), self._tables, self.facts, self.settings, overwrite=overwrite)

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read a saved result; its tables when they are first asked for.

        Raises:
            CatalogError: there is no result, it is damaged, or a newer fastbt wrote it.
        """
        self = cls.__new__(cls)
        self._begin(*store.load(Path(directory)))
        return self

    # ---- shown

    def _notes(self) -> list[str]:
        return words.notes(self.facts, self._given, self.why_no_trades())

    def __repr__(self) -> str:
        return "\n".join(words.lines(self.facts, self.stats, self._notes()))

    def _repr_html_(self) -> str:
        stats = self.stats
        drawn = picture(self.equity, self.trades, self.facts.currency.code, self._closes)
        notes = "".join(f"<li>{escape(note)}</li>" for note in self._notes())
        head = f"<p><b>{escape(words.title(self.facts, stats))}</b></p>"
        return f"<div>{head}{drawn}<ul>{notes}</ul>{stats._repr_html_()}</div>"


def put_in(flows: pl.DataFrame, equity: pl.DataFrame) -> pl.Series | None:
    """Return the money put in so far at each row of equity, less what was taken out; None without any.

    Args:
        flows: table ``funding``.
        equity: table ``equity``.
    """
    moved = flows.filter(pl.col("kind").is_in(["deposit", "withdrawal"]))
    if not moved.height:
        return None
    rate = pl.col("base_rate") if "base_rate" in moved.columns else pl.lit(1.0)
    sums = moved.select("ts_event", (pl.col("amount") * rate).cum_sum().alias("amount"))
    return equity.select("ts_event").join_asof(sums, on="ts_event")["amount"].fill_null(0.0)
