"""Lowers a venue to the records kernels read: its choices, its account, its balance and its fees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import AccountType, BarPath, FillTiming, OmsType
from fastbt.errors import ConfigError
from fastbt.kernels.state import ACCOUNT, BALANCE, FAR_UP, FEE, FILL_AT_MODEL, LIMIT, LIQUIDATE_OFF, VENUE
from fastbt.model.instruments import Instrument
from fastbt.model.money import Money
from fastbt.model.rounding import divide_half_up, to_exact_steps
from fastbt.simulation.lower_custom import number_of
from fastbt.venues.custom import CustomFees, CustomFillPrice, CustomSlippage, CustomVolumeLimit
from fastbt.venues.fees import FeeModel, FlatFees, PercentageFees, PerUnitFees, TieredFees
from fastbt.venues.latency import CustomLatency
from fastbt.venues.options import OPTIONS
from fastbt.venues.rates import ONE, inverse_rate_units, rate_units
from fastbt.venues.slippage import (
    BasisPointsSlippage,
    FixedSlippage,
    SpreadSlippage,
    VolumeSlippage,
)
from fastbt.venues.venue import Venue

Records = NDArray[np.void]
SLIPPAGE_NONE, SLIPPAGE_TICKS, SLIPPAGE_BASIS_POINTS = 0, 1, 2
SLIPPAGE_SPREAD, SLIPPAGE_VOLUME, SLIPPAGE_PROBABILISTIC, SLIPPAGE_OWN = 3, 4, 5, 6
FEE_PERCENTAGE, FEE_PER_ORDER, FEE_PER_FILL, FEE_PER_UNIT, FEE_TIER, FEE_OWN = 0, 1, 2, 3, 4, 5
FeeRow = dict[str, int]
"""Fields of one FEE record."""


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
    v["bracket_anchor"] = OPTIONS["bracket_anchor"].values.index(venue.bracket_anchor)
    v["bracket_from"] = OPTIONS["bracket_from"].values.index(venue.bracket_from)
    v["cancel_linked"] = venue.cancel_linked == "on"
    v["stop_limit_waits"] = venue.stop_limit_same_bar == "off"
    if isinstance(venue.fill_price, CustomFillPrice):
        v["fill_price"], v["fill_price_model"] = FILL_AT_MODEL, number_of(venue, venue.fill_price)
    else:
        v["fill_price"] = OPTIONS["fill_price"].values.index(venue.fill_price)
    v["limit_touch"] = OPTIONS["limit_touch"].values.index(venue.limit_touch)
    if venue.limit_touch_probability is not None:
        v["limit_touch_probability"] = rate_units(venue.limit_touch_probability, "limit_touch_probability")
    v["trail_by_row"] = venue.trail_update == "row"
    v["cut"] = venue.on_insufficient_cash == "cut"
    v["this_row"] = venue.tick_timing == "this_row"
    v["mark_middle"] = venue.mark_price == "mid"
    v["liquidation"] = LIQUIDATE_OFF
    if venue.account_type == "MARGIN":
        v["liquidation"] = OPTIONS["liquidation"].values.index(venue.liquidation)
    v["liquidation_rate"] = rate_units(venue.liquidation_fee, "liquidation_fee")
    v["write_off"] = venue.negative_balance == "write_off"
    v["close_at_end"] = venue.on_finish == "close"
    if isinstance(venue.volume_limit, CustomVolumeLimit):
        v["volume_limit_model"] = 1 + number_of(venue, venue.volume_limit)
    elif venue.volume_limit is not None:
        v["volume_limit"] = rate_units(venue.volume_limit, "volume_limit")
    v["by_points"] = venue.volume_split == "points"
    v["through_fills"] = venue.through_fills == "all"
    v["tick_worse"] = venue.remainder == "tick_worse"
    v["late_expiry"] = venue.gtd_edge == "first_point"
    v["slippage_on"] = OPTIONS["slippage_on"].values.index(venue.slippage_on)
    v["clamp"] = venue.clamp_slippage == "on"
    v["slippage"], v["slippage_amount"] = _slippage(venue)
    v["late"] = venue.delays is not None
    v["late_in_bar_close"] = venue.delays is not None and venue.latency_in_bar == "close"
    if isinstance(venue.delays, CustomLatency):
        v["latency_model"] = 1 + number_of(venue, venue.delays)
    elif venue.delays is not None:
        for name, duration in venue.delays.to_dict().items():
            v[f"latency_{name}"] = duration
    if isinstance(venue.slippage, VolumeSlippage):
        v["slippage_halves"] = int(venue.slippage.p * 2)
    return records


def _slippage(venue: Venue) -> tuple[int, int]:
    """Kind and amount of a venue's slippage model."""
    model = venue.slippage
    if model is None:
        return SLIPPAGE_NONE, 0
    if isinstance(model, FixedSlippage):
        return SLIPPAGE_TICKS, model.ticks
    if isinstance(model, BasisPointsSlippage):
        return SLIPPAGE_BASIS_POINTS, rate_units(model.rate, "slippage")
    if isinstance(model, SpreadSlippage):
        return SLIPPAGE_SPREAD, rate_units(model.fraction, "fraction")
    if isinstance(model, VolumeSlippage):
        return SLIPPAGE_VOLUME, rate_units(model.k, "k")
    if isinstance(model, CustomSlippage):
        return SLIPPAGE_OWN, number_of(venue, model)
    return SLIPPAGE_PROBABILISTIC, rate_units(model.probability, "probability")


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
    a["level_instrument"] = a["bust_row"] = -1
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
        ConfigError: if an amount has more decimals than the account's currency.
    """
    rows: list[FeeRow] = []
    ranges: list[tuple[int, int]] = []
    by_precision: dict[int, tuple[int, int]] = {}
    for instrument in instruments:
        precision = instrument.size_precision
        if venue.fees is None:
            maker, taker = instrument.maker_fee or Decimal(0), instrument.taker_fee or Decimal(0)
            added = _fees([PercentageFees(maker, taker)] if maker or taker else [], venue, precision)
        elif precision in by_precision:  # a fee per unit is one per lot here, else models are all alike
            ranges.append(by_precision[precision])
            continue
        else:
            added = _fees(venue.fees, venue, precision)  # type: ignore[arg-type]
        ranges.append((len(rows), len(added)))
        by_precision[precision] = ranges[-1]
        rows += added
    records = np.zeros(max(len(rows), 1), dtype=FEE)
    for record, row in zip(records, rows, strict=False):
        for name, number in row.items():
            record[name] = number
    return records, ranges


def _fees(models: Sequence[FeeModel], venue: Venue, size_precision: int) -> list[FeeRow]:
    """The records of fee models for instruments of one size precision."""
    rows: list[FeeRow] = []
    for model in models:
        if isinstance(model, FlatFees):
            kind = FEE_PER_ORDER if model.per == "order" else FEE_PER_FILL
            rows.append({"kind": kind, "amount": _fee_money(model.amount, model, venue)})
        elif isinstance(model, PerUnitFees):
            rows.append(_unit_fee(model, venue, size_precision))
        elif isinstance(model, TieredFees):
            starts = [_fee_money(tier.volume, model, venue) for tier in model.tiers]
            for tier, (low, high) in zip(model.tiers, pairwise([*starts, FAR_UP]), strict=True):
                rows.append(_percentage(FEE_TIER, tier.maker, tier.taker) | {"low": low, "high": high})
        elif isinstance(model, CustomFees):
            rows.append({"kind": FEE_OWN, "model": number_of(venue, model)})
        else:
            rows.append(_percentage(FEE_PERCENTAGE, model.maker, model.taker))
    return rows


def _percentage(kind: int, maker: Decimal, taker: Decimal) -> FeeRow:
    return {"kind": kind, "maker": rate_units(maker, "maker"), "taker": rate_units(taker, "taker")}


def _unit_fee(model: PerUnitFees, venue: Venue, size_precision: int) -> FeeRow:
    """A fee per unit as one per lot: amount / divisor units of money."""
    per_lot = Fraction(model.rate) * Fraction(10) ** (venue.currency.precision - size_precision)
    if max(per_lot.numerator, per_lot.denominator) >= LIMIT:
        raise ConfigError(
            f"fees: {model!r} for quantities of {size_precision} decimals has too many decimals to count in "
            "64 bits; round the rate"
        )
    return {
        "kind": FEE_PER_UNIT,
        "amount": per_lot.numerator,
        "divisor": per_lot.denominator,
        "low": _fee_money(model.minimum, model, venue),
        "high": FAR_UP if model.maximum is None else _fee_money(model.maximum, model, venue),
    }


def _fee_money(amount: Decimal, model: FeeModel, venue: Venue) -> int:
    """Money of a fee model in units of the account's currency."""
    return to_exact_steps(amount, venue.currency.precision, f"fees: {model!r} in {venue.currency}")


