"""The order table of ``from_orders``: a script of orders as rows, checked and brought to one form.

Each row is a command sent at ``ts``: submit, cancel, close_position or cancel_all, with the same words as the
other forms of a strategy. This file knows columns, types and what contradicts itself within a row; what needs
the bars (which row a time means, grids, ids) is done in ``simulation/lower_orders.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fastbt.catalog.times import read_times
from fastbt.codes import OrderSide, OrderType, SizeRule, TimeInForce
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import ACTION_CANCEL, ACTION_CANCEL_ALL, ACTION_CLOSE, ACTION_SUBMIT
from fastbt.schema.table import TIME

TABLE = "orders"


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """One column of the order table."""

    kind: str
    """``time``, ``text``, ``code``, ``price``, ``quantity``, ``rate``, ``number``, ``span`` or ``flag``."""
    meaning: str
    """What it says, with its unit."""


ORDER_COLUMNS: dict[str, OrderColumn] = {
    "ts": OrderColumn("time", "when it is sent; it acts after the last row at or before this time"),
    "instrument_id": OrderColumn("text", "what it trades; may be left out where there is one instrument"),
    "action": OrderColumn("code", "submit (default), cancel, close_position or cancel_all"),
    "client_order_id": OrderColumn("text", "a name for the order; needed to cancel it"),
    "side": OrderColumn("code", "BUY or SELL"),
    "order_type": OrderColumn("code", "MARKET, LIMIT, STOP_MARKET or STOP_LIMIT; by default what the prices say"),
    "quantity": OrderColumn("quantity", "units"),
    "size": OrderColumn("number", "a fraction in (0, 1], or money where size_rule is value"),
    "size_rule": OrderColumn("code", "how size is read: equity (default), cash, value or risk"),
    "price": OrderColumn("price", "limit price"),
    "trigger_price": OrderColumn("price", "stop price"),
    "time_in_force": OrderColumn("code", "GTC (default), GTD (default with an expire word), IOC or FOK"),
    "expire_time": OrderColumn("time", "when it expires"),
    "expire_after": OrderColumn("span", "bars (whole numbers) or a duration after which it expires"),
    "stop_loss": OrderColumn("rate", "fraction of the entry's fill price"),
    "take_profit": OrderColumn("rate", "fraction of the entry's fill price"),
    "stop_loss_price": OrderColumn("price", "a level"),
    "take_profit_price": OrderColumn("price", "a level"),
    "stop_loss_offset": OrderColumn("price", "a distance in price"),
    "take_profit_offset": OrderColumn("price", "a distance in price"),
    "time_stop": OrderColumn("span", "bars or a duration after which what is left is closed"),
    "reduce_only": OrderColumn("flag", "whether it may only reduce a position"),
    "tag": OrderColumn("text", "a word of the user's, shown with the order and its fills"),
}
"""Every column, in the order of the documentation."""

ACTIONS = {
    "submit": ACTION_SUBMIT,
    "cancel": ACTION_CANCEL,
    "close_position": ACTION_CLOSE,
    "cancel_all": ACTION_CANCEL_ALL,
}
SIZE_RULES = {
    "equity": SizeRule.PERCENT_OF_EQUITY,
    "cash": SizeRule.PERCENT_OF_CASH,
    "value": SizeRule.VALUE,
    "risk": SizeRule.RISK_PERCENT,
}
_ORDER_TYPES = ("MARKET", "LIMIT", "STOP_MARKET", "STOP_LIMIT")
_TIMES_IN_FORCE = ("GTC", "GTD", "IOC", "FOK")
CODES: dict[str, dict[str, int]] = {
    "action": ACTIONS,
    "side": {side.name: int(side) for side in OrderSide},
    "order_type": {name: int(OrderType[name]) for name in _ORDER_TYPES},
    "size_rule": {name: int(rule) for name, rule in SIZE_RULES.items()},
    "time_in_force": {name: int(TimeInForce[name]) for name in _TIMES_IN_FORCE},
}
STOP_WORDS = ("stop_loss", "stop_loss_offset", "stop_loss_price")
TARGET_WORDS = ("take_profit", "take_profit_offset", "take_profit_price")
"""In the order of the kernel's kinds: fraction, offset, level."""
_SUBMIT_ONLY = tuple(
    name for name in ORDER_COLUMNS
    if name not in ("ts", "instrument_id", "action", "client_order_id", "tag")
)  # fmt: skip


