"""Checks of an order table's rows: how a row is refused, what a trailing stop and an entry's exits need."""

from __future__ import annotations

import polars as pl

from fastbt.codes import Contingency, OrderSide, OrderType, SizeRule, TrailingOffsetType
from fastbt.errors import ConfigError
from fastbt.strategies.order_columns import STOP_WORDS, TABLE, TRAILING_STOP_WORDS

TRAILING_WORDS = ("trailing_offset", "trailing_offset_type", "limit_offset", "activation_price")
MOST_BASIS_POINTS = 10_000
"""An offset of all of the price."""
_MARKET, _LIMIT = int(OrderType.TRAILING_STOP_MARKET), int(OrderType.TRAILING_STOP_LIMIT)


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


def check_linked(table: pl.DataFrame) -> None:
    """Refuse rows whose words of a contingency are missing or contradict each other (rule F10).

    Args:
        table: the order table.

    Raises:
        ConfigError: naming row, column and value.
    """
    kind, ids = pl.col("contingency"), pl.col("linked_ids")
    linked = ids.list.len() > 0
    is_child = (kind == int(Contingency.OTO)) & pl.col("parent_id").is_not_null()
    refuse(
        table, kind.is_not_null() & ~(linked | is_child).fill_null(value=False), "linked_ids",
        "a contingency needs the orders that it links: give their client_order_id",
    )  # fmt: skip
    refuse(
        table, kind.is_null() & linked, "contingency",
        "linked_ids needs a contingency: OCO (a fill cancels them), OUO (a fill reduces them) or OTO (they "
        "wait for its fill)",
    )  # fmt: skip
    refuse(
        table, linked & pl.col("client_order_id").is_null(), "client_order_id",
        "a linked order needs a name, by which the others link it",
    )  # fmt: skip
    refuse(
        table, (kind == int(Contingency.OUO)) & pl.col("size").is_not_null(), "size",
        "OUO reduces quantities, and this one is found at the fill: give quantity, or OCO",
    )  # fmt: skip


def trailing_types() -> pl.Expr:
    """Return the column ``order_type`` in which a row with a trailing offset is a trailing stop."""
    kind = pl.when(pl.col("limit_offset").is_null()).then(_MARKET).otherwise(_LIMIT)
    trails = pl.col("order_type").is_null() & pl.col("trailing_offset").is_not_null()
    return pl.when(trails).then(kind).otherwise(pl.col("order_type")).cast(pl.Int64).alias("order_type")


def check_trailing(table: pl.DataFrame) -> None:
    """Refuse rows whose words of a trailing stop are missing or contradict each other (rule F6).

    Args:
        table: the order table, types filled in by ``trailing_types``.

    Raises:
        ConfigError: naming row, column and value.
    """
    kind = pl.col("order_type")
    trails = kind.is_in([_MARKET, _LIMIT]).fill_null(value=False)
    offset, limit = pl.col("trailing_offset"), pl.col("limit_offset")
    refuse(
        table,
        trails & offset.is_null(),
        "trailing_offset",
        "a trailing stop needs its distance from the price",
    )
    for word in TRAILING_WORDS:
        refuse(
            table, ~trails & pl.col(word).is_not_null(), word,
            "only a trailing stop has this: leave it null, or give trailing_offset and no other order_type",
        )  # fmt: skip
    for word in ("price", "trigger_price"):
        refuse(
            table, trails & pl.col(word).is_not_null(), word,
            "a trailing stop sets its prices itself: give trailing_offset, limit_offset or activation_price",
        )  # fmt: skip
    refuse(table, (kind == _LIMIT) & limit.is_null(), "limit_offset", "a TRAILING_STOP_LIMIT order needs it")
    refuse(
        table, (kind == _MARKET) & limit.is_not_null(), "limit_offset",
        "a TRAILING_STOP_MARKET order has no limit: leave it null, or use TRAILING_STOP_LIMIT",
    )  # fmt: skip
    unit = pl.col("trailing_offset_type")
    for word in ("trailing_offset", "limit_offset"):
        number = pl.col(word).cast(pl.Float64, strict=False)
        points, ticks = unit == int(TrailingOffsetType.BASIS_POINTS), unit == int(TrailingOffsetType.TICKS)
        refuse(
            table, points & (number >= MOST_BASIS_POINTS), word,
            f"must be below {MOST_BASIS_POINTS} basis points, which are all of the price",
        )  # fmt: skip
        refuse(table, ticks & (number != number.floor()), word, "must be a whole number of ticks")


def check_exits(table: pl.DataFrame) -> None:
    """Refuse what the fractions of an entry's exits cannot be, and what needs a stop where there is none.

    Args:
        table: the order table.

    Raises:
        ConfigError: naming row, column and value.
    """
    for name in ("stop_loss", "take_profit", "trailing_stop", "break_even"):
        refuse(table, ~(pl.col(name) > 0), name, "must be above 0: 0.05 is 5 %")
    all_of_it = (pl.col("trailing_stop") >= 1) & (pl.col("side") == int(OrderSide.BUY))
    refuse(
        table, all_of_it, "trailing_stop",
        "is a fraction of the best price, below 1: 0.05 is 5 %; for a distance give trailing_stop_offset",
    )  # fmt: skip
    has_stop = pl.any_horizontal(pl.col(word).is_not_null() for word in STOP_WORDS)
    refuse(
        table, pl.col("break_even").is_not_null() & ~has_stop, "break_even",
        f"moves the stop-loss, which is missing: give one of {', '.join(STOP_WORDS)}",
    )  # fmt: skip
    follows = pl.any_horizontal(pl.col(word).is_not_null() for word in TRAILING_STOP_WORDS)
    risk = pl.col("size_rule") == int(SizeRule.RISK_PERCENT)
    refuse(
        table, risk & ~has_stop & ~follows, "size_rule",
        f"risk is measured by a stop: give one of {', '.join((*STOP_WORDS, *TRAILING_STOP_WORDS))}",
    )  # fmt: skip