def margin_rates(venue: Venue, instrument: Instrument) -> tuple[int, int]:
    """Return an instrument's initial and maintenance margin rates, 10^-12 (rule A5).

    Args:
        venue: gives the leverage.
        instrument: gives its own rates.

    Returns:
        Initial: the larger of the instrument's and 1 / leverage, as far as given, else 1. Maintenance: the
        instrument's, else half the initial. With ``margin_model="rate_over_leverage"`` both of the
        instrument's are divided by the leverage, with ``none`` both are 0.
    """
    if venue.margin_model == "none":
        return 0, 0
    if venue.margin_model == "rate_over_leverage":
        return _over_leverage(venue, instrument)
    given = []
    if instrument.margin_initial is not None:
        given.append(rate_units(instrument.margin_initial, "margin_initial"))
    if venue.leverage is not None:
        given.append(inverse_rate_units(venue.leverage, "leverage"))
    initial = max(given, default=ONE)
    if instrument.margin_maintenance is not None:
        return initial, rate_units(instrument.margin_maintenance, "margin_maintenance")
    return initial, (initial + 1) // 2


def _over_leverage(venue: Venue, instrument: Instrument) -> tuple[int, int]:
    """Both rates of an instrument over the leverage: initial, else 1; maintenance, else half of that."""
    leverage = rate_units(venue.leverage or 1, "leverage")
    given = (Decimal(1) if instrument.margin_initial is None else instrument.margin_initial), "margin_initial"
    initial = divide_half_up(rate_units(*given) * ONE, leverage)
    if instrument.margin_maintenance is None:
        return initial, (initial + 1) // 2
    own = rate_units(instrument.margin_maintenance, "margin_maintenance")
    return initial, divide_half_up(own * ONE, leverage)


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