def read_orders(orders: pl.DataFrame, *, extra: str = "error") -> pl.DataFrame:
    """Bring an order table to one form: every column present, codes as numbers, sorted by time.

    Args:
        orders: columns of ``ORDER_COLUMNS``, in any order.
        extra: ``error``: refuse unknown columns; ``ignore``: leave them out.

    Returns:
        All columns of ``ORDER_COLUMNS``; ``row`` is the row's number in the table given, from 0. Prices,
        quantities and spans keep the type they came in.

    Raises:
        UnknownNameError: if a column is not known and ``extra`` is ``error``, or a code's word is not.
        ConfigError: naming the row and column that is missing or contradicts another.
    """
    if extra not in ("error", "ignore"):
        raise ConfigError(f"extra={extra!r} is not one of 'error', 'ignore'")
    unknown = [name for name in orders.columns if name not in ORDER_COLUMNS]
    if unknown and extra == "error":
        error = unknown_name("column of the order table", unknown[0], ORDER_COLUMNS)
        error.args = (f"{error.args[0]}. To leave such columns out pass extra='ignore'",)
        raise error
    if "ts" not in orders.columns:
        raise ConfigError("the order table has no column 'ts', the time at which each row is sent")
    table = pl.DataFrame({"row": pl.int_range(orders.height, dtype=pl.Int64, eager=True)})
    table = table.with_columns(_column(orders, name) for name in ORDER_COLUMNS)
    table = table.with_columns(pl.col("action").fill_null(ACTION_SUBMIT), pl.col("reduce_only").fill_null(value=False))
    _check_rows(table)
    return table.sort("ts", maintain_order=True)


def refuse(table: pl.DataFrame, bad: pl.Expr, column: str, message: str) -> None:
    """Raise for the first row of the table for which an expression is true.

    Args:
        table: the order table, with ``row``.
        bad: a boolean expression.
        column: the column to name.
        message: what is wrong and what to do.

    Raises:
        ConfigError: naming row, column and value.
    """
    rows = table.filter(bad.fill_null(value=False))
    if rows.height:
        first = rows.row(0, named=True)
        value = "" if first[column] is None else f" ({first[column]!r})"
        raise ConfigError(f"{TABLE}, row {first['row']}, column {column!r}{value}: {message}")


def _column(orders: pl.DataFrame, name: str) -> pl.Series:
    """One column in the type of its kind; all null where the table does not have it."""
    kind = ORDER_COLUMNS[name].kind
    if name not in orders.columns or orders.schema[name] == pl.Null:
        return pl.Series(name, [None] * orders.height, dtype=_TYPES.get(kind, pl.Float64))
    series = orders[name]
    if kind == "code":
        return _code(series, name)
    if kind == "time":
        return _time(series, name)
    if kind in ("price", "quantity"):
        return _number(series, name)
    if kind == "span":
        return _span(series, name)
    try:
        return series.cast(_TYPES[kind])
    except pl.exceptions.PolarsError:
        raise _wrong_type(series, name, kind) from None


_TYPES: dict[str, Any] = {
    "time": TIME,
    "text": pl.String,
    "code": pl.Int64,
    "rate": pl.Float64,
    "number": pl.Float64,
    "flag": pl.Boolean,
    "span": pl.Int64,
}


def _wrong_type(series: pl.Series, name: str, kind: str) -> ConfigError:
    return ConfigError(f"{TABLE}, column {name!r} has type {series.dtype}; it holds {_KIND_WORDS[kind]}")


_KIND_WORDS = {
    "time": "times",
    "text": "text",
    "code": "words",
    "price": "prices",
    "quantity": "quantities",
    "rate": "fractions (0.05 is 5 %)",
    "number": "numbers",
    "span": "bars (whole numbers) or durations",
    "flag": "true or false",
}


def _code(series: pl.Series, name: str) -> pl.Series:
    """Words in any case, or a code's numbers, as numbers."""
    codes = CODES[name]
    if series.dtype.is_integer():
        known = series.is_null() | series.is_in(list(codes.values()))
        if not known.all():
            row = int((~known).arg_max() or 0)
            raise unknown_name(f"{name} in row {row} of the order table", series[row], codes)
        return series.cast(pl.Int64)
    try:
        words = series.cast(pl.String).str.strip_chars()
    except pl.exceptions.PolarsError:
        raise _wrong_type(series, name, "code") from None
    folded = {word.lower(): number for word, number in codes.items()}
    numbers = words.str.to_lowercase().replace_strict(folded, default=None, return_dtype=pl.Int64)
    if numbers.null_count() > words.null_count():
        row = int((numbers.is_null() & words.is_not_null()).arg_max() or 0)
        raise unknown_name(f"{name} in row {row} of the order table", words[row], codes)
    return numbers.alias(name)


def _time(series: pl.Series, name: str) -> pl.Series:
    """Any time type as nanoseconds UTC; naive means UTC, a date is its first moment."""
    times = read_times(series)
    if times.missing is None:
        return pl.Series(name, times.ns).cast(TIME)
    lost = pl.Series(times.missing) & series.is_not_null()
    if lost.any():
        row = int(lost.arg_max() or 0)
        raise ConfigError(f"{TABLE}, row {row}, column {name!r}: {series[row]!r} cannot be read as a time")
    return pl.Series(name, times.ns).set(pl.Series(times.missing), None).cast(TIME)


