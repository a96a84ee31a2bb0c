"""The kernel's memory: every record type of a run, field by field, with unit and meaning.

A run is one ``RUN`` record. It holds the addresses of the timeline's columns, of the tables of
instruments, venues, accounts and balances, and of the growing pools (orders, fills, positions,
changes, brackets, expiries), which together are all there is to save for a checkpoint. Units: prices
in ticks of ``10^-price_precision``, quantities in lots of ``10^-size_precision``, money in units of
``10^-currency_precision``, rates in ``10^-12``; -1 is "none" for an index, ``NOTHING`` for a number.
"""

from __future__ import annotations

import numpy as np

NOTHING = -(2**63)
"""No value: an absent price or quantity, or a product that left 64 bits."""
FAR_UP = 2**63 - 1
"""A level no price reaches going up."""
FAR_DOWN = -(2**63) + 1
"""A level no price reaches going down."""
RATE = 10**12
"""One, as a rate."""
LIMIT = 2**62
"""No money amount may reach this size; two of them still add up without a wrap."""


def _record(*fields: tuple[str, str]) -> np.dtype:
    """One aligned record type out of (name, type) pairs."""
    return np.dtype(list(fields), align=True)


def _pool(name: str) -> tuple[tuple[str, str], ...]:
    """The three fields of a growing pool: address, records in use, records there is room for."""
    return ((name, "i8"), (f"{name}_count", "i8"), (f"{name}_capacity", "i8"))


