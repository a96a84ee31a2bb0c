"""Drawing orders of a table that wait for another one to fill: any order as a parent, any but a budget as a child."""

from __future__ import annotations

from typing import Any

from .draw_market import STEP, DrawnInstrument
from .draw_orders import FOR_SESSION, draw_prices, draw_time_in_force
from .drawing import Draw

Words = dict[str, Any]


def draw_families(
    draw: Draw,
    drawn: list[DrawnInstrument],
    rows: list[Words],
    bars: bool,
) -> list[Words]:
    """Return the rows of a table with children added, and with some rows made children of earlier ones.

    Args:
        draw: where choices come from.
        drawn: the instruments.
        rows: the table, in the order of its rows.
        bars: whether spans are numbers of bars.
    """
    if draw.chance(40):
        return rows
    rows = [dict(row) for row in rows]
    make_children(draw, rows)
    added = []
    for row in rows:
        if "side" in row and "client_order_id" in row and draw.chance(30):
            one = next(one for one in drawn if one.instrument.id == row["instrument_id"])
            added += new_children(draw, one, row, bars)
    rows = sorted(rows + added, key=lambda row: row["ts"])
    say_so(draw, rows)
    return without_sizes(rows)


def make_children(draw: Draw, rows: list[Words]) -> None:
    """Let some rows wait for an earlier one."""
    parents: list[Words] = []
    for row in rows:
        fits = "side" in row and "quantity" in row and row.get("order_type") not in FOR_SESSION
        near = [
            one
            for one in parents
            if one["instrument_id"] == row.get("instrument_id") and one["ts"] <= row["ts"]
        ]
        if fits and near and draw.chance(30):
            parent = draw.choice(near[-3:])
            if parent["client_order_id"] not in row.get("linked_ids", ()):
                row["parent_id"] = parent["client_order_id"]
        if "side" in row and "client_order_id" in row:
            parents.append(row)


def new_children(draw: Draw, one: DrawnInstrument, parent: Words, bars: bool) -> list[Words]:
    """Return one to three children of an order, mostly on the other side; several are often linked."""
    children = []
    for number in range(draw.choice((1, 2, 2, 3))):
        ts = parent["ts"] + draw.choice((0, 0, 0, 1, 3)) * STEP
        words = draw_prices(draw, one, ts)
        if words.get("order_type") in FOR_SESSION:
            del words["order_type"]
        opposite = "SELL" if parent["side"] == "BUY" else "BUY"
        whole = parent.get("quantity", one.lot * 7)
        quantity = draw.choice((whole, whole, one.lot * 3, whole + one.lot))
        side = draw.choice((opposite, opposite, opposite, parent["side"]))
        name = f"{parent['client_order_id']}c{number}"
        row = {"ts": ts, "instrument_id": one.instrument.id, "client_order_id": name, "side": side}
        row |= {"quantity": quantity, "parent_id": parent["client_order_id"]} | words
        if draw.chance(50):
            row |= draw_time_in_force(draw, ts, bars)
        if draw.chance(40):
            row["reduce_only"] = True
        children.append(row)
    kind = draw.choice(("OCO", "OUO", "OUO", None))
    names = [row["client_order_id"] for row in children]
    for row in children if kind is not None and len(children) > 1 else ():
        row |= {
            "contingency": kind,
            "linked_ids": tuple(name for name in names if name != row["client_order_id"]),
        }
    return children


def say_so(draw: Draw, rows: list[Words]) -> None:
    """Let some parents list their children, beside or instead of the children's own word, and some say OTO."""
    for row in rows:
        if "side" not in row:
            continue
        children = [child for child in rows if child.get("parent_id") == row.get("client_order_id", "")]
        named = [child["client_order_id"] for child in children if "client_order_id" in child]
        if named and len(named) == len(children) and "contingency" not in row and draw.chance(30):
            row |= {"contingency": "OTO", "linked_ids": tuple(named)}
            if draw.chance(50):
                del children[0]["parent_id"]
        elif "parent_id" in row and "contingency" not in row and draw.chance(20):
            row["contingency"] = "OTO"


def without_sizes(rows: list[Words]) -> list[Words]:
    """Return the rows without modifies of a child's quantity, which follows its parent."""
    children = {row.get("client_order_id") for row in rows if "parent_id" in row}
    children |= {
        name for row in rows if row.get("contingency") == "OTO" for name in row.get("linked_ids", ())
    }
    kept = []
    for row in rows:
        names_child = row.get("action") == "modify" and row["client_order_id"] in children
        if not names_child:
            kept.append(row)
        elif "price" in row or "trigger_price" in row:
            kept.append({word: cell for word, cell in row.items() if word != "quantity"})
    return kept
