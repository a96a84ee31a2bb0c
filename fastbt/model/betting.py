"""Bets and prediction markets as instruments: outcomes of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.decimals import power_of_ten
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument import Instrument
from fastbt.model.instrument_rules import MarketRules, check_word
from fastbt.model.moments import Moment, to_moment


@dataclass(frozen=True, slots=True, init=False)
class BettingInstrument(Instrument):
    """A bet on an outcome at decimal odds: a quantity is a stake, a price is odds, notional is the stake.

    Odds are what a stake of 1 returns, itself included: a back of 10 at 3.0 wins 20 or loses 10, a lay of 10
    at 3.0 wins 10 or loses 20. It settles by outcome (rule A6), so profit is no difference of notionals.

    Example:
        >>> horse = BettingInstrument("1.179082386-26291.BETFAIR", currency="GBP", event_id="30259120",
        ...                           outcome="Red Rum", tick_scheme="BETTING_ODDS")
        >>> horse.notional("10.00", "3.05"), horse.liability_units(1000, 305), horse.make_price(3.07)
        (10.00 GBP, 2050, Price('3.05'))
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.BETTING_INSTRUMENT
    settles_by_outcome: ClassVar[bool] = True

    event_id: str
    """The event, such as a race."""
    outcome: str
    """What the bet is on, such as a horse."""
    market_id: str | None = None
    """The market of the event, such as win or place; commission is taken on its net winnings."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        event_id: str,
        outcome: str,
        market_id: str | None = None,
        price_precision: int = 2,
        size_precision: int = 2,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe a bet.

        Args:
            id: symbol and venue.
            currency: of stakes and winnings.
            event_id: the event, such as a race.
            outcome: what the bet is on, such as a horse.
            market_id: the market of the event, such as win or place.
            price_precision: decimals of odds.
            size_precision: decimals of stakes.
            **rules: increments, limits and fees, see ``MarketRules``; exchanges' odds are
                ``tick_scheme="BETTING_ODDS"``.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range.
            UnknownNameError: the currency or an argument is not known.
        """
        self._fill(
            id=id,
            asset_class=AssetClass.BETTING,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            event_id=event_id,
            outcome=outcome,
            market_id=market_id,
            **rules,
        )

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then those of a bet.

        Raises:
            ConfigError: a field is malformed.
        """
        Instrument.__post_init__(self)
        for name in ("event_id", "outcome"):
            self._put(name, check_word(getattr(self, name), f"{self.id} {name}"))
        if self.market_id is not None:
            check_word(self.market_id, f"{self.id} market_id")

    def notional_units(self, lots: int, ticks: int) -> int:
        """Return the stake, whatever the odds: quantity x multiplier, in units of the currency.

        Raises:
            ConfigError: the odds are not above 1.
        """
        self._check_odds(ticks)
        # A price of 1, in ticks: quantity x multiplier x 1.
        return Instrument.notional_units(self, lots, power_of_ten(self.price_precision))

    def liability_units(self, lots: int, ticks: int) -> int:
        """Return what a lay may lose: stake x (odds - 1), in units of the currency.

        Args:
            lots: stake, a count of ``10**-size_precision``.
            ticks: odds, a count of ``10**-price_precision``.

        Raises:
            ConfigError: the odds are not above 1.
        """
        self._check_odds(ticks)
        return Instrument.notional_units(self, lots, ticks - power_of_ten(self.price_precision))

    def _check_odds(self, ticks: int) -> None:
        if ticks <= power_of_ten(self.price_precision):
            raise ConfigError(f"{self.id}: odds are above 1, got {ticks} ticks")


@dataclass(frozen=True, slots=True, init=False)
class PredictionMarket(Instrument):
    """A claim that pays 1 if an outcome comes true, else 0: notional is quantity x price, from 0 to 1.

    Example:
        >>> yes = PredictionMarket("RAIN-YES.POLY", currency="USDC", event_id="RAIN", outcome="Yes")
        >>> yes.notional(100, "0.37")
        37.00000000 USDC
    """

    instrument_class: ClassVar[InstrumentClass] = InstrumentClass.PREDICTION_MARKET

    event_id: str
    """The event."""
    outcome: str
    """What it pays on, such as Yes."""
    expiry: int | None = None
    """UTC nanoseconds at which trading ends; None where it is not known."""

    def __init__(
        self,
        id: InstrumentId | str,  # noqa: A002
        *,
        currency: Currency | str,
        event_id: str,
        outcome: str,
        expiry: Moment | None = None,
        price_precision: int = 2,
        size_precision: int = 0,
        **rules: Unpack[MarketRules],
    ) -> None:
        """Describe a prediction market's outcome.

        Args:
            id: symbol and venue.
            currency: of price and settlement.
            event_id: the event.
            outcome: what it pays on, such as Yes.
            expiry: when trading ends: a datetime, a date (the end of that UTC day), text, or nanoseconds.
            price_precision: decimals of prices.
            size_precision: decimals of quantities.
            **rules: increments, limits, fees and margins, see ``MarketRules``.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range.
            UnknownNameError: the currency or an argument is not known.
        """
        self._fill(
            id=id,
            asset_class=AssetClass.BETTING,
            price_precision=price_precision,
            size_precision=size_precision,
            quote_currency=currency,
            settlement_currency=currency,
            event_id=event_id,
            outcome=outcome,
            expiry=expiry,
            **rules,
        )

    def __post_init__(self) -> None:
        """Check the fields of every instrument, then those of a prediction market.

        Raises:
            ConfigError: a field is malformed.
        """
        Instrument.__post_init__(self)
        for name in ("event_id", "outcome"):
            self._put(name, check_word(getattr(self, name), f"{self.id} {name}"))
        if self.expiry is not None:
            self._put("expiry", to_moment(self.expiry, f"{self.id} expiry"))

    def notional_units(self, lots: int, ticks: int) -> int:
        """Do as ``notional`` in whole numbers: quantity x multiplier x price.

        Raises:
            ConfigError: the price is outside 0 to 1.
        """
        if not 0 <= ticks <= power_of_ten(self.price_precision):
            raise ConfigError(f"{self.id}: prices are from 0 to 1, got {ticks} ticks")
        return Instrument.notional_units(self, lots, ticks)