RUN = _record(
    # progress
    ("group", "i8"),  # next group to process
    ("row", "i8"),  # row being processed, or the first row of the next group
    ("group_count", "i8"),
    ("row_count", "i8"),
    ("status", "i8"),  # codes.RunStatus
    ("status_row", "i8"),
    ("status_instrument", "i8"),  # whose price or quantity it was; -1: the row's instrument
    ("sequence", "i8"),  # event counter: the order in which everything happened
    ("point", "i8"),  # codes.FillPoint of what happens now
    # timeline, one value per row
    ("ts_event", "i8"),  # address of int64 ns
    ("ts_open", "i8"),  # address of int64 ns
    ("open", "i8"),
    ("high", "i8"),
    ("low", "i8"),
    ("close", "i8"),
    ("volume", "i8"),  # address of int64 lots, NOTHING where not known; 0 when no row has any
    ("spread", "i8"),  # address of int64 ticks; 0 unless slippage reads it
    ("flags", "i8"),  # address of uint8 ROW_* bits; 0 when no row has any
    ("instrument", "i8"),  # address of int32; 0 when there is one instrument
    ("group_start", "i8"),  # address of int64 (groups + 1); 0 when every row is a group
    ("kind", "i8"),  # address of uint8 codes.RowKind; 0 when all rows are bars
    ("plain_ticks", "i8"),  # 1 when all rows are ticks of one kind and instrument, each at its own time
    ("ask_size", "i8"),  # address of int64 lots, the size at the ask of quotes; 0 when there are none
    ("contiguous", "i8"),  # 1 when every bar opens at or after its instrument's previous close
    ("seen", "i8"),  # address of int64: main rows of its instrument so far; 0 when all rows are main rows
    ("frame_row", "i8"),  # address of int64: the main row its instrument had last, -1 when none; 0 as seen
    ("main_rows", "i8"),  # address of int64 per main row: its row; 0 as seen
    ("bid_open", "i8"),  # these eight: 0 unless bars have prices of both sides
    ("bid_high", "i8"),
    ("bid_low", "i8"),
    ("bid_close", "i8"),
    ("ask_open", "i8"),
    ("ask_high", "i8"),
    ("ask_low", "i8"),
    ("ask_close", "i8"),
    # recording, one value per group
    ("equity", "i8"),  # address of int64 money
    ("gross", "i8"),  # address of int64 money, gross exposure; 0 when it is |net|
    # tables
    ("instruments", "i8"),
    ("instrument_count", "i8"),
    ("venues", "i8"),
    ("accounts", "i8"),
    ("account_count", "i8"),
    ("balances", "i8"),  # account x currency
    ("currency_count", "i8"),
    ("fees", "i8"),
    ("markings", "i8"),  # scratch: a MARKING per instrument
    ("factors", "i8"),  # scratch: int64 per instrument
    ("dense", "i8"),  # 1 when every group has a row of every instrument, in their order
    # pools
    *_pool("orders"),
    *_pool("fills"),
    *_pool("positions"),
    *_pool("changes"),
    *_pool("brackets"),
    *_pool("expiries"),
    *_pool("reached"),  # scratch: orders which an open reaches
    *_pool("notices"),  # order events not yet shown to on_event; filled only when there is one
    *_pool("rungs"),  # of the ladders of brackets
    *_pool("trails"),
    *_pool("flows"),
    # orders on their way, oldest first, over all instruments
    ("waiting_first", "i8"),
    ("waiting_last", "i8"),
    ("waiting_count", "i8"),
    ("open_count", "i8"),  # orders sent and not ended, commands on their way, and levels of liquidation
    ("timed_count", "i8"),  # active brackets with a time stop
    ("next_expiry", "i8"),  # a group that ends after this may see an order expire or a command arrive, ns
    # what the strategy sends
    ("signals", "i8"),  # address of uint8 SIGNAL_* bits per row; 0 when there are none
    ("plan", "i8"),  # address of the PLAN record of the signals
    ("commands", "i8"),  # address of COMMAND records sorted by row
    ("command_next", "i8"),
    ("command_count", "i8"),
    ("callback", "i8"),  # address of int64(run, row); 0 when there is none
    ("on_event", "i8"),  # address of int64(run, event index) for order events; 0 when there is none
    ("user", "i8"),  # address of the callback's USER record
    ("request", "i8"),  # address of the COMMAND record through which a callback sends
    ("seed", "i8"),  # of random draws
    # where the path stands: what an arriving or touched order sees
    ("bid", "i8"),  # what a sale gets now, ticks
    ("ask", "i8"),  # what a buy pays now, ticks
    ("last", "i8"),  # newest print, ticks; NOTHING when there was none
    ("special_triggers", "i8"),  # 1 when some order is tested by prints or by the middle
    ("on_tick", "i8"),  # 1 while the row being processed is a quote or a print
    ("touchable", "i8"),  # 0 on a bar that touches nothing
    ("fill_price", "i8"),  # price offered to the order being filled, before slippage
    ("fill_liquidity", "i8"),  # codes.LiquiditySide
    ("at_arrival", "i8"),  # 1 while the order being filled is arriving
    ("fill_most", "i8"),  # lots that the order being filled may have; FAR_UP where no size caps it
    ("late_count", "i8"),  # brackets whose exits wait for the row to end
    # joints: addresses of the kernel's entries
    ("driver", "i8"),
    ("step", "i8"),
    ("step_tick", "i8"),  # 0 where all rows are bars
    ("decide", "i8"),
    ("send", "i8"),
    ("arrive", "i8"),
    ("modify", "i8"),  # 0 where no command modifies
    ("resume", "i8"),
    ("passes_over", "i8"),  # 0 unless limit_touch = probability
    ("row_is_over", "i8"),
    ("fill", "i8"),
    ("fill_whole", "i8"),  # 0 where no size caps fills
    ("show", "i8"),
    ("show_event", "i8"),
    ("place", "i8"),
    ("trail_new", "i8"),  # these four: 0 where no order follows the market
    ("trail_start", "i8"),
    ("trail_follow", "i8"),
    ("trail_choose", "i8"),
    ("reallocate", "i8"),  # the C library's realloc
    # latency: commands on their way, oldest first, and the joints that only runs with it have
    *_pool("arrivals"),
    ("next_arrival", "i8"),  # a group that ends after this lets commands act, ns; FAR_UP when there is none
    ("arrived", "i8"),  # when the command that acts now arrived, ns; FAR_UP when it came without latency
    ("cancel_reason", "i8"),  # codes.Reason of the cancel being sent
    ("deliver", "i8"),
    ("delay_cancel", "i8"),
    ("delay_modify", "i8"),
    ("delay_report", "i8"),
    ("closing", "i8"),  # 0 where no order acts at a close
    ("in_closing", "i8"),  # 1 while orders act at a close before it is marked
    # bars of bid and ask: the joints that only runs with them have, and where their path stands
    ("open_pair", "i8"),
    ("walk_pair", "i8"),
    ("path_bid", "i8"),  # ticks, also where the side does not trade
    ("path_ask", "i8"),
    ("market_price", "i8"),  # 0 where a market order fills at the price of the path
    ("vwap", "i8"),  # address of int64 ticks; 0 unless market orders fill there
    ("children_late", "i8"),  # 1 while the fill in hand is of an entry whose children wait for the next row
    ("risk", "i8"),  # address of the RISK record; 0 when there are no risk limits
    ("assess", "i8"),
    ("assess_again", "i8"),
    # margin: 0 in runs in which nothing can be liquidated
    ("find_level", "i8"),
    ("act_on_level", "i8"),
    ("watch", "i8"),
    ("over", "i8"),  # 1 when the last account is bust: the strategy acts no more
    ("watch_rate", "f8"),  # the largest maintenance rate of any instrument
    # orders linked with each other
    ("links", "i8"),  # address of LINK records
    ("link_filled", "i8"),  # 0 where no orders are linked
    # models of the user's own, and the joints that only runs with them have
    ("models", "i8"),  # address of MODEL records
    ("charge", "i8"),
    ("slip", "i8"),
    # orders that wait for another to fill
    ("ties", "i8"),  # address of TIE records
    ("tie_sent", "i8"),  # these three: 0 where no order has such children
    ("tie_filled", "i8"),
    ("tie_ended", "i8"),
    # a row's size split over the points of its path
    ("by_points", "i8"),  # 1 where it is
    ("leg_to", "i8"),  # LEG_*: where the path goes
)

