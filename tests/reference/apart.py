"""Several venues in one run of fastbt, each beside a run of the reference in which nobody else trades.

Accounts do not touch each other, so what a venue's instruments do in the common run is what they do in a run of the
same rows with that venue's options and orders alone.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

import fastbt as bt

from .adapter import bars_of, instrument_of, orders_of, outcome_of, venue_of
from .grid import round_half_away
from .outcome import Outcome, Rows
from .scenario import Bar, Scenario
from .simulation import simulate

COMMON = ("sizing", "stops_per", "stop_cancels_signals", "waiting_entry", "seed", "gtd_edge", "volume_split")
"""Options of which a run has one."""
NAMES = ("client_order_id", "parent_id", "position_id", "linked_ids")


def without_chance(scenario: Scenario) -> Scenario:
    """Return a scenario that draws nothing: draws depend on the number of an order, which others move."""
    venue = scenario.venue
    words: dict[str, Any] = {"latency": None}
    if venue.limit_touch == "probability":
        words |= {"limit_touch": "touch", "limit_touch_probability": None}
    if venue.slippage is not None and type(venue.slippage).__name__ == "ProbabilisticSlippage":
        words["slippage"] = None
    if venue.fill_timing == "this_close":
        words["fill_timing"] = "next_open"
    return replace(scenario, venue=replace(venue, **words), finer=())


def parts_of(scenarios: list[Scenario]) -> list[Scenario]:
    """Return the scenario of each venue alone: everybody's rows, its own options and orders."""
    first = scenarios[0].venue
    instruments, bars, orders, venues = [], {}, [], []
    for place, scenario in enumerate(scenarios):
        given = without_chance(scenario)
        names = {one.id: f"{one.id.partition('.')[0]}.V{place}" for one in given.instruments}
        instruments += [replace(one, id=names[one.id]) for one in given.instruments]
        bars |= {names[name]: rows for name, rows in given.bars.items()}
        # a cancel_all of every instrument would reach over to the others
        own = [row for row in given.orders or () if row.get("action") != "cancel_all" or row.get("instrument_id")]
        orders.append(tuple(renamed(row, names, place) for row in own))
        venues.append(replace(given.venue, **{name: getattr(first, name) for name in COMMON}))
    with_volume = all(bar.volume is not None for rows in bars.values() for bar in rows)
    if not with_volume:  # volume is a column of all
        bars = {name: tuple(replace(bar, volume=None) for bar in rows) for name, rows in bars.items()}
        venues = [replace(venue, **WITHOUT_VOLUME) for venue in venues]
    return [
        replace(
            scenario, instruments=tuple(instruments), bars=bars, finer=(), venue=venue, orders=rows,
        )
        for scenario, venue, rows in zip(scenarios, venues, orders, strict=True)
    ]  # fmt: skip


BONDS = ("linked_ids", "contingency")
"""Not compared: they name orders that a bust account alone in its run never sends."""
WITHOUT_VOLUME = {"volume_limit": None, "volume_split": "row", "slippage": None}


def renamed(row: dict[str, Any], names: dict[str, str], place: int) -> dict[str, Any]:
    """Return a row of an order table with ids of its venue."""
    row = dict(row)
    if row.get("instrument_id") is not None:
        row["instrument_id"] = names[row["instrument_id"]]
    elif row.get("action") not in ("cancel", "modify"):
        (row["instrument_id"],) = names.values()
    for name in NAMES:
        if row.get(name) is not None:
            own = row[name]
            row[name] = tuple(f"{place}-{one}" for one in own) if name == "linked_ids" else f"{place}-{own}"
    return row


