"""Times, prices, quantities and money as a reader sees them in an explanation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME


def time_texts(times: Sequence[int]) -> list[str]:
    """Times as text, all with as much of the time of day as one of them needs.

    Args:
        times: UTC nanoseconds.

    Example:
        >>> time_texts([1_704_153_600_000_000_000, 1_704_067_200_000_000_000])
        ['2024-01-02', '2024-01-01']
        >>> time_texts([1_704_153_630_000_000_000])
        ['2024-01-02 00:00:30']
    """
    known = pl.Series(times, dtype=pl.Int64).cast(TIME)
    forms = {"1d": "%Y-%m-%d", "1m": "%Y-%m-%d %H:%M", "1s": "%Y-%m-%d %H:%M:%S"}
    enough = (form for unit, form in forms.items() if (known.dt.truncate(unit) == known).all())
    texts: list[str] = known.dt.strftime(next(enough, "%Y-%m-%d %H:%M:%S%.f")).to_list()
    return texts


def quantity_text(value: Decimal | None) -> str:
    """A quantity or an average without trailing zeros.

    Example:
        >>> quantity_text(Decimal("1500.00")), quantity_text(Decimal("0.250")), quantity_text(None)
        ('1,500', '0.25', 'a quantity found at the fill')
    """
    return "a quantity found at the fill" if value is None else f"{value.normalize():,f}"


def price_text(value: Decimal, instrument: Instrument) -> str:
    """A price with the instrument's decimals."""
    return f"{round(value, instrument.price_precision):,f}"


def money_text(value: Decimal, instrument: Instrument) -> str:
    """Money in the instrument's settlement currency."""
    currency = instrument.settlement_currency
    return f"{round(value, currency.precision):,f} {currency.code}"