ROW_NO_TOUCH = 1
"""Row flag: the bar marks but touches nothing (rule B5)."""
ROW_NO_EXECUTE = 2
"""Row flag: the bar informs and marks only (rules B4, B8)."""
ROW_MATCH_ONLY = 4
"""Row flag: the row is of finer data: orders meet it and it marks, but nothing is decided on it (rule B4)."""
ROW_NO_BID = 16
"""Row flag: the quote or bar shows no bid; what stands in its place is the newest one known, else the ask."""
ROW_NO_ASK = 32
"""Row flag: the quote or bar shows no ask; what stands in its place is the newest one known, else the bid."""

VENUE = _record(
    ("account_type", "i1"),
    ("oms_type", "i1"),
    ("fill_timing", "i1"),
    ("bar_path", "i1"),
    ("limit_gap_open", "i1"),  # 1: a limit passed at the open fills there
    ("stop_in_market_reject", "i1"),
    ("cut", "i1"),  # 1: on_insufficient_cash = cut
    ("slippage", "i1"),  # 0 none, 1 ticks, 2 basis points, 3 spread, 4 volume, 5 probabilistic, 6 a MODEL
    ("slippage_on", "i1"),  # 0 takers, 1 all, 2 entries, 3 all takers but stops
    ("slippage_halves", "i1"),  # volume: twice the power of the share
    ("clamp", "i1"),  # 1: slippage keeps to the row's range
    ("slippage_amount", "i8"),  # tick increments; 10^-12 of price or spread; k; probability; index of a MODEL
    ("margin_model", "i1"),
    ("liquidation", "i1"),  # LIQUIDATE_*
    ("liquidation_rate", "i8"),  # 10^-12 of notional that a liquidation costs beside the fee
    ("write_off", "i1"),  # 1: negative_balance = write_off
    ("close_at_end", "i1"),
    ("late", "i1"),  # 1: what a strategy sends has latency
    ("late_in_bar_close", "i1"),  # 1: what arrives inside a bar acts at its close
    ("latency_submit", "i8"),  # ns
    ("latency_modify", "i8"),
    ("latency_cancel", "i8"),
    ("latency_report", "i8"),
    ("latency_jitter", "i8"),
    ("limit_touch", "i1"),  # TOUCH_*
    ("limit_touch_probability", "i8"),  # 10^-12: the chance of a limit that is touched exactly
    ("fill_price", "i1"),  # FILL_AT_*: of market orders
    ("stop_limit_waits", "i1"),  # 1: once triggered a limit cannot be reached before the next row
    ("trail_by_row", "i1"),  # 1: trailing stops move after the row, by its extreme
    ("this_row", "i1"),  # 1: tick_timing = this_row
    ("mark_middle", "i1"),  # 1: mark_price = mid
    ("volume_limit", "i8"),  # 10^-12 of a row's volume that orders may take; 0: all they want
    ("through_fills", "i1"),  # 1: a limit that the row passes fills whole
    ("tick_worse", "i1"),  # 1: what is left of a market order fills one increment worse
    ("bracket_anchor", "i1"),  # levels count from: 0 the fill, 1 the price before slippage, 2 the row's close
    ("bracket_from", "i1"),  # exits live from: 0 the fill, 1 the next row, 2 the fill of a market order only
    ("cancel_linked", "i1"),  # 1: a user's cancel takes the siblings along
    ("late_expiry", "i1"),  # 1: a row's first point still matches what has expired by its end
    ("fill_price_model", "i8"),  # index of the MODEL of FILL_AT_MODEL
    ("by_points", "i1"),  # 1: volume_split = points
)

