"""Drawing signal scenarios: columns of signals with all modes, prices, stops and sizes, or targets."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.reference import Scenario, Signals

from .draw_market import STEP, DrawnInstrument, draw_balance, draw_finer, draw_market, draw_venue
from .draw_orders import draw_following, draw_ladder
from .drawing import Draw

Words = dict[str, Any]


def draw_signal_scenario(draw: Draw, most_groups: int = 40) -> Scenario:
    """Return a scenario with signals; short ones on MARGIN accounts only."""
    drawn = draw_market(draw, most_groups)
    venue = draw_venue(draw, drawn)
    currency_precision = draw.choice((2, 2, 0, 4))
    cash = venue.account_type == "CASH"
    stops = draw_stops(draw, drawn)
    words = draw_targets(draw, drawn, cash) if draw.chance(20) else draw_words(draw, drawn, cash, stops)
    return Scenario(
        instruments=tuple(one.instrument for one in drawn),
        bars={one.instrument.id: one.bars for one in drawn},
        venue=venue,
        balance=draw_balance(draw, drawn, currency_precision),
        currency_precision=currency_precision,
        finer=draw_finer(draw, drawn),
        signals=Signals(**words),
    )


def flags(draw: Draw, drawn: list[DrawnInstrument], percent: int) -> dict[str, tuple[bool | None, ...]]:
    """Return a column of booleans, rarely null."""
    return {
        one.instrument.id: tuple(None if draw.chance(3) else draw.chance(percent) for _ in one.bars)
        for one in drawn
    }


def levels(draw: Draw, drawn: list[DrawnInstrument]) -> dict[str, tuple[Decimal, ...]]:
    """Return a column of prices near the bars that follow."""
    return {one.instrument.id: tuple(one.level(draw, bar.ts_event) for bar in one.bars) for one in drawn}


def draw_words(draw: Draw, drawn: list[DrawnInstrument], cash: bool, stops: Words) -> Words:
    """Return entries and exits with their modes, sizes, prices and stops."""
    often = draw.choice((10, 25, 50))
    words: Words = {"entries": flags(draw, drawn, often)}
    if draw.chance(80):
        words["exits"] = flags(draw, drawn, often)
    if not cash:
        form = draw.choice(("long", "short words", "short words", "SHORT", "BOTH"))
        if form == "short words":
            words["short_entries"] = flags(draw, drawn, often)
            if draw.chance(80):
                words["short_exits"] = flags(draw, drawn, often)
        elif form == "SHORT" or (form == "BOTH" and "exits" in words):
            words["direction"] = form
    words["accumulate"] = draw.choice((False, False, True, "both"))
    words["on_opposite_entry"] = draw.choice(
        ("reverse", "reverse", "reversereduce", "close", "closereduce", "ignore")
    )
    words["on_conflict"] = draw.choice(("ignore", "entry", "exit", "adjacent", "opposite"))
    words["on_direction_conflict"] = draw.choice(("ignore", "long", "short", "adjacent", "opposite"))
    words |= stops
    protected = any(word.startswith(("stop_loss", "trailing_stop")) for word in words)
    return words | draw_size(draw, drawn, protected) | draw_entry_prices(draw, drawn)


def draw_entry_prices(draw: Draw, drawn: list[DrawnInstrument]) -> Words:
    """Return limit and trigger prices and a time in force for the entries, or nothing."""
    words: Words = {}
    if draw.chance(30):
        words["limit_price"] = levels(draw, drawn)
    if draw.chance(20):
        words["trigger_price"] = levels(draw, drawn)
    choice = draw.choice((None, None, None, "IOC", "FOK", "GTD", "GTC"))
    if choice == "GTD":
        words["expire_after"] = draw.choice((draw.integer(1, 3), timedelta(microseconds=3 * STEP // 2000)))
        if draw.chance(50):
            words["time_in_force"] = choice
    elif choice is not None:
        words["time_in_force"] = choice
    return words


def draw_size(draw: Draw, drawn: list[DrawnInstrument], protected: bool) -> Words:
    """Return a quantity, constant or per row, or a budget."""
    lot = max(one.lot for one in drawn)
    form = draw.choice(
        ("quantity", "quantity", "column", "percent_of_equity", "percent_of_cash", "value", "risk_percent")
    )
    if form == "column":
        return {
            "quantity": {
                one.instrument.id: tuple(one.lot * draw.integer(1, 12) for _ in one.bars) for one in drawn
            }
        }
    if form == "value":
        return {"size": (form, Decimal(draw.integer(1, 400)))}
    if form == "quantity" or (form == "risk_percent" and not protected):
        return {"quantity": lot * draw.choice((10, 5, 1, 3, 4, 7))}
    return {"size": (form, Decimal(draw.choice((50, 95, 100, 10, 3))))}


def draw_stops(draw: Draw, drawn: list[DrawnInstrument]) -> Words:
    """Return stop-loss, take-profit and time stop, each in one of its forms or absent."""
    words: Words = {}
    tick = max(one.tick for one in drawn)
    for name in ("stop_loss", "take_profit"):
        form = draw.choice(("absent", "fraction", "offset", "level", "column"))
        if form == "fraction":
            words[name] = Decimal(draw.choice(("0.02", "0.05", "0.01")))
        elif form == "offset":
            words[name + "_offset"] = tick * draw.integer(1, 6)
        elif form == "level":
            words[name + "_price"] = levels(draw, drawn)
        elif form == "column":
            words[name + "_offset"] = {
                one.instrument.id: tuple(
                    None if draw.chance(20) else one.tick * draw.integer(1, 6) for _ in one.bars
                )
                for one in drawn
            }
        if name == "take_profit" and form in ("fraction", "offset") and draw.chance(40):
            word = name if form == "fraction" else name + "_offset"
            step = Decimal("0.01") if form == "fraction" else tick
            words[word] = draw_ladder(draw, lambda step=step: step * draw.integer(1, 6))
    words |= draw_following(draw, tick, has_stop=any(word.startswith("stop_loss") for word in words))
    if "trailing_stop_offset" in words and draw.chance(40):
        words["trailing_stop_offset"] = {
            one.instrument.id: tuple(
                None if draw.chance(20) else one.tick * draw.integer(1, 6) for _ in one.bars
            )
            for one in drawn
        }
    if draw.chance(25):
        rows = draw.integer(1, 4)
        words["time_stop"] = draw.choice((rows, timedelta(microseconds=rows * STEP // 1000)))
    return words


def draw_targets(draw: Draw, drawn: list[DrawnInstrument], cash: bool) -> Words:
    """Return a column of wanted positions, rarely more often than every third row."""
    kind = draw.choice(("quantity", "value", "weight"))
    smallest = 0 if cash else -10

    def cell(one: DrawnInstrument) -> Decimal | None:
        if not draw.chance(35):
            return None
        size = draw.integer(smallest, 10)
        if kind == "quantity":
            return one.lot * size
        return Decimal(size * 20) if kind == "value" else Decimal(size) / 10

    return {
        "target": {one.instrument.id: tuple(cell(one) for _ in one.bars) for one in drawn},
        "target_type": kind,
    }
