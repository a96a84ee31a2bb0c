"""Crypto derivatives as instruments: perpetuals and futures, linear or inverse."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Unpack

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Number, power_of_ten, quotient
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.instrument_rules import MarketRules
from fastbt.model.moments import Moment, to_moment
from fastbt.model.pairs import currencies_of
from fastbt.model.rounding import divide_half_up


class CryptoTerms(MarketRules, total=False):
    """Keyword arguments that crypto derivatives have in common, with those of ``MarketRules``."""

    base_currency: Currency | str | None
    """The coin; read from the symbol if left out."""
    quote_currency: Currency | str | None
    """Currency of the price; read from the symbol if left out."""
    settlement_currency: Currency | str | None
    """Currency profit is paid in: quote if linear, base if inverse, and nothing else."""
    is_inverse: bool
    """Whether a contract is an amount of the quote currency, paid in the base currency."""
    multiplier: Number
    """Units of the coin (linear) or of the quote currency (inverse) per contract; 1 if left out."""


@dataclass(frozen=True, slots=True, init=False, kw_only=True)
class CryptoDerivative(Instrument):
    """What perpetuals and futures on coins share: two currencies, and linear or inverse settlement."""

    is_inverse: bool = False
    """Whether a contract is an amount of the quote currency, paid in the base currency."""

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then the currencies against each other.

        Raises:
            ConfigError: it settles in neither of its two currencies, or in the wrong one.
        """
        Instrument.__post_init__(self)
        self._put("is_inverse", bool(self.is_inverse))
        wanted = self.base_currency if self.is_inverse else self.quote_currency
        if wanted != self.settlement_currency:
            form = "inverse" if self.is_inverse else "linear"
            raise ConfigError(
                f"{self.id}: {form} contracts settle in {wanted}, not in {self.settlement_currency}"
            )

    @property
    def notional_ratio(self) -> Fraction:
        """Money units per tick and lot; an inverse contract has none.

        Raises:
            ConfigError: it is inverse.
        """
        if self.is_inverse:
            raise ConfigError(f"{self.id}: is inverse, its notional is no multiple of the price")
        return Instrument.notional_ratio.fget(self)  # type: ignore[attr-defined, no-any-return]

    def notional_units(self, lots: int, ticks: int) -> int:
        """Do as ``notional`` in whole numbers.

        Args:
            lots: quantity, a count of ``10**-size_precision``.
            ticks: price, a count of ``10**-price_precision``.

        Returns:
            Units of the settlement currency: quantity x multiplier x price, or / price when inverse.

        Raises:
            ConfigError: it is inverse and the price is not above 0.
        """
        if not self.is_inverse:
            return Instrument.notional_units(self, lots, ticks)
        if ticks <= 0:
            raise ConfigError(f"{self.id}: an inverse contract has a value at prices above 0 only")
        value = lots * self.inverse_ratio / ticks
        return divide_half_up(value.numerator, value.denominator)

    @property
    def value_sign(self) -> int:
        """-1 for an inverse contract: what it costs falls as the price rises."""
        return -1 if self.is_inverse else 1

    def average_price(self, units: int, lots: int) -> Decimal:
        """Return the price at which lots are worth so many units, to 28 digits (rule A3).

        Raises:
            ConfigError: it is inverse, and so little that it is worth no unit.
        """
        if not self.is_inverse:
            return Instrument.average_price(self, units, lots)
        if units == 0:
            raise ConfigError(f"{self.id}: {lots} lots are worth no unit of {self.settlement_currency}")
        return quotient(lots * self.inverse_ratio / units / power_of_ten(self.price_precision))

    @property
    def inverse_ratio(self) -> Fraction:
        """Money units x ticks per lot of an inverse contract, exact: what kernels divide by the price."""
        scale = self.settlement_currency.precision + self.price_precision
        return Fraction(self.multiplier) * power_of_ten(scale) / power_of_ten(self.size_precision)


