"""What a run leaves behind: fills, positions, flows and changes; beside them what waits for its time."""

from __future__ import annotations

from fastbt.kernels.state.common import record

FILL = record(
    ("order", "i4"),
    ("instrument", "i4"),
    ("position", "i4"),  # the position it closes, else the one it opens or adds to
    ("opened", "i4"),  # the position it opens by going through zero, -1 when none
    ("side", "i1"),
    ("liquidity", "i1"),
    ("cause", "i1"),
    ("point", "i1"),
    ("ambiguous", "i1"),
    ("row", "i8"),
    ("sequence", "i8"),
    ("quantity", "i8"),  # lots
    ("price", "i8"),  # ticks
    ("slippage", "i8"),  # ticks against the order
    ("notional", "i8"),  # money
    ("commission", "i8"),
    ("closed", "i8"),  # lots that reduced a position
    ("closed_cost", "i8"),  # their share of the position's cost
    ("closed_commission", "i8"),  # the closing share of this fill's commission
    ("entry_commission", "i8"),  # their share of the commissions paid at entry
    ("realized", "i8"),  # profit of the closed lots, before costs
    ("held", "i8"),  # signed lots of the position afterwards, of the opened one if there is one
    ("cost", "i8"),  # cost of the position afterwards
    ("balance", "i8"),  # account balance afterwards
    ("locked", "i8"),
    ("margin_initial", "i8"),  # of all positions, this instrument at the fill price
    ("margin_maintenance", "i8"),
)

POSITION = record(
    ("instrument", "i4"),
    ("strategy", "i4"),
    ("account", "i4"),
    ("order", "i4"),  # that opened it
    ("next", "i4"),  # next open position of its instrument
    ("previous", "i4"),
    ("next_open", "i4"),  # next open position of its balance
    ("previous_open", "i4"),
    ("side", "i1"),  # side of the opening fill
    ("is_open", "i1"),
    ("quantity", "i8"),  # lots, unsigned
    ("peak", "i8"),
    ("cost", "i8"),  # money, of what is held
    ("marked", "i8"),  # its share of BALANCE.marked
    ("value", "i8"),  # signed value at the newest mark
    ("initial", "i8"),  # its share of BALANCE.initial
    ("maintenance", "i8"),
    ("entry_commission", "i8"),  # paid for what is still held
    ("opened_quantity", "i8"),
    ("opened_cost", "i8"),
    ("closed_quantity", "i8"),
    ("closed_value", "i8"),
    ("realized", "i8"),
    ("commission", "i8"),
    ("funding", "i8"),  # flows received, negative if paid
    ("row_opened", "i8"),
    ("row_closed", "i8"),  # -1 while open
    ("rows_seen_opened", "i8"),  # rows of its instrument seen when it opened
)

FLOW = record(
    # money that no fill moved
    ("kind", "i1"),  # codes.FlowKind
    ("account", "i4"),
    ("balance", "i4"),
    ("instrument", "i4"),  # -1 when it concerns none
    ("position", "i4"),  # -1 when it concerns none
    ("row", "i8"),  # the newest row, or the next one where it happened between two
    ("ts", "i8"),  # when it happened, ns
    ("sequence", "i8"),
    ("quantity", "i8"),  # lots it is paid on, below 0 for shorts; NOTHING when it is not
    ("rate", "i8"),  # 10^-12, NOTHING when it has none
    ("amount", "i8"),  # money received, negative if paid
    ("total", "i8"),  # of the balance, and the next three, afterwards
    ("locked", "i8"),
    ("margin_initial", "i8"),
    ("margin_maintenance", "i8"),
)

CHANGE = record(
    ("kind", "i2"),  # codes.EventKind
    ("reason", "i2"),
    ("order", "i4"),  # -1 when it concerns none
    ("instrument", "i4"),
    ("name", "i4"),
    ("row", "i8"),
    ("sequence", "i8"),
    ("quantity", "i8"),  # new quantity, lots
    ("price", "i8"),
    ("trigger", "i8"),
    ("was_price", "i8"),  # before
    ("was_trigger", "i8"),
    ("status", "i1"),  # codes.OrderStatus to which it took the order; -1 where it is what it was
)

EXPIRY = record(("ts", "i8"), ("order", "i8"))

ARRIVAL = record(
    ("ts", "i8"),  # when it arrives, ns
    ("order", "i8"),
    ("command", "i8"),  # index of the modify command, -1 for a cancel
    ("reason", "i8"),  # codes.Reason of a cancel
)

NOTICE = record(("kind", "i4"), ("order", "i4"), ("fill", "i8"), ("due", "i8"))
"""due: from when on it is shown, ns; FAR_UP until that is known."""

REACHED = record(("kind", "i8"), ("distance", "i8"), ("order", "i8"))
"""kind: 0 trigger, 1 market, 2 limit; distance: how far the open lies beyond a limit, ticks."""
