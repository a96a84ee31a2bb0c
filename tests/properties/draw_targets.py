"""Drawing scenarios of targets across instruments: what is wanted, which times decide, drift and sequence (S5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reference import Scenario, Targets

from .draw_market import START, STEP, DrawnInstrument, draw_balance, draw_finer, draw_market, draw_venue
from .drawing import Draw

Column = dict[str, tuple[Decimal | None, ...]]


def draw_target_scenario(draw: Draw, most_groups: int = 40) -> Scenario:
    """Return a scenario with targets; on CASH accounts none is short and weights of a time sum to 1 at most."""
    drawn = draw_market(draw, most_groups)
    venue = replace(draw_venue(draw, drawn), sizing="decision")
    currency_precision = draw.choice((2, 2, 0, 4))
    balance = draw_balance(draw, drawn, currency_precision)
    return Scenario(
        instruments=tuple(one.instrument for one in drawn),
        bars={one.instrument.id: one.bars for one in drawn},
        venue=venue,
        balance=balance,
        currency_precision=currency_precision,
        finer=draw_finer(draw, drawn),
        targets=Targets(
            wanted=(wanted := draw_wanted(draw, drawn, venue.account_type == "CASH", balance))[1],
            kind=wanted[0],
            rebalance=draw_rebalance(draw, drawn),
            drift=Decimal(draw.choice(("0", "0", "0.01", "0.05", "0.2", "0.001"))),
            sequence=draw.choice(("sells_first", "sells_first", "given")),
        ),
    )


def draw_wanted(draw: Draw, drawn: list[DrawnInstrument], cash: bool, balance: Decimal) -> tuple[str, Column]:
    """Return the kind of the targets and their column."""
    kind = draw.choice(("weight", "weight", "weight", "quantity", "value"))
    often = draw.choice((100, 60, 30))
    smallest = 0 if cash else -10
    most = 10 // len(drawn) if cash else 12

    def cell(one: DrawnInstrument) -> Decimal | None:
        if not draw.chance(often):
            return None
        size = 0 if draw.chance(15) else draw.integer(smallest, most)
        if kind == "weight":
            return Decimal(size) / 10
        return one.lot * size if kind == "quantity" else (balance * size / 8).quantize(Decimal("0.01"))

    return kind, {one.instrument.id: tuple(cell(one) for _ in one.bars) for one in drawn}


def draw_rebalance(draw: Draw, drawn: list[DrawnInstrument]) -> str | tuple[int, ...] | None:
    """Return a period or times: the bars' own, between them, before the first and after the last."""
    form = draw.choice(("every", "every", "1h", "1d", "times", "times"))
    if form == "every":
        return None
    if form != "times":
        return form
    last = max(bar.ts_event for one in drawn for bar in one.bars) if any(one.bars for one in drawn) else START
    groups = (last - START) // STEP + 2
    return tuple(
        START + draw.integer(-1, groups) * STEP + draw.choice((0, 0, 1, STEP // 2))
        for _ in range(draw.integer(1, 8))
    )
