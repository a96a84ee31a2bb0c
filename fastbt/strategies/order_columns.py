"""The columns of the order table: what each holds, and how it is read from whatever type it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fastbt.catalog.times import read_times
from fastbt.codes import (
    Contingency,
    OrderSide,
    OrderType,
    SizeRule,
    TimeInForce,
    TrailingOffsetType,
    TriggerType,
)
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import (
    ACTION_CANCEL,
    ACTION_CANCEL_ALL,
    ACTION_CLOSE,
    ACTION_MODIFY,
    ACTION_SUBMIT,
)
from fastbt.model.durations import duration_ns
from fastbt.schema.table import TIME
from fastbt.strategies.ladders import first_levels, is_list

TABLE = "orders"
"""What messages call the table."""


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """One column of the order table."""

    kind: str
    """``time``, ``text``, ``code``, ``price``, ``quantity``, ``rate``, ``number``, ``span``,
    ``flag`` or ``ids``."""
    meaning: str
    """What it says, with its unit."""


ORDER_COLUMNS: dict[str, OrderColumn] = {
    "ts": OrderColumn("time", "when it is sent; it acts after the last row at or before this time"),
    "instrument_id": OrderColumn("text", "what it trades; may be left out where there is one instrument"),
    "action": OrderColumn("code", "submit (default), cancel, modify, close_position or cancel_all"),
    "client_order_id": OrderColumn("text", "a name for the order; needed to cancel or modify it"),
    "side": OrderColumn("code", "BUY or SELL"),
    "order_type": OrderColumn(
        "code",
        "MARKET, LIMIT, STOP_MARKET, STOP_LIMIT (by default what the prices say), MARKET_IF_TOUCHED, "
        "LIMIT_IF_TOUCHED, MARKET_TO_LIMIT, TRAILING_STOP_MARKET or TRAILING_STOP_LIMIT (by default where "
        "there is a trailing_offset)",
    ),
    "quantity": OrderColumn("quantity", "units"),
    "size": OrderColumn("number", "a fraction in (0, 1], or money where size_rule is value"),
    "size_rule": OrderColumn("code", "how size is read: equity (default), cash, value or risk"),
    "price": OrderColumn("price", "limit price"),
    "trigger_price": OrderColumn("price", "price at which a stop, or an order that is touched, is triggered"),
    "trailing_offset": OrderColumn("price", "distance of a trailing stop's trigger from the best price"),
    "trailing_offset_type": OrderColumn(
        "code", "how offsets are read: PRICE (default), BASIS_POINTS (of the best price) or TICKS"
    ),
    "limit_offset": OrderColumn("price", "distance of a trailing stop's limit from its trigger"),
    "activation_price": OrderColumn(
        "price", "price from which on a trailing stop follows; by default at once"
    ),
    "trigger_type": OrderColumn(
        "code",
        "what tests the trigger: DEFAULT and BID_ASK (the price at which the order would fill), LAST_PRICE "
        "or MID_POINT; on bars all are one",
    ),
    "time_in_force": OrderColumn("code", "GTC (default), GTD (default with an expire word), DAY, IOC or FOK"),
    "expire_time": OrderColumn("time", "when it expires"),
    "expire_after": OrderColumn("span", "bars (whole numbers) or a duration after which it expires"),
    "stop_loss": OrderColumn("rate", "fraction of the entry's fill price"),
    "take_profit": OrderColumn(
        "rate", "fraction of the entry's fill price, or a ladder: [[0.02, 0.5], [0.04, 0.5]]"
    ),
    "stop_loss_price": OrderColumn("price", "a level"),
    "take_profit_price": OrderColumn("price", "a level, or a ladder of levels and shares"),
    "stop_loss_offset": OrderColumn("price", "a distance in price"),
    "take_profit_offset": OrderColumn("price", "a distance in price, or a ladder of distances and shares"),
    "trailing_stop": OrderColumn("rate", "fraction of the best price since the entry's fill"),
    "trailing_stop_offset": OrderColumn("price", "a distance in price from the best price"),
    "break_even": OrderColumn(
        "rate", "fraction of gain after which the stop-loss moves to the entry's fill price"
    ),
    "time_stop": OrderColumn("span", "bars or a duration after which what is left is closed"),
    "post_only": OrderColumn("flag", "whether it is rejected rather than taking liquidity"),
    "reduce_only": OrderColumn("flag", "whether it may only reduce a position"),
    "contingency": OrderColumn(
        "code",
        "what a fill does to the orders in linked_ids: OCO cancels them, OUO reduces them by it, OTO lets "
        "them live: they are its children",
    ),
    "linked_ids": OrderColumn("ids", "list of the client_order_id of every order it is linked with"),
    "parent_id": OrderColumn("text", "client_order_id of the order that has to fill before this one lives"),
    "position_id": OrderColumn(
        "text", "client_order_id of the order that opened the position it closes (venues that hedge)"
    ),
    "strategy_id": OrderColumn("text", "the strategy that sends it; by default the run's strategy_id="),
    "tag": OrderColumn("text", "a word of the user's, shown with the order and its fills"),
}
"""Every column, in the order of the documentation."""

ACTIONS = {
    "submit": ACTION_SUBMIT,
    "cancel": ACTION_CANCEL,
    "modify": ACTION_MODIFY,
    "close_position": ACTION_CLOSE,
    "cancel_all": ACTION_CANCEL_ALL,
}
SIZE_RULES = {
    "equity": SizeRule.PERCENT_OF_EQUITY,
    "cash": SizeRule.PERCENT_OF_CASH,
    "value": SizeRule.VALUE,
    "risk": SizeRule.RISK_PERCENT,
}
_ORDER_TYPES = (
    "MARKET",
    "LIMIT",
    "STOP_MARKET",
    "STOP_LIMIT",
    "MARKET_IF_TOUCHED",
    "LIMIT_IF_TOUCHED",
    "MARKET_TO_LIMIT",
    "MARKET_ON_OPEN",
    "LIMIT_ON_OPEN",
    "MARKET_ON_CLOSE",
    "LIMIT_ON_CLOSE",
    "TRAILING_STOP_MARKET",
    "TRAILING_STOP_LIMIT",
)
ON_OPEN = (int(OrderType.MARKET_ON_OPEN), int(OrderType.LIMIT_ON_OPEN))
ON_CLOSE = (int(OrderType.MARKET_ON_CLOSE), int(OrderType.LIMIT_ON_CLOSE))
FOR_SESSION = (*ON_OPEN, *ON_CLOSE)
"""Types that are for one price of a session (rule F7)."""
_TIMES_IN_FORCE = ("GTC", "GTD", "DAY", "IOC", "FOK")
CODES: dict[str, dict[str, int]] = {
    "action": ACTIONS,
    "side": {side.name: int(side) for side in OrderSide},
    "order_type": {name: int(OrderType[name]) for name in _ORDER_TYPES},
    "trailing_offset_type": {kind.name: int(kind) for kind in TrailingOffsetType},
    "size_rule": {name: int(rule) for name, rule in SIZE_RULES.items()},
    "contingency": {kind.name: int(kind) for kind in Contingency},
    "trigger_type": {kind.name: int(kind) for kind in TriggerType},
    "time_in_force": {name: int(TimeInForce[name]) for name in _TIMES_IN_FORCE},
}
STOP_WORDS = ("stop_loss", "stop_loss_offset", "stop_loss_price")
TRAILING_STOP_WORDS = ("trailing_stop", "trailing_stop_offset")
TARGET_WORDS = ("take_profit", "take_profit_offset", "take_profit_price")
"""In the order of the kernel's kinds: fraction, offset, level."""


def read_column(orders: pl.DataFrame, name: str) -> pl.Series:
    """Read one column in the type of its kind.

    Args:
        orders: the table as the user gave it.
        name: one of ``ORDER_COLUMNS``.

    Returns:
        The column; all null where the table does not have it. Prices and quantities are Float64, or text of
        an exact decimal; spans are Int64 (bars) or Duration.

    Raises:
        ConfigError: if the type is another, or a value cannot be read; its row is named.
        UnknownNameError: if a word is not among the codes.
    """
    kind = ORDER_COLUMNS[name].kind
    if name not in orders.columns or orders.schema[name] == pl.Null:
        return pl.Series(name, [None] * orders.height, dtype=_TYPES.get(kind, pl.Float64))
    series = orders[name]
    if name in TARGET_WORDS and is_list(series.dtype):
        return first_levels(series)
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
    "ids": pl.List(pl.String),
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
    "ids": "lists of text",
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
            raise ConfigError(
                f"{TABLE}, row {row}, column {name!r}: {series[row]} is not a number; null means absent"
            )
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
        spans = [None if text is None else duration_ns(text, name) for text in series]
        return pl.Series(name, spans, dtype=pl.Int64).cast(pl.Duration("ns"))
    raise _wrong_type(series, name, "span")
