"""Drawing bars and ticks in one timeline: instruments with one or both, stretches of bars without a tick in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.reference import Bar, Print, Quote, Scenario, SpreadSlippage, Venue, VolumeSlippage

from .draw_market import (
    START,
    STEP,
    DrawnInstrument,
    draw_balance,
    draw_bars,
    draw_instrument,
)
from .draw_ticks import as_bars, draw_tick_orders, draw_tick_venue, draw_ticks
from .drawing import Draw

Kinds = tuple[tuple[Bar, ...], tuple[Quote, ...], tuple[Print, ...]]


def draw_stretches(draw: Draw, groups: int) -> list[tuple[int, int]]:
    """Return stretches of time in which there are ticks."""
    found, at = [], draw.choice((-1, -1, 2, 5))
    while at < groups:
        length = draw.integer(1, max(groups // 2, 2))
        found.append((START + at * STEP, START + (at + length) * STEP))
        at += length + draw.integer(1, max(groups // 3, 2))
    return found


def draw_kinds(draw: Draw, tick: Any, lot: Any, groups: int, kind: str) -> Kinds:
    """Return the bars, quotes and prints of one instrument; ``kind``: bars, ticks or both."""
    if kind == "ticks":
        which = draw.choice(("quotes", "both", "both", "prints"))
        return (), *draw_ticks(draw, tick, draw.integer(3, groups * 2), which, lot)
    bars = draw_bars(draw, tick, groups)
    return (bars, (), ()) if kind == "bars" else (bars, *draw_ticks_within(draw, tick, lot, groups))


def draw_ticks_within(
    draw: Draw, tick: Any, lot: Any, groups: int
) -> tuple[tuple[Quote, ...], tuple[Print, ...]]:
    """Return quotes and prints in some stretches of the time of so many bars."""
    which = draw.choice(("quotes", "both", "both", "prints"))
    quotes, prints = draw_ticks(draw, tick, draw.integer(3, groups * 2), which, lot)
    stretches = draw_stretches(draw, groups)

    def inside(ts: int) -> bool:
        return any(first <= ts <= last for first, last in stretches)

    quotes = tuple(row for row in quotes if inside(row.ts_event))
    shown = [n for n, row in enumerate(quotes) if row.bid is not None or row.ask is not None]
    quotes = quotes[shown[0] :] if shown else ()  # a first quote without a side is refused
    return quotes, tuple(row for row in prints if inside(row.ts_event))


def draw_mixed_scenario(
    draw: Draw, most_rows: int = 30, fewest_orders: int = 1, most_orders: int = 24
) -> Scenario:
    """Return a scenario with an order table on bars and ticks of one to three instruments."""
    drawn: list[DrawnInstrument] = []
    bars: dict[str, tuple[Bar, ...]] = {}
    quotes: dict[str, tuple[Quote, ...]] = {}
    prints: dict[str, tuple[Print, ...]] = {}
    for number in range(draw.choice((1, 1, 2, 3))):
        instrument, tick, lot = draw_instrument(draw, number)
        kind = draw.choice(("both", "both", "bars", "ticks")) if number else "both"
        own, shown, traded = draw_kinds(draw, tick, lot, draw.integer(3, most_rows), kind)
        for table, rows in ((bars, own), (quotes, shown), (prints, traded)):
            if rows:
                table[instrument.id] = rows  # type: ignore[index, assignment] # each of its own kind
        around = sorted((*own, *as_bars(shown, traded)), key=lambda bar: bar.ts_event)
        drawn.append(DrawnInstrument(instrument, tuple(around), tick, lot))
    venue = draw_mixed_venue(draw, drawn, quotes, prints)
    rows = draw_tick_orders(draw, drawn, venue, {*prints, *bars}, fewest_orders, most_orders)
    currency_precision = draw.choice((2, 2, 0, 4))
    return Scenario(
        instruments=tuple(one.instrument for one in drawn),
        bars=bars,
        quotes=quotes,
        prints=prints,
        venue=venue,
        balance=draw_balance(draw, drawn, currency_precision),
        currency_precision=currency_precision,
        orders=rows,
    )


def draw_mixed_venue(
    draw: Draw,
    drawn: list[DrawnInstrument],
    quotes: dict[str, tuple[Quote, ...]],
    prints: dict[str, tuple[Print, ...]],
) -> Venue:
    """Return a venue with every option drawn that ticks serve; what reads the volume of bars needs it on all."""
    venue = draw_tick_venue(draw, drawn, quotes, prints)
    own = [bar for one in drawn for bar in one.bars if bar.spread is not None]
    if any(bar.volume is None for bar in own):
        venue = replace(venue, volume_limit=None)
    if isinstance(venue.slippage, VolumeSlippage):
        venue = replace(venue, slippage=None)
    if isinstance(venue.slippage, SpreadSlippage) and any(name not in quotes for name in prints):
        venue = replace(venue, slippage=None)
    return venue


def with_finer_ticks(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario on bars whose orders are matched on ticks too; bars of bid and ask stay without."""
    if any(bar.bid or bar.ask for rows in scenario.bars.values() for bar in rows):
        return scenario
    quotes: dict[str, tuple[Quote, ...]] = {}
    prints: dict[str, tuple[Print, ...]] = {}
    for instrument in scenario.instruments:
        tick, lot = instrument.price_increment, instrument.size_increment
        if draw.chance(70):
            groups = max(len(scenario.bars[instrument.id]), 3)
            shown, traded = draw_ticks_within(draw, tick, lot, groups)
            if shown:
                quotes[instrument.id] = shown
            if traded:
                prints[instrument.id] = traded
    slippage = scenario.venue.slippage
    quoted = all(
        name in quotes and quotes[name][0].ts_event <= rows[0].ts_event for name, rows in prints.items()
    )
    if isinstance(slippage, VolumeSlippage) or (isinstance(slippage, SpreadSlippage) and not quoted):
        slippage = None
    timing = draw.choice(("next_row", "next_row", "this_row"))
    venue = replace(
        scenario.venue,
        slippage=slippage,
        latency=None if timing == "this_row" else scenario.venue.latency,
        tick_timing=timing,
        mark_price=draw.choice(("close_side", "mid")),
    )
    return replace(scenario, venue=venue, quotes=quotes, prints=prints)
