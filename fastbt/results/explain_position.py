"""Why a position is what it is: each fill that opened, changed and closed it."""

from __future__ import annotations

import polars as pl

from fastbt.codes import EventKind, PositionSide, Reason
from fastbt.model.instruments import Instrument
from fastbt.results.explanation import Explanation, Step
from fastbt.results.instrument_bars import InstrumentBars
from fastbt.results.replay import Row, rows_of
from fastbt.results.tables import Tables
from fastbt.results.texts import money_text, price_text, quantity_text, time_texts

VERBS = {
    EventKind.POSITION_OPENED.name: "opened",
    EventKind.POSITION_CHANGED.name: "changed",
    EventKind.POSITION_CLOSED.name: "closed",
}
"""Kinds of events of a position, as words."""


def explain_position(name: str, tables: Tables, bars: InstrumentBars) -> Explanation:
    """Explain a position.

    Args:
        name: its position_id, which is known to exist.
        tables: the exact tables of the run.
        bars: the bars of its instrument.
    """
    (position,) = rows_of(tables.positions.filter(position_id=name))
    events = tables.events.filter(pl.col("position_id") == name, pl.col("kind").is_in(list(VERBS)))
    chosen = tables.fills.filter(pl.col("fill_id").is_in(events["fill_id"].implode()))
    fills = {row["fill_id"]: row for row in rows_of(chosen)}
    side = PositionSide.LONG if position["entry_side"] == "BUY" else PositionSide.SHORT
    units = f"{quantity_text(position['peak_quantity'])} {position['instrument_id']}"
    entry = quantity_text(position["avg_entry_price"])
    return Explanation(
        id=name,
        asked=f"{side.name} {units} at {entry} on average",
        answer=_answer(position, bars.instrument),
        status=position["side"],
        reason=Reason.NONE,
        advice="",
        steps=tuple(
            _paid(row, bars.instrument)
            if row["fill_id"] is None
            else _step(row, fills[row["fill_id"]], bars.instrument)
            for row in rows_of(events)
        ),
    )


def _answer(position: Row, instrument: Instrument) -> str:
    """What became of it."""
    realized = money_text(position["realized_pnl"], instrument)
    fees = money_text(position["commission"], instrument)
    result = f"{realized} realized, fees of {fees} deducted"
    if position["is_open"]:
        held = quantity_text(position["quantity"])
        return (
            f"OPEN, {held} held, {money_text(position['unrealized_pnl'], instrument)} unrealized; {result}."
        )
    return f"CLOSED on {time_texts([position['ts_closed']])[0]}: {result}."


def _paid(event: Row, instrument: Instrument) -> Step:
    """What a flow did to the position: funding, a dividend."""
    realized = money_text(event["realized_pnl"], instrument)
    return Step(
        ts_event=event["ts_event"],
        row=None,
        kind=event["kind"],
        text=f"received or paid a flow of its own (result.funding), {realized} realized by then",
        rules=("A8", "A10", "A13"),
        facts={"held": event["quantity"], "realized_pnl": event["realized_pnl"]},
    )


def _step(event: Row, fill: Row, instrument: Instrument) -> Step:
    """What a fill did to the position."""
    cause = str(fill["cause"]).lower().replace("_", "-")
    text = f"{VERBS[event['kind']]} by {fill['fill_id']} of {fill['client_order_id']} ({cause}): "
    text += f"{fill['side']} {quantity_text(fill['quantity'])} at {price_text(fill['price'], instrument)}"
    if event["kind"] != EventKind.POSITION_CLOSED.name:
        text += f", {quantity_text(event['quantity'])} held"
    if event["kind"] != EventKind.POSITION_OPENED.name:
        text += f", {money_text(event['realized_pnl'], instrument)} realized by then"
    facts = {name: fill[name] for name in ("fill_id", "client_order_id", "quantity", "price", "cause")}
    return Step(
        ts_event=event["ts_event"],
        row=fill["row"],
        kind=event["kind"],
        text=text,
        rules=("A2", "A3"),
        facts=facts | {"held": event["quantity"], "realized_pnl": event["realized_pnl"]},
    )
