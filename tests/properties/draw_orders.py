"""Drawing order tables: every type, time in force, bracket, cancel, close and budget, at prices that tie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.reference import Scenario, Venue

from .draw_market import STEP, DrawnInstrument, draw_balance, draw_finer, draw_market, draw_venue
from .drawing import Draw

Words = dict[str, Any]
FOR_SESSION = ("MARKET_ON_OPEN", "LIMIT_ON_OPEN", "MARKET_ON_CLOSE", "LIMIT_ON_CLOSE")
WITH_LIMIT = ("LIMIT", "STOP_LIMIT", "LIMIT_IF_TOUCHED", "LIMIT_ON_OPEN", "LIMIT_ON_CLOSE")
WITH_TRIGGER = ("STOP_MARKET", "STOP_LIMIT", "MARKET_IF_TOUCHED", "LIMIT_IF_TOUCHED")
BY_TYPE_ONLY = ("MARKET_TO_LIMIT", "MARKET_IF_TOUCHED", "LIMIT_IF_TOUCHED", *FOR_SESSION)
"""Kinds that prices alone do not tell."""
MODIFIED = ("price", "trigger_price", "quantity")
Named = dict[str, tuple[DrawnInstrument, tuple[str, ...]]]
"""Orders by id: their instruments, and what a modify may change."""
TRAILING = ("TRAILING_STOP_MARKET", "TRAILING_STOP_LIMIT")
KINDS = (
    *TRAILING,"MARKET", "MARKET", "LIMIT", "LIMIT", "STOP_MARKET", "STOP_MARKET", "STOP_LIMIT", *BY_TYPE_ONLY,
)  # fmt: skip


def draw_order_scenario(
    draw: Draw, most_groups: int = 40, fewest_orders: int = 1, most_orders: int = 24
) -> Scenario:
    """Return a scenario with an order table."""
    from .draw_families import draw_families

    drawn = draw_market(draw, most_groups)
    venue = draw_venue(draw, drawn)
    currency_precision = draw.choice((2, 2, 0, 4))
    times = sorted({bar.ts_event for one in drawn for bar in one.bars})
    stamps = [
        draw.choice(times) + draw.choice((0, 0, STEP // 2))
        for _ in range(draw.integer(fewest_orders, most_orders))
    ]
    named: Named = {}
    bars = draw.chance(50)
    rows = []
    for number, ts in enumerate(sorted(stamps)):
        row = draw_row(draw, drawn, ts, number, named, venue, bars)
        rows.append(row)
        if row.get("action") is None and f"n{number}" in named:
            rows += draw_modifies(draw, ts, f"n{number}", named)
    draw_links(draw, rows)
    rows = draw_families(draw, drawn, sorted(rows, key=lambda row: row["ts"]), bars)
    return Scenario(
        instruments=tuple(one.instrument for one in drawn),
        bars={one.instrument.id: one.bars for one in drawn},
        venue=venue,
        balance=draw_balance(draw, drawn, currency_precision),
        currency_precision=currency_precision,
        finer=draw_finer(draw, drawn),
        orders=tuple(sorted(rows, key=lambda row: row["ts"])),
    )


def draw_row(
    draw: Draw,
    drawn: list[DrawnInstrument],
    ts: int,
    number: int,
    named: Named,
    venue: Venue,
    bars: bool,
) -> Words:
    """Return one row of the table; ``named`` collects the ids that a later row may cancel or modify.

    ``bars``: spans are numbers of bars, else durations; a column holds one kind only.
    """
    one = draw.choice(drawn)
    row: Words = {"ts": ts, "instrument_id": one.instrument.id}
    action = draw.integer(0, 99)
    if action >= 92 and named:
        return {"ts": ts, "action": "cancel", "client_order_id": draw.choice(tuple(named))}
    if 76 <= action < 82 and named:
        return draw_modify(draw, ts, draw.choice(tuple(named)), named)
    if 86 <= action < 92:
        return row | {"action": "close_position"}
    if 82 <= action < 86:
        return row | {"action": "cancel_all", "instrument_id": draw.choice((None, one.instrument.id))}
    row["side"] = draw.choice(("BUY", "BUY", "BUY", "SELL", "SELL"))
    row |= draw_prices(draw, one, ts)
    for_session = row.get("order_type") in FOR_SESSION
    if for_session:
        row |= {"time_in_force": "DAY"} if draw.chance(30) else {}
    else:
        row |= draw_time_in_force(draw, ts, bars)
    if (
        "price" in row
        and not for_session
        and row.get("time_in_force") not in ("IOC", "FOK")
        and draw.chance(20)
    ):
        row["post_only"] = True
    bracket = draw_bracket(draw, one, ts, bars) if draw.chance(35) else {}
    protected = any(word.startswith(("stop_loss", "trailing_stop")) for word in bracket)
    holdings = venue.account_type == "CASH" and row["side"] == "SELL"
    row |= bracket | draw_quantity(draw, one, holdings, protected)
    if not bracket and "quantity" in row and draw.chance(20):
        row["reduce_only"] = True
    if draw.chance(60):
        row["client_order_id"] = f"n{number}"
        named[f"n{number}"] = one, tuple(word for word in MODIFIED if word in row)
        if any(word.startswith("trailing_stop") for word in bracket):
            named[f"n{number}-TS"] = one, ("quantity",)
        if any(word.startswith("stop_loss") for word in bracket):
            named[f"n{number}-SL"] = one, ("trigger_price", "quantity")
        for word in bracket:
            if word.startswith("take_profit"):
                for ending in endings(bracket[word]):
                    named[f"n{number}-TP{ending}"] = one, ("price", "quantity")
    return row


def draw_links(draw: Draw, rows: list[Words]) -> None:
    """Link some orders of one instrument with each other, two to four at a time, as OCO or OUO."""
    free = [row for row in rows if "side" in row and "client_order_id" in row]
    while len(free) > 1:
        first = free.pop(0)
        near = [row for row in free if row["instrument_id"] == first["instrument_id"]]
        others = near[: draw.integer(1, 3)]
        if not others or draw.chance(60):
            continue
        group = [first, *others]
        kind = draw.choice(("OCO", "OUO")) if all("quantity" in row for row in group) else "OCO"
        names = [row["client_order_id"] for row in group]
        for row in group:
            others_of = tuple(name for name in names if name != row["client_order_id"])
            row |= {"contingency": kind, "linked_ids": others_of}
        free = [row for row in free if not any(row is one for one in others)]


def draw_modifies(draw: Draw, ts: int, entry: str, named: Named) -> list[Words]:
    """Return modifies of an order or its children soon after it is sent, while it may still wait."""
    names = [name for name in named if name == entry or name.startswith(f"{entry}-")]
    count = draw.choice((0, 0, 1, 2, 3))
    return [
        draw_modify(draw, ts + draw.integer(0, 4) * STEP, draw.choice(names), named) for _ in range(count)
    ]


def draw_modify(draw: Draw, ts: int, name: str, named: Named) -> Words:
    """Return a row that changes some of what an order has, rarely to what no order may have."""
    one, words = named[name]
    if not words:
        return {"ts": ts, "action": "cancel", "client_order_id": name}
    row: Words = {"ts": ts, "action": "modify", "client_order_id": name}
    first = draw.choice(words)
    for word in words:
        if word != first and not draw.chance(30):
            continue
        value = one.lot * draw.choice((10, 5, 1, 2, 3, 7, 16)) if word == "quantity" else one.level(draw, ts)
        row[word] = Decimal(0) if draw.chance(2) else value
    return row


def draw_prices(draw: Draw, one: DrawnInstrument, ts: int) -> Words:
    """Return the type of an order and its prices; rarely a wrong price."""
    kind = draw.choice(KINDS)
    words: Words = {}
    if kind in TRAILING:
        return draw_trailing(draw, one, ts, kind)
    if kind in WITH_LIMIT:
        words["price"] = one.level(draw, ts)
    if kind in WITH_TRIGGER:
        words["trigger_price"] = one.level(draw, ts)
    if kind in WITH_LIMIT and kind in WITH_TRIGGER and draw.chance(40):
        words["trigger_price"] = words["price"]
    if kind in BY_TYPE_ONLY or draw.chance(30):
        words["order_type"] = kind
    given = tuple(word for word in words if word != "order_type")
    if given and draw.chance(3):
        name = draw.choice(given)
        words[name] = draw.choice(
            (Decimal(0), words[name] + Decimal(1).scaleb(-one.instrument.price_precision))
        )
    return words


def draw_trailing(draw: Draw, one: DrawnInstrument, ts: int, kind: str) -> Words:
    """Return a trailing stop: its offsets in each unit, with or without an activation price; rarely no distance."""
    unit = draw.choice((None, "PRICE", "TICKS", "BASIS_POINTS"))
    steps = {"TICKS": Decimal(1), "BASIS_POINTS": Decimal("37.5")}
    step = steps.get(unit or "", one.tick)
    words: Words = {"trailing_offset": step * draw.choice((3, 1, 2, 4, 5, 8, 0 if draw.chance(10) else 3))}
    if unit is not None:
        words["trailing_offset_type"] = unit
    if kind == "TRAILING_STOP_LIMIT":
        words["limit_offset"] = step * draw.integer(0, 3)
    if draw.chance(40):
        words["activation_price"] = one.level(draw, ts)
    if draw.chance(50):
        words["order_type"] = kind
    return words


def draw_time_in_force(draw: Draw, ts: int, bars: bool) -> Words:
    """Return a time in force; expire times lie on and between rows, rarely in the past."""
    choice = draw.choice(("GTC", "GTC", "GTC", None, "GTD", "DAY", "IOC", "FOK"))
    if choice is None:
        return {}
    words: Words = {"time_in_force": choice}
    if choice == "GTD":
        halves = draw.choice((2, 3, 4, 5, 6, 10, 1, 0))
        if draw.chance(30) and halves:
            words["expire_after"] = halves if bars else timedelta(microseconds=halves * STEP // 2000)
            if draw.chance(50):
                del words["time_in_force"]
        else:
            words["expire_time"] = ts + halves * STEP // 2
    return words


def draw_quantity(draw: Draw, one: DrawnInstrument, holdings: bool, protected: bool) -> Words:
    """Return a quantity or, but not where holdings are sold, a budget; one by risk where a stop protects it."""
    if holdings or not draw.chance(20):
        quantity = one.lot * draw.choice((10, 5, 1, 2, 3, 4, 7, 11, 16, 20))
        if draw.chance(3):
            quantity -= Decimal(1).scaleb(-one.instrument.size_precision) * draw.choice((1, Decimal("0.5")))
        return {"quantity": quantity}
    rule = draw.choice((None, "equity", "cash", "value", "risk") if protected else (None, "cash", "value"))
    if rule == "value":
        notional = 100 * one.tick * one.lot * one.instrument.multiplier * draw.integer(1, 15)
        return {"size": max(notional.quantize(Decimal(1)), Decimal(1)), "size_rule": rule}
    words: Words = {"size": Decimal(draw.choice(("0.5", "0.95", "1", "0.1", "0.013")))}
    return words if rule is None else words | {"size_rule": rule}


def endings(value: Any) -> list[str]:
    """Return what follows TP in the ids of a take-profit's orders."""
    return [str(n + 1) for n in range(len(value))] if isinstance(value, tuple) else [""]


