"""Refuses instruments, and their rows, that the kernel has no rules for, before a run begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import InstrumentClass, OmsType
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Instrument
from fastbt.timeline.columns import Columns
from fastbt.venues.venue import Venue

_KNOWN_CLASSES = (
    InstrumentClass.EQUITY,
    InstrumentClass.CURRENCY_PAIR,
    InstrumentClass.INDEX,
    InstrumentClass.FUTURES_CONTRACT,
    InstrumentClass.CRYPTO_PERPETUAL,
)
"""Classes that the kernel has rules for."""
_ON_MARGIN = (InstrumentClass.FUTURES_CONTRACT, InstrumentClass.CRYPTO_PERPETUAL)
"""Those that nobody pays for in full: contracts, held on MARGIN accounts only."""


def refuse_untraded(instrument: Instrument, venue: Venue) -> None:
    """Refuse what the kernel knows no rules for; an index passes, its orders are denied one by one.

    Args:
        instrument: one of the run.
        venue: where it trades.

    Raises:
        ConfigError: the instrument is of a class, or has a tick scheme, that runs cannot trade, or not on
            an account of this type.
    """
    if instrument.instrument_class not in _KNOWN_CLASSES:
        known = ", ".join(code.name for code in _KNOWN_CLASSES)
        raise ConfigError(
            f"{instrument.id}: is a {type(instrument).__name__}, which runs cannot trade; they know {known}. "
            "To test signals on its prices, describe it as an Equity"
        )
    if instrument.instrument_class in _ON_MARGIN and venue.account_type != "MARGIN":
        raise ConfigError(
            f"{instrument.id}: is a {type(instrument).__name__}, which an account of type "
            f"{venue.account_type} cannot hold; give {venue.name} account_type='MARGIN'"
        )
    if instrument.tick_scheme is not None:
        raise ConfigError(
            f"{instrument.id}: has the tick scheme {instrument.tick_scheme.name}, but runs know constant "
            f"price increments only; leave tick_scheme out, its smallest step is {instrument.price_increment}"
        )


def refuse_hedging(venue_types: NDArray[np.integer], form: str) -> None:
    """Refuse venues that hedge to a form of strategy that sees one position of an instrument.

    Args:
        venue_types: ``oms_type`` of the run's venues.
        form: the form, for the message.

    Raises:
        ConfigError: a venue hedges.
    """
    if (venue_types == OmsType.HEDGING).any():
        raise ConfigError(
            f"oms_type='HEDGING': {form} sees one position of an instrument and has no words to name one of "
            "several; send orders by table (from_orders) or signals, or let the venue net"
        )


def refuse_both_ways(instruments: Sequence[Instrument]) -> None:
    """Refuse linear beside inverse instruments that settle in one currency.

    Their values turn in opposite directions, so that the sum of them says nothing of exposure.

    Args:
        instruments: those of the run.

    Raises:
        ConfigError: naming one of each.
    """
    found: dict[tuple[str, int], Instrument] = {}
    for one in instruments:
        code = one.settlement_currency.code
        other = found.get((code, -one.value_sign))
        if one.tradable and other is not None:
            inverse, linear = (one, other) if one.value_sign < 0 else (other, one)
            raise ConfigError(
                f"{inverse.id} is inverse, {linear.id} is not, and both settle in {code}: the net exposure "
                "of both together is not known to runs; run them apart"
            )
        if one.tradable:
            found.setdefault((code, one.value_sign), one)


def refuse_prices(instruments: Sequence[Instrument], columns: Columns, smallest: NDArray[np.int64]) -> None:
    """Refuse prices of 0 or below of inverse contracts.

    Args:
        instruments: in the order of the timeline's numbers.
        columns: the timeline.
        smallest: the lowest price of each, ticks; 0 where it has no row.

    Raises:
        DataError: naming the contract.
    """
    for number, instrument in enumerate(instruments):
        has_rows = columns.instrument is None or bool((columns.instrument == number).any())
        if instrument.value_sign < 0 and has_rows and smallest[number] <= 0:
            raise DataError(
                f"{instrument.id}: has a price of 0 or below, at which an inverse contract has no value; "
                "drop those rows"
            )
