"""Every ``Reason`` in words: what it means, what to do about it, and the rules that say so."""

from __future__ import annotations

from dataclasses import dataclass

from fastbt.codes import Reason


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """A reason for a reader."""

    says: str
    """What it means, as a clause."""
    do: str
    """What to do if that was not wanted; empty where there is nothing to do."""
    rules: tuple[str, ...]
    """Rule ids in ``docs/semantics.md``."""


REASONS: dict[Reason, ReasonWords] = {
    Reason.NONE: ReasonWords("nothing to explain", "", ()),
    Reason.QUANTITY_ZERO: ReasonWords(
        "rounded down to a lot the quantity is zero",
        "ask for more, or give the instrument a finer size_precision",
        ("A11", "S2"),
    ),
    Reason.QUANTITY_OFF_GRID: ReasonWords(
        "the quantity is no multiple of the instrument's size increment",
        "round the quantity to the size_increment",
        ("A11",),
    ),
    Reason.PRICE_OFF_GRID: ReasonWords(
        "a price is no multiple of the instrument's price increment",
        "round limit and trigger to the price_increment",
        ("A11",),
    ),
    Reason.BELOW_MIN_QUANTITY: ReasonWords(
        "the quantity is below the instrument's minimum", "ask for more, or for nothing", ("A11",)
    ),
    Reason.ABOVE_MAX_QUANTITY: ReasonWords(
        "the quantity is above the instrument's maximum", "split it into several orders", ("A11",)
    ),
    Reason.BELOW_MIN_NOTIONAL: ReasonWords(
        "quantity x price is below the instrument's minimum notional",
        "ask for more, or mark an order that closes as reduce_only",
        ("A11",),
    ),
    Reason.INSUFFICIENT_CASH: ReasonWords(
        "the account lacked free cash for cost and fee",
        "ask for less, leave room for the fee and for a gap to the next open, size by a budget such as "
        "bt.percent_of_equity(95), or set on_insufficient_cash='cut' on the venue",
        ("A4",),
    ),
    Reason.INSUFFICIENT_HOLDINGS: ReasonWords(
        "the account would have sold more than it holds free of other orders",
        "sell what is held (reduce_only, close_position), cancel the orders that lock it, or use "
        "account_type='MARGIN' to sell short",
        ("A4",),
    ),
    Reason.INSUFFICIENT_MARGIN: ReasonWords(
        "the account lacked available margin",
        "ask for less, raise the venue's leverage, or set on_insufficient_cash='cut'",
        ("A5",),
    ),
    Reason.NOTHING_TO_REDUCE: ReasonWords(
        "it was reduce-only and there was no position to reduce",
        "send it while a position is held, or without reduce_only",
        ("F9",),
    ),
    Reason.POSITION_CLOSED: ReasonWords("it was reduce-only and its position was closed", "", ("F9",)),
    Reason.STOP_IN_MARKET: ReasonWords(
        "its trigger was already reached on arrival, which this venue refuses",
        "place the trigger on the other side of the market, or set stop_in_market='trigger'",
        ("F16",),
    ),
    Reason.BRACKET_LEVELS: ReasonWords(
        "its stop-loss or take-profit lies on the wrong side of the entry",
        "for a long: stop below entry below target; for a short the other way round",
        ("F10", "A11"),
    ),
    Reason.NO_PRICE: ReasonWords(
        "no price of the instrument was known yet",
        "send it on or after the instrument's first row",
        ("A11", "T5"),
    ),
    Reason.BY_USER: ReasonWords("the strategy canceled it", "", ("T3",)),
    Reason.SIBLING_FILLED: ReasonWords("the order linked with it was filled", "", ("F10",)),
    Reason.PARENT_ENDED: ReasonWords("its entry ended without a fill", "look at the entry", ("F10",)),
    Reason.REPLACED: ReasonWords("a newer order or set of stops took its place", "", ("S1", "S4")),
    Reason.SIGNAL_EXIT: ReasonWords("an exit signal came while the entry was still waiting", "", ("S1",)),
    Reason.TIME_IN_FORCE: ReasonWords(
        "it was IOC or FOK and could not fill, or not all of it, at once",
        "let it rest (GTC, GTD), or move its limit through the market",
        ("F8",),
    ),
    Reason.EXPIRED: ReasonWords(
        "its expire time passed", "give it more time, or a level nearer to the market", ("F8",)
    ),
    Reason.ORDER_CLOSED: ReasonWords("the command named an order that had already ended", "", ("O1",)),
    Reason.NO_POSITION: ReasonWords("there was no position to close", "", ("F9",)),
    Reason.NOT_TRADABLE: ReasonWords(
        "the instrument does not trade",
        "trade one that does; this one only informs, or it had expired or was delisted",
        ("A7", "A10", "A11"),
    ),
    Reason.INVALID_PRICE: ReasonWords(
        "a limit, trigger or offset is missing, zero or negative",
        "look at the column or expression it came from on that row",
        ("A11",),
    ),
    Reason.CUT_TO_FUNDS: ReasonWords(
        "the quantity was cut to what the funds allow", "ask for less", ("A4", "A5")
    ),
    Reason.NO_STOP: ReasonWords(
        "a size by risk needs a stop to measure the risk by",
        "give the order a stop-loss or a trailing stop",
        ("S2", "A11"),
    ),
    Reason.POST_ONLY: ReasonWords(
        "it was post-only and would have taken liquidity on arrival",
        "move its limit away from the market, or send it without post_only",
        ("F9",),
    ),
    Reason.NOT_LIVE: ReasonWords(
        "it was a child of a bracket whose entry had not filled, so it had no terms yet",
        "modify it once its entry has filled",
        ("F15",),
    ),
    Reason.ALREADY_TRIGGERED: ReasonWords(
        "it was given a trigger although it had been triggered",
        "modify its limit instead",
        ("F15",),
    ),
    Reason.SESSION_PRICE: ReasonWords(
        "the session's open or close was beyond its limit, or did not trade",
        "give it a wider limit, or send it on open or on close without one",
        ("F7",),
    ),
    Reason.EXIT_FILLED: ReasonWords(
        "an exit, or another child, filled before all of it had filled, which cancels the rest",
        "",
        ("F10",),
    ),
    Reason.BELOW_FILLED: ReasonWords(
        "it was given a quantity below what had been filled of it",
        "cancel it instead to keep what is filled",
        ("F15",),
    ),
    Reason.SIBLING_CANCELED: ReasonWords(
        "the strategy canceled the order linked with it, and cancel_linked is on", "", ("F10",)
    ),
    Reason.BREAK_EVEN: ReasonWords(
        "its entry was far enough in gain, so the stop-loss moved to the entry's price", "", ("F10",)
    ),
    Reason.END_OF_LOG: ReasonWords("the end of the run finds it there", "", ("F6", "F10")),
    Reason.POSITION_LIMIT: ReasonWords(
        "with it the position, open orders counted, would have passed the venue's max_position",
        "ask for less, cancel what waits, or raise bt.RiskLimits(max_position=)",
        ("A11",),
    ),
    Reason.ABOVE_MAX_NOTIONAL: ReasonWords(
        "it was worth more than the venue's max_order_notional",
        "split it into several orders, or raise bt.RiskLimits(max_order_notional=)",
        ("A11",),
    ),
    Reason.ORDER_RATE: ReasonWords(
        "as many orders as the venue's max_orders allows had been sent in the interval before it",
        "send fewer, or raise bt.RiskLimits(max_orders=)",
        ("A11",),
    ),
    Reason.TRADING_REDUCING: ReasonWords(
        "trading_state was reducing and it would not only have made a position smaller",
        "send what closes as reduce_only; the state is set by bt.RiskLimits(trading_state=)",
        ("A11",),
    ),
    Reason.TRADING_HALTED: ReasonWords(
        "trading_state was halted", "the state is set by bt.RiskLimits(trading_state=)", ("A11",)
    ),
    Reason.PARENT_FILLED: ReasonWords("the order that it waited for filled", "", ("F10",)),
    Reason.MAX_DRAWDOWN: ReasonWords(
        "its account had fallen below its highest equity by max_drawdown, which halts it for good",
        "hold less, or raise bt.RiskLimits(max_drawdown=)",
        ("A11",),
    ),
    Reason.MAX_DAILY_LOSS: ReasonWords(
        "its account had lost max_daily_loss on that day, which halts it until the next",
        "hold less, or raise bt.RiskLimits(max_daily_loss=)",
        ("A11",),
    ),
    Reason.LIQUIDATED: ReasonWords(
        "its account lacked margin and was liquidated, which cancels all its orders",
        "hold less, lower the venue's leverage, or stop losses earlier",
        ("A5",),
    ),
    Reason.ACCOUNT_BUST: ReasonWords(
        "its account had lost its equity", "hold less, or lower the venue's leverage", ("A5",)
    ),
    Reason.BEYOND_FREE_CASH: ReasonWords(
        "the withdrawal was of more than the account had free",
        "take out less, or cancel orders and close positions before; unrealized profit is not free",
        ("A1",),
    ),
    Reason.INSTRUMENT_ENDED: ReasonWords(
        "its instrument expired or was delisted", "send it earlier, or for the next contract", ("A7", "A10")
    ),
    Reason.SPLIT: ReasonWords(
        "a split brought it over, or left less than a lot of it", "send it anew in new units", ("A10",)
    ),
}
"""All of them."""


def sentence(reason: Reason) -> str:
    """The code and what it means.

    Example:
        >>> sentence(Reason.POSITION_CLOSED)
        'POSITION_CLOSED, it was reduce-only and its position was closed'
    """
    return f"{reason.name}, {REASONS[reason].says}"
