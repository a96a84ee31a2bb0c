"""Lowers a venue to the records kernels read: its choices, its account, its balance and its fees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import AccountType, BarPath, FillTiming, OmsType
from fastbt.errors import ConfigError
from fastbt.kernels.state import ACCOUNT, BALANCE, FEE, VENUE
from fastbt.model.instruments import Instrument
from fastbt.model.money import Money
from fastbt.model.rounding import to_exact_steps
from fastbt.venues.fees import FeeModel, FlatFees, PercentageFees
from fastbt.venues.rates import ONE, inverse_rate_units, rate_units
from fastbt.venues.slippage import BasisPointsSlippage, FixedSlippage
from fastbt.venues.venue import Venue

Records = NDArray[np.void]
SLIPPAGE_NONE, SLIPPAGE_TICKS, SLIPPAGE_BASIS_POINTS = 0, 1, 2
FEE_PERCENTAGE, FEE_PER_ORDER, FEE_PER_FILL = 0, 1, 2


def venue_record(venue: Venue) -> Records:
    """Return the VENUE record of a venue.

    Args:
        venue: the venue.

    Returns:
        One record.
    """
    records = np.zeros(1, dtype=VENUE)
    v = records[0]
    v["account_type"] = AccountType[venue.account_type]  # type: ignore[misc]
    v["oms_type"] = OmsType[venue.oms_type]  # type: ignore[misc]
    v["fill_timing"] = FillTiming[venue.fill_timing.upper()]
    v["bar_path"] = BarPath[venue.bar_path.upper()]
    v["limit_gap_open"] = venue.limit_gap == "open"
    v["stop_in_market_reject"] = venue.stop_in_market == "reject"
    v["cut"] = venue.on_insufficient_cash == "cut"
    v["close_at_end"] = venue.on_finish == "close"
    if isinstance(venue.slippage, FixedSlippage):
        v["slippage"], v["slippage_amount"] = SLIPPAGE_TICKS, venue.slippage.ticks
    elif isinstance(venue.slippage, BasisPointsSlippage):
        v["slippage"], v["slippage_amount"] = (
            SLIPPAGE_BASIS_POINTS,
            rate_units(venue.slippage.rate, "slippage"),
        )
    return records


def account_record(venue: Venue) -> Records:
    """Return the ACCOUNT record of a venue; without leverage one unit of money moves one unit of notional.

    Args:
        venue: the venue.

    Returns:
        One record.
    """
    records = np.zeros(1, dtype=ACCOUNT)
    a = records[0]
    a["base_currency"] = -1
    a["account_type"] = AccountType[venue.account_type]  # type: ignore[misc]
    a["leverage"] = ONE
    if venue.leverage is not None:
        a["leverage"] = rate_units(venue.leverage, "leverage")
        a["leverage_rate"] = inverse_rate_units(venue.leverage, "leverage")
    a["open_first"] = a["open_last"] = -1
    return records


def balance_record(venue: Venue) -> Records:
    """Return the BALANCE record of the venue's start balance.

    Args:
        venue: the venue.

    Returns:
        One record, ``start`` and ``total`` filled in.
    """
    records = np.zeros(1, dtype=BALANCE)
    records["start"] = records["total"] = venue.start.units
    return records


def fee_records(venue: Venue, instruments: Sequence[Instrument]) -> tuple[Records, list[tuple[int, int]]]:
    """Return the FEE records of a run, and which of them each instrument pays (rule F14).

    Args:
        venue: its models go before the instruments' own fees.
        instruments: the instruments.

    Returns:
        The records, and (first, count) per instrument.

    Raises:
        ConfigError: if a flat fee has more decimals than the account's currency.
    """
    rows: list[tuple[int, int, int, int]] = []
    if venue.fees is not None:
        models: Sequence[FeeModel] = venue.fees  # type: ignore[assignment]
        rows = [_fee(model, venue) for model in models]
        ranges = [(0, len(rows))] * len(instruments)
    else:
        ranges = []
        for instrument in instruments:
            maker, taker = instrument.maker_fee or Decimal(0), instrument.taker_fee or Decimal(0)
            charges = bool(maker or taker)
            ranges.append((len(rows), int(charges)))
            if charges:
                rows.append(_fee(PercentageFees(maker, taker), venue))
    records = np.zeros(max(len(rows), 1), dtype=FEE)
    for record, (kind, first, second, amount) in zip(records, rows, strict=False):
        record["kind"], record["maker"], record["taker"], record["amount"] = kind, first, second, amount
    return records, ranges


def _fee(model: FeeModel, venue: Venue) -> tuple[int, int, int, int]:
    """Kind, maker rate, taker rate and amount of one fee model."""
    if isinstance(model, FlatFees):
        kind = FEE_PER_ORDER if model.per == "order" else FEE_PER_FILL
        what = f"fees: {model!r} in {venue.currency}"
        return kind, 0, 0, to_exact_steps(model.amount, venue.currency.precision, what)
    return FEE_PERCENTAGE, rate_units(model.maker, "maker"), rate_units(model.taker, "taker"), 0


def margin_rates(venue: Venue, instrument: Instrument) -> tuple[int, int]:
    """Return an instrument's initial and maintenance margin rates, 10^-12 (rule A5).

    Args:
        venue: gives the leverage.
        instrument: gives its own rates.

    Returns:
        Initial: the larger of the instrument's and 1 / leverage, as far as given, else 1. Maintenance: the
        instrument's, else half the initial.
    """
    given = []
    if instrument.margin_initial is not None:
        given.append(rate_units(instrument.margin_initial, "margin_initial"))
    if venue.leverage is not None:
        given.append(inverse_rate_units(venue.leverage, "leverage"))
    initial = max(given, default=ONE)
    if instrument.margin_maintenance is not None:
        return initial, rate_units(instrument.margin_maintenance, "margin_maintenance")
    return initial, (initial + 1) // 2


def check_currency(venue: Venue, instruments: Sequence[Instrument]) -> None:
    """Refuse instruments that settle in another currency than the account's.

    Args:
        venue: its balance says the currency.
        instruments: the instruments of the run.

    Raises:
        ConfigError: naming instrument and both currencies.
    """
    for instrument in instruments:
        theirs, ours = instrument.settlement_currency, venue.currency
        if theirs == ours:
            continue
        if theirs.code == ours.code:
            raise ConfigError(
                f"{instrument.id} settles in {theirs.code} of {theirs.precision} decimals, the account of "
                f"{venue.name} holds {ours.code} of {ours.precision}: two precisions of one currency in a "
                f"run; give both the same, as in balances=[bt.Money({venue.start.amount}, "
                f"bt.Currency({theirs.code!r}, precision={theirs.precision}))]"
            )
        amount = venue.start.amount.quantize(Money.from_units(0, theirs).amount)
        raise ConfigError(
            f"{instrument.id} settles in {theirs}, the account of {venue.name} holds {ours}: a run has one "
            f"currency for now; start the account with balances=['{amount} {theirs}'], or give the "
            "instrument another currency"
        )
