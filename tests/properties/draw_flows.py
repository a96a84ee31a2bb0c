"""Drawing what happens between rows: funding, interest, corporate actions, expiries, deposits, on, between, beside rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reference import Scenario

from .draw_market import STEP
from .drawing import Draw

RATES = ("0.0001", "0.01", "-0.0001", "0.000123456789", "-0.05", "0", "0.3")
YEARLY = ("0.05", "0", "-0.01", "0.123456789012", "40", "3000", "-500")
DAY = 86_400 * 10**9


def with_flows(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario with what happens between rows; drawn last, so that all else of a seed stays."""
    return with_splits(
        draw, with_endings(draw, with_dividends(draw, with_deposits(draw, with_funding(draw, scenario))))
    )


def with_splits(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in four with splits of shares: of whole lots or not, up to a hundredfold, and reverse.

    What runs refuse is left out: modifies that are on their way, orders that act at an older close, sides alone.
    """
    venue = scenario.venue
    at_once = venue.fill_timing == "this_close" or venue.tick_timing == "this_row"
    modifies = any(row.get("action") == "modify" for row in scenario.orders or ())
    if not draw.chance(25) or (venue.latency is not None and modifies):
        return scenario
    if at_once and len(scenario.instruments) > 1:
        return scenario
    splits = {}
    for instrument in scenario.instruments:
        if (
            instrument.tradable
            and instrument.kind == "Equity"
            and draw.chance(75)
            and shows_both(scenario, instrument.id)
        ):
            stamps = {
                draw.choice(scenario.times) + draw.choice((0, 0, STEP // 2, -1))
                for _ in range(draw.integer(1, 3))
            }
            ratios = ("2", "2", "3", "1.5", "0.5", "0.1", "0.333333333333", "7", "1.05", "0.04", "100", "1")
            splits[instrument.id] = tuple((ts, Decimal(draw.choice(ratios))) for ts in sorted(stamps))
    return replace(scenario, splits=splits)


def shows_both(scenario: Scenario, name: str) -> bool:
    """Whether no quote and no bar of an instrument shows one side alone."""
    quotes = all(row.bid is not None and row.ask is not None for row in scenario.quotes.get(name, ()))
    return quotes and all(
        (bar.bid is None) == (bar.ask is None) for level in scenario.levels(name) for bar in level
    )


def with_endings(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in four with instruments that end: futures at an expiry, others by a delisting."""
    if not draw.chance(25):
        return scenario
    times, expiries, delistings, instruments = scenario.times, {}, {}, list(scenario.instruments)
    for number, instrument in enumerate(instruments):
        if not instrument.tradable or not draw.chance(60):
            continue
        late = times[draw.integer(len(times) // 3, len(times) - 1)]
        ts = draw.choice((late, late, draw.choice(times), times[0])) + draw.choice(
            (0, 0, STEP // 2, -1, 2 * STEP)
        )
        unit = Decimal(1).scaleb(-instrument.price_precision)
        price = draw.choice((None, None, Decimal(draw.integer(40, 140)) * unit, Decimal(0)))
        if instrument.inverse and price is not None:
            price = max(price, unit)
        if instrument.kind == "FuturesContract" or (
            instrument.kind == "Equity" and scenario.venue.account_type == "MARGIN" and draw.chance(60)
        ):
            instruments[number] = replace(instrument, kind="FuturesContract")
            expiries[instrument.id] = (ts, price)
        else:
            delistings[instrument.id] = (ts, price)
    dividends = {name: rows for name, rows in scenario.dividends.items() if name not in expiries}
    return replace(
        scenario,
        instruments=tuple(instruments),
        expiries=expiries,
        delistings=delistings,
        dividends=dividends,
    )


def with_rates(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in four with interest on cash and on positions; drawn last, so that all else stays."""
    if not draw.chance(25):
        return scenario
    on_margin = scenario.venue.account_type == "MARGIN"
    traded = [instrument.id for instrument in scenario.instruments if instrument.tradable]
    bearers = [("", "deposit"), *((name, kind) for name in traded for kind in ("lending", "staking"))]
    if on_margin:
        bearers += [("", "borrow"), *((name, "borrow") for name in traded)]
    rates = {}
    for bearer in bearers:
        if draw.chance(50):
            stamps = {
                draw.choice(scenario.times) + draw.choice((0, 0, STEP // 2, -1, -3 * STEP, -2 * DAY))
                for _ in range(draw.integer(1, 6))
            }
            rates[bearer] = tuple(
                (ts, Decimal(draw.choice(YEARLY)), draw.choice(("ACT/365", "ACT/360", "ACT/ACT")))
                for ts in sorted(stamps)
            )
    return replace(scenario, rates=rates)


def with_dividends(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in five with dividends of instruments that are no perpetuals."""
    if not draw.chance(20):
        return scenario
    dividends = {}
    for instrument in scenario.instruments:
        if instrument.tradable and instrument.kind == "Equity":
            stamps = {
                draw.choice(scenario.times) + draw.choice((0, STEP // 2)) for _ in range(draw.integer(1, 4))
            }
            amounts = ("0.25", "1.005", "0.000123456789", "40", "0")
            dividends[instrument.id] = tuple((ts, Decimal(draw.choice(amounts))) for ts in sorted(stamps))
    return replace(scenario, dividends=dividends)


def with_deposits(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in five with money put in and taken out, now and then more than there is."""
    if not draw.chance(20):
        return scenario
    times = scenario.times
    unit = Decimal(1).scaleb(-scenario.currency_precision)
    rows = []
    for _ in range(draw.integer(1, 5)):
        ts = draw.choice(times) + draw.choice((0, 0, STEP // 2, -1, -3 * STEP))
        share = Decimal(draw.choice(("0.1", "-0.1", "1", "-0.5", "-0.9", "-3", "0.003")))
        amount = (scenario.balance * share).quantize(unit)
        if amount:
            rows.append((ts, amount))
    return replace(scenario, deposits=tuple(sorted(rows)))


def with_funding(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those on MARGIN a third with perpetuals; drawn last, so that all else stays."""
    if scenario.venue.account_type != "MARGIN" or not draw.chance(33):
        return scenario
    times = scenario.times
    funding, instruments = {}, list(scenario.instruments)
    for number, instrument in enumerate(instruments):
        if not instrument.tradable or instrument.kind == "FuturesContract" or not draw.chance(75):
            continue
        instruments[number] = replace(instrument, kind="CryptoPerpetual")
        every = draw.choice((1, 2, 5, 8)) * STEP
        shift = draw.choice((0, 0, 0, STEP // 2, STEP // 4, -1))
        first = times[0] + draw.choice((0, 0, 1, -2)) * STEP + shift
        stamps = [ts for ts in range(first, times[-1] + 2 * STEP, every) if not draw.chance(10)]
        funding[instrument.id] = tuple((ts, Decimal(draw.choice(RATES))) for ts in stamps)
    funding = {name: rows for name, rows in funding.items() if rows}
    return replace(scenario, instruments=tuple(instruments), funding=funding)
