"""The rules a market sets for an instrument: what each is called, and the checks they must pass."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from fastbt.errors import ConfigError
from fastbt.model.decimals import Number, decimal_of_steps, to_decimal
from fastbt.model.rounding import to_exact_steps, to_rate
from fastbt.model.tick_scheme import TickScheme


class MarketRules(TypedDict, total=False):
    """Keyword arguments that the instruments which trade have in common; None means there is no such rule."""

    price_increment: Number | None
    """Smallest step between two prices; one unit of the last decimal if left out."""
    tick_scheme: TickScheme | str | None
    """Increments that depend on the price, or the name of a known table of them; runs refuse it yet."""
    size_increment: Number | None
    """Smallest step between two quantities; one unit of the last decimal if left out."""
    min_quantity: Number | None
    """Smallest quantity of an order."""
    max_quantity: Number | None
    """Largest quantity of an order."""
    min_notional: Number | None
    """Smallest notional of an order, in the settlement currency."""
    maker_fee: Number | None
    """Share of notional a maker pays, 0.001 being 0.1 %; negative is a rebate."""
    taker_fee: Number | None
    """Share of notional a taker pays."""
    margin_initial: Number | None
    """Share of notional needed to open a position."""
    margin_maintenance: Number | None
    """Share of notional needed to keep it."""
    inferred: bool
    """Whether the instrument was guessed from data rather than given."""


def check_increment(value: Number | None, precision: int, what: str) -> Decimal:
    """Return an increment as a decimal of its grid; None and 0 stand for one unit of the last decimal.

    Raises:
        ConfigError: it is negative or has more decimals than the grid.
    """
    steps = 0 if value is None else to_exact_steps(value, precision, what)
    if steps < 0:
        raise ConfigError(f"{what}: must be above 0, got {value}")
    return decimal_of_steps(steps or 1, precision)


def check_scheme(
    value: TickScheme | str | Mapping[str, Any] | None, increment: Number | None, precision: int, what: str
) -> TickScheme | None:
    """Return the tick scheme of an instrument.

    Args:
        value: a scheme, its name, or the dict it was written as.
        increment: the instrument's price increment, which must not say something else.
        precision: decimals of the instrument's prices.
        what: name of the argument, for the message.

    Raises:
        ConfigError: its prices have more decimals, or a price increment is given beside it.
        UnknownNameError: no scheme has that name.
    """
    if value is None:
        return None
    scheme = TickScheme.of(value)
    if scheme.precision > precision:
        raise ConfigError(f"{what}: {scheme.name} needs a price_precision of {scheme.precision} or more")
    given = Decimal(0) if increment is None else to_decimal(increment, what)
    if given not in (0, scheme.smallest_increment):
        raise ConfigError(f"{what}: give price_increment or tick_scheme, not both ({given}, {scheme.name})")
    return scheme


def check_quantity(value: Number | None, precision: int, increment_lots: int, what: str) -> Decimal | None:
    """Return a quantity as a decimal of its grid.

    Raises:
        ConfigError: it is negative or no multiple of the increment.
    """
    if value is None:
        return None
    lots = to_exact_steps(value, precision, what)
    if lots < 0 or lots % increment_lots:
        increment = decimal_of_steps(increment_lots, precision)
        raise ConfigError(f"{what}: must be a multiple of {increment:f}, not below 0, got {value}")
    return decimal_of_steps(lots, precision)


def check_amount(value: Number | None, precision: int, what: str) -> Decimal | None:
    """Return an amount of money as a decimal of its currency.

    Raises:
        ConfigError: it is negative or has more decimals than the currency.
    """
    if value is None:
        return None
    units = to_exact_steps(value, precision, what)
    if units < 0:
        raise ConfigError(f"{what}: must not be negative, got {value}")
    return decimal_of_steps(units, precision)


def check_fee(value: Number | None, what: str) -> Decimal | None:
    """Return a fee as a share of notional.

    Raises:
        ConfigError: it is the whole notional or more, in either direction.
    """
    if value is None:
        return None
    fee = to_rate(value, what)
    if abs(fee) >= 1:
        raise ConfigError(f"{what}: must be a fraction of notional below 1 (0.001 is 0.1 %), got {fee}")
    return fee


def check_above_zero(value: Number | None, what: str) -> Decimal | None:
    """Return a rate that is above zero.

    Raises:
        ConfigError: it is not.
    """
    if value is None:
        return None
    rate = to_rate(value, what)
    if rate <= 0:
        raise ConfigError(f"{what}: must be above 0, got {rate}")
    return rate


def check_order(low: Decimal | None, high: Decimal | None, what: str) -> None:
    """Check that a smaller bound does not exceed a larger one.

    Raises:
        ConfigError: it does.
    """
    if low is not None and high is not None and low > high:
        raise ConfigError(f"{what}: {low} must not exceed {high}")


def check_word(value: object, what: str) -> str:
    """Return a text that is not empty and has no blanks around it.

    Raises:
        ConfigError: it is something else.
    """
    if not isinstance(value, str) or not value or value != value.strip():
        raise ConfigError(f"{what}: must be text without blanks around it, got {value!r}")
    return value
