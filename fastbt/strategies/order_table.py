"""The order table of ``from_orders``: a script of orders as rows, checked and brought to one form.

Each row is a command sent at ``ts``: submit, cancel, modify, close_position or cancel_all, with the same
words as the other forms of a strategy. This file knows columns, types and what contradicts itself within a
row; what needs the bars (which row a time means, grids, ids) is done in ``simulation/lower_orders.py``.
"""

from __future__ import annotations

import polars as pl

from fastbt.codes import OrderType, SizeRule, TimeInForce
from fastbt.errors import ConfigError, unknown_name
from fastbt.kernels.state import ACTION_CANCEL, ACTION_CLOSE, ACTION_MODIFY, ACTION_SUBMIT
from fastbt.strategies.ladders import ladder_column
from fastbt.strategies.order_checks import (
    check_exits,
    check_linked,
    check_trailing,
    refuse,
    trailing_types,
)
from fastbt.strategies.order_columns import (
    FOR_SESSION,
    ORDER_COLUMNS,
    STOP_WORDS,
    TABLE,
    TARGET_WORDS,
    TRAILING_STOP_WORDS,
    read_column,
)

_SUBMIT_ONLY = tuple(
    name for name in ORDER_COLUMNS
    if name not in ("ts", "instrument_id", "action", "client_order_id", "position_id", "strategy_id", "tag")
)  # fmt: skip
_FLAGS = ("post_only", "reduce_only")
MODIFIED = ("quantity", "price", "trigger_price")
"""What a modify may change."""
PRICES = {
    OrderType.MARKET: (False, False),
    OrderType.LIMIT: (True, False),
    OrderType.STOP_MARKET: (False, True),
    OrderType.STOP_LIMIT: (True, True),
    OrderType.MARKET_IF_TOUCHED: (False, True),
    OrderType.LIMIT_IF_TOUCHED: (True, True),
    OrderType.MARKET_TO_LIMIT: (False, False),
    OrderType.MARKET_ON_OPEN: (False, False),
    OrderType.LIMIT_ON_OPEN: (True, False),
    OrderType.MARKET_ON_CLOSE: (False, False),
    OrderType.LIMIT_ON_CLOSE: (True, False),
    OrderType.TRAILING_STOP_MARKET: (False, False),
    OrderType.TRAILING_STOP_LIMIT: (False, False),
}
"""Which order has a limit price, and which a trigger price."""