LEG_HIGH, LEG_LOW, LEG_CLOSE = 1, 2, 4
"""Where a leg of the path goes; INSTRUMENT.legs has those of the extremes that moved the price."""
LOW_BEFORE_HIGH = 8
"""INSTRUMENT.legs: the low was the first of the two."""

LIQUIDATE_PATH, LIQUIDATE_CLOSE, LIQUIDATE_BUST, LIQUIDATE_OFF = 0, 1, 2, 3
"""When positions are liquidated: lacking margin on the path or at closes, without equity, never (rule A5)."""

TOUCH_EXACT, TOUCH_THROUGH, TOUCH_PROBABILITY = 0, 1, 2
"""When a resting limit is reached: at its price, a tick beyond, at its price by chance (rule F2)."""

FILL_AT_OPEN, FILL_AT_MID, FILL_AT_WORST, FILL_AT_VWAP, FILL_AT_MODEL = 0, 1, 2, 3, 4
"""Where a market order fills on a bar (rule F1)."""

RISK = _record(
    ("max_orders", "i8"),  # orders in an interval; 0 when there is no such limit
    ("interval", "i8"),  # ns
    ("sent_times", "i8"),  # address of int64 ns: when the last max_orders orders were sent, a ring
    ("sent_count", "i8"),
    ("state_times", "i8"),  # address of int64 ns: from when each trading state holds
    ("states", "i8"),  # address of int64 codes.TradingState
    ("state_count", "i8"),
)

ACCOUNT = _record(
    ("venue", "i4"),
    ("base_currency", "i4"),  # -1: none
    ("account_type", "i1"),
    ("status", "i1"),  # ACCOUNT_*
    ("leverage_rate", "i8"),  # 10^12 / leverage, 0 when no leverage is given
    ("leverage", "i8"),  # 10^-12
    ("open_first", "i4"),  # open positions, oldest first
    ("open_last", "i4"),
    ("open_count", "i8"),
    ("traded", "i8"),  # notional of all fills so far, money; stays at LIMIT beyond it
    ("level_instrument", "i8"),  # whose bounds hold the level of its one position, -1 when none do
    ("bust_row", "i8"),  # row on which it lost its equity, -1 when it has not
)

ACCOUNT_ACTIVE, ACCOUNT_BUST = 0, 1

BALANCE = _record(
    ("start", "i8"),
    ("total", "i8"),
    ("locked", "i8"),  # CASH: cash locked by orders; MARGIN: initial margin of orders
    ("marked", "i8"),  # CASH: value of holdings; MARGIN: unrealized profit; at the newest marks
    ("gross", "i8"),  # sum of absolute position values at the newest marks
    ("initial", "i8"),  # MARGIN: initial margin of the open positions at the newest marks
    ("maintenance", "i8"),  # MARGIN: their maintenance margin
    ("realized", "i8"),  # profit of closed quantity, before costs
    ("commission", "i8"),
    ("flows", "i8"),  # funding, interest, dividends, deposits ...
)

FEE = _record(
    ("kind", "i1"),  # 0 percentage, 1 flat per order, 2 flat per fill, 3 per unit, 4 one tier, 5 a MODEL
    ("maker", "i8"),  # 10^-12 of notional
    ("taker", "i8"),
    ("amount", "i8"),  # money; per unit: what a lot costs, times divisor
    ("divisor", "i8"),
    ("low", "i8"),  # per unit: the least an order pays, money; tier: traded volume from which it holds
    ("high", "i8"),  # per unit: the most an order pays, money; tier: traded volume at which it ends
    ("model", "i8"),  # of the user's own: index of its MODEL
)

