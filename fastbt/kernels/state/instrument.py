"""What the kernel knows and keeps of an instrument: its market, its books, its lists."""

from __future__ import annotations

from fastbt.kernels.state.common import pool, record

BOOK_ENTRY = record(
    ("key", "i8"),  # price in ticks; of those a falling price touches its negative: the least comes first
    ("rank", "i8"),  # class (trigger, limit) x 2^48 + place: the least of one price comes first
    ("order", "i8"),
)

BOOK = record(("entries", "i8"), ("count", "i8"), ("capacity", "i8"))

INSTRUMENT = record(
    # hot: read on every row
    ("touch_down", "i8"),  # highest level touched going down; FAR_DOWN when none
    ("touch_up", "i8"),  # lowest level touched going up; FAR_UP when none
    ("mark", "i8"),  # newest price, ticks
    ("held", "i8"),  # net signed lots over all positions
    ("position_first", "i4"),  # open positions, oldest first
    ("position_last", "i4"),
    ("current_row", "i8"),  # its row in the group being processed
    ("rows_seen", "i8"),
    ("wake_row", "i8"),  # rows_seen at which a time stop is due
    ("wake_ts", "i8"),  # ts_event at which a time stop is due
    ("holdings_locked", "i8"),  # CASH: lots locked by sell orders
    ("mask", "u1"),  # SIGNAL_* bits that can matter in the present state
    ("has_mark", "i1"),
    ("tradable", "i1"),
    ("fast_value", "i1"),  # 1: value by reciprocal is exact for every price there is
    ("inverse", "i1"),  # 1: the value is one over the price (inverse.py)
    # conversion: value = ticks x lots x value_numerator / value_denominator;
    # inverse: - lots x value_numerator / (ticks x value_denominator)
    ("value_numerator", "i8"),
    ("value_denominator", "i8"),
    ("value_reciprocal", "i8"),  # bit pattern of a uint64
    ("value_shift", "i8"),
    ("price_scale", "f8"),
    ("size_scale", "f8"),
    ("money_scale", "f8"),  # of its settlement currency
    ("largest_price", "i8"),  # largest absolute price of its rows, ticks
    # BOOKs of resting orders: those touched by a falling and by a rising price
    *pool("down_buys"),
    *pool("down_sales"),
    *pool("up_buys"),
    *pool("up_sales"),
    ("buys_resting", "i8"),
    ("sells_resting", "i8"),
    ("market_first", "i8"),  # accepted market orders waiting for a price, oldest first
    ("market_last", "i8"),
    ("aside_first", "i8"),  # resting orders that cannot act again on this row, oldest first
    ("aside_last", "i8"),
    (
        "trail_first",
        "i8",
    ),  # of its orders that follow the market (TRAIL), as they arrived; ended ones leave later
    ("trail_last", "i8"),
    ("trail_up", "i8"),  # lowest price above which one of its sales moves; FAR_UP when none
    ("trail_down", "i8"),  # highest price below which one of its buys moves; FAR_DOWN when none
    # where ticks, or bars of bid and ask, have left its market; kept in runs with those only
    ("bid", "i8"),  # newest known, ticks; of prints and bars their price
    ("ask", "i8"),
    ("middle", "i8"),  # between the two, rounded down
    ("last", "i8"),  # newest print; NOTHING when there was none
    ("not_shown", "i8"),  # ROW_NO_BID, ROW_NO_ASK: the side that the newest quote does not show
    ("quote_row", "i8"),  # newest quote, -1 when there was none
    # the nearest levels by what tests them, see ticks.py; good while exact is 1
    ("exact", "i8"),
    ("bid_down", "i8"),
    ("bid_up", "i8"),
    ("ask_down", "i8"),
    ("ask_up", "i8"),
    ("last_down", "i8"),
    ("last_up", "i8"),
    ("liquidate_down", "i8"),  # level at which its balance's one position is liquidated; FAR_DOWN when none
    ("liquidate_up", "i8"),  # FAR_UP when none
    ("open_first", "i8"),  # orders sent and not ended, oldest first
    ("open_last", "i8"),
    ("reduce_first", "i8"),  # accepted reduce-only orders, oldest first
    ("reduce_last", "i8"),
    ("entry_order", "i8"),  # newest entry of the signals that has not ended
    ("entries_open", "i8"),  # entries of the signals that have not ended
    ("close_order", "i8"),  # newest close of the signals, if it has not ended
    ("bracket_first", "i8"),  # active brackets, oldest first
    ("bracket_last", "i8"),
    ("last_stop_row", "i8"),  # newest row on which a bracket child filled
    ("wanted", "i8"),  # signed lots that its newest target asks for
    ("missing", "i8"),  # signed lots of the order that brings it there
    ("passed_over", "i1"),  # 1: limits were touched on this row and passed over (touching.py)
    ("passed_down", "i8"),  # lowest level of buys among them
    ("passed_up", "i8"),  # highest level of sells
    ("limit_beyond", "i8"),  # ticks by which a limit's level lies beyond its price
    ("size_row", "i8"),  # row whose size is counted in size_rest, -1 when none
    ("size_rest", "i8"),  # lots of that row that orders may still take; FAR_UP: any number
    ("quote_sized", "i8"),  # quote whose sizes are counted in bid_rest and ask_rest, -1 when none
    ("bid_rest", "i8"),  # lots of its bid that orders may still take; FAR_UP: any number
    ("ask_rest", "i8"),
    # facts
    ("id", "i4"),
    ("venue", "i4"),
    ("account", "i4"),
    ("currency", "i4"),
    ("balance", "i4"),
    ("instrument_class", "i1"),
    ("price_increment", "i8"),  # ticks
    ("size_increment", "i8"),  # lots
    ("min_quantity", "i8"),  # lots, NOTHING when none
    ("max_quantity", "i8"),
    ("min_notional", "i8"),  # money, NOTHING when none
    ("initial", "i8"),  # margins of all its positions where they are needed on the net (apart.py), else 0
    ("maintenance", "i8"),
    ("margin_rate", "i8"),  # 10^-12, the rule of A5 already applied
    ("maintenance_rate", "i8"),
    ("fee_first", "i4"),
    ("fee_count", "i4"),
    ("max_position", "i8"),  # lots on either side, NOTHING when there is no limit
    ("max_order_notional", "i8"),  # money, NOTHING when there is no limit
    # volume_split = points: size_rest is what is left at the open, these at the other points
    ("legs", "i8"),  # LEG_*: extremes to which the path of legs_row has moved, or would
    ("legs_row", "i8"),
    ("size_whole", "i8"),  # lots that the row offers in all
    ("rest_high", "i8"),  # NOTHING before it is asked for
    ("rest_low", "i8"),
    ("rest_close", "i8"),
    # volume_limit by a function: lots that fills took of size_row, quote_sized and point_counted
    ("row_taken", "i8"),
    ("bid_taken", "i8"),
    ("ask_taken", "i8"),
    ("point_taken", "i8"),
    ("point_counted", "i8"),  # LEG_*, or 0 for the open
    # inverse contracts: what inverse.py is asked about
    ("asked_price", "i8"),  # ticks
    ("asked_lots", "i8"),
    ("asked_money", "i8"),
    ("asked_level", "i8"),  # ticks
    ("asked_low", "i8"),  # what it answers beside its answer, grid steps
    ("asked_high", "i8"),
)

MARKING = record(
    # scratch, one cache line: what marks an instrument while no order is open
    ("factor", "i8"),  # lots held x value_numerator; 0 when flat
    ("value", "i8"),  # of the position at the newest close, money
    ("side", "i8"),  # what a unit of value adds to BALANCE.marked
    ("row", "i8"),  # newest row, -1 when there was none
    ("seen", "i8"),  # rows
    ("denominator", "i8"),
    ("reciprocal", "i8"),
    ("shift", "i8"),
)
