"""What a run's market is made of: venues, accounts, balances, fees, risk limits."""

from __future__ import annotations

from fastbt.kernels.state.common import record

VENUE = record(
    ("account_type", "i1"),
    ("oms_type", "i1"),
    ("margin_net", "i1"),  # 1: margins are needed on the net of an instrument's positions
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
    ("latency_model", "i8"),  # number of the MODEL that says how long messages take, from 1; 0: none
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
    ("volume_limit_model", "i8"),  # number of the MODEL that caps what orders take, from 1; 0: none
    ("stops_per_position", "i1"),  # 1: one set of stops for all entries of a position
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

RISK = record(
    ("max_orders", "i8"),  # orders in an interval; 0 when there is no such limit
    ("interval", "i8"),  # ns
    ("sent_times", "i8"),  # address of int64 ns: when the last max_orders orders were sent, a ring
    ("sent_count", "i8"),
    ("state_times", "i8"),  # address of int64 ns: from when each trading state holds
    ("states", "i8"),  # address of int64 codes.TradingState
    ("state_count", "i8"),
)

HALT = record(
    # what a balance may lose, and what it has
    ("max_drawdown", "i8"),  # 10^-12 of its highest equity; 0 when there is no such limit
    ("max_daily_loss", "i8"),  # 10^-12 of its equity at the start of a day; 0 when there is no such limit
    ("closes", "i1"),  # 1: a halt closes positions and lets no order through
    ("reason", "i8"),  # codes.Reason for which it is halted now, 0 when it is not
    ("highest", "i8"),  # money, and the next two
    ("at_start_of_day", "i8"),
    ("newest", "i8"),  # when it was last tested
    ("day_end", "i8"),  # ns
    ("days", "i8"),  # address of int64 ns: when sessions end; 0: at UTC midnights
    ("day_count", "i8"),
    ("next_day", "i8"),
    ("flows_seen", "i8"),  # flows counted so far, of any balance
)

ACCOUNT = record(
    ("venue", "i4"),
    ("account_type", "i1"),
    ("leverage_rate", "i8"),  # 10^12 / leverage, 0 when no leverage is given
    ("leverage", "i8"),  # 10^-12
)

ACTIVE, BUST = 0, 1
"""BALANCE.status."""

BALANCE = record(
    # one currency of one account: its money, and the positions that settle in it
    ("account", "i4"),
    ("status", "i1"),  # ACTIVE, BUST
    ("serves", "i1"),  # 1 when some instrument of the run settles in it
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
    ("open_first", "i4"),  # open positions, oldest first
    ("open_last", "i4"),
    ("open_count", "i8"),
    ("traded", "i8"),  # notional of all fills so far, money; stays at LIMIT beyond it
    ("level_instrument", "i8"),  # whose bounds hold the level of its one position, -1 when none do
    ("bust_row", "i8"),  # row on which it lost its equity, -1 when it has not
)

FEE = record(
    ("kind", "i1"),  # 0 percentage, 1 flat per order, 2 flat per fill, 3 per unit, 4 one tier, 5 a MODEL
    ("maker", "i8"),  # 10^-12 of notional
    ("taker", "i8"),
    ("amount", "i8"),  # money; per unit: what a lot costs, times divisor
    ("divisor", "i8"),
    ("low", "i8"),  # per unit: the least an order pays, money; tier: traded volume from which it holds
    ("high", "i8"),  # per unit: the most an order pays, money; tier: traded volume at which it ends
    ("model", "i8"),  # of the user's own: index of its MODEL
)
