"""Models of the user's own that scenarios draw: functions as a user would write them, in decimals and in counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.reference import OwnFees, OwnFillPrice, OwnLatency, OwnSlippage, OwnVolumeLimit, Scenario

from .drawing import Draw

HALF = 30 * 10**9
"""Half a minute, ns: bars are drawn a minute long, or parts and multiples of it."""


def by_liquidity(fill: Any, p: Any) -> float:
    """What PercentageFees charges."""
    return fill.notional * (p.maker if fill.is_maker else p.taker)


def duty_on_purchases(fill: Any) -> float:
    """Half a percent of what is bought, a fixed amount for each order that sells."""
    if fill.side > 0:
        return fill.notional * 0.005
    return 0.0 if fill.filled > 0.0 else 1.25


def by_volume_traded(fill: Any, p: Any) -> float:
    """Cheaper once enough was traded; at least a cent a unit, market orders a little more."""
    rate = p.low if fill.traded >= p.volume else p.high
    return max(fill.notional * rate, 0.01 * fill.quantity) + (0.1 if fill.order_type == 0 else 0.0)


def rebate_in_units(fill: Any) -> int:
    """One unit in a thousand, rounded down; makers get one in two thousand."""
    if fill.is_maker:
        return -(fill.notional // 2000)
    return fill.notional // 1000 + (3 if fill.reduce_only else 0)


def of_price_and_lots(fill: Any, p: Any) -> int:
    """Grows with the price and the lots, and counts what was filled before."""
    return p.units * (fill.filled + fill.quantity) - p.units * fill.filled + fill.price // 50


def tenth_of_the_bar(fill: Any) -> float:
    """A share of the row's range."""
    return (fill.high - fill.low) / 10


def by_share_of_volume(fill: Any, p: Any) -> float:
    """The square of the share in the row's volume, a basis point where that is not known."""
    if fill.volume != fill.volume:
        return abs(fill.price) * 0.0001
    share = min(fill.quantity / max(fill.volume, 1.0), 1.0)
    return fill.price * p.k * share * share


def ticks_by_lots(fill: Any, p: Any) -> int:
    """Some ticks, one more for large orders and for those that close."""
    return p.ticks + (1 if fill.quantity > 5 else 0) + fill.reduce_only + (fill.close - fill.open) ** 2 % 3


def typical_price(fill: Any) -> float:
    """The mean of high, low and close."""
    return (fill.high + fill.low + fill.close) / 3


def nearer_to_the_worse(fill: Any, p: Any) -> float:
    """A share of the way from the price offered to the worse extreme."""
    worse = fill.high if fill.side > 0 else fill.low
    return fill.price + (worse - fill.price) * p.share


def middle_in_ticks(fill: Any) -> int:
    """The middle of open and close, rounded down."""
    return (fill.open + fill.close) // 2


def by_kind(message: Any, p: Any) -> float:
    """Some half minutes for each kind of message, and chance on top."""
    base = p.submit if message.kind == 1 else p.modify if message.kind == 2 else p.cancel
    return base * HALF + p.chance * HALF * message.chance


def by_order(message: Any) -> float:
    """Depends on all that is told of an order; a size that is found at the fill is fast."""
    if message.quantity != message.quantity:
        return 0.0
    time = 1.5 * HALF if message.side > 0 else 0.5
    time += message.order_type * 1e9 + message.reduce_only * 7e9 + message.instrument * HALF
    return time + message.quantity - message.filled


def in_counts(message: Any, p: Any) -> int:
    """A squared draw, longer at odd minutes, and a nanosecond a lot."""
    lots = 0 if message.quantity < 0 else message.quantity - message.filled
    drawn = message.chance // 10**6
    return lots + message.ts // (2 * HALF) % 2 * p.odd + drawn * drawn // 10**6 * p.most // 10**6


def draw_own_latency(draw: Draw) -> OwnLatency:
    """Return a latency by a function."""
    halves = (0, 0, 1, 1, 2, 3, 6)
    parts = tuple((name, float(draw.choice(halves))) for name in ("submit", "modify", "cancel", "chance"))
    return draw.choice(
        (
            OwnLatency(by_kind, parts, longest=12 * HALF),
            OwnLatency(by_order, longest=10 * HALF),
            OwnLatency(in_counts, (("odd", HALF), ("most", 6 * HALF)), exact=True, longest=20 * HALF),
        )
    )


