"""Currency pairs as instruments, and the two currencies that a symbol names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Unpack

from fastbt.codes import AssetClass, CurrencyType, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Number, to_decimal
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.instrument_rules import MarketRules


@dataclass(frozen=True, slots=True, init=False)
class CurrencyPair(Instrument):
    """One currency priced in another: notional is quantity of the base currency x price.

    Example:
        >>> pair = CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
        >>> pair.base_currency.code, pair.quote_currency.code, pair.pip_size, pair.asset_class.name
        ('EUR', 'USD', Decimal('0.0001'), 'FX')
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.CURRENCY_PAIR

    pip_size: Decimal | None = None
    """The market's customary unit of price moves."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        price_precision: int,
        size_precision: int,
        base_currency: Currency | str | None = None,
        quote_currency: Currency | str | None = None,
        pip_size: Number | None = None,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe a pair.

        Args:
            id: symbol and venue; ``EUR/USD``, ``EUR-USD``, ``EUR_USD`` and ``EURUSD`` name both currencies.
            price_precision: decimals of prices.
            size_precision: decimals of quantities of the base currency.
            base_currency: what is bought; read from the symbol if left out.
            quote_currency: what is paid; read from the symbol if left out.
            pip_size: customary unit of price moves; if left out 0.0001, or 0.01 for a quote currency without
                decimals.
            **rules: increments, limits, fees and margins, see ``MarketRules``.

        Raises:
            ConfigError: a field is malformed, or the symbol names no two currencies and they are not given.
            UnknownNameError: a currency or an argument is not known.
        """
        instrument_id = InstrumentId.parse(id)
        if base_currency is None or quote_currency is None:
            base, quote = currencies_of(instrument_id)
            base_currency, quote_currency = base_currency or base, quote_currency or quote
        base_currency, quote_currency = Currency.of(base_currency), Currency.of(quote_currency)
        if base_currency.code == quote_currency.code:
            raise ConfigError(f"{instrument_id}: base and quote currency are both {base_currency}")
        fiat = base_currency.type is quote_currency.type is CurrencyType.FIAT
        if pip_size is None:
            pip_size = "0.01" if quote_currency.precision == 0 else "0.0001"
        self._fill(
            id=instrument_id,
            asset_class=AssetClass.FX if fiat else AssetClass.CRYPTO,
            price_precision=price_precision,
            size_precision=size_precision,
            base_currency=base_currency,
            quote_currency=quote_currency,
            settlement_currency=quote_currency,
            pip_size=pip_size,
            **rules,
        )

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then the pip.

        Raises:
            ConfigError: a field is malformed.
        """
        Instrument.__post_init__(self)
        if self.pip_size is not None:
            pip = to_decimal(self.pip_size, f"{self.id} pip_size")
            if pip <= 0:
                raise ConfigError(f"{self.id} pip_size: must be above 0, got {pip}")
            self._put("pip_size", pip)


def currencies_of(instrument_id: InstrumentId) -> tuple[str, str]:
    """Return the codes of base and quote currency that a symbol names.

    Raises:
        ConfigError: it names no two.

    Example:
        >>> currencies_of(InstrumentId("BTC/USDT", "BINANCE")), currencies_of(InstrumentId("EURUSD", "SIM"))
        (('BTC', 'USDT'), ('EUR', 'USD'))
    """
    symbol = instrument_id.symbol.value
    parts = re.split(r"[/_-]", symbol)
    if len(parts) == 1 and len(symbol) == 6:
        parts = [symbol[:3], symbol[3:]]
    if len(parts) != 2 or not all(parts):
        raise ConfigError(
            f"{instrument_id}: the symbol names no two currencies; give base_currency= and quote_currency="
        )
    return parts[0], parts[1]