def common_run(parts: list[Scenario], currencies: list[Any], rates: list[Fraction]) -> Any:
    """Return fastbt's result of all venues together."""
    first = parts[0]
    own = dict(zip((f"V{place}" for place in range(len(parts))), currencies, strict=True))
    rows = sorted((row for part in parts for row in part.orders or ()), key=lambda row: row["ts"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", bt.FastbtWarning)
        return bt.from_orders(
            bars_of(first),
            orders_of(replace(first, orders=tuple(rows))),
            instruments=[instrument_of(one, own[one.id.partition(".")[2]], first) for one in first.instruments],
            venue=[
                venue_of(part.venue, bt.Money(str(part.balance), currency)).with_options(name=f"V{place}")
                for place, (part, currency) in enumerate(zip(parts, currencies, strict=True))
            ],
            conversion_rates=rate_table(first.bars, currencies, rates),
        )


def rate_table(bars: dict[str, tuple[Bar, ...]], currencies: list[Any], rates: list[Fraction]) -> Any:
    """Return a table of constant rates of all currencies to the first one, None where there is one."""
    start = min(bar.ts_open for rows in bars.values() for bar in rows)
    pairs = dict(zip((currency.code for currency in currencies), rates, strict=True))
    rows = [
        {"ts_event": start, "base": code, "quote": currencies[0].code, "rate": float(rate)}
        for code, rate in pairs.items()
        if code != currencies[0].code
    ]
    if not rows:
        return None
    return pl.DataFrame(rows).with_columns(pl.col("ts_event").cast(pl.Datetime("ns", "UTC")))


def only(outcome: Outcome, venue: str) -> Outcome:
    """Return what one venue's instruments did, orders and positions numbered anew.

    Reading: an account that is alone in a run and bust ends it, so that nothing more is sent; beside others what
    is sent to it is denied.
    """
    orders = [
        row for row in outcome.orders
        if row["instrument_id"].endswith(f".{venue}") and row["reason"] != "ACCOUNT_BUST"
    ]  # fmt: skip
    ids = {row["client_order_id"]: f"#{n}" for n, row in enumerate(orders)}
    positions = [row for row in outcome.positions if row["instrument_id"].endswith(f".{venue}")]
    numbers = {row["position"]: n for n, row in enumerate(positions)}

    def anew(rows: Rows) -> Rows:
        own = [row for row in rows if row["instrument_id"].endswith(f".{venue}")]
        own = [row for row in own if row.get("reason") != "ACCOUNT_BUST"]
        kept = [{name: cell for name, cell in row.items() if name not in BONDS} for row in own]
        return [{name: _named(name, cell, ids, numbers) for name, cell in row.items()} for row in kept]

    tables = ("orders", "fills", "positions", "trades")
    return Outcome(**{table: anew(getattr(outcome, table)) for table in tables})


def _named(name: str, cell: Any, ids: dict[str, str], numbers: dict[int, int]) -> Any:
    if cell is None:
        return None
    if name in ("client_order_id", "parent_id"):
        return ids.get(cell, cell)
    return numbers[cell] if name in ("position", "opened_position") else cell


def differences(scenarios: list[Scenario], currencies: list[Any], rates: list[Fraction]) -> list[str]:
    """Return what is not as in the runs apart: of each venue's tables, and of the equity of all together."""
    from .compare import compare

    parts = parts_of(scenarios)
    parts = [
        replace(part, currency_precision=currency.precision, balance=fitting(part.balance, currency.precision))
        for part, currency in zip(parts, currencies, strict=True)
    ]
    common = outcome_of(common_run(parts, currencies, rates))
    found, apart = [], []
    for place, part in enumerate(parts):
        alone = simulate(part)
        apart.append(alone)
        tables = ("fills", "orders", "positions", "trades")
        told = compare(only(alone, f"V{place}"), only(common, f"V{place}"), tables=tables)
        if told is not None:
            found.append(f"V{place}: {told}")
    precision = currencies[0].precision
    for number, row in enumerate(common.equity):
        total = sum(
            round_half_away(Fraction(alone.equity[number]["equity"]) * rate * 10**precision)
            for alone, rate in zip(apart, rates, strict=True)
        )
        if row["equity"] != Decimal(total).scaleb(-precision):
            found.append(f"equity {number}: {row['equity']}, apart {Decimal(total).scaleb(-precision)}")
            break
    return found


def fitting(balance: Decimal, precision: int) -> Decimal:
    """Return a balance of as many decimals as its currency has."""
    return max(balance.quantize(Decimal(1).scaleb(-precision)), Decimal(1))
