"""Orders, and what binds them: brackets, ladders, links, parents and children, trailing stops."""

from __future__ import annotations

from fastbt.kernels.state.common import record

ORDER_REDUCE_ONLY = 1
ORDER_POST_ONLY = 2
ORDER_BUDGET = 4
"""The quantity is found at the fill."""
ORDER_REVERSE = 8
"""What is held against it at the fill is added to the quantity."""
ORDER_CUT = 16
"""Cut to the funds whatever the venue says."""
ORDER_CHILD = 32
"""A bracket's stop-loss, take-profit or time stop."""
ORDER_TRIGGERED = 64
"""A stop that has been triggered."""
ORDER_ENTRY = 128
"""An entry of the signals."""
ORDER_ALL_HELD = 256
"""Its quantity is all that is held against it at the fill."""
ORDER_EMPTIED = 512
"""A split has left less than a lot of it; it is about to be canceled."""
ORDER_DORMANT = 4096
"""A trailing stop whose activation price has not been reached; that is its trigger until then."""
ORDER_WAITS = 8192
"""It waits for its parent to fill (rule F10, OTO); once it has arrived, at the venue and in no list."""
ORDER_TIED = 16384
"""It has a TIE: as a parent, a child or both."""

ORDER = record(
    ("status", "i1"),
    ("type", "i1"),
    ("side", "i1"),
    ("time_in_force", "i1"),
    ("cause", "i1"),
    ("size_rule", "i1"),
    ("in_book", "i1"),  # 0 nowhere, 1 down book, 2 up book, 3 market list, 4 waiting list, 5 aside
    ("sizing", "i1"),
    ("trigger_type", "i1"),  # codes.TriggerType
    ("flags", "i2"),
    ("reason", "i2"),
    ("strategy", "i2"),
    ("account", "i2"),
    ("instrument", "i4"),
    ("name", "i4"),  # index of the user's client order id, -1 when generated
    ("tag", "i4"),  # index of the user's tag, -1 when none
    ("parent", "i4"),  # the bracket's entry, -1 when none
    ("bracket", "i4"),  # index of its bracket, -1 when none
    ("trail", "i4"),  # index of its TRAIL, -1 when it does not follow the market
    ("position", "i4"),  # the position that it opened or added to last, -1 when none
    ("opener", "i4"),  # order of whose position alone it closes (HEDGING), -1: any of its strategy
    ("quantity", "i8"),  # lots; NOTHING while it is not known
    ("original_quantity", "i8"),  # lots as sent; NOTHING when found at the fill
    ("filled", "i8"),  # lots
    ("amount", "i8"),  # what the size rule needs: money or 10^-12
    ("price", "i8"),  # limit price, ticks; NOTHING when none
    ("trigger", "i8"),  # trigger price, ticks; NOTHING when none
    ("locked", "i8"),  # CASH BUY, MARGIN: money; CASH SELL: lots
    ("live_from", "i8"),  # ns: it arrives at the first open at or after this
    ("book_place", "i8"),  # where it is in its book
    ("place", "i8"),  # event that put it where it stands: of what waits at one level the smallest acts first
    ("expire", "i8"),  # ns; FAR_UP when never
    ("row_init", "i8"),
    ("row_accepted", "i8"),  # -1 when not
    ("row_triggered", "i8"),
    ("row_last", "i8"),
    ("sequence_init", "i8"),
    ("sequence_accepted", "i8"),
    ("sequence_triggered", "i8"),
    ("sequence_last", "i8"),  # of the event that ended it without a fill, -1 when none
    # links of the lists it is in
    ("next", "i8"),  # waiting list or market list
    ("previous", "i8"),
    ("next_open", "i8"),
    ("previous_open", "i8"),
    ("next_reduce", "i8"),
    ("previous_reduce", "i8"),
    ("beyond", "i8"),  # ticks that the market has to go beyond its limit before it is touched
    ("moment", "i1"),  # MOMENT_*: where on a row it arrives
    ("next_member", "i8"),  # of its bracket
    ("reached_venue", "i8"),  # with latency: when the newest of its commands arrives, ns
    ("link", "i4"),  # index of its LINK, -1 when it is linked with none
    ("next_linked", "i8"),  # the order of its LINK that was sent after it, -1 when none
    ("tie", "i4"),  # index of the TIE by which it is a child, -1 when it is none; set where ORDER_TIED is
    ("children", "i4"),  # index of the TIE of its first child, -1 when it has none; likewise
)

