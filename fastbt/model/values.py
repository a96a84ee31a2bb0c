"""Values with a fixed number of decimals: Price and Quantity here, Money and Currency from their own files.

A value is a count of steps of ``10**-precision``. Sums and comparisons are exact; products are rounded half
up, away from zero. Hash and equality are the number's: ``Price("1.50") == Price("1.5") == 1.5``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import (
    Factor,
    Number,
    check_precision,
    check_range,
    decimal_of_steps,
    decimals_of,
    is_float,
    is_number,
    power_of_ten,
    to_decimal,
)
from fastbt.model.money import AccountBalance, Money
from fastbt.model.rounding import divide_half_up, floats_to_steps, to_factor, to_steps

__all__ = ["AccountBalance", "Currency", "Money", "Price", "Quantity"]


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class FixedPoint:
    """What Price and Quantity share: an immutable count of ``10**-precision``."""

    steps: int
    """The count."""
    precision: int
    """Number of decimals."""

    _word: ClassVar[str] = "value"
    _signed: ClassVar[bool] = True

    def __init__(self, value: Number | Self, precision: int | None = None) -> None:
        """Round a number to a precision, half up, away from zero.

        Args:
            value: text, int, Decimal, Fraction, float, or a value of the same kind.
            precision: decimals; left out, those the number is written with (a float has none to tell).

        Raises:
            ConfigError: not a finite number, a precision out of range, or more than 64 bits of steps.
        """
        number = value.value if isinstance(value, FixedPoint) else value
        if precision is None:
            if is_float(number) or isinstance(number, Fraction):
                raise ConfigError(
                    f"{self._word} {number!r}: give its precision, as in {type(self).__name__}({number!r}, 2)"
                )
            number = to_decimal(number, self._word)
            precision = decimals_of(number)
        precision = check_precision(precision, self._word)
        self._set(to_steps(number, precision, self._word), precision)

    @classmethod
    def _of(cls, steps: int, precision: int) -> Self:
        self = object.__new__(cls)
        self._set(check_range(steps, cls._word), precision)
        return self

    def _set(self, steps: int, precision: int) -> None:
        if steps < 0 and not self._signed:
            shown = f"{decimal_of_steps(steps, precision):f}"
            raise ConfigError(f"{self._word}: must not be negative, got {shown}; the side says the direction")
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "precision", precision)

    @overload
    @classmethod
    def from_float(cls, value: float, precision: int) -> Self: ...
    @overload
    @classmethod
    def from_float(cls, value: ArrayLike, precision: int) -> NDArray[np.int64]: ...
    @classmethod
    def from_float(cls, value: Any, precision: int) -> Self | NDArray[np.int64]:
        """Round a float to a value, or an array of floats to an array of counts, by one rule (A11).

        Raises:
            ConfigError: a float is not finite or does not fit; in an array its position is named.
        """
        if is_float(value):
            return cls(value, precision)
        return floats_to_steps(value, check_precision(precision, cls._word), cls._word)

    @property
    def value(self) -> Decimal:
        """The value as an exact decimal with all its decimals."""
        return decimal_of_steps(self.steps, self.precision)

    def as_decimal(self) -> Decimal:
        """Return the exact decimal."""
        return self.value

    def as_double(self) -> float:
        """Return the float nearest to the value."""
        return self.steps / power_of_ten(self.precision)

    def as_fraction(self) -> Fraction:
        """Return the exact fraction."""
        return Fraction(self.steps, power_of_ten(self.precision))

    def steps_at(self, precision: int) -> int:
        """Count the steps of another precision.

        Raises:
            ConfigError: the value has more decimals than that, or leaves 64 bits.
        """
        if precision >= self.precision:
            return check_range(self.steps * power_of_ten(precision - self.precision), self._word)
        steps, rest = divmod(self.steps, power_of_ten(self.precision - precision))
        if rest:
            raise ConfigError(f"{self._word} {self} has more than {precision} decimals")
        return steps

    def __float__(self) -> float:
        return self.as_double()

    def __bool__(self) -> bool:
        return self.steps != 0

    def __add__(self, other: Self | Decimal | int) -> Self:
        term = self._term(other)
        return NotImplemented if term is None else self._plus(term, 1)

    __radd__ = __add__

    def __sub__(self, other: Self | Decimal | int) -> Self:
        term = self._term(other)
        return NotImplemented if term is None else self._plus(term, -1)

    def __mul__(self, factor: Factor) -> Self:
        if not is_number(factor):
            return NotImplemented
        exact = to_factor(factor)
        return self._of(divide_half_up(self.steps * exact.numerator, exact.denominator), self.precision)

    __rmul__ = __mul__

    def __abs__(self) -> Self:
        return self._of(abs(self.steps), self.precision)

    def __eq__(self, other: object) -> bool:
        pair = self._pair(other)
        return NotImplemented if pair is None else bool(pair[0] == pair[1])

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Self | Factor) -> bool:
        pair = self._pair(other)
        return NotImplemented if pair is None else bool(pair[0] < pair[1])

    def __le__(self, other: Self | Factor) -> bool:
        pair = self._pair(other)
        return NotImplemented if pair is None else bool(pair[0] <= pair[1])

    def __gt__(self, other: Self | Factor) -> bool:
        pair = self._pair(other)
        return NotImplemented if pair is None else bool(pair[0] > pair[1])

    def __ge__(self, other: Self | Factor) -> bool:
        pair = self._pair(other)
        return NotImplemented if pair is None else bool(pair[0] >= pair[1])

    def __str__(self) -> str:
        return f"{self.value:f}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self}')"

    def _term(self, other: object) -> FixedPoint | None:
        """Read what is added: an exact number joins with its own decimals, a float has none: refused."""
        if isinstance(other, type(self)):
            return other
        if not is_number(other) or is_float(other) or isinstance(other, Fraction):
            return None
        return FixedPoint(other)

    def _plus(self, term: FixedPoint, sign: int) -> Self:
        steps = _aligned(self, term) + sign * _aligned(term, self)
        return self._of(steps, max(self.precision, term.precision))

    def _pair(self, other: object) -> tuple[Any, Any] | None:
        """Bring both sides to types that compare exactly: counts, or fractions beside plain numbers."""
        if isinstance(other, type(self)):
            return _aligned(self, other), _aligned(other, self)
        if not is_number(other):
            return None
        if isinstance(other, Decimal):
            return self.as_fraction(), Fraction(other) if other.is_finite() else float(other)
        return self.as_fraction(), float(other) if is_float(other) else other


class Price(FixedPoint):
    """A price: any sign, a count of ticks of ``10**-precision``.

    Example:
        >>> Price("100.555", 2), Price("100.50") + Price("49.75"), Price(3, 2) * 2
        (Price('100.56'), Price('150.25'), Price('6.00'))
    """

    __slots__ = ()
    _word = "price"

    @classmethod
    def from_ticks(cls, ticks: int, precision: int) -> Price:
        """Build a price from a count of ``10**-precision``.

        Raises:
            ConfigError: it leaves 64 bits, or the precision is out of range.
        """
        return cls._of(ticks, check_precision(precision, "price"))

    @property
    def ticks(self) -> int:
        """Count of ``10**-precision``."""
        return self.steps

    def __rsub__(self, other: Decimal | int) -> Price:
        term = self._term(other)
        return NotImplemented if term is None else (-self)._plus(term, 1)

    def __neg__(self) -> Price:
        return self._of(-self.steps, self.precision)


class Quantity(FixedPoint):
    """A quantity: zero or above, a count of lots of ``10**-precision``.

    Example:
        >>> Quantity("10.5") + 2, bool(Quantity(0))
        (Quantity('12.5'), False)
    """

    __slots__ = ()
    _word = "quantity"
    _signed = False

    @classmethod
    def from_lots(cls, lots: int, precision: int) -> Quantity:
        """Build a quantity from a count of ``10**-precision``.

        Raises:
            ConfigError: it is negative or leaves 64 bits, or the precision is out of range.
        """
        return cls._of(lots, check_precision(precision, "quantity"))

    @property
    def lots(self) -> int:
        """Count of ``10**-precision``."""
        return self.steps


def _aligned(value: FixedPoint, other: FixedPoint) -> int:
    """Count a value in the finer precision of the two."""
    return value.steps * power_of_ten(max(0, other.precision - value.precision))
