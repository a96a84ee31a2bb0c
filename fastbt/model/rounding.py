"""Numbers on their way to a decimal grid, and the one rounding rule: half up, away from zero.

A grid of precision ``p`` has the step ``10**-p``; a number on it is an integer count of steps. Text, ``int``,
``Decimal`` and ``Fraction`` are taken exactly. A float is taken by rule A11: the product ``x * 10**p`` in
float64, rounded half away from zero, so that the same float means the same tick on every way in.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.decimals import (
    LARGEST,
    MAX_PRECISION,
    Factor,
    Number,
    check_range,
    decimal_of_steps,
    is_float,
    power_of_ten,
    to_decimal,
)

__all__ = [
    "FLOAT_ERROR",
    "HALF",
    "LARGEST",
    "MAX_PRECISION",
    "NEAR",
    "RATE_PRECISION",
    "Factor",
    "Number",
    "check_range",
    "decimal_of_steps",
    "divide_half_up",
    "floats_to_steps",
    "is_float",
    "power_of_ten",
    "to_decimal",
    "to_exact_steps",
    "to_factor",
    "to_rate",
    "to_steps",
]

RATE_PRECISION = 12
"""Decimals of a rate, fraction, weight or factor."""

HALF = 0.5
"""From here on a part of an increment rounds up."""
NEAR = 1e-6
"""Part of an increment by which a float may fall short of a value and still count as it."""
FLOAT_ERROR = 2.0**-51
"""The same, relative to the float: four units of its last place."""

_BEYOND = 2.0**63


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide two integers and round half up, away from zero.

    Args:
        numerator: any integer.
        denominator: a positive integer.

    Returns:
        The rounded quotient.

    Example:
        >>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(7, 3)
        (3, -3, 2)
    """
    quotient, rest = divmod(abs(numerator), denominator)
    quotient += 2 * rest >= denominator
    return quotient if numerator >= 0 else -quotient


def to_steps(value: Number, precision: int, what: str, *, increment: int = 1, down: bool = False) -> int:
    """Put a number on a grid: the nearest allowed value, half up, away from zero.

    Args:
        value: the number; text and exact types exactly, a float by rule A11.
        precision: decimals of the grid.
        what: what it is, for the message.
        increment: steps between two allowed values.
        down: round down instead; a float within 1e-6 of an increment (and its own float error) below one
            counts as it, so that 0.3 - 0.1 is 0.2.

    Returns:
        Count of steps of ``10**-precision``, a multiple of ``increment``.

    Raises:
        ConfigError: it is not a finite number or leaves 64 bits.

    Example:
        >>> to_steps("100.555", 2, "price"), to_steps(-0.5, 0, "price"), to_steps("7.9", 0, "lots", down=True)
        (10056, -1, 7)
    """
    if is_float(value):
        return check_range(_float_to_steps(float(value), precision, what, increment, down), what)
    if isinstance(value, Fraction):
        numerator, denominator = value.numerator, value.denominator
    else:
        number = to_decimal(value, what)
        # Far outside the range, the integers below would have as many digits as the exponent says.
        if number and number.adjusted() > 2 * MAX_PRECISION:
            raise ConfigError(f"{what}: {value!r} does not fit 64 bits at {precision} decimals")
        if number and number.adjusted() < -2 * MAX_PRECISION:
            number = decimal_of_steps(1, 2 * MAX_PRECISION).copy_sign(number)
        numerator, denominator = number.as_integer_ratio()
    numerator, denominator = numerator * power_of_ten(precision), denominator * increment
    count = numerator // denominator if down else divide_half_up(numerator, denominator)
    return check_range(count * increment, what)


def to_exact_steps(value: Number, precision: int, what: str) -> int:
    """Count the steps of a number that must lie on the grid (a float: the decimal it is written as).

    Raises:
        ConfigError: it has more decimals than the grid, is not finite, or leaves 64 bits.
    """
    number = to_decimal(value, what)
    steps = to_steps(number, precision, what)
    if decimal_of_steps(steps, precision) != number:
        raise ConfigError(f"{what}: {value} has more than {precision} decimals")
    return steps