MOMENT_OPEN, MOMENT_SESSION_OPEN, MOMENT_CLOSE, MOMENT_SESSION_CLOSE = 0, 1, 2, 3
"""An order arrives at the open or the close of the first row it may, or of the session it was sent for.

Those at a close have the larger numbers. An order for a session has its end in ``expire``; one on close has
its open, which may lie before it was sent, in ``live_from``.
"""

BRACKET_NONE, BRACKET_FRACTION, BRACKET_OFFSET, BRACKET_PRICE = 0, 1, 2, 3

BRACKET = record(
    ("entry", "i8"),
    ("stop_loss", "i8"),  # order, -1 when none
    ("take_profit", "i8"),  # of a ladder the first rung
    ("time_stop", "i8"),  # order once sent, -1 before
    ("stop_kind", "i1"),  # BRACKET_*
    ("target_kind", "i1"),
    ("time_kind", "i1"),  # 0 none, 1 rows, 2 ns
    ("active", "i1"),  # 1 from the entry's fill until its position or quantity is gone
    ("stop_value", "i8"),  # 10^-12, ticks or ticks
    ("target_value", "i8"),
    ("time_value", "i8"),  # rows or ns
    ("left", "i8"),  # lots of the entry not yet closed by its members
    ("position", "i4"),  # that it protects; -1 before it begins
    ("due_row", "i8"),  # rows_seen of the instrument
    ("due_ts", "i8"),
    ("whole", "i1"),  # 1: it covers the whole position and ends older sets (stops_per = position)
    ("next", "i8"),  # next active bracket of the instrument
    ("previous", "i8"),
    ("member_first", "i8"),  # its exits as they were created, linked by ORDER.next_member
    ("member_last", "i8"),
    ("rung_first", "i8"),  # of its ladder in the pool of rungs
    ("rung_count", "i8"),  # 0: one take-profit for all
    ("entered", "i8"),  # lots of the entry that have filled
    ("first_price", "i8"),  # anchor of the entry's first fill, ticks
    ("late", "i1"),  # 1 while its exits wait for the row to end
    ("excess", "i8"),  # sum of (anchor - first_price) x lots over the fills of the entry
    ("trailing_stop", "i8"),  # order, -1 when none
    ("trailing_stop_kind", "i1"),  # BRACKET_FRACTION, BRACKET_OFFSET
    ("trailing_stop_value", "i8"),
    ("break_even", "i8"),  # gain after which the stop-loss moves to the entry's price, 10^-12; NOTHING: never
)

LINK = record(
    # orders of which a fill ends or reduces the others (rule F10, OCO and OUO)
    ("kind", "i1"),  # codes.Contingency
    ("first", "i8"),  # its orders as they were sent, linked by ORDER.next_linked
    ("last", "i8"),
    ("filled", "i8"),  # lots that have filled of any of them
)

TIE = record(
    # the bond of a child to the order that it waits for (rule F10, OTO)
    ("parent_command", "i8"),  # index of the COMMAND that submits the parent
    ("parent", "i8"),  # order; set when the child is sent
    ("child", "i8"),  # order, -1 before it is sent
    ("own", "i8"),  # lots of the child when its parent first filled: it never has more
    ("told", "i8"),  # lots of the parent's fills that the child has followed
    ("late_row", "i8"),  # row out of whose reach the child is, -1 when there is none
    ("next", "i8"),  # TIE of its parent's next child, in sequence; -1 when there is none
)

RUNG = record(
    ("value", "i8"),  # of its level, as BRACKET.target_value
    ("share", "i8"),  # of the entry, 10^-12
)

TRAIL = record(
    # how an order follows the market (rule F6), or a stop-loss moves to its entry's price (rule F10)
    ("order", "i8"),
    ("kind", "i1"),  # BRACKET_FRACTION of the reference, BRACKET_OFFSET, TRAIL_BREAK_EVEN
    ("offset", "i8"),  # distance of the trigger from the reference: 10^-12 or ticks; the gain, 10^-12
    ("limit_offset", "i8"),  # distance of the limit from the trigger, likewise; NOTHING when none
    ("activation", "i8"),  # price from which on it follows, ticks; NOTHING: at once
    ("reference", "i8"),  # best price since it follows, ticks, or where it has moved to; NOTHING before
    ("next", "i8"),
)

TRAIL_BREAK_EVEN = 4
"""TRAIL.kind of a stop-loss that moves once, when its activation price is reached."""