def share_by_liquidity(fill: Any, p: Any) -> float:
    """A share of the volume, larger for makers; some lots where it is not known."""
    if fill.volume != fill.volume:
        return p.lots + fill.filled
    return fill.volume * (p.maker if fill.is_maker else p.taker)


def until_enough_was_taken(fill: Any, p: Any) -> float:
    """All that is asked for as long as little was taken, then nothing; sales have half."""
    if fill.taken >= p.enough:
        return 0.0
    return (fill.taken + fill.quantity) * (1.0 if fill.side > 0 else 0.5)


def lots_of_the_range(fill: Any, p: Any) -> int:
    """By the row's range and the price, more for orders that close, and for a second instrument."""
    lots = (fill.high - fill.low) // 3 + fill.price % 7 + fill.open % 2 + 3 * fill.reduce_only
    known = fill.volume // 50 if fill.volume >= 0 else 2
    return p.most * lots + known + fill.instrument + (fill.order_type == 0) + fill.close % 2


def draw_own_limit(draw: Draw) -> OwnVolumeLimit:
    """Return a volume limit by a function."""
    return draw.choice(
        (
            OwnVolumeLimit(share_by_liquidity, (("maker", 0.1), ("taker", 0.03), ("lots", 4.0))),
            OwnVolumeLimit(share_by_liquidity, (("maker", 0.02), ("taker", 0.3), ("lots", 0.5))),
            OwnVolumeLimit(until_enough_was_taken, (("enough", draw.choice((0.5, 3.0, 12.0))),)),
            OwnVolumeLimit(lots_of_the_range, (("most", draw.integer(1, 3)),), exact=True),
        )
    )


def draw_own_fees(draw: Draw) -> OwnFees:
    """Return fees by a function."""
    return draw.choice(
        (
            OwnFees(by_liquidity, (("maker", -0.0002), ("taker", 0.0025))),
            OwnFees(duty_on_purchases),
            OwnFees(by_volume_traded, (("low", 0.001), ("high", 0.004), ("volume", 5000.0))),
            OwnFees(rebate_in_units, exact=True),
            OwnFees(of_price_and_lots, (("units", 3),), exact=True),
        )
    )


def draw_own_slippage(draw: Draw) -> OwnSlippage:
    """Return slippage by a function."""
    return draw.choice(
        (
            OwnSlippage(tenth_of_the_bar),
            OwnSlippage(by_share_of_volume, (("k", 0.3),)),
            OwnSlippage(ticks_by_lots, (("ticks", 1),), exact=True),
        )
    )


def draw_own_price(draw: Draw) -> OwnFillPrice:
    """Return a fill price by a function."""
    return draw.choice(
        (
            OwnFillPrice(typical_price),
            OwnFillPrice(nearer_to_the_worse, (("share", 0.35),)),
            OwnFillPrice(middle_in_ticks, exact=True),
        )
    )


def with_own_models(draw: Draw, scenario: Scenario, percent: int = 8) -> Scenario:
    """Return a scenario, of so many in 100 with one or more of the venue's models replaced by a user's own.

    Drawn last, so that all else of a seed stays as it is; each costs the time of compiling it.
    """
    if not draw.chance(percent):
        return scenario
    which, venue = draw.integer(1, 31), scenario.venue
    if which & 1:
        venue = replace(venue, fees=(*(venue.fees or ())[:1], draw_own_fees(draw)))
    if which & 2:
        venue = replace(venue, slippage=draw_own_slippage(draw))
    if which & 4 and not scenario.has_sides:
        venue = replace(venue, fill_price=draw_own_price(draw))
    at_once = venue.fill_timing == "this_close" or venue.tick_timing == "this_row"
    if which & 8 and not at_once:
        venue = replace(venue, latency=draw_own_latency(draw))
    if which & 16:
        venue = replace(venue, volume_limit=draw_own_limit(draw))
    return replace(scenario, venue=venue)
