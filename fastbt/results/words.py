"""A result in words: the lines of its repr, and why it has no trades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl

from fastbt.analysis.labels import shown
from fastbt.analysis.statistics import Stats
from fastbt.results.facts import RunFacts
from fastbt.results.venue_settings import venue_for, venues_in

FIGURES = (
    ("Ending Balance", "Return [%]"),
    ("Sharpe Ratio", "Max. Drawdown [%]"),
    ("# Trades", "Win Rate [%]"),
    ("Profit Factor", "Exposure Time [%]"),
    ("Commission", "Slippage Cost"),
)
"""What a repr shows, two in a line."""


def title(facts: RunFacts, stats: Stats) -> str:
    """Strategy, instruments and time of a run in one line."""
    names = list(facts.instruments)
    of = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (
        f"Result of {facts.strategy} on {of}: {facts.rows:,} rows, {shown(stats.start)} to {shown(stats.end)}"
    )


def lines(facts: RunFacts, stats: Stats, notes: list[str]) -> list[str]:
    """The lines of a repr: title, figures side by side, notes."""
    left = max(len(pair[0]) for pair in FIGURES)
    right = max(len(pair[1]) for pair in FIGURES)
    values = {label: shown(stats[label]) for pair in FIGURES for label in pair}
    values["Ending Balance"] += f" {facts.currency.code}"
    place = [max(len(values[pair[side]]) for pair in FIGURES) for side in (0, 1)]
    figures = [
        f"  {one:<{left}}  {values[one]:>{place[0]}}    {two:<{right}}  {values[two]:>{place[1]}}"
        for one, two in FIGURES
    ]
    return [title(facts, stats), *figures, *(f"  {note}" for note in notes)]


def notes(facts: RunFacts, settings: Mapping[str, Any], why: str) -> list[str]:
    """What a reader has to know to judge the figures: costs left out, options that flatter, refusals.

    Args:
        facts: what is known of the run.
        settings: its settings.
        why: why there are no trades; empty where there are some.
    """
    found = [why] if why else []
    venues = venues_in(settings)
    for name, venue in venues.items():
        free = [cost for cost in ("fees", "slippage") if cost in venue and not venue[cost]]
        own = [model for model in facts.instruments.values() if venue_for(settings, model.id.value) is venue]
        if "fees" in free and any(model.maker_fee or model.taker_fee for model in own):
            free.remove("fees")
        if free:
            where = f" on {name}" if len(venues) > 1 else ""
            found.append(f"costs left out{where}: no {' and no '.join(free)}")
    if settings.get("optimistic"):
        found.append("† optimistic options: " + ", ".join(settings["optimistic"]))
    if facts.liquidations:
        found.append(f"liquidated for lack of margin: {facts.liquidations:,} fills")
    for account, ts in facts.busts.items():
        when = shown(datetime.fromtimestamp(ts // 10**9, UTC))
        found.append(f"{account} lost its equity at {when}: it sent no more orders")
    if facts.refusals and not why:
        found.append("refused: " + counted(facts.refusals))
    inferred = [name for name, model in facts.instruments.items() if model.inferred]
    if inferred:
        found.append(
            "inferred from the data: " + ", ".join(inferred[:3]) + (" ..." if len(inferred) > 3 else "")
        )
    return found


def counted(counts: Mapping[str, int], most: int = 4) -> str:
    """Reasons with their counts: "INSUFFICIENT_CASH 3, NO_PRICE 1"."""
    shown_ones = [f"{name} {count:,}" for name, count in list(counts.items())[:most]]
    return ", ".join(shown_ones) + (" ..." if len(counts) > most else "")


def why_no_trades(facts: RunFacts, orders: pl.DataFrame, fills: int) -> str:
    """Why nothing was traded, in one sentence; empty where something was.

    Args:
        facts: what is known of the run.
        orders: table ``orders``.
        fills: number of fills.
    """
    if fills:
        return ""
    if not orders.height:
        return "no trades: " + _nothing_sent(facts)
    states = orders["status"].cast(pl.String)
    refused = states.is_in(["DENIED", "REJECTED"]).sum()
    reasons = orders["reason"].drop_nulls().cast(pl.String).value_counts(sort=True)
    by_reason = counted(dict(reasons.iter_rows()))
    if refused == orders.height:
        return f"no trades: all {orders.height:,} orders were refused: {by_reason}"
    by_state = counted(dict(states.value_counts(sort=True).iter_rows()))
    because = f"; reasons: {by_reason}" if by_reason else ""
    return f"no trades: none of {orders.height:,} orders was filled: {by_state}{because}"


def _nothing_sent(facts: RunFacts) -> str:
    """Why a strategy sent no order at all."""
    if facts.commands is not None:
        if not facts.commands:
            return "the table of orders is empty"
        return f"none of {facts.commands:,} commands made an order; refused: {counted(facts.refusals)}"
    if facts.signals is None:
        return "the strategy sent no order"
    wishes = {
        name: count for name, count in facts.signals.items() if name in ("entries", "short_entries", "target")
    }
    rows = f"{facts.rows:,} rows"
    if not any(wishes.values()):
        exits = facts.signals["exits"] + facts.signals["short_exits"]
        also = f", although exits were on {exits:,}" if exits else ""
        return f"no entry was true on any of {rows}{also}; null counts as false, as in an indicator's warm-up"
    given = ", ".join(f"{name} on {count:,} of {rows}" for name, count in wishes.items() if count)
    return f"{given}, but each was ignored: see on_conflict, on_direction_conflict and direction"
