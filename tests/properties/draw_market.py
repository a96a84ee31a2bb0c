"""Drawing the market of a scenario: instruments of different grids, bars full of ties and gaps, venue options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tests.reference import (
    Bar,
    BasisPointsSlippage,
    FixedSlippage,
    FlatFees,
    Instrument,
    Latency,
    PercentageFees,
    PerUnitFees,
    ProbabilisticSlippage,
    RiskLimits,
    Scenario,
    SpreadSlippage,
    TieredFees,
    Venue,
    VolumeSlippage,
)
from tests.reference.scenario import Fees, Slippage

from .drawing import Draw

STEP = 60_000_000_000
"""Length of a bar in nanoseconds: one minute."""
START = 1_600_000_020 * 10**9


@dataclass(frozen=True)
class DrawnInstrument:
    """An instrument with what its orders are drawn around."""

    instrument: Instrument
    bars: tuple[Bar, ...]
    tick: Decimal
    lot: Decimal

    @property
    def has_sides(self) -> bool:
        """Whether its bars are pairs of bid and ask."""
        return any(bar.bid or bar.ask for bar in self.bars)

    def level(self, draw: Draw, after: int) -> Decimal:
        """Return a price at or near one of the next bars' points, so that ties are frequent."""
        ahead = [bar for bar in self.bars if bar.ts_event > after][:4] or list(self.bars[-1:])
        bar = draw.choice(ahead)
        sides = [side for side in (bar.bid, bar.ask) if side is not None]
        point = draw.choice(draw.choice(sides) if sides else (bar.open, bar.high, bar.low, bar.close))
        return max(point + self.tick * draw.choice((0, 0, 0, 1, -1, 2, -2, 4, -4)), self.tick)


def draw_instrument(draw: Draw, number: int) -> tuple[Instrument, Decimal, Decimal]:
    """Return an instrument, its tick and its lot."""
    price_precision, size_precision = draw.choice((2, 0, 1, 3)), draw.choice((0, 1, 2))
    tick = Decimal(draw.choice((1, 1, 5, 25))).scaleb(-price_precision)
    lot = Decimal(draw.choice((1, 1, 5))).scaleb(-size_precision)
    own_fees, tradable = draw.chance(30), not draw.chance(2)
    # An index is made of prices only, so what does not trade has no multiplier.
    multiplier = (
        draw.choice((Decimal(1), Decimal(1), Decimal(10), Decimal("0.5"))) if tradable else Decimal(1)
    )
    initial = Decimal(draw.choice(("0.02", "0.1", "0.25", "0.5"))) if draw.chance(40) else None
    maintenance = (initial or Decimal(1)) * Decimal(draw.choice(("0.4", "0.9"))) if draw.chance(30) else None
    instrument = Instrument(
        id=("B.SIM", "A.SIM", "C.SIM")[number],
        price_precision=price_precision,
        size_precision=size_precision,
        price_increment=tick,
        size_increment=lot,
        multiplier=multiplier,
        min_quantity=lot * draw.integer(2, 4) if draw.chance(15) else None,
        max_quantity=lot * draw.integer(12, 30) if draw.chance(10) else None,
        maker_fee=Decimal(draw.choice(("0.001", "-0.0005", "0"))) if own_fees else None,
        taker_fee=Decimal(draw.choice(("0.002", "0.0015"))) if own_fees else None,
        margin_initial=initial,
        margin_maintenance=maintenance,
        tradable=tradable,
    )
    return instrument, tick, lot


