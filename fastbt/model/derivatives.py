"""Futures and options as instruments: contracts on an underlying that end at an expiry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Unpack

from fastbt.codes import AssetClass, InstrumentClass, OptionKind
from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Number, to_decimal
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.instrument_rules import MarketRules, check_word
from fastbt.model.moments import Moment, to_moment
from fastbt.model.parsing import parse_code


@dataclass(frozen=True, slots=True, init=False)
class FuturesContract(Instrument):
    """A future: notional is quantity x multiplier x price; it ends at its expiry.

    Example:
        >>> es = FuturesContract("ESZ7.CME", currency="USD", underlying="ES", expiry="2027-12-17",
        ...                      asset_class="INDEX", multiplier=50, price_increment="0.25")
        >>> es.notional(2, "4500.25")
        450025.00 USD
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.FUTURES_CONTRACT

    underlying: str
    """What it is a contract on, such as ES or an instrument id."""
    expiry: int
    """UTC nanoseconds at which it ends."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        underlying: str,
        expiry: Moment,
        asset_class: AssetClass | str,
        multiplier: Number = 1,
        price_precision: int = 2,
        size_precision: int = 0,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe a future.

        Args:
            id: symbol and venue, such as ESZ7.CME.
            currency: of price and settlement.
            underlying: what it is a contract on, such as ES or an instrument id.
            expiry: when it ends: a datetime, a date (the end of that UTC day), text, or nanoseconds.
            asset_class: what the underlying is: INDEX, COMMODITY, FX ...
            multiplier: units of the underlying per contract.
            price_precision: decimals of prices.
            size_precision: decimals of quantities.
            **rules: increments, limits, fees and margins, see ``MarketRules``.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range.
            UnknownNameError: the currency, the asset class or an argument is not known.
        """
        self._fill(
            id=id,
            asset_class=asset_class,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            underlying=underlying,
            expiry=expiry,
            multiplier=multiplier,
            **rules,
        )

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then underlying and expiry.

        Raises:
            ConfigError: a field is malformed.
        """
        Instrument.__post_init__(self)
        self._put("underlying", check_word(self.underlying, f"{self.id} underlying"))
        self._put("expiry", to_moment(self.expiry, f"{self.id} expiry"))


@dataclass(frozen=True, slots=True, init=False)
class OptionsContract(Instrument):
    """An option: notional is quantity x multiplier x price, the price being the premium.

    At expiry it is worth quantity x multiplier x intrinsic value.

    Example:
        >>> call = OptionsContract("AAPL271217C00200000.OPRA", currency="USD", underlying="AAPL.XNAS",
        ...                        strike=200, option_kind="CALL", expiry="2027-12-17", asset_class="EQUITY",
        ...                        multiplier=100)
        >>> call.notional(1, "7.35"), call.intrinsic_value("212.50"), call.intrinsic_value(190)
        (735.00 USD, Decimal('12.50'), Decimal('0'))
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.OPTIONS_CONTRACT

    underlying: str
    """What it is a contract on, such as an instrument id."""
    strike: Decimal
    """Price at which the underlying may be bought or sold."""
    option_kind: OptionKind
    """CALL or PUT."""
    expiry: int
    """UTC nanoseconds at which it ends."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        underlying: str,
        strike: Number,
        option_kind: OptionKind | str,
        expiry: Moment,
        asset_class: AssetClass | str,
        multiplier: Number = 1,
        price_precision: int = 2,
        size_precision: int = 0,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe an option.

        Args:
            id: symbol and venue.
            currency: of premium, strike and settlement.
            underlying: what it is a contract on, such as an instrument id.
            strike: price at which the underlying may be bought or sold, above 0.
            option_kind: CALL or PUT.
            expiry: when it ends: a datetime, a date (the end of that UTC day), text, or nanoseconds.
            asset_class: what the underlying is: EQUITY, INDEX ...
            multiplier: units of the underlying per contract.
            price_precision: decimals of premiums.
            size_precision: decimals of quantities.
            **rules: increments, limits, fees and margins, see ``MarketRules``.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range.
            UnknownNameError: the currency, a code or an argument is not known.
        """
        self._fill(
            id=id,
            asset_class=asset_class,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            underlying=underlying,
            strike=strike,
            option_kind=option_kind,
            expiry=expiry,
            multiplier=multiplier,
            **rules,
        )

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then those of an option.

        Raises:
            ConfigError: a field is malformed.
            UnknownNameError: the kind is neither CALL nor PUT.
        """
        Instrument.__post_init__(self)
        strike = to_decimal(self.strike, f"{self.id} strike")
        if strike <= 0:
            raise ConfigError(f"{self.id} strike: must be above 0, got {strike}")
        self._put("underlying", check_word(self.underlying, f"{self.id} underlying"))
        self._put("strike", strike)
        self._put("option_kind", parse_code(OptionKind, self.option_kind, f"{self.id} option_kind"))
        self._put("expiry", to_moment(self.expiry, f"{self.id} expiry"))

    def intrinsic_value(self, underlying_price: Number) -> Decimal:
        """Return what the right is worth at a price of the underlying, per unit of it; never below 0.

        Raises:
            ConfigError: the price is not a finite number.
        """
        price = to_decimal(underlying_price, f"{self.id} underlying price")
        return max(Decimal(0), int(self.option_kind) * (price - self.strike))
