"""Rates as the counts of 10^-12 that kernels see, and numbers as the shortest text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from fastbt.errors import ConfigError
from fastbt.model.rounding import LARGEST, RATE_PRECISION, Number, divide_half_up, to_decimal, to_rate

ONE = 10**RATE_PRECISION
"""One, as a rate."""


def rate_units(value: Number, what: str) -> int:
    """Return a rate as a count of 10^-12.

    Args:
        value: the rate, a fraction; a float is the decimal of 12 places nearest to it.
        what: the option's name, for the message.

    Returns:
        The count, an int64.

    Raises:
        ConfigError: if it is not a finite number or does not fit.

    Example:
        >>> rate_units(0.05, "stop_loss")
        50000000000
    """
    units = int(to_rate(value, what).scaleb(RATE_PRECISION))
    if abs(units) > LARGEST:
        raise ConfigError(f"{what}={value!r} is too large: at most {LARGEST // ONE}")
    return units


def inverse_rate_units(value: Number, what: str) -> int:
    """Return 1 / value as a count of 10^-12, rounded half up: the margin rate of a leverage.

    Args:
        value: a number above zero.
        what: the option's name, for the message.

    Returns:
        The count.

    Raises:
        ConfigError: if the number is not above zero.

    Example:
        >>> inverse_rate_units(3, "leverage")
        333333333333
    """
    units = rate_units(value, what)
    if units <= 0:
        raise ConfigError(f"{what}={value!r} must be above zero")
    return divide_half_up(ONE * ONE, units)


def nearest_rate(value: Number, what: str) -> Decimal:
    """Return the decimal of 12 places nearest to a number, half up, exact kinds included.

    Example:
        >>> nearest_rate(1, "maker"), nearest_rate("0.0000000000005", "maker")
        (Decimal('1.000000000000'), Decimal('1E-12'))
    """
    return to_decimal(value, what).quantize(Decimal(1).scaleb(-RATE_PRECISION), rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Text of a decimal without an exponent and without trailing zeros behind the point.

    Example:
        >>> plain(Decimal("0.000200000000"))
        '0.0002'
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
