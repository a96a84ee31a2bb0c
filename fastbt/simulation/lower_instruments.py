"""Lowers instruments to the records kernels read: grid, limits, rates, and money out of ticks and lots."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.kernels.state import FAR_UP, INSTRUMENT, NOTHING
from fastbt.model.crypto import CryptoDerivative
from fastbt.model.instruments import Instrument
from fastbt.model.rounding import to_exact_steps
from fastbt.simulation.lower_venue import Records, balance_number, margin_rates
from fastbt.simulation.refusals import refuse_both_ways, refuse_prices
from fastbt.timeline.columns import Columns
from fastbt.venues.rates import ONE
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues

_INT64 = 2**63


def instrument_records(
    instruments: Sequence[Instrument], venues: Venues, columns: Columns, fees: Sequence[tuple[int, int]]
) -> Records:
    """Return the INSTRUMENT records of a run.

    Args:
        instruments: in the order of the timeline's numbers.
        venues: give accounts, balances and margin rates.
        columns: gives the largest prices.
        fees: first and count of each instrument's FEE records.

    Returns:
        One record per instrument: facts and conversion filled in, the state left zero.

    Raises:
        ConfigError: an instrument has too many decimals for 64 bits, or a margin that cannot be watched.
    """
    records = np.zeros(len(instruments), dtype=INSTRUMENT)
    for number, (record, instrument) in enumerate(zip(records, instruments, strict=True)):
        record["id"] = number
        venue = venues.serving(instrument.id)
        record["venue"] = record["account"] = venues.number_of(instrument.id)
        record["balance"] = balance_number(venues, instrument)
        record["currency"] = venues.currencies().index(instrument.settlement_currency)
        record["money_scale"] = 10.0**instrument.settlement_currency.precision
        record["instrument_class"] = instrument.instrument_class
        record["tradable"] = instrument.tradable
        record["fee_first"], record["fee_count"] = fees[number]
        record["margin_rate"], record["maintenance_rate"] = _margin_rates(venue, instrument)
        _fill_grid(record, instrument)
        if venue.limit_touch == "through":
            record["limit_beyond"] = record["price_increment"]
        _fill_conversion(record, instrument)
    refuse_both_ways(instruments)
    fill_price_range(records, instruments, columns)
    return records


def fill_price_range(records: Records, instruments: Sequence[Instrument], columns: Columns) -> None:
    """Tell each instrument the largest price that it will see.

    Args:
        records: INSTRUMENT records; ``largest_price`` and ``fast_value`` are filled in.
        instruments: what they describe.
        columns: the timeline.

    Raises:
        DataError: an inverse contract has a price of 0 or below.
    """
    largest, smallest = _price_range(columns, len(records))
    refuse_prices(instruments, columns, smallest)
    records["largest_price"] = np.maximum(np.abs(largest), np.abs(smallest))
    records["fast_value"] = (smallest >= 0) & (records["inverse"] == 0)


def _margin_rates(venue: Venue, instrument: Instrument) -> tuple[int, int]:
    """Both margin rates, 10^-12.

    A long position whose maintenance margin is more than its value lacks margin where the price rises, not
    where it falls: the search for the nearest level along the path would find nothing there.
    """
    initial, maintenance = margin_rates(venue, instrument)
    if venue.account_type == "MARGIN" and venue.liquidation == "path" and maintenance > ONE:
        raise ConfigError(
            f"{instrument.id}: a maintenance margin of {Decimal(maintenance) / ONE:f} of the value is more "
            "than the value itself, which liquidation='path' cannot test along a bar; give it "
            "margin_maintenance of at most 1 (left out, it is half of the initial margin, here "
            f"{Decimal(initial) / ONE:f}), or {venue.name} liquidation='close'"
        )
    return initial, maintenance


def _fill_grid(record: np.void, instrument: Instrument) -> None:
    """Scales, increments and limits."""
    record["price_scale"] = 10.0**instrument.price_precision
    record["size_scale"] = 10.0**instrument.size_precision
    record["price_increment"] = instrument.price_increment_ticks
    record["size_increment"] = instrument.size_increment_lots
    record["min_quantity"] = _steps(instrument.min_quantity, instrument.size_precision)
    record["max_quantity"] = _steps(instrument.max_quantity, instrument.size_precision)
    record["min_notional"] = _steps(instrument.min_notional, instrument.settlement_currency.precision)


def _steps(value: Decimal | None, precision: int) -> int:
    return NOTHING if value is None else to_exact_steps(value, precision, "limit")


def _fill_conversion(record: np.void, instrument: Instrument) -> None:
    """Fill in value = ticks x lots x numerator / denominator, and the reciprocal that saves the division.

    Of inverse contracts value = lots x numerator / (ticks x denominator).
    """
    if isinstance(instrument, CryptoDerivative) and instrument.is_inverse:
        record["inverse"], ratio = 1, instrument.inverse_ratio
    else:
        ratio = instrument.notional_ratio
    if ratio.numerator >= _INT64 or ratio.denominator >= _INT64:
        raise ConfigError(
            f"{instrument.id}: price_precision={instrument.price_precision} and size_precision="
            f"{instrument.size_precision} have too many decimals to count money in 64 bits; together at most "
            f"{instrument.settlement_currency.precision + 18}"
        )
    record["value_numerator"], record["value_denominator"] = ratio.numerator, ratio.denominator
    record["value_reciprocal"], record["value_shift"] = reciprocal(ratio.denominator)


def reciprocal(denominator: int) -> tuple[int, int]:
    """Return the multiplier and the shift that divide exactly by a constant without a division.

    With l = bits of (d - 1), the multiplier is m = ceil(2^(63 + l) / d), which fits 64 bits without a sign.
    It exceeds the exact quotient by e / d with e < d <= 2^l, so for 0 <= n < 2^63 the product n x m is too
    large by less than 2^(63 + l) / d, and n // d = (n x m) >> (63 + l) exactly.

    Args:
        denominator: d, above 0 and below 2^63.

    Returns:
        The multiplier's 64 bits read as a signed number, and l; (0, 0) for d = 1.

    Example:
        >>> reciprocal(1), reciprocal(2)
        ((0, 0), (-9223372036854775808, 1))
    """
    if denominator == 1:
        return 0, 0
    bits = (denominator - 1).bit_length()
    multiplier = -(-(1 << (63 + bits)) // denominator)
    return multiplier - 2**64 if multiplier >= _INT64 else multiplier, bits


def _price_range(columns: Columns, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Highest high and lowest low of each instrument, ticks; 0 where it has no row."""
    # the bid of a crossed quote lies above its ask
    high = columns.high if columns.kind is None else np.maximum(columns.high, columns.low)
    low = columns.low if columns.kind is None else np.minimum(columns.high, columns.low)
    for side in (columns.bid, columns.ask):
        if side is not None:
            high, low = np.maximum(high, side.high), np.minimum(low, side.low)
    if columns.instrument is None:
        return np.array([high.max()]), np.array([low.min()])
    largest = np.full(count, NOTHING, dtype=np.int64)
    smallest = np.full(count, FAR_UP, dtype=np.int64)
    np.maximum.at(largest, columns.instrument, high)
    np.minimum.at(smallest, columns.instrument, low)
    empty = largest == NOTHING
    largest[empty] = smallest[empty] = 0
    return largest, smallest
