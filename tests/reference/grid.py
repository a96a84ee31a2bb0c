"""Rounding and grid counts: the only arithmetic of the reference that is not written out where it is used.

Prices are int ticks of ``10^-price_precision``, quantities int lots of ``10^-size_precision``, money int units
of ``10^-currency_precision``. Everything between two such counts is a ``Fraction``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction


def divide_half_away(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` rounded half away from zero (denominator above zero)."""
    assert denominator > 0
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def round_half_away(value: Fraction | int) -> int:
    """Return the integer nearest to ``value``, half away from zero."""
    return divide_half_away(value.numerator, value.denominator)


def nearest_multiple(value: Fraction | int, step: int) -> int:
    """Return the multiple of ``step`` nearest to ``value``, half away from zero."""
    return step * round_half_away(Fraction(value) / step)


def next_multiple(value: Fraction | int, step: int, side: int) -> int:
    """Return the multiple of ``step`` nearest to ``value`` that is not below it (side 1) or not above it (-1)."""
    return side * step * -((-side * Fraction(value) / step).__floor__())


def exact_count(value: Decimal, precision: int) -> Fraction:
    """Return ``value`` in units of ``10^-precision``, as a fraction where it lies between two counts."""
    return Fraction(value) * 10**precision


def count(value: Decimal, precision: int) -> int:
    """Return ``value`` as a whole number of ``10^-precision``; anything else is a mistake in the scenario."""
    exact = exact_count(value, precision)
    assert exact.denominator == 1, f"{value} does not lie on the grid of {precision} decimals"
    return exact.numerator


def decimal(value: int | None, precision: int) -> Decimal | None:
    """Return a count of ``10^-precision`` as an exact ``Decimal``."""
    return None if value is None else Decimal(value).scaleb(-precision)


def largest_multiple(step: int, fits: Callable[[int], bool], limit: int | None = None) -> int:
    """Return the largest multiple of ``step`` (at most ``limit``) that ``fits``; 0 when none does.

    What fits is assumed to be an initial range: costs never fall when a quantity grows.
    """
    high = 1
    while (limit is None or high * step <= limit) and fits(high * step):
        high *= 2
        assert high < 2**80, "every quantity fits: the scenario sets no bound"
    low = high // 2
    if limit is not None:
        high = min(high, limit // step + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle * step):
            low = middle
        else:
            high = middle
    return low * step
