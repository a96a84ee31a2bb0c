"""What all tables of a run are read from: the kernel's buffers, with their ids, times and scales."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import AccountType, FillCause, OrderStatus, OrderType, Reason
from fastbt.kernels.state import DUE_SPLIT, NOTHING, ORDER_CHILD
from fastbt.model.currencies import Currency
from fastbt.schema.ledger_columns import AVERAGE_DIGITS
from fastbt.schema.table import TIME, Kind
from fastbt.simulation.collect_columns import I64, Mask, at_time, integers, masked, numbered
from fastbt.simulation.collect_excursions import InstrumentRows
from fastbt.simulation.collect_numbers import on_scale, quotient
from fastbt.simulation.lowered import RunOutput


class Source:
    """A run's buffers and everything that its tables look up in them.

    Numbers come out as integer counts on one scale per kind (``scales``), times and ids as columns.

    Args:
        output: what the kernel left behind.
    """

    def __init__(self, output: RunOutput) -> None:
        self.output = output
        self.lowered = output.lowered
        self.columns = output.lowered.columns
        self.instruments = output.instruments

    # ---- extent

    @property
    def groups(self) -> int:
        """Number of groups the run has processed."""
        return len(self.output.equity) // len(self.lowered.currencies)

    @cached_property
    def rows(self) -> int:
        """Number of rows the run has processed."""
        starts = self.columns.group_start
        return self.groups if starts is None else int(starts[self.groups])

    @cached_property
    def instrument_rows(self) -> InstrumentRows:
        """The rows by instrument."""
        count, own = len(self.lowered.models), integers(self.instruments["mark"])
        if self.columns.kind is not None:
            return InstrumentRows(self.columns, self.rows, count, own)
        found = InstrumentRows(self.columns, self.rows, count)
        marks = found.last_close
        for instrument, row, _ in self.splits:
            if found.ends[instrument] and found.row_before_end(instrument) < row:
                marks = np.where(np.arange(count) == instrument, own, marks)  # no row has marked it since
        return found if marks is found.last_close else InstrumentRows(self.columns, self.rows, count, marks)

    @cached_property
    def splits(self) -> list[tuple[int, int, float]]:
        """Splits that acted: the instrument, the first row after it, old units for a new one."""
        actions = self.output.actions
        if actions is None:
            return []
        did = actions[(actions["kind"] == DUE_SPLIT) & (actions["after"] > 0)]
        starts = self.columns.group_start
        first = did["group"] if starts is None else starts[did["group"]]
        share = did["divisor"] / did["numerator"]
        return list(zip(did["instrument"].tolist(), first.tolist(), share.tolist(), strict=True))

    @cached_property
    def split_factors(self) -> NDArray[np.float64] | None:
        """By place, what brings prices to the units of the end; None where nothing was split."""
        if not self.splits:
            return None
        rows = self.instrument_rows
        numbers = rows.ordered(self.lowered.numbers)
        at = rows.ordered(np.arange(self.rows))
        factors = np.ones(self.rows)
        for instrument, first, share in self.splits:
            factors[(numbers == instrument) & (at < first)] *= share
        return factors

    def group_of(self, rows: I64) -> I64:
        """The group of each row."""
        starts = self.columns.group_start
        return rows if starts is None else np.searchsorted(starts, rows, side="right") - 1

    # ---- scales

    @cached_property
    def price_precision(self) -> I64:
        """Decimals of each instrument's price."""
        return np.array([model.price_precision for model in self.lowered.models], dtype=np.int64)

    @cached_property
    def size_precision(self) -> I64:
        """Decimals of each instrument's quantity."""
        return np.array([model.size_precision for model in self.lowered.models], dtype=np.int64)

    @cached_property
    def money_precision(self) -> I64:
        """Decimals of each instrument's settlement currency."""
        return self.currency_precision[self.currency_numbers]

    @cached_property
    def currency_precision(self) -> I64:
        """Decimals of each currency."""
        return np.array([currency.precision for currency in self.lowered.currencies], dtype=np.int64)

    @property
    def base(self) -> Currency:
        """The currency in which the equity of all accounts together is told."""
        return self.lowered.base or self.lowered.currencies[0]

    @cached_property
    def scales(self) -> dict[Kind, int]:
        """Decimals of prices, quantities and money in the run's tables: the largest of its instruments."""
        return {
            Kind.PRICE: int(self.price_precision.max()),
            Kind.QUANTITY: int(self.size_precision.max()),
            Kind.MONEY: max(self.base.precision, int(self.currency_precision.max())),
        }

    # ---- numbers

    def price(self, ticks: NDArray[np.generic], instrument: I64) -> pl.Series:
        """Prices of instruments on the price scale, null where there is none."""
        return self._number(ticks, self.price_precision[instrument], self.scales[Kind.PRICE])

    def quantity(self, lots: NDArray[np.generic], instrument: I64) -> pl.Series:
        """Quantities of instruments on the quantity scale, null where there is none."""
        return self._number(lots, self.size_precision[instrument], self.scales[Kind.QUANTITY])

    def money(self, units: NDArray[np.generic], instrument: I64) -> pl.Series:
        """Money in the currencies of instruments on the money scale."""
        return self._number(units, self.money_precision[instrument], self.scales[Kind.MONEY])

    @cached_property
    def is_inverse(self) -> Mask:
        """Whether the value of each instrument is one over its price: it stands below zero (inverse.py)."""
        return np.asarray(self.instruments["inverse"] == 1)

    def size(self, units: NDArray[np.generic], instrument: I64) -> pl.Series:
        """Values and costs on the money scale, those of inverse contracts with their sign turned back."""
        return self.money(np.where(self.is_inverse[instrument], -1, 1) * integers(units), instrument)

    def balance_money(self, units: NDArray[np.generic], balance: I64) -> pl.Series:
        """Money in the currencies of balances on the money scale."""
        own = self.currency_precision[balance % len(self.currency_precision)]
        return self._number(units, own, self.scales[Kind.MONEY])

    def units(self, ticks: I64, lots: I64, instrument: I64) -> I64:
        """Value of lots at prices, rounded to a unit, in units of each instrument's currency."""
        counts = self._counts([ticks], lots, instrument)
        if self.is_inverse.any():
            counts = counts - self._counts([], lots, instrument, [ticks])
        return counts

    def slippage_cost(self, fills: NDArray[np.void]) -> pl.Series:
        """What the slippage of fills cost, rounded to a unit, on the money scale."""
        names = ("instrument", "slippage", "price", "side", "quantity")
        instrument, ticks, price, side, lots = (integers(fills[name]) for name in names)
        counts = self._counts([ticks], lots, instrument)
        if self.is_inverse.any():
            counts = counts + self._counts([ticks], lots, instrument, [price, price - side * ticks])
        return self.money(counts, instrument)

    def _counts(
        self, factors: list[I64], lots: I64, instrument: I64, divisors: list[I64] | None = None
    ) -> I64:
        """Lots times factors in money, rounded; those of the other form, linear or inverse, count 0."""
        own = np.where(self.is_inverse[instrument] == (divisors is not None), lots, 0)
        units = quotient(
            [*map(pl.Series, factors), pl.Series(own), self._factor("value_numerator", instrument)],
            [*map(pl.Series, divisors or []), self._factor("value_denominator", instrument)],
        )
        return integers(units.fill_null(0).cast(pl.Int64).to_numpy())

    def cost_price(self, cost: I64, lots: I64, instrument: I64) -> pl.Series:
        """Price at which lots cost that money (rule A3), an average price; null where there are no lots."""
        paid = [pl.Series(cost), self._factor("value_denominator", instrument)]
        bought = [pl.Series(lots), self._factor("value_numerator", instrument)]
        ticks = quotient(paid, bought, AVERAGE_DIGITS)
        if self.is_inverse.any():
            turned = quotient(bought, [paid[0].abs(), paid[1]], AVERAGE_DIGITS)
            nothing = pl.Series(lots == 0)
            ticks = pl.select(
                pl.when(pl.Series(self.is_inverse[instrument]))
                .then(pl.when(~nothing).then(pl.lit(turned)))
                .otherwise(pl.lit(ticks))
            ).to_series()
        return self.average(ticks, instrument)

    def average(self, counts: pl.Series, instrument: I64) -> pl.Series:
        """Average prices, counted with ``AVERAGE_DIGITS`` more decimals, on the price scale."""
        return on_scale(counts, pl.Series(self.price_precision[instrument]), self.scales[Kind.PRICE])

    def _number(self, counts: NDArray[np.generic], own: I64, scale: int) -> pl.Series:
        numbers = integers(counts)
        return on_scale(masked(pl.Series(numbers), numbers != NOTHING), pl.Series(own), scale)

    def _factor(self, field: str, instrument: I64) -> pl.Series:
        return pl.Series(integers(self.instruments[field])[instrument])

    def base_rates(self, currency: I64, rows: I64) -> pl.Series:
        """Worth of one of each currency, by number, in the base currency at rows; -1 is the last row."""
        rates = np.ones(len(currency))
        times = self.columns.ts_event[np.where(rows < 0, self.rows - 1, rows)] if len(rows) else rows
        for number in np.unique(currency):
            own = self.lowered.currencies[number]
            if own != self.base:
                at = currency == number
                rates[at] = self.lowered.conversion.rate(own, self.base, times[at])
        return pl.Series(rates, nan_to_null=True)

    # ---- times

    def time(self, rows: NDArray[np.generic]) -> pl.Series:
        """``ts_event`` of rows; null where the row is below 0."""
        numbers = integers(rows)
        known = numbers >= 0
        if not len(self.columns.ts_event):
            return pl.Series(numbers, dtype=pl.Int64).cast(TIME)
        return masked(at_time(self.columns.ts_event[np.where(known, numbers, 0)]), known)

    def times(self, rows: NDArray[np.generic], sequence: NDArray[np.generic]) -> pl.Series:
        """When things happened: of what an action between rows did its time, else that of their rows.

        Args:
            rows: their rows; null where below 0.
            sequence: their numbers of the event counter.
        """
        numbers, ts = integers(rows), self.columns.ts_event
        if self.output.actions is None or not len(ts):
            return self.time(rows)
        known = numbers >= 0
        return masked(at_time(self.moments(ts[np.where(known, numbers, 0)], sequence)), known)

    def moments(self, ts: I64, sequence: NDArray[np.generic]) -> I64:
        """When things happened, ns: what an action between rows did at its time, else when it is said.

        Args:
            ts: when it is said, ns.
            sequence: numbers of the event counter.
        """
        acted, actions = self.acted(sequence), self.output.actions
        if acted is None or actions is None or not len(actions):
            return ts
        return np.where(acted >= 0, integers(actions["ts"])[np.maximum(acted, 0)], ts)

    def acted(self, sequence: NDArray[np.generic]) -> I64 | None:
        """The ACTION in which each number of the event counter was given, -1 for none; None without actions.

        Args:
            sequence: numbers of the event counter.
        """
        actions = self.output.actions
        if actions is None:
            return None
        did = np.flatnonzero(actions["after"] > actions["before"])
        before, after = integers(actions["before"][did]), integers(actions["after"][did])
        newest = np.searchsorted(before, integers(sequence), side="left") - 1
        inside = (newest >= 0) & (integers(sequence) <= np.append(after, 0)[newest])
        return np.where(inside, np.append(did, 0)[newest], -1)

    def places(self, rows: NDArray[np.generic], sequence: NDArray[np.generic], instrument: I64) -> I64:
        """The place of each instrument's newest row when something happened to it (``InstrumentRows``).

        Args:
            rows: the rows it was told with: where it happened between two, the later one.
            sequence: numbers of the event counter.
            instrument: whose places.
        """
        newest, acted = integers(rows), self.acted(sequence)
        if acted is not None and self.output.actions is not None and (acted >= 0).any():
            between = (acted >= 0) & (self.output.actions["on_time"][np.maximum(acted, 0)] == 0)
            newest = newest - between
        return self.instrument_rows.newest(newest, instrument)

    @cached_property
    def end_times(self) -> pl.Series:
        """When each order ended, or last changed: the time of its last row, or the expire time that ended it.

        An entry's expire time ends its children too, and theirs. Orders that expire after a row's first point
        do so on that row (gtd_edge), but those for a session, whose end it is.
        """
        pool = self.output.orders
        expired = (pool["status"] == OrderStatus.EXPIRED) & (pool["reason"] == Reason.EXPIRED)
        venue = self.instruments["venue"][pool["instrument"]]
        late = self.lowered.venues["late_expiry"][venue] == 1
        expired &= ~late | (pool["type"] >= OrderType.MARKET_ON_OPEN)
        parent = np.maximum(integers(pool["parent"]), 0)
        left_over = np.isin(pool["reason"], (Reason.PARENT_ENDED, Reason.QUANTITY_ZERO))
        left_over &= (pool["status"] == OrderStatus.CANCELED) & (pool["parent"] >= 0)
        # that a session is over is seen late, maybe after further children of the table's were sent
        left_over &= (pool["flags"] & ORDER_CHILD != 0) | (pool["type"][parent] < OrderType.MARKET_ON_OPEN)
        ending = np.arange(len(pool))
        orphan = left_over & expired[parent]
        while (orphan & ~expired).any():  # a generation each time
            expired = expired | orphan
            ending = np.where(orphan, ending[parent], ending)
            orphan = left_over & ~expired & expired[parent]
        accepted = integers(pool["row_accepted"])
        # a child whose parent is found filled late may be accepted when its time is over
        began = np.where(accepted >= 0, self.columns.ts_event[np.maximum(accepted, 0)], 0)
        over = np.maximum(integers(pool["expire"]), began)
        expire = np.where(expired, over[ending], 0)
        own = self.times(pool["row_last"], pool["sequence_last"])
        return pl.select(
            pl.when(pl.Series(expired)).then(pl.lit(at_time(expire))).otherwise(pl.lit(own))
        ).to_series()

    # ---- ids

    @cached_property
    def instrument_ids(self) -> pl.Series:
        """Id of each instrument."""
        return pl.Series([str(model.id) for model in self.lowered.models], dtype=pl.String)

    @cached_property
    def rungs(self) -> I64:
        """Which rung of a ladder each order is, from 1; 0 for all others."""
        orders, brackets = self.output.orders, self.output.brackets
        found = np.zeros(len(orders), dtype=np.int64)
        if not len(brackets) or not (brackets["rung_count"] > 0).any():
            return found
        targets = (orders["flags"] & ORDER_CHILD != 0) & (orders["cause"] == FillCause.TAKE_PROFIT)
        rows = np.flatnonzero(targets)
        bracket = brackets[orders["bracket"][rows]]
        # the rungs of a ladder are created one after the other
        found[rows] = np.where(bracket["rung_count"] > 0, rows - bracket["take_profit"] + 1, 0)
        return found

    @cached_property
    def order_ids(self) -> pl.Series:
        """Client order id of each order (rule O4)."""
        orders = self.output.orders
        generated = self._generated_ids
        if not self.lowered.names:
            return generated
        names = pl.Series(self.lowered.names, dtype=pl.String)
        name = integers(orders["name"])
        own = masked(names.gather(np.maximum(name, 0)), name >= 0)
        is_child = (orders["flags"] & ORDER_CHILD != 0) & (integers(orders["parent"]) >= 0)
        suffix = np.select(
            [
                orders["cause"] == cause
                for cause in (FillCause.STOP_LOSS, FillCause.TAKE_PROFIT, FillCause.TRAILING_STOP)
            ],
            [1, 2, 3],
            0,
        )
        child = is_child & (suffix > 0)
        rung = self.rungs
        endings = ["", "-SL", "-TP", "-TS", *(f"-TP{n}" for n in range(1, int(rung.max(initial=0)) + 1))]
        family = pl.Series(endings).gather(np.where(child, np.where(rung > 0, rung + 3, suffix), 0))
        parent = own.gather(np.where(child, integers(orders["parent"]), 0)) + family
        of_parent = masked(parent, child & parent.is_not_null().to_numpy())
        return pl.select(pl.coalesce(pl.lit(of_parent), pl.lit(own), pl.lit(generated))).to_series()

    @cached_property
    def venue_order_ids(self) -> pl.Series:
        """The venue's id of each order, null where it was not accepted."""
        orders = self.output.orders
        return masked(numbered("V-", len(orders)), integers(orders["row_accepted"]) >= 0)

    @cached_property
    def position_ids(self) -> pl.Series:
        """Id of each position."""
        return numbered("P-", len(self.output.positions))

    @cached_property
    def fill_ids(self) -> pl.Series:
        """Id of each fill."""
        return numbered("F-", len(self.output.fills))

    def tags(self, tag: I64) -> pl.Series:
        """The user's tags by number; null where the number is below 0."""
        if not self.lowered.tags:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(tag))
        tags = pl.Series(self.lowered.tags, dtype=pl.String)
        return masked(tags.gather(np.maximum(tag, 0)), tag >= 0)

    def account_ids(self, account: I64) -> pl.Series:
        """Account ids by number."""
        return pl.Series(self.lowered.account_ids, dtype=pl.String).gather(account)

    def venues(self, instrument: I64) -> pl.Series:
        """Venue of each instrument."""
        venue = integers(self.instruments["venue"])[instrument]
        return pl.Series(self.lowered.venue_ids, dtype=pl.String).gather(venue)

    def currencies(self, instrument: I64) -> pl.Series:
        """Code of each instrument's settlement currency."""
        return self.currency_codes.gather(self.currency_numbers[instrument])

    @cached_property
    def currency_numbers(self) -> I64:
        """Number of each instrument's settlement currency."""
        return integers(self.instruments["currency"])

    @cached_property
    def currency_codes(self) -> pl.Series:
        """Code of each currency."""
        return pl.Series([str(currency.code) for currency in self.lowered.currencies], dtype=pl.String)

    def balance_codes(self, balance: I64) -> pl.Series:
        """Code of each balance's currency: balances go through all currencies, account by account."""
        return self.currency_codes.gather(balance % len(self.currency_codes))

    @property
    def _generated_ids(self) -> pl.Series:
        """Ids of orders that have none of the user's: their strategy and their number."""
        orders = self.output.orders
        if len(self.lowered.strategies) <= 1:
            return numbered(f"O-{self.lowered.strategy}-", len(orders))
        return "O-" + self.strategies(orders["strategy"]) + numbered("-", len(orders))

    def strategies(self, strategy: NDArray[np.generic]) -> pl.Series:
        """Strategy ids by number."""
        known = self.lowered.strategies or [self.lowered.strategy]
        names = pl.Series(known, dtype=pl.String)
        return names.new_from_index(0, len(strategy)) if len(known) == 1 else names.gather(strategy)

    # ---- accounts

    def is_cash(self, instrument: I64) -> Mask:
        """Whether each instrument's account pays and receives notional."""
        own = integers(self.output.accounts["account_type"])[
            integers(self.instruments["account"])[instrument]
        ]
        return np.asarray(own == AccountType.CASH)