BOOK_ENTRY = _record(
    ("key", "i8"),  # price in ticks; of those a falling price touches its negative: the least comes first
    ("rank", "i8"),  # class (trigger, limit) x 2^48 + place: the least of one price comes first
    ("order", "i8"),
)

BOOK = _record(("entries", "i8"), ("count", "i8"), ("capacity", "i8"))

INSTRUMENT = _record(
    # hot: read on every row
    ("touch_down", "i8"),  # highest level touched going down; FAR_DOWN when none
    ("touch_up", "i8"),  # lowest level touched going up; FAR_UP when none
    ("mark", "i8"),  # newest price, ticks
    ("held", "i8"),  # net signed lots over all positions
    ("holdings_locked", "i8"),  # CASH: lots locked by sell orders
    ("current_row", "i8"),  # its row in the group being processed
    ("rows_seen", "i8"),
    ("wake_row", "i8"),  # rows_seen at which a time stop is due
    ("wake_ts", "i8"),  # ts_event at which a time stop is due
    ("mask", "u1"),  # SIGNAL_* bits that can matter in the present state
    ("has_mark", "i1"),
    ("tradable", "i1"),
    ("fast_value", "i1"),  # 1: value by reciprocal is exact for every price there is
    # conversion: value = ticks x lots x value_numerator / value_denominator
    ("value_numerator", "i8"),
    ("value_denominator", "i8"),
    ("value_reciprocal", "i8"),  # bit pattern of a uint64
    ("value_shift", "i8"),
    ("price_scale", "f8"),
    ("size_scale", "f8"),
    ("largest_price", "i8"),  # largest absolute price of its rows, ticks
    # BOOKs of resting orders: those touched by a falling and by a rising price
    *_pool("down_buys"),
    *_pool("down_sales"),
    *_pool("up_buys"),
    *_pool("up_sales"),
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
    ("liquidate_down", "i8"),  # level at which its account's one position is liquidated; FAR_DOWN when none
    ("liquidate_up", "i8"),  # FAR_UP when none
    ("open_first", "i8"),  # orders sent and not ended, oldest first
    ("open_last", "i8"),
    ("reduce_first", "i8"),  # accepted reduce-only orders, oldest first
    ("reduce_last", "i8"),
    ("position_first", "i4"),  # open positions, oldest first
    ("position_last", "i4"),
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
)