def _number(series: pl.Series, name: str) -> pl.Series:
    """Floats as Float64; whole numbers, decimals and text exactly, as text of a decimal."""
    if series.dtype.is_float():
        bad = series.is_nan() | series.is_infinite()
        if bad.any():
            row = int(bad.arg_max() or 0)
            raise ConfigError(f"{TABLE}, row {row}, column {name!r}: {series[row]} is not a number; null means absent")
        return series.cast(pl.Float64)
    if series.dtype.is_integer() or series.dtype.is_decimal() or series.dtype == pl.String:
        return series.cast(pl.String)
    raise _wrong_type(series, name, "price" if "price" in name or "offset" in name else "quantity")


def _span(series: pl.Series, name: str) -> pl.Series:
    """Bars as Int64, durations as Duration(ns); text such as "2h" as a duration."""
    if series.dtype == pl.Duration:
        return series.cast(pl.Duration("ns"))
    if series.dtype.is_integer():
        return series.cast(pl.Int64)
    if series.dtype.is_float() and (series.drop_nulls() == series.drop_nulls().floor()).all():
        return series.cast(pl.Int64)
    if series.dtype == pl.String:
        from fastbt.strategies.words import duration_ns

        spans = [None if text is None else duration_ns(text, name) for text in series]
        return pl.Series(name, spans, dtype=pl.Int64).cast(pl.Duration("ns"))
    raise _wrong_type(series, name, "span")


def _check_rows(table: pl.DataFrame) -> None:
    """Refuse what is missing or contradicts itself within a row."""
    action = pl.col("action")
    submits = action == ACTION_SUBMIT
    price, trigger, kind = pl.col("price"), pl.col("trigger_price"), pl.col("order_type")
    refuse(table, pl.col("ts").is_null(), "ts", "every row needs the time at which it is sent")
    refuse(table, submits & pl.col("side").is_null(), "side", "an order needs a side, BUY or SELL")
    refuse(
        table, submits & pl.col("quantity").is_null() & pl.col("size").is_null(), "quantity",
        "an order needs quantity or size",
    )  # fmt: skip
    refuse(table, pl.col("quantity").is_not_null() & pl.col("size").is_not_null(), "size", "quantity and size contradict each other: give one")
    refuse(table, pl.col("size_rule").is_not_null() & pl.col("size").is_null(), "size_rule", "size_rule says how to read size, which is missing")
    money = pl.col("size_rule") == int(SizeRule.VALUE)
    refuse(table, ~(pl.col("size") > 0), "size", "must be above 0")
    refuse(
        table, (pl.col("size") > 1) & ~money.fill_null(value=False), "size",
        "above 1: it is a fraction of equity, cash or risk; for units give quantity, for money size_rule='value'",
    )  # fmt: skip
    refuse(
        table, (action == ACTION_CANCEL) & pl.col("client_order_id").is_null(), "client_order_id",
        "a cancel needs the client_order_id of the order",
    )  # fmt: skip
    for name in _SUBMIT_ONLY:
        given = pl.col(name) if name == "reduce_only" else pl.col(name).is_not_null()
        refuse(table, ~submits & given, name, "only a submit has this; leave it null")
    has_price, has_trigger = price.is_not_null(), trigger.is_not_null()
    for wanted, needs_price, needs_trigger in (
        (OrderType.MARKET, False, False),
        (OrderType.LIMIT, True, False),
        (OrderType.STOP_MARKET, False, True),
        (OrderType.STOP_LIMIT, True, True),
    ):
        given = kind == int(wanted)
        for column, has, needs in (("price", has_price, needs_price), ("trigger_price", has_trigger, needs_trigger)):
            refuse(table, given & (has != needs), column, f"a {wanted.name} order {'needs' if needs else 'has no'} {column}")
    for words in (STOP_WORDS, TARGET_WORDS, ("expire_time", "expire_after")):
        count = pl.sum_horizontal(pl.col(word).is_not_null() for word in words)
        refuse(table, count > 1, words[0], f"{', '.join(words)} contradict each other: give one of them")
    _check_times(table)


def _check_times(table: pl.DataFrame) -> None:
    expires = pl.col("expire_time").is_not_null() | pl.col("expire_after").is_not_null()
    force = pl.col("time_in_force")
    gtd = force == int(TimeInForce.GTD)
    refuse(table, gtd & ~expires, "time_in_force", "GTD needs expire_time or expire_after")
    refuse(table, expires & force.is_not_null() & ~gtd, "time_in_force", "only GTD expires: leave it null or the expire word out")
    for name in ("expire_after", "time_stop"):
        zero = pl.col(name).to_physical() <= 0
        refuse(table, zero, name, "must be above zero")
    for name in ("stop_loss", "take_profit"):
        refuse(table, ~(pl.col(name) > 0), name, "must be above 0: 0.05 is 5 %")
    risk = pl.col("size_rule") == int(SizeRule.RISK_PERCENT)
    has_stop = pl.any_horizontal(pl.col(word).is_not_null() for word in STOP_WORDS)
    refuse(table, risk & ~has_stop, "size_rule", f"risk is measured by a stop: give one of {', '.join(STOP_WORDS)}")
