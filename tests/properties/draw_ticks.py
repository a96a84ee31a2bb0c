"""Drawing quotes and prints: sides not shown, crossed quotes, rows of one time, prints between and beyond the sides."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.reference import Bar, Print, Quote, Scenario, SpreadSlippage, Venue

from .draw_families import draw_families
from .draw_market import START, STEP, DrawnInstrument, draw_balance, draw_instrument, draw_venue
from .draw_orders import Named, draw_links, draw_modifies, draw_row
from .drawing import Draw

Ticks = tuple[tuple[Quote, ...], tuple[Print, ...]]


def draw_ticks(draw: Draw, tick: Decimal, rows: int, kinds: str, lot: Decimal) -> Ticks:
    """Return the quotes and prints of one instrument; ``kinds``: quotes, prints or both."""
    quotes: list[Quote] = []
    prints: list[Print] = []
    bid, spread, ts = draw.integer(60, 120), draw.integer(0, 6), START
    for _ in range(rows):
        ts += draw.choice((STEP, STEP, STEP // 2, 0, 2 * STEP))
        bid = max(bid + draw.choice((0, 0, 1, -1, 2, -2, 5, -5)), 20)
        if draw.chance(40):
            spread = draw.integer(0, 6)
        if kinds == "quotes" or (kinds == "both" and draw.chance(60)):
            ask = bid - 1 if draw.chance(3) else bid + spread
            hidden = draw.choice(("bid", "ask", "both" if quotes else "bid")) if draw.chance(15) else ""
            quotes.append(
                Quote(
                    ts,
                    None if hidden in ("bid", "both") else tick * bid,
                    None if hidden in ("ask", "both") else tick * ask,
                    *draw_sizes(draw, lot),
                )
            )
        else:
            level = bid + draw.choice((0, 0, spread, spread, spread // 2, -2, spread + 2))
            prints.append(Print(ts, tick * level, draw_sizes(draw, lot)[0]))
    return tuple(quotes), tuple(prints)


def draw_sizes(draw: Draw, lot: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return the sizes of both sides, unknown, small or plenty."""
    if draw.chance(40):
        return None, None
    bid, ask = (draw.choice((None, 0, 1, 3, 7, 20, 100, 10_000)) for _ in range(2))
    return None if bid is None else lot * bid, None if ask is None else lot * ask


def as_bars(quotes: tuple[Quote, ...], prints: tuple[Print, ...]) -> tuple[Bar, ...]:
    """Return the prices of ticks as bars, around which levels are drawn."""
    rows: list[tuple[int, Decimal, Decimal]] = [(row.ts_event, row.price, row.price) for row in prints]
    for quote in quotes:
        shown = [side for side in (quote.bid, quote.ask) if side is not None]
        if shown:
            rows.append((quote.ts_event, min(shown), max(shown)))
    return tuple(Bar(ts, ts, low, high, low, high) for ts, low, high in sorted(rows))


def draw_tick_orders(
    draw: Draw, drawn: list[DrawnInstrument], venue: Venue, printed: set[str], fewest: int, most: int
) -> tuple[dict[str, Any], ...]:
    """Return an order table on a timeline with ticks, with modifies, links and families.

    ``printed``: the instruments whose triggers prints, or bars, may test.
    """
    times = sorted({bar.ts_event for one in drawn for bar in one.bars})
    stamps = [draw.choice(times) + draw.choice((0, 0, STEP // 2)) for _ in range(draw.integer(fewest, most))]
    named: Named = {}
    bars = draw.chance(50)
    rows: list[dict[str, Any]] = []
    for number, ts in enumerate(sorted(stamps)):
        row = draw_row(draw, drawn, ts, number, named, venue, bars)
        tested = "trigger_price" in row or "trailing_offset" in row
        if tested and row.get("action") is None and draw.chance(50):
            known = (
                "BID_ASK",
                "MID_POINT",
                *(("LAST_PRICE",) * 2 if row["instrument_id"] in printed else ()),
            )
            row["trigger_type"] = draw.choice(known)
        rows.append(row)
        if row.get("action") is None and f"n{number}" in named:
            rows += draw_modifies(draw, ts, f"n{number}", named)
    draw_links(draw, rows)
    rows = draw_families(draw, drawn, sorted(rows, key=lambda row: row["ts"]), bars)
    return tuple(sorted(rows, key=lambda row: row["ts"]))


def draw_tick_scenario(
    draw: Draw, most_rows: int = 60, fewest_orders: int = 1, most_orders: int = 24
) -> Scenario:
    """Return a scenario with an order table on ticks of one to three instruments."""
    drawn: list[DrawnInstrument] = []
    quotes: dict[str, tuple[Quote, ...]] = {}
    prints: dict[str, tuple[Print, ...]] = {}
    for number in range(draw.choice((1, 1, 2, 3))):
        instrument, tick, lot = draw_instrument(draw, number)
        kinds = draw.choice(("quotes", "both", "both", "prints"))
        shown, traded = draw_ticks(draw, tick, draw.integer(3, most_rows), kinds, lot)
        if shown:
            quotes[instrument.id] = shown
        if traded:
            prints[instrument.id] = traded
        drawn.append(DrawnInstrument(instrument, as_bars(shown, traded), tick, lot))
    venue = draw_tick_venue(draw, drawn, quotes, prints)
    rows = draw_tick_orders(draw, drawn, venue, set(prints), fewest_orders, most_orders)
    currency_precision = draw.choice((2, 2, 0, 4))
    return Scenario(
        instruments=tuple(one.instrument for one in drawn),
        bars={},
        quotes=quotes,
        prints=prints,
        venue=venue,
        balance=draw_balance(draw, drawn, currency_precision),
        currency_precision=currency_precision,
        orders=rows,
    )


def draw_tick_venue(
    draw: Draw,
    drawn: list[DrawnInstrument],
    quotes: dict[str, tuple[Quote, ...]],
    prints: dict[str, tuple[Print, ...]],
) -> Venue:
    """Return a venue with every option drawn; slippage by spread only where quotes come first."""
    venue = draw_venue(draw, drawn)
    timing = draw.choice(("next_row", "next_row", "this_row"))
    venue = replace(
        venue,
        latency=None if timing == "this_row" else venue.latency,
        volume_limit=draw.choice((None, None, None, Decimal("0.1"), Decimal("0.5"), Decimal(2))),
        tick_timing=timing,
        mark_price=draw.choice(("close_side", "mid")),
    )
    quoted = all(
        name in quotes and quotes[name][0].ts_event <= rows[0].ts_event for name, rows in prints.items()
    )
    if isinstance(venue.slippage, SpreadSlippage) and not quoted:
        return replace(venue, slippage=None)
    return venue