MARKING = _record(
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
ORDER_DORMANT = 4096
"""A trailing stop whose activation price has not been reached; that is its trigger until then."""
ORDER_WAITS = 8192
"""It waits for its parent to fill (rule F10, OTO); once it has arrived, at the venue and in no list."""
ORDER_TIED = 16384
"""It has a TIE: as a parent, a child or both."""

ORDER = _record(
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
    ("position", "i4"),  # position it names (HEDGING), -1 when none
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

Those at a close have the larger numbers. An order for a session has its end in ``expire``.
"""

BRACKET_NONE, BRACKET_FRACTION, BRACKET_OFFSET, BRACKET_PRICE = 0, 1, 2, 3

BRACKET = _record(
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
    ("position", "i4"),
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

LINK = _record(
    # orders of which a fill ends or reduces the others (rule F10, OCO and OUO)
    ("kind", "i1"),  # codes.Contingency
    ("first", "i8"),  # its orders as they were sent, linked by ORDER.next_linked
    ("last", "i8"),
    ("filled", "i8"),  # lots that have filled of any of them
)

TIE = _record(
    # the bond of a child to the order that it waits for (rule F10, OTO)
    ("parent_command", "i8"),  # index of the COMMAND that submits the parent
    ("parent", "i8"),  # order; set when the child is sent
    ("child", "i8"),  # order, -1 before it is sent
    ("own", "i8"),  # lots of the child when its parent first filled: it never has more
    ("told", "i8"),  # lots of the parent's fills that the child has followed
    ("late_row", "i8"),  # row out of whose reach the child is, -1 when there is none
    ("next", "i8"),  # TIE of its parent's next child, in sequence; -1 when there is none
)

RUNG = _record(
    ("value", "i8"),  # of its level, as BRACKET.target_value
    ("share", "i8"),  # of the entry, 10^-12
)

TRAIL = _record(
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

FILL = _record(
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
    ("held", "i8"),  # signed lots of the instrument afterwards
    ("cost", "i8"),  # cost of the position afterwards
    ("balance", "i8"),  # account balance afterwards
    ("locked", "i8"),
    ("margin_initial", "i8"),  # of all positions, this instrument at the fill price
    ("margin_maintenance", "i8"),
)

POSITION = _record(
    ("instrument", "i4"),
    ("strategy", "i4"),
    ("account", "i4"),
    ("next", "i4"),  # next open position of its instrument
    ("previous", "i4"),
    ("next_open", "i4"),  # next open position of its account
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
    ("funding", "i8"),
    ("row_opened", "i8"),
    ("row_closed", "i8"),  # -1 while open
    ("rows_seen_opened", "i8"),  # rows of its instrument seen when it opened
)

FLOW = _record(
    # money that no fill moved
    ("kind", "i1"),  # codes.FlowKind
    ("account", "i4"),
    ("balance", "i4"),
    ("instrument", "i4"),  # -1 when it concerns none
    ("position", "i4"),  # -1 when it concerns none
    ("row", "i8"),
    ("sequence", "i8"),
    ("quantity", "i8"),  # lots it is paid on, NOTHING when it is not
    ("rate", "i8"),  # 10^-12, NOTHING when it has none
    ("amount", "i8"),  # money received, negative if paid
    ("total", "i8"),  # of the balance, and the next three, afterwards
    ("locked", "i8"),
    ("margin_initial", "i8"),
    ("margin_maintenance", "i8"),
)

CHANGE = _record(
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

EXPIRY = _record(("ts", "i8"), ("order", "i8"))

ARRIVAL = _record(
    ("ts", "i8"),  # when it arrives, ns
    ("order", "i8"),
    ("command", "i8"),  # index of the modify command, -1 for a cancel
    ("reason", "i8"),  # codes.Reason of a cancel
)

NOTICE = _record(("kind", "i4"), ("order", "i4"), ("fill", "i8"), ("due", "i8"))
"""due: from when on it is shown, ns; FAR_UP until that is known."""

REACHED = _record(("kind", "i8"), ("distance", "i8"), ("order", "i8"))
"""kind: 0 trigger, 1 market, 2 limit; distance: how far the open lies beyond a limit, ticks."""

TRAILING_STOP_NAMED, STOP_LOSS_NAMED, FIRST_RUNG_NAMED = -1, 1, 2
"""COMMAND.flags of a cancel or a modify of a bracket's exit; the further rungs of a ladder count on."""

ACTION_SUBMIT, ACTION_CANCEL, ACTION_CLOSE, ACTION_CANCEL_ALL, ACTION_MODIFY = 0, 1, 2, 3, 4

COMMAND = _record(
    ("action", "i1"),
    ("side", "i1"),
    ("type", "i1"),
    ("time_in_force", "i1"),
    ("size_rule", "i1"),
    ("sizing", "i1"),  # codes.Sizing
    ("stop_kind", "i1"),
    ("target_kind", "i1"),
    ("time_kind", "i1"),
    ("cause", "i1"),
    ("trigger_type", "i1"),  # codes.TriggerType
    ("whole", "i1"),  # BRACKET.whole
    ("flags", "i2"),  # ORDER_*; cancel, modify: 0 the order, or an exit by *_NAMED
    ("trail_kind", "i1"),  # TRAIL.kind; 0: it does not follow the market
    ("strategy", "i2"),
    ("instrument", "i4"),  # -1: all (cancel_all)
    ("name", "i4"),
    ("tag", "i4"),
    ("order", "i8"),  # cancel, modify: index of the command that submitted the order
    ("row", "i8"),  # last row of the group after which it is sent
    ("quantity", "i8"),  # lots
    ("amount", "i8"),
    ("price", "i8"),
    ("trigger", "i8"),
    ("expire", "i8"),
    ("stop_value", "i8"),
    ("target_value", "i8"),
    ("time_value", "i8"),
    ("sent", "i8"),  # order it became, -1 before
    ("trail_offset", "i8"),  # TRAIL.offset, limit_offset, activation
    ("limit_offset", "i8"),
    ("activation", "i8"),
    ("member", "i8"),  # 1 + the bracket whose time stop this is, 0 for any other order
    ("begins", "i8"),  # on-open: when the session opens that it is for, ns
    ("rungs", "i8"),  # address of the RUNG records of its ladder; their number is 0 where it has none
    ("rung_count", "i8"),
    ("trailing_stop_kind", "i1"),  # BRACKET.trailing_stop_kind, trailing_stop_value, break_even
    ("trailing_stop_value", "i8"),
    ("break_even", "i8"),
    ("link", "i8"),  # 1 + the LINK it belongs to, 0 for none
    ("tie", "i8"),  # 1 + the TIE by which it is a child, 0 for none
    ("children", "i8"),  # 1 + the TIE of its first child, 0 for none
)

SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG, SIGNAL_ENTRY_SHORT, SIGNAL_EXIT_SHORT, SIGNAL_TARGET = 1, 2, 4, 8, 16

PLAN = _record(
    # float64 columns by row, NaN where absent; a stride of 0 repeats one value, address 0 is absent
    ("quantity", "i8"),
    ("quantity_stride", "i8"),
    ("size", "i8"),
    ("size_stride", "i8"),
    ("limit_price", "i8"),
    ("limit_price_stride", "i8"),
    ("trigger_price", "i8"),
    ("trigger_price_stride", "i8"),
    ("stop", "i8"),
    ("stop_stride", "i8"),
    ("target", "i8"),  # the take-profit
    ("target_stride", "i8"),
    ("wanted", "i8"),  # the signed target of S1
    ("wanted_stride", "i8"),
    ("time_stop", "i8"),
    ("time_stop_stride", "i8"),
    ("expire", "i8"),  # address of int64 ns by row; 0 when none
    ("expire_stride", "i8"),
    ("rank", "i8"),  # address of float64 by row: of a group's orders the largest goes first; 0 when none
    ("rank_stride", "i8"),
    ("drift", "i8"),  # 10^-12 of equity by which a position may differ from its target
    ("money_scale", "f8"),  # 10 ** currency precision
    ("size_rule", "i1"),
    ("sizing", "i1"),
    ("stop_kind", "i1"),
    ("target_kind", "i1"),
    ("time_kind", "i1"),
    ("wanted_kind", "i1"),  # 0 none, 1 quantity, 2 value, 3 weight
    ("time_in_force", "i1"),
    ("accumulate", "i1"),  # 0 off, 1 on, 2 both
    ("on_opposite_entry", "i1"),  # OPPOSITE_*
    ("on_conflict", "i1"),  # CONFLICT_*
    ("on_direction_conflict", "i1"),
    ("stops_per_position", "i1"),
    ("stop_cancels_signals", "i1"),
    ("waiting_replace", "i1"),
    ("sequence", "i1"),  # SEQUENCE_*
    ("strategy", "i2"),
    (
        "rungs",
        "i8",
    ),  # address of the RUNG records of the ladder, as many per instrument; 0 when there is none
    ("rung_count", "i8"),
    ("trailing_stop", "i8"),
    ("trailing_stop_stride", "i8"),
    ("break_even", "i8"),
    ("break_even_stride", "i8"),
    ("trailing_stop_kind", "i1"),
)

SEQUENCE_ROWS, SEQUENCE_SELLS_FIRST, SEQUENCE_GIVEN = 0, 1, 2
"""Row by row (rule S1), or the targets of a group together: sells first, or by rank (rule S5)."""

OPPOSITE_IGNORE, OPPOSITE_CLOSE, OPPOSITE_CLOSE_REDUCE, OPPOSITE_REVERSE, OPPOSITE_REVERSE_REDUCE = range(5)
CONFLICT_IGNORE, CONFLICT_FIRST, CONFLICT_SECOND, CONFLICT_ADJACENT, CONFLICT_OPPOSITE = range(5)
"""FIRST is entry or long, SECOND exit or short."""

CONTEXT = _record(
    # what a compiled or class strategy sees of the row in progress; its own columns follow, float64 each
    ("run", "i8"),
    ("row", "i8"),
    ("instrument", "i8"),
    ("ts_event", "i8"),
    ("open", "f8"),
    ("high", "f8"),
    ("low", "f8"),
    ("close", "f8"),
    ("volume", "f8"),  # NaN where the source has none
    ("position", "f8"),  # signed units held of the row's instrument
    ("cash", "f8"),
    ("equity", "f8"),
)

EVENT = _record(
    # an order event as a strategy sees it
    ("kind", "i8"),  # codes.EventKind
    ("order", "i8"),  # order number, from 0
    ("instrument", "i8"),
    ("side", "i8"),
    ("status", "i8"),
    ("reason", "i8"),
    ("quantity", "f8"),  # filled by this event, else the order's
    ("price", "f8"),  # of the fill, else NaN
)

ASK = _record(
    # an order as a compiled or class strategy asks for it; NaN where absent
    ("instrument", "i8"),
    ("side", "i8"),
    ("reduce_only", "i8"),
    ("quantity", "f8"),
    ("limit_price", "f8"),
    ("trigger_price", "f8"),
    ("stop_loss", "f8"),  # fraction
    ("take_profit", "f8"),
    ("rungs", "i8"),  # address of float64: level and share of each rung of a ladder
    ("rung_count", "i8"),
)

MOST_RUNGS = 32
"""Rungs there is room for in an ASK."""

USER = _record(
    ("context", "i8"),  # address of the CONTEXT and its columns
    ("event", "i8"),  # address of the EVENT
    ("ask", "i8"),  # address of the ASK
    ("parameters", "i8"),  # address of the strategy's parameters
    ("columns", "i8"),  # address of the addresses of its columns
    ("column_count", "i8"),
    ("money_scale", "f8"),
    # class strategies: the interpreter's C API and the objects it is called with
    ("call_one", "i8"),  # PyObject_CallOneArg
    ("release", "i8"),  # Py_DecRef
    ("on_bar", "i8"),
    ("bar", "i8"),
    ("on_order_event", "i8"),
    ("order_event", "i8"),
)

MODEL = _record(
    # a model of the user's own and its newest call (custom_models.py)
    ("function", "i8"),  # address of int64(run, model): asks the function and keeps its answer here
    ("parameters", "i8"),  # address of its parameters
    ("terms", "i8"),  # address of the CHARGE or OFFER that the kernel fills in
    ("seen", "i8"),  # address of what the function sees: the terms, or the same in decimals
    ("exact", "i1"),  # 1: the function sees and answers whole counts
    ("money_scale", "f8"),
    ("order", "i8"),  # that it was asked about
    ("row", "i8"),
    ("number", "f8"),  # its answer
    ("count", "i8"),  # its answer as a whole count
    ("problem", "i8"),  # MODEL_*: why the run cannot go on, 0 when it can
)

MODEL_RAISED, MODEL_NOT_A_NUMBER, MODEL_NEGATIVE, MODEL_TOO_LARGE, MODEL_OUT_OF_RANGE = 1, 2, 3, 4, 5
"""MODEL.problem."""

ORDER_TERMS = (
    ("instrument", "i8"),
    ("side", "i8"),  # 1 buys, -1 sells
    ("order_type", "i8"),  # codes.OrderType
    ("reduce_only", "i8"),
    ("is_maker", "i8"),
)
"""What models of the user's own are told of every order, and what stays a whole number in decimals."""


def terms(kind: str, *names: str) -> np.dtype:
    """The record of an order's terms and of further numbers: ``i8`` counts or ``f8`` decimals."""
    return _record(*ORDER_TERMS, *((name, kind) for name in names))


CHARGED = ("price", "quantity", "filled", "notional", "traded")
"""filled: by the order before; traded: notional of all the account's fills before."""
CHARGE = terms("i8", *CHARGED)
CHARGE_SEEN = terms("f8", *CHARGED)
"""What a fee model of the user's own is asked about; counts, and decimals."""
OFFERED = ("price", "quantity", "filled", "open", "high", "low", "close", "volume")
"""open to volume: of the row, on the order's side; volume is NOTHING or NaN where it is not known."""
OFFER = terms("i8", *OFFERED)
OFFER_SEEN = terms("f8", *OFFERED)
"""What a slippage or fill price model of the user's own is asked about."""
