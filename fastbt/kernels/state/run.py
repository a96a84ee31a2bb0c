"""The one record that a run is: progress, columns, tables, pools, and the entries that call each other."""

from __future__ import annotations

from fastbt.kernels.state.common import pool, record

RUN = record(
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
    ("equity", "i8"),  # address of int64 money, of each group by currency
    ("gross", "i8"),  # address of int64 money, gross exposure by currency; 0 when it is |net|
    # tables
    ("instruments", "i8"),
    ("instrument_count", "i8"),
    ("venues", "i8"),
    ("accounts", "i8"),
    ("balances", "i8"),  # account x currency
    ("balance_count", "i8"),
    ("currency_count", "i8"),
    ("fees", "i8"),
    ("markings", "i8"),  # scratch: a MARKING per instrument
    ("factors", "i8"),  # scratch: int64 per instrument
    ("dense", "i8"),  # 1 when every group has a row of every instrument, in their order
    # pools
    *pool("orders"),
    *pool("fills"),
    *pool("positions"),
    *pool("changes"),
    *pool("brackets"),
    *pool("expiries"),
    *pool("reached"),  # scratch: orders which an open reaches
    *pool("notices"),  # order events not yet shown to on_event; filled only when there is one
    *pool("rungs"),  # of the ladders of brackets
    *pool("trails"),
    *pool("flows"),
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
    ("fill_whole", "i8"),  # these three: 0 where no size caps fills
    ("size_left", "i8"),
    ("use_size", "i8"),
    ("show", "i8"),
    ("show_event", "i8"),
    ("place", "i8"),
    ("trail_new", "i8"),  # these four: 0 where no order follows the market
    ("trail_start", "i8"),
    ("trail_follow", "i8"),
    ("trail_choose", "i8"),
    ("reallocate", "i8"),  # the C library's realloc
    # latency: commands on their way, oldest first, and the joints that only runs with it have
    *pool("arrivals"),
    ("next_arrival", "i8"),  # a group that ends after this lets commands act, ns; FAR_UP when there is none
    ("arrived", "i8"),  # when the command that acts now arrived, ns; FAR_UP when it came without latency
    ("cancel_reason", "i8"),  # codes.Reason of the cancel being sent
    ("message", "i8"),  # codes.MessageKind of the message whose time is asked for
    ("message_time", "i8"),
    ("deliver", "i8"),
    ("delay_cancel", "i8"),
    ("delay_modify", "i8"),
    ("delay_report", "i8"),
    ("closing", "i8"),  # 0 where no order acts at a close
    ("end_sessions", "i8"),  # 0 unless orders on close meet ticks
    ("in_closing", "i8"),  # 1 while orders act at a close before it is marked
    # bars of bid and ask: the joints that only runs with them have, and where their path stands
    ("open_pair", "i8"),
    ("walk_pair", "i8"),
    ("step_pairs", "i8"),  # beside ticks; so is take_pair
    ("take_pair", "i8"),
    ("path_bid", "i8"),  # ticks, also where the side does not trade
    ("path_ask", "i8"),
    ("market_price", "i8"),  # 0 where a market order fills at the price of the path
    ("vwap", "i8"),  # address of int64 ticks; 0 unless market orders fill there
    ("children_late", "i8"),  # 1 while the fill in hand is of an entry whose children wait for the next row
    ("risk", "i8"),  # address of the RISK records by venue; 0 when there are no risk limits
    ("assess", "i8"),
    ("assess_again", "i8"),
    # margin: 0 in runs in which nothing can be liquidated
    ("find_level", "i8"),
    ("act_on_level", "i8"),
    ("watch", "i8"),
    ("watch_margin", "i8"),  # these two: 0 where nothing halts for losses, whose watch calls it
    ("halts", "i8"),  # address of the HALT records by balance
    ("over", "i8"),  # 1 when every account is bust: the strategy acts no more
    ("watch_rate", "f8"),  # the largest maintenance rate of any instrument
    # orders linked with each other
    ("links", "i8"),  # address of LINK records
    ("link_filled", "i8"),  # 0 where no orders are linked
    ("meets_sibling", "i8"),  # 0 where none are linked and none wait for others to fill
    # one set of stops for a whole position
    ("cover", "i8"),  # these two: 0 where every entry keeps its own
    ("end_covered", "i8"),
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
    # inverse contracts: 0 where there is none
    ("inverse_value", "i8"),
    ("inverse_lots", "i8"),
    ("inverse_loss", "i8"),
    ("inverse_bounds", "i8"),  # and where nothing can be liquidated
    # several positions of one instrument: 0 where there is one at most
    ("against", "i8"),
    ("fill_apart", "i8"),
    ("close_apart", "i8"),
    ("free_apart", "i8"),
    ("own_margin", "i8"),
    ("net_margins", "i8"),  # 0 also where no venue nets margins
    ("apart_price", "i8"),  # what the joints are asked about: ticks
    ("apart_offered", "i8"),
    ("apart_closing", "i8"),  # lots
    ("apart_opening", "i8"),
    ("apart_last", "i8"),  # 1 when the order ends with this fill although quantity is left
    ("apart_order", "i8"),  # order whose closing part is taken off before; -1 for none
    ("apart_maintenance", "i8"),  # 1: the margin asked for is the maintenance margin
    # what happens between rows: where it does, driver stops there and goes on by stretch
    ("stretch", "i8"),  # the driver of the timeline; 0 where nothing does
    ("actions", "i8"),  # address of ACTION records
    ("action_next", "i8"),
    ("action_count", "i8"),
    ("end_instrument", "i8"),  # 0 where none ends
    ("accrue", "i8"),  # 0 where nothing bears interest
    ("split", "i8"),  # 0 where none splits
)

ROW_NO_TOUCH = 1
"""Row flag: the bar marks but touches nothing (rule B5)."""
ROW_NO_EXECUTE = 2
"""Row flag: the bar informs and marks only (rules B4, B8)."""
ROW_MATCH_ONLY = 4
"""Row flag: the row is of finer data: orders meet it and it marks, but nothing is decided on it (rule B4)."""
ROW_NO_TRADE = 8
"""Row flag: beside ticks, a bar of bid and ask, or that stands at one: no price was traded (rule B6)."""
ROW_NO_BID = 16
"""Row flag: the quote or bar shows no bid; what stands in its place is the newest one known, else the ask."""
ROW_NO_ASK = 32
"""Row flag: the quote or bar shows no ask; what stands in its place is the newest one known, else the bid."""
