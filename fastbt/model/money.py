"""Money: an amount in a currency, exact to the currency's smallest unit, and what an account holds of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Factor, Number, check_range, decimal_of_steps, is_number, power_of_ten
from fastbt.model.rounding import divide_half_up, to_exact_steps, to_factor, to_steps


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Money:
    """An amount of a currency, a whole number of its units, rounded half up, away from zero.

    Sums and comparisons take two amounts of one currency; a product with a number is rounded once. A float
    factor is the decimal of 12 places nearest to it.

    Example:
        >>> Money("1000", "USD") + Money("0.005", "USD")
        1000.01 USD
        >>> Money.parse("100000 USD") * 0.05
        5000.00 USD
    """

    units: int
    """Count of ``10**-currency.precision``."""
    currency: Currency
    """The currency."""

    def __init__(self, amount: Number, currency: Currency | str) -> None:
        """Round an amount to the currency's units.

        Args:
            amount: the amount in the currency (not in units).
            currency: a currency or the code of a known one.

        Raises:
            ConfigError: the amount is not a finite number or leaves 64 bits of units.
            UnknownNameError: no such currency.
        """
        currency = Currency.of(currency)
        object.__setattr__(self, "units", to_steps(amount, currency.precision, "money"))
        object.__setattr__(self, "currency", currency)

    @staticmethod
    def from_units(units: int, currency: Currency) -> Money:
        """Build an amount from a count of ``10**-currency.precision``.

        Raises:
            ConfigError: it leaves 64 bits.
        """
        self = object.__new__(Money)
        object.__setattr__(self, "units", check_range(units, "money"))
        object.__setattr__(self, "currency", currency)
        return self

    @staticmethod
    def parse(value: Money | str) -> Money:
        """Read an amount and a currency, such as ``"100000 USD"``; Money comes back as it is.

        Raises:
            ConfigError: the text has another form, or more decimals than the currency.
            UnknownNameError: no such currency.
        """
        if isinstance(value, Money):
            return value
        parts = str(value).split()
        if len(parts) != 2:
            raise ConfigError(f"money: expected an amount and a currency such as '100000 USD', got {value!r}")
        currency = Currency.of(parts[1])
        return Money.from_units(to_exact_steps(parts[0], currency.precision, f"money {value!r}"), currency)

    @property
    def amount(self) -> Decimal:
        """The amount as an exact decimal with all decimals of the currency."""
        return decimal_of_steps(self.units, self.currency.precision)

    def as_decimal(self) -> Decimal:
        """Return the amount as an exact decimal."""
        return self.amount

    def as_double(self) -> float:
        """Return the float nearest to the amount."""
        return self.units / power_of_ten(self.currency.precision)

    def __float__(self) -> float:
        return self.as_double()

    def __bool__(self) -> bool:
        return self.units != 0

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money.from_units(self.units + self._same(other, "add"), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money.from_units(self.units - self._same(other, "subtract"), self.currency)

    def __mul__(self, factor: Factor) -> Money:
        if not is_number(factor):
            return NotImplemented
        exact = to_factor(factor)
        return Money.from_units(
            divide_half_up(self.units * exact.numerator, exact.denominator), self.currency
        )

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money.from_units(-self.units, self.currency)

    def __abs__(self) -> Money:
        return Money.from_units(abs(self.units), self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.units < self._same(other, "compare")

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.units <= self._same(other, "compare")

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.units > self._same(other, "compare")

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.units >= self._same(other, "compare")

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency.code}"

    def __repr__(self) -> str:
        return str(self)

    def _same(self, other: Money, verb: str) -> int:
        """Return the other's units, which mean the same only in the same currency."""
        if other.currency == self.currency:
            return other.units
        mine, theirs = self.currency, other.currency
        if mine.code == theirs.code:
            why = f"{mine.code} of {mine.precision} and of {theirs.precision} decimals"
        else:
            why = f"{mine.code} and {theirs.code}; convert one first, nothing is converted unasked"
        raise ConfigError(f"cannot {verb} {why}")


@dataclass(frozen=True, slots=True, init=False)
class AccountBalance:
    """What an account has of one currency: free is total less locked.

    Example:
        >>> AccountBalance("100 USD", "30 USD").free
        70.00 USD
    """

    total: Money
    """All of it; negative when the account owes."""
    locked: Money
    """Held for open orders; never negative."""
    free: Money
    """What new orders may use."""

    def __init__(self, total: Money | str, locked: Money | str, free: Money | str | None = None) -> None:
        """Take two amounts, or three that must agree.

        Raises:
            ConfigError: currencies differ, locked is negative, or free is not total less locked.
        """
        total, locked = Money.parse(total), Money.parse(locked)
        difference = total - locked
        if locked.units < 0:
            raise ConfigError(f"balance: locked must not be negative, got {locked}")
        if free is not None and Money.parse(free) != difference:
            raise ConfigError(f"balance: free must be total - locked = {difference}, got {Money.parse(free)}")
        object.__setattr__(self, "total", total)
        object.__setattr__(self, "locked", locked)
        object.__setattr__(self, "free", difference)

    @property
    def currency(self) -> Currency:
        """Currency of all three."""
        return self.total.currency
