"""Lowers venues to the records kernels read: their choices, accounts, balances and fees."""

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
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument
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
from fastbt.venues.venues import Venues

Records = NDArray[np.void]
SLIPPAGE_NONE, SLIPPAGE_TICKS, SLIPPAGE_BASIS_POINTS = 0, 1, 2
SLIPPAGE_SPREAD, SLIPPAGE_VOLUME, SLIPPAGE_PROBABILISTIC, SLIPPAGE_OWN = 3, 4, 5, 6
FEE_PERCENTAGE, FEE_PER_ORDER, FEE_PER_FILL, FEE_PER_UNIT, FEE_TIER, FEE_OWN = 0, 1, 2, 3, 4, 5
FeeRow = dict[str, int]
"""Fields of one FEE record."""


def venue_records(venues: Venues) -> Records:
    """Return the VENUE records of a run.

    Args:
        venues: its venues.

    Returns:
        One record each, in their order.
    """
    records = np.zeros(len(venues), dtype=VENUE)
    for v, venue in zip(records, venues, strict=True):
        _fill_venue(v, venue, venues)
    return records


def _fill_venue(v: np.void, venue: Venue, venues: Venues) -> None:
    """Write the choices of one venue."""
    v["account_type"] = AccountType[venue.account_type]  # type: ignore[misc]
    v["oms_type"] = OmsType[venue.oms_type]  # type: ignore[misc]
    v["margin_net"] = venue.account_type == "MARGIN" and (
        venue.oms_type == "NETTING" or venue.hedging_margin == "net"
    )
    v["fill_timing"] = FillTiming[venue.fill_timing.upper()]
    v["bar_path"] = BarPath[venue.bar_path.upper()]
    v["limit_gap_open"] = venue.limit_gap == "open"
    v["stop_in_market_reject"] = venue.stop_in_market == "reject"
    v["bracket_anchor"] = OPTIONS["bracket_anchor"].values.index(venue.bracket_anchor)
    v["bracket_from"] = OPTIONS["bracket_from"].values.index(venue.bracket_from)
    v["cancel_linked"] = venue.cancel_linked == "on"
    v["stop_limit_waits"] = venue.stop_limit_same_bar == "off"
    if isinstance(venue.fill_price, CustomFillPrice):
        v["fill_price"], v["fill_price_model"] = FILL_AT_MODEL, number_of(venues, venue.fill_price)
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
        v["volume_limit_model"] = 1 + number_of(venues, venue.volume_limit)
    elif venue.volume_limit is not None:
        v["volume_limit"] = rate_units(venue.volume_limit, "volume_limit")
    v["by_points"] = venue.volume_split == "points"
    v["through_fills"] = venue.through_fills == "all"
    v["stops_per_position"] = venue.stops_per == "position"
    v["tick_worse"] = venue.remainder == "tick_worse"
    v["late_expiry"] = venue.gtd_edge == "first_point"
    v["slippage_on"] = OPTIONS["slippage_on"].values.index(venue.slippage_on)
    v["clamp"] = venue.clamp_slippage == "on"
    v["slippage"], v["slippage_amount"] = _slippage(venue, venues)
    v["late"] = venue.delays is not None
    v["late_in_bar_close"] = venue.delays is not None and venue.latency_in_bar == "close"
    if isinstance(venue.delays, CustomLatency):
        v["latency_model"] = 1 + number_of(venues, venue.delays)
    elif venue.delays is not None:
        for name, duration in venue.delays.to_dict().items():
            v[f"latency_{name}"] = duration
    if isinstance(venue.slippage, VolumeSlippage):
        v["slippage_halves"] = int(venue.slippage.p * 2)


def _slippage(venue: Venue, venues: Venues) -> tuple[int, int]:
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
        return SLIPPAGE_OWN, number_of(venues, model)
    return SLIPPAGE_PROBABILISTIC, rate_units(model.probability, "probability")


def account_records(venues: Venues) -> Records:
    """Return the ACCOUNT records, one a venue; without leverage a unit of money moves a unit of notional.

    Args:
        venues: the venues.
    """
    records = np.zeros(len(venues), dtype=ACCOUNT)
    for number, (a, venue) in enumerate(zip(records, venues, strict=True)):
        a["venue"] = number
        a["account_type"] = AccountType[venue.account_type]  # type: ignore[misc]
        a["leverage"] = ONE
        if venue.leverage is not None:
            a["leverage"] = rate_units(venue.leverage, "leverage")
            a["leverage_rate"] = inverse_rate_units(venue.leverage, "leverage")
    return records


def balance_records(venues: Venues, instruments: Sequence[Instrument]) -> Records:
    """Return the BALANCE records, account by account one for each currency of the run.

    Args:
        venues: the venues.
        instruments: those of the run.

    Returns:
        ``start`` and ``total`` filled in, and whether an instrument settles in it.
    """
    currencies = venues.currencies()
    records = np.zeros(len(venues) * len(currencies), dtype=BALANCE)
    records["open_first"] = records["open_last"] = -1
    records["level_instrument"] = records["bust_row"] = -1
    for account, venue in enumerate(venues):
        for place, currency in enumerate(currencies):
            b = records[account * len(currencies) + place]
            b["account"] = account
            b["start"] = b["total"] = venue.start_of(currency)
    for instrument in instruments:
        records["serves"][balance_number(venues, instrument)] = 1
    return records


