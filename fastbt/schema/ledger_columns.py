"""The columns and tables of a result, and short ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import polars as pl

from fastbt.schema.table import Column, Kind, Table

AVERAGE_DIGITS = 6
"""Further decimals of an average price."""
DECIMAL_PRECISION = 38
"""Digits of a Decimal column: the most there are, so that sums cannot overflow."""


@dataclass(frozen=True, slots=True)
class LedgerColumn(Column):
    """A column of a result's table.

    Args:
        digits: decimals beyond the scale of its kind.
    """

    digits: int = 0

    def exact_type(self, scale: int) -> pl.DataType:
        """Type in exact frames, where its kind has ``scale`` decimals."""
        return pl.Decimal(DECIMAL_PRECISION, scale + self.digits) if self.kind.is_exact else self.frame_type


@dataclass(frozen=True, slots=True)
class LedgerTable(Table):
    """A table of a result; its columns are ``LedgerColumn``.

    Example:
        >>> from fastbt.schema.ledger import LEDGER
        >>> LEDGER["fills"].frame_schema()["price"], LEDGER["fills"].exact_schema({Kind.PRICE: 2})["price"]
        (Float64, Decimal(precision=38, scale=2))
    """

    columns: tuple[LedgerColumn, ...]

    def exact_schema(self, scales: dict[Kind, int]) -> pl.Schema:
        """Types of the exact table, given the decimals of its prices, quantities and money (default 0)."""
        return pl.Schema({c.name: c.exact_type(scales.get(c.kind, 0)) for c in self.columns})


def text(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A name or id."""
    return LedgerColumn(name, Kind.TEXT, meaning, null)


def texts(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """Several ids."""
    return LedgerColumn(name, Kind.TEXTS, meaning, null)


def code(name: str, codes: type[IntEnum], meaning: str, null: str | None = None) -> LedgerColumn:
    """A code, shown by its name."""
    return LedgerColumn(name, Kind.TEXT, meaning, null, codes)


def time(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A time."""
    return LedgerColumn(name, Kind.TIME, meaning, null)


def flag(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """True or false."""
    return LedgerColumn(name, Kind.FLAG, meaning, null)


def count(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A whole number."""
    return LedgerColumn(name, Kind.COUNT, meaning, null)


def number(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A ratio."""
    return LedgerColumn(name, Kind.NUMBER, meaning, null)


def price(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A price."""
    return LedgerColumn(name, Kind.PRICE, meaning, null)


def average(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """An average price."""
    return LedgerColumn(name, Kind.PRICE, meaning, null, None, AVERAGE_DIGITS)


def quantity(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """A quantity."""
    return LedgerColumn(name, Kind.QUANTITY, meaning, null)


def money(name: str, meaning: str, null: str | None = None) -> LedgerColumn:
    """An amount of money."""
    return LedgerColumn(name, Kind.MONEY, meaning, null)


STRATEGY_ID = text("strategy_id", "the strategy it belongs to")
ACCOUNT_ID = text("account_id", "the account it belongs to")
INSTRUMENT_ID = text("instrument_id", "SYMBOL.VENUE")
CURRENCY = text("currency", "the currency of the money columns")
