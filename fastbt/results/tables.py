"""The tables of a result as attributes, complete in an editor."""

from __future__ import annotations

import polars as pl

from fastbt.results.store import StoredTables
from fastbt.simulation.collect import RunTables


class Tables:
    """The tables of a result as attributes.

    Args:
        tables: where they come from.
        exact: decimals instead of floats.
    """

    def __init__(self, tables: RunTables | StoredTables, *, exact: bool) -> None:
        self._tables = tables
        self._exact = exact

    @property
    def orders(self) -> pl.DataFrame:
        """Every order, refused ones too, as it stands at the end."""
        return self._frame("orders")

    @property
    def fills(self) -> pl.DataFrame:
        """Every fill, in the order they happened."""
        return self._frame("fills")

    @property
    def positions(self) -> pl.DataFrame:
        """Every position, from flat to flat or to the end of the run."""
        return self._frame("positions")

    @property
    def trades(self) -> pl.DataFrame:
        """Round trips: what each closing order closed; last what is still open."""
        return self._frame("trades")

    @property
    def events(self) -> pl.DataFrame:
        """Everything that happened to orders, positions and balances, in order."""
        return self._frame("events")

    @property
    def account(self) -> pl.DataFrame:
        """The balance at the start and after each fill."""
        return self._frame("account")

    @property
    def equity(self) -> pl.DataFrame:
        """The worth of the account after all bars of one time, exposures, drawdown."""
        return self._frame("equity")

    @property
    def funding(self) -> pl.DataFrame:
        """Cash flows that are no fills."""
        return self._frame("funding")

    @property
    def bars(self) -> pl.DataFrame:
        """The bars of the run, with the user's own columns."""
        return self._tables.bars(exact=self._exact)

    @property
    def finer_bars(self) -> pl.DataFrame | None:
        """The finer bars beside them, with ``row`` in the run and ``executes``; None without any."""
        return self._tables.finer_bars(exact=self._exact)

    @property
    def quotes(self) -> pl.DataFrame | None:
        """The quotes of the run; None without any."""
        return self._tables.ticks("quotes", exact=self._exact)

    @property
    def trade_ticks(self) -> pl.DataFrame | None:
        """The trade ticks of the run; None without any."""
        return self._tables.ticks("trade_ticks", exact=self._exact)

    def _frame(self, name: str) -> pl.DataFrame:
        return self._tables.frame(name, exact=self._exact)