def to_rate(value: Number, what: str) -> Decimal:
    """Read a rate, fraction, weight or factor: a float is the decimal of 12 places nearest to it.

    Args:
        value: the rate; 0.05 is exactly 5/100.
        what: what it is, for the message.

    Returns:
        A decimal of at most 12 places without trailing zeros.

    Raises:
        ConfigError: it is not a finite number, or an exact one with more than 12 places.
    """
    if is_float(value):
        if not math.isfinite(value):
            raise ConfigError(f"{what}: must be finite, got {value!r}")
        steps = to_steps(Decimal(float(value)), RATE_PRECISION, what)
    else:
        steps = to_exact_steps(value, RATE_PRECISION, what)
    places = RATE_PRECISION
    while places and steps % 10 == 0:
        steps, places = steps // 10, places - 1
    return decimal_of_steps(steps, places)


def to_factor(value: Factor) -> Fraction:
    """Read a factor exactly; a float is the decimal of 12 places nearest to it.

    Raises:
        ConfigError: it is not finite.
    """
    if is_float(value):
        return Fraction(to_rate(value, "factor"))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ConfigError(f"factor: must be finite, got {value}")
    return Fraction(value) if isinstance(value, (Decimal, Fraction)) else Fraction(int(value))


def floats_to_steps(
    values: ArrayLike, precision: int, what: str, *, increment: int = 1, down: bool = False
) -> NDArray[np.int64]:
    """Put floats on a grid, many at once: the vectorized twin of ``to_steps``.

    Args:
        values: floats, any shape.
        precision: decimals of the grid.
        what: what they are, for the message.
        increment: steps between two allowed values.
        down: round down instead of to the nearest, with the allowance of ``to_steps``.

    Returns:
        Counts of steps, multiples of ``increment``.

    Raises:
        ConfigError: a value is not finite or leaves 64 bits; its position is named.
    """
    floats = np.asarray(values, dtype=np.float64)
    scaled = floats * power_of_ten(precision)
    # Written so that NaN, which fails every comparison, is bad too.
    bad = ~(np.abs(scaled) + increment < _BEYOND)
    if bad.any():
        at = int(np.flatnonzero(bad.ravel())[0])
        raise ConfigError(
            f"{what}: value {floats.ravel()[at]} at position {at} is not finite or does not fit 64 bits"
        )
    counts = scaled / increment
    whole = np.trunc(counts)
    nearest = whole + np.copysign(np.abs(counts - whole) >= HALF, counts)
    if down:
        near = nearest - counts <= NEAR + np.abs(counts) * FLOAT_ERROR
        nearest = np.where(near, nearest, np.floor(counts))
    steps: NDArray[np.int64] = nearest.astype(np.int64) * increment
    return steps


def _float_to_steps(value: float, precision: int, what: str, increment: int, down: bool) -> int:
    """Do for one float what ``floats_to_steps`` does for many, operation by operation."""
    scaled = value * power_of_ten(precision)
    if not abs(scaled) + increment < _BEYOND:
        raise ConfigError(f"{what}: {value!r} is not finite or does not fit 64 bits")
    count = scaled / increment
    # Not floor(x + 0.5): that sum itself rounds, and 0.49999999999999994 would become 1.
    whole = math.trunc(count)
    nearest = whole + int(math.copysign(abs(count - whole) >= HALF, count))
    if down and not nearest - count <= NEAR + abs(count) * FLOAT_ERROR:
        nearest = math.floor(count)
    return nearest * increment


def split_ratio(given: Fraction) -> Fraction:
    """Return the ratio that a number of 12 places means.

    A fraction with a denominator of at most 1,000 where the number is that one rounded, else the number.

    Args:
        given: new units for an old one.

    Example:
        >>> split_ratio(Fraction("0.333333333333")), split_ratio(Fraction("1.5"))
        (Fraction(1, 3), Fraction(3, 2))
    """
    simple = given.limit_denominator(1_000)
    return simple if abs(simple - given) <= Fraction(1, 2 * 10**RATE_PRECISION) else given
