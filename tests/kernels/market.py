"""Small markets for the tests of the kernel: bars as text, orders as rows, results as short tables.

Numbers are ticks, lots and units at once (no decimals anywhere, unless an instrument is given some), so that every
case can be worked out in the head. Bar ``n`` of a list ends at minute ``n + 1`` and starts one minute before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from fastbt.catalog.normalize import normalize_bars
from fastbt.codes import OrderSide, OrderStatus, OrderType, Reason, TimeInForce
from fastbt.kernels import state
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Equity
from fastbt.model.money import Money
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_signals import lower_signals, words_given, words_per_row
from fastbt.simulation.lower_targets import lower_targets
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import run_machine
from fastbt.strategies.expressions import evaluate
from fastbt.strategies.signals import Signals
from fastbt.strategies.targets import Targets
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues

MINUTE = 60_000_000_000
Bars = Sequence[str | None]
Row = dict[str, Any]


def market(
    bars: Bars | Mapping[str, Bars],
    orders: Sequence[Row] = (),
    signals: Mapping[str, Any] | None = None,
    targets: Mapping[str, Any] | None = None,
    *,
    cash: int = 10**12,
    instrument: Mapping[str, Any] | None = None,
    **venue: Any,
) -> Lowered:
    """Lower a market.

    Args:
        bars: ``"open high low close volume spread"`` each, the last two optional, None where there is no bar in that minute; or
            by instrument name.
        orders: rows made by ``buy``, ``sell``, ``cancel``, ``close``, ``cancel_all``.
        signals: words of ``Signals``; lists are columns.
        targets: words of ``Targets``, likewise.
        cash: what the account starts with.
        instrument: fields of all instruments that are not the defaults (no decimals).
        venue: options of ``Venue``.
    """
    named = bars if isinstance(bars, Mapping) else {"X": bars}
    facts = {
        "price_precision": 0,
        "size_precision": 0,
        "currency": Currency("USD", precision=0),
        **(instrument or {}),
    }
    currency = facts["currency"]
    models = [Equity(f"{name}.SIM", **facts) for name in named]
    where = Venue("SIM", balances=[Money.from_units(cash, currency)], **venue)
    frame = bar_frame(named)
    columns = {}
    if targets is not None:
        where = where.with_options(sizing="decision")
    if signals is not None or targets is not None:
        given = (signals or targets).items()
        columns = {n: w for n, w in given if isinstance(w, (list, np.ndarray)) and n != "rebalance"}
        frame = frame.with_columns(pl.Series(name, word) for name, word in columns.items())
    lowered = lower_market(normalize_bars(frame, models), Venues.given(where))
    if len(orders):
        lowered.commands = commands(orders)
        lowered.commands["row"] = last_rows(lowered)[lowered.commands["row"]]
    if signals is not None:
        words = Signals(**{name: name if name in columns else word for name, word in signals.items()})
        per_row = words_per_row(words_given(words), lowered.frame.columns)
        lower_signals(lowered, words, evaluate(lowered.frame, {}, per_row, check="off").words, Venues.given(where))
    if targets is not None:
        wanted = Targets(**{name: name if name in columns else word for name, word in targets.items()})
        per_row = words_per_row({wanted.kind: wanted.wanted}, lowered.frame.columns)
        lower_targets(lowered, wanted, evaluate(lowered.frame, {}, per_row, check="off").words, Venues.given(where))
    return lowered


def bar_frame(named: Mapping[str, Bars]) -> pl.DataFrame:
    """Bars in the form that users give them, in the order of the timeline."""
    rows = []
    for name, bars in named.items():
        for minute, text in enumerate(bars, start=1):
            if text is not None:
                numbers = [float(word) for word in text.split()]
                open_, high, low, close = numbers * 4 if len(numbers) == 1 else numbers[:4]
                volume = numbers[4] if len(numbers) > 4 else None
                spread = numbers[5] if len(numbers) > 5 else None
                times = (minute - 1) * MINUTE, minute * MINUTE
                rows.append((f"{name}.SIM", *times, open_, high, low, close, volume, spread))
    names = ("instrument_id", "ts_open", "ts_event", "open", "high", "low", "close", "volume", "spread")
    types = (pl.String, pl.Int64, pl.Int64, *[pl.Float64] * 6)
    frame = pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
    frame = frame.with_columns(pl.col("ts_open", "ts_event").cast(pl.Datetime("ns", "UTC")))
    return frame.sort("ts_event", "instrument_id")


def last_rows(lowered: Lowered) -> np.ndarray:
    """Last row of each group: orders are sent after it."""
    return lowered.columns.group_last_row()


def with_columns(lowered: Lowered, **columns: np.ndarray) -> Lowered:
    """A market with other columns, for numbers that no float can hold."""
    lowered.columns = replace(lowered.columns, **columns)
    lowered.instruments["largest_price"] = max(
        np.abs(lowered.columns.high).max(), np.abs(lowered.columns.low).max()
    )
    return lowered


# ------------------------------------------------------------------------------------------------ orders


def buy(group: int, quantity: int, limit: int | None = None, trigger: int | None = None, **terms: Any) -> Row:
    """A row that buys, sent after a group (see ``commands`` for the terms)."""
    return {
        "side": OrderSide.BUY,
        "row": group,
        "quantity": quantity,
        "price": limit,
        "trigger": trigger,
        **terms,
    }


def sell(
    group: int, quantity: int, limit: int | None = None, trigger: int | None = None, **terms: Any
) -> Row:
    """A row that sells."""
    return {
        "side": OrderSide.SELL,
        "row": group,
        "quantity": quantity,
        "price": limit,
        "trigger": trigger,
        **terms,
    }


def cancel(group: int, command: int, member: int = 0) -> Row:
    """A row that cancels what another row sent; member 1 is its stop-loss, 2 its take-profit."""
    return {"action": state.ACTION_CANCEL, "row": group, "order": command, "flags": member}


def close(group: int, instrument: int = 0) -> Row:
    """A row that closes a position."""
    return {"action": state.ACTION_CLOSE, "row": group, "instrument": instrument}


def cancel_all(group: int, instrument: int = -1) -> Row:
    """A row that cancels every open order of an instrument, or of all."""
    return {"action": state.ACTION_CANCEL_ALL, "row": group, "instrument": instrument}


def commands(rows: Sequence[Row]) -> np.ndarray:
    """COMMAND records; ``row`` is still the group.

    Beside the fields of the record: ``stop`` and ``target`` are levels of a bracket, ``reduce_only`` a flag.
    """
    records = np.zeros(len(rows), state.COMMAND)
    records["name"] = records["tag"] = records["order"] = records["sent"] = -1
    records["price"] = records["trigger"] = records["break_even"] = state.NOTHING
    records["expire"] = state.FAR_UP
    for record, given in zip(records, rows, strict=True):
        row = dict(given)
        price, trigger = row.get("price"), row.get("trigger")
        if row.get("action", state.ACTION_SUBMIT) == state.ACTION_SUBMIT:
            types = {(0, 0): OrderType.MARKET, (1, 0): OrderType.LIMIT, (0, 1): OrderType.STOP_MARKET}
            record["type"] = types.get((price is not None, trigger is not None), OrderType.STOP_LIMIT)
        for part in ("stop", "target"):
            if part in row:
                record[f"{part}_kind"], record[f"{part}_value"] = state.BRACKET_PRICE, row.pop(part)
        if row.pop("reduce_only", False):
            record["flags"] = state.ORDER_REDUCE_ONLY
        if "expire" in row:
            record["time_in_force"] = TimeInForce.GTD
        for name, value in row.items():
            if value is not None:
                record[name] = value
    return records


# ------------------------------------------------------------------------------------------------ results


def run(*args: Any, **options: Any) -> RunOutput:
    """Lower a market (arguments as for ``market``) and run it."""
    return run_machine(market(*args, **options))


def fills(output: RunOutput) -> list[tuple[int, int, int, int]]:
    """(order, row, signed quantity, price) of each fill."""
    f = output.fills
    signed = f["side"] * f["quantity"]
    return [tuple(map(int, fill)) for fill in zip(f["order"], f["row"], signed, f["price"], strict=True)]


def prices(output: RunOutput) -> list[int]:
    """The price of each fill."""
    return [int(price) for price in output.fills["price"]]


def ends(output: RunOutput) -> list[str]:
    """Status of each order, with the reason where it has one."""
    words = []
    for status, reason in zip(output.orders["status"], output.orders["reason"], strict=True):
        why = f" {Reason(int(reason)).name}" if reason else ""
        words.append(OrderStatus(int(status)).name + why)
    return words


def same(one: np.ndarray, two: np.ndarray, but: Sequence[str] = ()) -> bool:
    """Whether two arrays of records are equal in every field (bytes between fields do not count)."""
    names = [name for name in one.dtype.names or () if name not in but]
    return len(one) == len(two) and all((one[name] == two[name]).all() for name in names)