def balance_number(venues: Venues, instrument: Instrument) -> int:
    """Return the number of the balance in which an instrument settles.

    Args:
        venues: the venues of the run.
        instrument: one of its instruments, whose currency its account holds.
    """
    currencies = venues.currencies()
    account, place = venues.number_of(instrument.id), currencies.index(instrument.settlement_currency)
    return account * len(currencies) + place


def fee_records(venues: Venues, instruments: Sequence[Instrument]) -> tuple[Records, list[tuple[int, int]]]:
    """Return the FEE records of a run, and which of them each instrument pays (rule F14).

    Args:
        venues: their models go before the instruments' own fees; amounts are of the currency in which the
            instrument settles.
        instruments: the instruments.

    Returns:
        The records, and (first, count) per instrument.

    Raises:
        ConfigError: if an amount has more decimals than the currency.
    """
    rows: list[FeeRow] = []
    ranges: list[tuple[int, int]] = []
    known: dict[tuple[str, int, Currency], tuple[int, int]] = {}
    for instrument in instruments:
        venue, currency = venues.serving(instrument.id), instrument.settlement_currency
        key = venue.name, instrument.size_precision, currency
        if venue.fees is None:
            maker, taker = instrument.maker_fee or Decimal(0), instrument.taker_fee or Decimal(0)
            models: Sequence[FeeModel] = [PercentageFees(maker, taker)] if maker or taker else []
        elif key in known:  # a fee per unit is one per lot here, else models are all alike
            ranges.append(known[key])
            continue
        else:
            models = venue.fees  # type: ignore[assignment] # models since __post_init__
        added = _fees(models, venues, currency, instrument.size_precision)
        ranges.append((len(rows), len(added)))
        if venue.fees is not None:
            known[key] = ranges[-1]
        rows += added
    records = np.zeros(max(len(rows), 1), dtype=FEE)
    for record, row in zip(records, rows, strict=False):
        for name, number in row.items():
            record[name] = number
    return records, ranges


def _fees(
    models: Sequence[FeeModel], venues: Venues, currency: Currency, size_precision: int
) -> list[FeeRow]:
    """The records of fee models for instruments of one currency and size precision."""
    rows: list[FeeRow] = []
    for model in models:
        if isinstance(model, FlatFees):
            kind = FEE_PER_ORDER if model.per == "order" else FEE_PER_FILL
            rows.append({"kind": kind, "amount": _fee_money(model.amount, model, currency)})
        elif isinstance(model, PerUnitFees):
            rows.append(_unit_fee(model, currency, size_precision))
        elif isinstance(model, TieredFees):
            starts = [_fee_money(tier.volume, model, currency) for tier in model.tiers]
            for tier, (low, high) in zip(model.tiers, pairwise([*starts, FAR_UP]), strict=True):
                rows.append(_percentage(FEE_TIER, tier.maker, tier.taker) | {"low": low, "high": high})
        elif isinstance(model, CustomFees):
            rows.append({"kind": FEE_OWN, "model": number_of(venues, model)})
        else:
            rows.append(_percentage(FEE_PERCENTAGE, model.maker, model.taker))
    return rows


def _percentage(kind: int, maker: Decimal, taker: Decimal) -> FeeRow:
    return {"kind": kind, "maker": rate_units(maker, "maker"), "taker": rate_units(taker, "taker")}


def _unit_fee(model: PerUnitFees, currency: Currency, size_precision: int) -> FeeRow:
    """A fee per unit as one per lot: amount / divisor units of money."""
    per_lot = Fraction(model.rate) * Fraction(10) ** (currency.precision - size_precision)
    if max(per_lot.numerator, per_lot.denominator) >= LIMIT:
        raise ConfigError(
            f"fees: {model!r} for quantities of {size_precision} decimals has too many decimals to count in "
            "64 bits; round the rate"
        )
    return {
        "kind": FEE_PER_UNIT,
        "amount": per_lot.numerator,
        "divisor": per_lot.denominator,
        "low": _fee_money(model.minimum, model, currency),
        "high": FAR_UP if model.maximum is None else _fee_money(model.maximum, model, currency),
    }


def _fee_money(amount: Decimal, model: FeeModel, currency: Currency) -> int:
    """Money of a fee model in units of a currency."""
    return to_exact_steps(amount, currency.precision, f"fees: {model!r} in {currency}")


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


def check_currencies(venues: Venues, instruments: Sequence[Instrument]) -> None:
    """Refuse instruments that settle in a currency which their account does not hold.

    Args:
        venues: their balances say the currencies.
        instruments: the instruments of the run.

    Raises:
        ConfigError: naming instrument and currencies.
    """
    for instrument in instruments:
        venue, theirs = venues.serving(instrument.id), instrument.settlement_currency
        if theirs in venue.currencies:
            continue
        same = next((ours for ours in venues.currencies() if ours.code == theirs.code), None)
        if same is not None and same != theirs:
            raise ConfigError(
                f"{instrument.id} settles in {theirs.code} of {theirs.precision} decimals, the account of "
                f"{venue.name} holds {same.code} of {same.precision}: two precisions of one currency in a "
                f"run; give both the same, as in balances=[bt.Money({venue.start.amount}, "
                f"bt.Currency({theirs.code!r}, precision={theirs.precision}))]"
            )
        held = ", ".join(str(currency) for currency in venue.currencies)
        balances = [str(money) for money in venue.balances]  # type: ignore[union-attr]
        raise ConfigError(
            f"{instrument.id} settles in {theirs}, the account of {venue.name} holds {held}: nothing is "
            f"converted unasked; give it a balance, as in balances={[*balances, f'0 {theirs}']}, or give the "
            "instrument another currency"
        )
