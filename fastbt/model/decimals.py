"""Reads and writes decimals exactly: what counts as a number and how many decimals it has."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeAlias, TypeGuard

import numpy as np

from fastbt.errors import ConfigError

Float: TypeAlias = float | np.floating[Any]
Factor: TypeAlias = int | Float | np.integer[Any] | Decimal | Fraction
"""A number of any kind."""
Number: TypeAlias = Factor | str
"""The same, or its text, such as ``"100.50"``."""

MAX_PRECISION = 18
"""Most decimals of a price, quantity or currency: 10^18 fits 64 bits and Parquet's DECIMAL(18, p)."""
LARGEST = 2**63 - 1
"""Largest count of steps, in either direction; -2^63 is kept free, the kernel uses it for "nothing"."""
_QUOTIENTS = Context(prec=28, rounding=ROUND_HALF_UP)


def is_number(value: object) -> TypeGuard[Factor]:
    """Tell a number from everything else; text and bool are no numbers here."""
    kinds = (int, float, Decimal, Fraction, np.integer, np.floating)
    return isinstance(value, kinds) and not isinstance(value, bool)


def is_float(value: object) -> TypeGuard[Float]:
    """Tell a binary float, Python's or NumPy's, from the exact kinds of number."""
    return isinstance(value, (float, np.floating))


def power_of_ten(exponent: int) -> int:
    """Return ``10**exponent`` as an integer; the exponent is not negative."""
    power: int = 10**exponent
    return power


def check_precision(precision: int, what: str) -> int:
    """Return a precision that is an integer from 0 to 18, else raise.

    Args:
        precision: number of decimals.
        what: whose precision it is, for the message.

    Raises:
        ConfigError: it is not an integer or out of range.
    """
    if isinstance(precision, bool) or not isinstance(precision, (int, np.integer)):
        raise ConfigError(f"{what}: precision must be an integer, got {precision!r}")
    if not 0 <= precision <= MAX_PRECISION:
        raise ConfigError(f"{what}: precision must be from 0 to {MAX_PRECISION}, got {precision}")
    return int(precision)


def check_range(steps: int, what: str) -> int:
    """Return a count of steps that fits 64 bits, else raise.

    Raises:
        ConfigError: it is beyond 2^63 - 1 in either direction.
    """
    if not -LARGEST <= steps <= LARGEST:
        raise ConfigError(f"{what}: {steps} steps of its precision do not fit 64 bits; use fewer decimals")
    return steps


def to_decimal(value: Number, what: str) -> Decimal:
    """Read a number as a decimal; a float as the shortest decimal that means it, so 0.05 is 0.05.

    Args:
        value: the number.
        what: what it is, for the message.

    Returns:
        A finite decimal, with the trailing zeros it was written with.

    Raises:
        ConfigError: it is not a finite number.
    """
    if isinstance(value, str):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            raise ConfigError(f"{what}: {value!r} is not a number; write it like '100.50'") from None
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        number = Decimal(int(value))
    elif isinstance(value, Fraction):
        number = quotient(value)
    elif is_float(value):
        number = Decimal(repr(float(value)))
    else:
        raise ConfigError(f"{what}: expected a number, got {type(value).__name__} {value!r}")
    if not number.is_finite():
        raise ConfigError(f"{what}: must be finite, got {value!r}")
    return number


def decimals_of(number: Decimal) -> int:
    """Count the decimals a finite decimal is written with: 2 for ``Decimal("100.50")``."""
    return max(0, -int(number.as_tuple().exponent))


def decimal_of_steps(steps: int, precision: int) -> Decimal:
    """Write a count of steps as the decimal it stands for, exact whatever the decimal context is."""
    return Decimal(f"{steps}E-{precision}")


def quotient(fraction: Fraction) -> Decimal:
    """Write a fraction as a decimal: exact if 28 digits are enough, else rounded half up to 28 digits."""
    return _QUOTIENTS.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