def read_orders(orders: pl.DataFrame, *, extra: str = "error") -> pl.DataFrame:
    """Bring an order table to one form: every column present, codes as numbers, sorted by time.

    Args:
        orders: columns of ``ORDER_COLUMNS``, in any order.
        extra: ``error``: refuse unknown columns; ``ignore``: leave them out.

    Returns:
        All columns of ``ORDER_COLUMNS``; ``row`` is the row's number in the table given, from 0; ``ladder``
        the rungs of a take-profit that has several, whose own column then holds the first level. Prices,
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
    table = table.with_columns(read_column(orders, name) for name in ORDER_COLUMNS)
    table = table.with_columns(ladder_column(orders, TARGET_WORDS, TABLE))
    table = table.with_columns(
        pl.col("action").fill_null(ACTION_SUBMIT),
        pl.col(_FLAGS).fill_null(value=False),
        trailing_types(),
    )
    _check_rows(table)
    return table.sort("ts", maintain_order=True)


def _check_rows(table: pl.DataFrame) -> None:
    """Refuse what is missing or contradicts itself within a row."""
    action = pl.col("action")
    submits, modifies = action == ACTION_SUBMIT, action == ACTION_MODIFY
    refuse(table, pl.col("ts").is_null(), "ts", "every row needs the time at which it is sent")
    refuse(table, submits & pl.col("side").is_null(), "side", "an order needs a side, BUY or SELL")
    refuse(
        table, submits & pl.col("quantity").is_null() & pl.col("size").is_null(), "quantity",
        "an order needs quantity or size",
    )  # fmt: skip
    refuse(
        table,
        pl.col("quantity").is_not_null() & pl.col("size").is_not_null(),
        "size",
        "quantity and size contradict each other: give one",
    )
    refuse(
        table,
        pl.col("size_rule").is_not_null() & pl.col("size").is_null(),
        "size_rule",
        "size_rule says how to read size, which is missing",
    )
    money = pl.col("size_rule") == int(SizeRule.VALUE)
    refuse(table, ~(pl.col("size") > 0), "size", "must be above 0")
    refuse(
        table, (pl.col("size") > 1) & ~money.fill_null(value=False), "size",
        "above 1: it is a fraction of equity, cash or risk; for units give quantity, for money "
        "size_rule='value'",
    )  # fmt: skip
    refuse(
        table,
        ((action == ACTION_CANCEL) | modifies) & pl.col("client_order_id").is_null(),
        "client_order_id",
        "a cancel or a modify needs the client_order_id of the order",
    )
    refuse(
        table,
        modifies & pl.all_horizontal(pl.col(name).is_null() for name in MODIFIED),
        "action",
        f"a modify changes one of {', '.join(MODIFIED)}: give what changes",
    )
    for name in _SUBMIT_ONLY:
        given = pl.col(name) if name in _FLAGS else pl.col(name).is_not_null()
        message = "only a submit has this; leave it null"
        if name in MODIFIED:
            given, message = given & ~modifies, "only a submit and a modify have this; leave it null"
        refuse(table, ~submits & given, name, message)
    closes = submits | (action == ACTION_CLOSE)
    refuse(
        table, ~closes & pl.col("position_id").is_not_null(), "position_id",
        "only a submit and a close_position close a position; leave it null",
    )  # fmt: skip
    refuse(table, pl.col("strategy_id").str.strip_chars() == "", "strategy_id", "must be a text, or null")
    _check_prices(table)
    for words in (STOP_WORDS, TRAILING_STOP_WORDS, TARGET_WORDS, ("expire_time", "expire_after")):
        count = pl.sum_horizontal(pl.col(word).is_not_null() for word in words)
        refuse(table, count > 1, words[0], f"{', '.join(words)} contradict each other: give one of them")
    _check_times(table)


def _check_prices(table: pl.DataFrame) -> None:
    """Refuse prices that an order's type has not, or lacks."""
    check_trailing(table)
    check_linked(table)
    for wanted, needed in PRICES.items():
        given = pl.col("order_type") == int(wanted)
        for column, needs in zip(("price", "trigger_price"), needed, strict=True):
            refuse(
                table,
                given & (pl.col(column).is_not_null() != needs),
                column,
                f"a {wanted.name} order {'needs' if needs else 'has no'} {column}",
            )
    refuse(
        table, pl.col("post_only") & pl.col("price").is_null() & pl.col("limit_offset").is_null(),
        "post_only",
        "an order without a limit price always takes: give price, or leave post_only out",
    )  # fmt: skip
    refuse(
        table, pl.col("post_only") & pl.col("order_type").is_in(FOR_SESSION), "post_only",
        "an order on open or on close takes that price or ends: leave post_only out",
    )  # fmt: skip
    untested = pl.all_horizontal(pl.col(word).is_null() for word in ("trigger_price", "trailing_offset"))
    refuse(
        table, pl.col("trigger_type").is_not_null() & untested, "trigger_type",
        "says what tests trigger_price, which is missing",
    )  # fmt: skip
    at_once = pl.col("time_in_force").is_in([int(TimeInForce.IOC), int(TimeInForce.FOK)])
    refuse(
        table, pl.col("post_only") & at_once, "post_only",
        "IOC and FOK take or end on arrival, a post-only order never takes: leave one of them out",
    )  # fmt: skip


def _check_times(table: pl.DataFrame) -> None:
    for_session = pl.col("order_type").is_in(FOR_SESSION)
    other = pl.any_horizontal(pl.col(word).is_not_null() for word in ("expire_time", "expire_after"))
    other = other | (pl.col("time_in_force") != int(TimeInForce.DAY)).fill_null(value=False)
    refuse(
        table, for_session & other, "time_in_force",
        "an order on open or on close is for one price of its session: leave it null, and the "
        "expire words out",
    )  # fmt: skip
    expires = pl.col("expire_time").is_not_null() | pl.col("expire_after").is_not_null()
    force = pl.col("time_in_force")
    gtd = force == int(TimeInForce.GTD)
    refuse(table, gtd & ~expires, "time_in_force", "GTD needs expire_time or expire_after")
    refuse(
        table,
        expires & force.is_not_null() & ~gtd,
        "time_in_force",
        "only GTD expires: leave it null or the expire word out",
    )
    for name in ("expire_after", "time_stop"):
        zero = pl.col(name).to_physical() <= 0
        refuse(table, zero, name, "must be above zero")
    check_exits(table)