@dataclass(frozen=True, slots=True, init=False)
class CryptoPerpetual(CryptoDerivative):
    """A perpetual: notional is quantity x multiplier x price, or quantity x multiplier / price when inverse.

    Example:
        >>> linear = CryptoPerpetual("BTC/USDT.BINANCE", price_precision=2, size_precision=3)
        >>> linear.notional("0.5", "42000.00"), linear.settlement_currency.code
        (21000.00000000 USDT, 'USDT')
        >>> inverse = CryptoPerpetual("BTC/USD.BITMEX", price_precision=1, size_precision=0, is_inverse=True)
        >>> inverse.notional(10_000, 40_000), inverse.value_sign
        (0.25000000 BTC, -1)
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.CRYPTO_PERPETUAL

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        price_precision: int,
        size_precision: int,
        **terms: Unpack[CryptoTerms],
    ) -> None:
        """Describe a perpetual.

        Args:
            id: symbol and venue; ``BTC/USDT`` and the like name both currencies.
            price_precision: decimals of prices.
            size_precision: decimals of quantities.
            **terms: currencies, is_inverse, multiplier, and the rules of the market, see ``CryptoTerms``.

        Raises:
            ConfigError: a field is malformed, or the symbol names no two currencies and they are not given.
            UnknownNameError: a currency or an argument is not known.
        """
        given = _with_currencies(InstrumentId.parse(id), terms)
        self._fill(price_precision=price_precision, size_precision=size_precision, **given)


@dataclass(frozen=True, slots=True, init=False)
class CryptoFuture(CryptoDerivative):
    """A dated future on a coin: the notional of a perpetual, with an expiry instead of funding.

    Example:
        >>> future = CryptoFuture("BTCUSDT_271231.BINANCE", price_precision=1, size_precision=3,
        ...                       base_currency="BTC", quote_currency="USDT", expiry="2027-12-31T08:00")
        >>> future.notional(2, 41_000)
        82000.00000000 USDT
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.CRYPTO_FUTURE

    expiry: int
    """UTC nanoseconds at which it ends."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        price_precision: int,
        size_precision: int,
        expiry: Moment,
        **terms: Unpack[CryptoTerms],
    ) -> None:
        """Describe a future.

        Args:
            id: symbol and venue; ``BTC/USDT`` and the like name both currencies.
            price_precision: decimals of prices.
            size_precision: decimals of quantities.
            expiry: when it ends: a datetime, a date (the end of that UTC day), text, or nanoseconds.
            **terms: currencies, is_inverse, multiplier, and the rules of the market, see ``CryptoTerms``.

        Raises:
            ConfigError: a field is malformed, or the symbol names no two currencies and they are not given.
            UnknownNameError: a currency or an argument is not known.
        """
        given = _with_currencies(InstrumentId.parse(id), terms)
        self._fill(price_precision=price_precision, size_precision=size_precision, expiry=expiry, **given)

    def __post_init__(self) -> None:
        """Check the fields of every crypto derivative, then the expiry.

        Raises:
            ConfigError: a field is malformed.
        """
        CryptoDerivative.__post_init__(self)
        self._put("expiry", to_moment(self.expiry, f"{self.id} expiry"))


class _Given(CryptoTerms, total=False):
    id: InstrumentId
    asset_class: AssetClass


def _with_currencies(instrument_id: InstrumentId, terms: CryptoTerms) -> _Given:
    """Fill in the currencies that the symbol, and the form of the contract, say."""
    base, quote = terms.get("base_currency"), terms.get("quote_currency")
    if base is None or quote is None:
        named = currencies_of(instrument_id)
        base, quote = base or named[0], quote or named[1]
    base, quote = Currency.of(base), Currency.of(quote)
    if base.code == quote.code:
        raise ConfigError(f"{instrument_id}: base and quote currency are both {base}")
    settlement = terms.get("settlement_currency") or (base if terms.get("is_inverse") else quote)
    return {
        **terms,
        "id": instrument_id,
        "asset_class": AssetClass.CRYPTO,
        "base_currency": base,
        "quote_currency": quote,
        "settlement_currency": settlement,
    }