def draw_bars(draw: Draw, tick: Decimal, groups: int) -> tuple[Bar, ...]:
    """Return the bars of one instrument: small steps in price, gaps, flat bars, missing rows, odd lengths."""
    length = draw.choice(("step", "step", "half", "double", "point", "mixed"))
    volume_kind = draw.choice(("none", "some", "some", "zero"))
    price = draw.integer(60, 120)
    bars = []
    for number in range(groups):
        opened = max(price + (draw.integer(-8, 8) if draw.chance(40) else 0), 30)
        closed = max(opened + draw.integer(-5, 5), 30)
        high, low = max(opened, closed) + draw.integer(0, 4), min(opened, closed) - draw.integer(0, 4)
        if length == "point" or draw.chance(6):
            closed = high = low = opened
        price = closed
        if number and draw.chance(10):
            continue
        ts_event = START + number * STEP
        back = {"step": STEP, "half": STEP // 2, "double": 2 * STEP, "point": 0}.get(length)
        if back is None:
            back = draw.choice((STEP, STEP // 2, 0))
        volume = None
        if volume_kind != "none":
            volume = Decimal(0 if volume_kind == "zero" or draw.chance(15) else draw.integer(1, 500))
        prices = (tick * level for level in (opened, high, low, closed))
        bars.append(
            Bar(
                ts_event - back,
                ts_event,
                *prices,
                volume,
                tick * draw.integer(0, 4),
                tick * draw.integer(low, high),
            )
        )
    return tuple(bars)


def with_sides(draw: Draw, bars: tuple[Bar, ...], tick: Decimal) -> tuple[Bar, ...]:
    """Return the bars with bid and ask around them, not of one shape, now and then with one of the two missing."""
    found = []
    for bar in bars:
        missing = draw.choice(("bid", "ask")) if draw.chance(12) else ""
        found.append(
            replace(
                bar,
                bid=None if missing == "bid" else draw_side(draw, bar, -tick),
                ask=None if missing == "ask" else draw_side(draw, bar, tick),
            )
        )
    return tuple(found)


def draw_side(draw: Draw, bar: Bar, step: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return a bar some ticks away from another at each of its points."""
    away = [draw.choice((0, 1, 1, 2, 3, 5)) for _ in range(4)]
    opened, high, low, closed = (
        point + step * n for point, n in zip((bar.open, bar.high, bar.low, bar.close), away, strict=True)
    )
    return opened, max(opened, high, low, closed), min(opened, high, low, closed), closed


def draw_market(draw: Draw, most_groups: int) -> list[DrawnInstrument]:
    """Return one to three instruments with their bars; ids are not in the order they are drawn."""
    groups = draw.integer(3, most_groups)
    sides = draw.chance(20)
    drawn = []
    for number in range(draw.choice((1, 1, 2, 3))):
        instrument, tick, lot = draw_instrument(draw, number)
        bars = draw_bars(draw, tick, groups)
        drawn.append(DrawnInstrument(instrument, with_sides(draw, bars, tick) if sides else bars, tick, lot))
    return drawn


def draw_finer(draw: Draw, drawn: list[DrawnInstrument]) -> tuple[dict[str, tuple[Bar, ...]], ...]:
    """Return finer bars beside the drawn ones, of one length or of two, or none; those of some bars are missing."""
    if draw.chance(60):
        return ()
    shortest = STEP // 4
    volume = all(bar.volume is not None for one in drawn for bar in one.bars)
    lengths = draw.choice(((shortest,), (shortest,), (shortest, shortest // 2), (shortest // 2,)))
    return tuple(
        {
            one.instrument.id: draw_finer_bars(draw, one, length, volume)
            for one in drawn
            if not draw.chance(10)
        }
        for length in sorted(lengths)
    )


def draw_finer_bars(draw: Draw, one: DrawnInstrument, length: int, volume: bool) -> tuple[Bar, ...]:
    """Return finer bars of an instrument: some within its bars, some between and after them."""
    bars: list[Bar] = []
    for number in range(len(one.bars) + 1):
        if draw.chance(25):
            continue
        coarse = one.bars[min(number, len(one.bars) - 1)]
        price = int(coarse.open / one.tick)
        end = coarse.ts_event if number < len(one.bars) else coarse.ts_event + STEP
        for ts_event in range(end - STEP + length, end + 1, length):
            if draw.chance(30):
                continue
            opened = max(price + (draw.integer(-4, 4) if draw.chance(20) else 0), 30)
            closed = max(opened + draw.integer(-3, 3), 30)
            high, low = max(opened, closed) + draw.integer(0, 2), min(opened, closed) - draw.integer(0, 2)
            price = closed
            traded = Decimal(0 if draw.chance(10) else draw.integer(1, 100)) if volume else None
            back = draw.choice((length, length, length, 0))
            prices = (one.tick * level for level in (opened, high, low, closed))
            vwap = one.tick * draw.integer(low, high)
            bars.append(Bar(ts_event - back, ts_event, *prices, traded, one.tick * draw.integer(0, 4), vwap))
    unique = {bar.ts_event: bar for bar in bars}
    return tuple(unique[ts] for ts in sorted(unique))


def draw_fees(draw: Draw) -> tuple[Fees, ...] | None:
    """Return the venue's fee models, None for the instruments' own."""
    if draw.chance(40):
        return None
    percentage = PercentageFees(
        maker=Decimal(draw.choice(("0.001", "0", "-0.0002", "0.0105"))),
        taker=Decimal(draw.choice(("0.001", "0.0025", "0.015", "0"))),
    )
    flat = FlatFees(Decimal(draw.integer(0, 3)), draw.choice(("order", "fill")))
    minimum = Decimal(draw.integer(0, 4))
    per_unit = PerUnitFees(
        rate=Decimal(draw.choice(("0.005", "0.35", "2", "0.333"))),
        minimum=minimum,
        maximum=minimum + draw.integer(0, 6) if draw.chance(50) else None,
    )
    steps = [Decimal(draw.choice((100, 1000, 20000))) for _ in range(draw.integer(0, 2))]
    volumes = [sum(steps[:number], Decimal(0)) for number in range(len(steps) + 1)]
    tiered = TieredFees(
        tuple(
            (volume, percentage.maker / n, percentage.taker / n)
            for n, volume in zip((1, 2, 4), volumes, strict=False)
        )
    )
    return draw.choice(
        ((percentage,), (flat,), (percentage, flat), (per_unit,), (tiered,), (per_unit, tiered, flat))
    )


def draw_calendar(draw: Draw) -> tuple[tuple[int, int], ...] | None:
    """Return sessions of some bars each, with or without a pause between them, or None."""
    if draw.chance(50):
        return None
    period = draw.integer(3, 30)
    open_for = draw.integer(1, period)
    first = START - draw.integer(0, period - 1) * STEP
    opens = range(first - period * STEP, START + 400 * STEP, period * STEP)
    return tuple((opened, opened + open_for * STEP) for opened in opens)


def draw_latency(draw: Draw) -> Latency:
    """Return a latency of parts of a bar or some bars, with or without chance."""
    halves = (0, 0, 1, STEP // 2, STEP // 2, STEP, STEP * 3 // 2, 3 * STEP)
    submit, modify, cancel = (draw.choice(halves) for _ in range(3))
    return Latency(submit, modify, cancel, jitter=draw.choice((0, 0, 1, STEP // 2, 3 * STEP)))


def draw_slippage(draw: Draw, drawn: list[DrawnInstrument]) -> Slippage | None:
    """Return a slippage model that the bars have the columns for."""
    model: Slippage | None = draw.choice(
        (
            None,
            None,
            FixedSlippage(draw.integer(1, 3)),
            BasisPointsSlippage(Decimal(draw.integer(1, 300))),
            SpreadSlippage(Decimal(draw.choice(("0.5", "1", "0.25", "0")))),
            VolumeSlippage(
                Decimal(draw.choice(("0.05", "0.3", "1"))), Decimal(draw.choice(("1", "0.5", "1.5", "2")))
            ),
            ProbabilisticSlippage(Decimal(draw.choice(("0.5", "0.1", "0.9")))),
        )
    )
    known = all(bar.volume is not None for one in drawn for bar in one.bars)
    return None if isinstance(model, VolumeSlippage) and not known else model


def draw_volume_limit(draw: Draw, drawn: list[DrawnInstrument]) -> Decimal | None:
    """Return a share of the volume, where all bars have one; mostly some lots, less than orders ask for."""
    limit = None
    if draw.chance(45):
        lots = max(one.lot for one in drawn) * draw.choice((3, 1, 8, 20))
        limit = draw.choice((lots / 250, lots / 250, lots / 250, Decimal("0.5"), Decimal(1)))
    known = all(bar.volume is not None for one in drawn for bar in one.bars)
    return limit if known else None


def draw_risk(draw: Draw, drawn: list[DrawnInstrument]) -> RiskLimits | None:
    """Return risk limits of which some are reached, or None."""
    if draw.chance(70):
        return None
    one = drawn[0]
    notional = 100 * one.tick * 10 * one.lot * one.instrument.multiplier
    states = [
        (START + draw.integer(-1, 40) * STEP, draw.choice(("active", "halted", "reducing"))) for _ in range(3)
    ]
    return RiskLimits(
        max_order_notional=notional * draw.choice((1, 2, 4)) if draw.chance(40) else None,
        max_position=one.lot * draw.integer(5, 40) if draw.chance(50) else None,
        max_orders=(draw.integer(1, 3), draw.integer(1, 6) * STEP) if draw.chance(40) else None,
        trading_state=tuple(sorted(dict(states).items())) if draw.chance(40) else (),
    )


def draw_margin(draw: Draw) -> dict[str, Any]:
    """Return the options that only a MARGIN account has."""
    leverage = Decimal(draw.choice((2, 4, 10, 25, 50))) if draw.chance(60) else None
    # not ``none``: a size by risk whose stop is at the entry's price would have no bound
    models = ("rate",) if leverage is None else ("rate", "rate", "rate_over_leverage")
    return {
        "leverage": leverage,
        "margin_model": draw.choice(models),
        "liquidation": draw.choice(("path", "path", "path", "close", "bust", "off")),
        "liquidation_fee": Decimal(draw.choice(("0", "0", "0.01"))),
        "negative_balance": draw.choice(("keep", "write_off")),
    }


def draw_venue(draw: Draw, drawn: list[DrawnInstrument]) -> Venue:
    """Return a venue with every option drawn."""
    account_type = draw.choice(("CASH", "MARGIN"))
    timing = draw.choice(("next_open", "next_open", "this_close", "next_close"))
    anchor = draw.choice(("fill", "fill", "price", "close"))
    touch = draw.choice(("touch", "touch", "through", "probability"))
    return Venue(
        account_type=account_type,
        **(draw_margin(draw) if account_type == "MARGIN" else {}),
        fees=draw_fees(draw),
        slippage=draw_slippage(draw, drawn),
        slippage_on=draw.choice(("taker", "taker", "all", "entries", "no_stops")),
        clamp_slippage=draw.choice(("off", "off", "on")),
        seed=draw.integer(0, 9),
        fill_timing=timing,
        latency=draw_latency(draw) if timing != "this_close" and draw.chance(35) else None,
        latency_in_bar=draw.choice(("wait", "close")),
        fill_price=draw.choice(
            ("open", "open", "open", "mid", "worst", "mid" if drawn[0].has_sides else "vwap")
        ),
        bar_path=draw.choice(("worst", "worst", "OHLC", "OLHC", "adaptive")),
        gtd_edge=draw.choice(("strict", "strict", "first_point")),
        limit_gap=draw.choice(("limit", "open")),
        limit_touch=touch,
        limit_touch_probability=Decimal(draw.choice(("0.5", "0.2", "0.9")))
        if touch == "probability"
        else None,
        stop_limit_same_bar=draw.choice(("on", "on", "off")),
        bracket_anchor=anchor,
        bracket_from="next_row"
        if anchor == "close"
        else draw.choice(("fill", "fill", "next_row", "fill_if_market")),
        cancel_linked=draw.choice(("off", "on")),
        stop_in_market=draw.choice(("trigger", "trigger", "reject")),
        trail_update=draw.choice(("path", "path", "row")),
        fill_on_zero_volume=draw.choice(("auto", "on", "off")),
        extended_hours=draw.choice(("on", "on", "off")),
        volume_limit=draw_volume_limit(draw, drawn),
        through_fills=draw.choice(("capped", "capped", "all")),
        remainder=draw.choice(("next_row", "next_row", "tick_worse")),
        on_insufficient_cash=draw.choice(("deny", "cut")),
        on_finish=draw.choice(("mark", "close")),
        sizing=draw.choice(("fill", "decision", "row_close")),
        stops_per=draw.choice(("entry", "position")),
        stop_cancels_signals=draw.choice(("off", "on")),
        waiting_entry=draw.choice(("ignore", "replace")),
        risk=draw_risk(draw, drawn),
        calendar=draw_calendar(draw),
        mark_price=draw.choice(("close_side", "mid")) if drawn[0].has_sides else "close_side",
    )


def draw_balance(draw: Draw, drawn: list[DrawnInstrument], currency_precision: int) -> Decimal:
    """Return a starting balance between too little for one order and more than enough."""
    first = drawn[0]
    notional = 100 * first.tick * 10 * first.lot * first.instrument.multiplier
    balance = notional * draw.choice((1000, 40, 10, 3, 1)) + draw.integer(0, 9)
    return max(balance.quantize(Decimal(1).scaleb(-currency_precision)), Decimal(1))


def with_split(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those whose bars cap fills one in four with the size split over the path.

    Drawn last, so that all else of a seed stays as it is.
    """
    if scenario.venue.volume_limit is None or scenario.has_ticks or scenario.has_sides or not draw.chance(25):
        return scenario
    return replace(scenario, venue=replace(scenario.venue, volume_split="points"))


def with_contracts(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those on margin half with contracts, of which some are inverse; drawn last too.

    The multiplier of an inverse one makes it worth near 90 ticks what it was worth before.
    """
    if scenario.venue.account_type != "MARGIN" or not draw.chance(50):
        return scenario
    inverse = draw.chance(60)
    found = []
    for one in scenario.instruments:
        kind = "CryptoPerpetual" if inverse else draw.choice(("FuturesContract", "CryptoPerpetual"))
        if not one.tradable:
            found.append(one)
            continue
        near = 90 * (one.price_increment or Decimal(1).scaleb(-one.price_precision))
        multiplier = min(one.multiplier * near * near, Decimal(9_000_000)) if inverse else one.multiplier
        found.append(replace(one, kind=kind, inverse=inverse, multiplier=multiplier))
    return replace(scenario, instruments=tuple(found))