def draw_ladder(draw: Draw, level: Callable[[], Decimal]) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return two to four rungs whose shares add up to 1."""
    shares = draw.choice(
        (
            ("0.5", "0.5"),
            ("0.3", "0.3", "0.4"),
            ("0.1", "0.2", "0.3", "0.4"),
            ("0.05", "0.95"),
            ("0.333", "0.667"),
        )
    )
    return tuple((level(), Decimal(share)) for share in shares)


def draw_bracket(draw: Draw, one: DrawnInstrument, ts: int, bars: bool) -> Words:
    """Return a stop-loss, a take-profit, stops that follow and a time stop, each in one of its forms or absent."""
    words: Words = {}
    for name in ("stop_loss", "take_profit"):
        form = draw.choice(("fraction", "offset", "level", "absent"))
        if form == "fraction":
            words[name] = Decimal(draw.choice(("0.02", "0.05", "0.01", "0.035")))
        elif form == "offset":
            words[name + "_offset"] = one.tick * draw.integer(1, 6)
        elif form == "level":
            words[name + "_price"] = one.level(draw, ts)
        if words and name == "take_profit" and form != "absent" and draw.chance(40):
            word = next(word for word in words if word.startswith(name))
            levels = {
                "take_profit": lambda: Decimal(draw.choice(("0.02", "0.05", "0.01", "0.035"))),
                "take_profit_offset": lambda: one.tick * draw.integer(1, 6),
                "take_profit_price": lambda: one.level(draw, ts),
            }
            words[word] = draw_ladder(draw, levels[word])
    words |= draw_following(draw, one.tick, has_stop=any(word.startswith("stop_loss") for word in words))
    if draw.chance(25):
        rows = draw.integer(1, 4)
        words["time_stop"] = rows if bars else timedelta(microseconds=rows * STEP // 1000)
    return words


def draw_following(draw: Draw, tick: Decimal, *, has_stop: bool) -> Words:
    """Return a trailing stop, and for a stop-loss the gain after which it moves; each may be absent."""
    words: Words = {}
    form = draw.choice(("fraction", "offset", "absent", "absent"))
    if form == "fraction":
        words["trailing_stop"] = Decimal(draw.choice(("0.02", "0.05", "0.01", "0.035", "0.0001")))
    elif form == "offset":
        words["trailing_stop_offset"] = tick * draw.integer(1, 6)
    if has_stop and draw.chance(50):
        words["break_even"] = Decimal(draw.choice(("0.01", "0.02", "0.005", "0.0001", "0.04")))
    return words
