"""Shares and index levels as instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Number
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.instrument_rules import MarketRules


@dataclass(frozen=True, slots=True, init=False)
class Equity(Instrument):
    """A share or a fund: notional is quantity x price.

    Example:
        >>> goog = Equity("GOOG.SIM", currency="USD", price_precision=2, size_precision=0, taker_fee=0.0001)
        >>> goog.make_price("100.555"), goog.make_quantity("10.9"), goog.notional(10, "100.56")
        (Price('100.56'), Quantity('10'), 1005.60 USD)
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.EQUITY

    sector: str | None = None
    """Industry, for grouping."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        price_precision: int = 2,
        size_precision: int = 0,
        sector: str | None = None,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe a share.

        Args:
            id: symbol and venue, such as AAPL.XNAS.
            currency: of price and settlement.
            price_precision: decimals of prices.
            size_precision: decimals of quantities.
            sector: industry, for grouping.
            **rules: increments, limits, fees and margins, see ``MarketRules``.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range.
            UnknownNameError: the currency or an argument is not known.
        """
        self._fill(
            id=id,
            asset_class=AssetClass.EQUITY,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            sector=sector,
            **rules,
        )


@dataclass(frozen=True, slots=True, init=False)
class Index(Instrument):
    """The level of an index; it is priced but does not trade.

    Example:
        >>> Index("SPX.INDEX", currency="USD", price_precision=2).tradable
        False
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.INDEX
    tradable: ClassVar[bool] = False

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        price_precision: int = 2,
        size_precision: int = 0,
        price_increment: Number | None = None,
        inferred: bool = False,
    ) -> None:
        """Describe an index.

        Args:
            id: symbol and venue, such as SPX.INDEX.
            currency: of the level.
            price_precision: decimals of the level.
            size_precision: decimals of the volume its source may give.
            price_increment: smallest step of the level; one unit of the last decimal if left out.
            inferred: whether it was guessed from data.

        Raises:
            ConfigError: a field is malformed.
            UnknownNameError: the currency is not known.
        """
        self._fill(
            id=id,
            asset_class=AssetClass.INDEX,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            price_increment=price_increment,
            inferred=inferred,
        )
