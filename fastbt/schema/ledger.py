"""The tables of a result, each column once: type, unit, meaning and null rule.

A ledger table is what a run leaves behind: orders, fills, positions, trades, events, account, equity and
funding. Prices, quantities and money have one scale per table: that of the instrument or currency, the
largest where there are several. Average prices carry ``AVERAGE_DIGITS`` more, rounded half up. Where a
table is exact they are decimals of that scale, elsewhere the floats nearest to these decimals.
``LEDGER_VERSION`` goes up whenever a column changes its name or meaning.
"""

from __future__ import annotations

from fastbt.codes import (
    Contingency,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderStatus,
    OrderType,
    PositionSide,
    Reason,
    TimeInForce,
)
from fastbt.schema.ledger_account import ACCOUNT, EQUITY, EVENTS, FUNDING
from fastbt.schema.ledger_columns import (
    ACCOUNT_ID,
    CURRENCY,
    INSTRUMENT_ID,
    STRATEGY_ID,
    LedgerTable,
    average,
    code,
    count,
    flag,
    money,
    number,
    price,
    quantity,
    text,
    texts,
    time,
)

LEDGER_VERSION = 1
"""Version of these tables, written into saved results."""
REFUSED_STATUS = (OrderStatus.DENIED, OrderStatus.REJECTED)
"""States of an order that was refused before it was live."""
REFUSED_AT_FILL = (
    Reason.QUANTITY_ZERO,
    Reason.BELOW_MIN_QUANTITY,
    Reason.BELOW_MIN_NOTIONAL,
    Reason.INSUFFICIENT_CASH,
    Reason.INSUFFICIENT_HOLDINGS,
    Reason.INSUFFICIENT_MARGIN,
)
"""Reasons for which a live order that nobody canceled is CANCELED: it was refused at its fill."""

ORDERS = LedgerTable(
    name="orders",
    row="an order, as it stands at the end of the run",
    columns=(
        text("client_order_id", "O-<strategy>-<n> in the order sent, or the user's own id"),
        text("venue_order_id", "V-<n>", "it was never accepted"),
        STRATEGY_ID,
        ACCOUNT_ID,
        INSTRUMENT_ID,
        code("side", OrderSide, "buy or sell"),
        code("order_type", OrderType, "kind of order"),
        code("time_in_force", TimeInForce, "how long it stays live"),
        quantity("quantity", "units asked for, after cuts", "to be found at a fill, and it has not filled"),
        quantity("filled_quantity", "units filled"),
        quantity("leaves_quantity", "quantity less filled_quantity", "the quantity is null"),
        price("price", "limit price", "it has no limit, or a bracket's order got no level yet"),
        price("trigger_price", "trigger price", "it has no trigger, or a bracket's order got no level yet"),
        average("avg_price", "average price of its fills", "it has not filled"),
        code("status", OrderStatus, "its state"),
        code("reason", Reason, "why it was refused, cut or ended", "nothing to explain"),
        code("cause", FillCause, "why it was sent"),
        flag("post_only", "it may only provide liquidity"),
        flag("reduce_only", "it may only reduce a position"),
        text("parent_id", "client_order_id of the order that it waits for", "it waits for none"),
        code("contingency", Contingency, "what its fill does to the orders in linked_ids", "nothing"),
        texts("linked_ids", "their client_order_id, in the order they were sent", "there are none"),
        text("tag", "the user's own text", "none was given"),
        time("expire_time", "when it expires", "it does not"),
        time("ts_init", "when it was created"),
        time("ts_submitted", "when it was sent", "it was denied"),
        time("ts_accepted", "when it arrived and was accepted", "it was not"),
        time("ts_triggered", "when its trigger was reached", "it was not"),
        time("ts_last", "when its state or terms last changed; if it expired, its expire time"),
    ),
)

FILLS = LedgerTable(
    name="fills",
    row="a fill; one that goes through zero closes one position and opens the next",
    columns=(
        text("fill_id", "F-<n>, in the order they happened"),
        text("client_order_id", "the order"),
        text("venue_order_id", "the venue's id of the order"),
        text("position_id", "the position it closes, else the one it opens or adds to"),
        text("opened_position_id", "the position it opens by going through zero", "it does not"),
        STRATEGY_ID,
        ACCOUNT_ID,
        INSTRUMENT_ID,
        text("venue", "where it was filled"),
        code("side", OrderSide, "buy or sell"),
        code("order_type", OrderType, "kind of the order"),
        quantity("quantity", "units filled"),
        quantity("closed_quantity", "those of them that reduced a position"),
        price("price", "price, slippage included"),
        money(
            "notional", "price x quantity x multiplier; of inverse contracts quantity x multiplier / price"
        ),
        money("commission", "fee paid; a rebate is negative"),
        CURRENCY,
        number(
            "base_rate", "what one of currency is worth in the base currency then", "no rate is known yet"
        ),
        code("liquidity", LiquiditySide, "provided (MAKER) or took (TAKER)"),
        code("cause", FillCause, "why the order was sent"),
        text("tag", "the order's tag", "none was given"),
        price("slippage", "distance from the price before slippage, positive against the order"),
        money("slippage_cost", "what the slippage cost: the difference of both notionals"),
        code("point", FillPoint, "where on the bar: its open, on the way, its close"),
        flag("ambiguous", "the bar also reached the level of a sibling (rule O3)"),
        count("row", "row of the run's bars, from 0"),
        time("ts_event", "end of that bar"),
    ),
)

POSITIONS = LedgerTable(
    name="positions",
    row="a position, from flat to flat or to the end of the run",
    columns=(
        text("position_id", "P-<n>, in the order they were opened"),
        INSTRUMENT_ID,
        STRATEGY_ID,
        ACCOUNT_ID,
        code("side", PositionSide, "side now; FLAT once it is closed"),
        code("entry_side", OrderSide, "side of the fill that opened it"),
        quantity("quantity", "units held now; 0 once it is closed"),
        quantity("peak_quantity", "most units held at a time"),
        average(
            "avg_entry_price", "cost per unit of what is held; once it is closed, of all that was opened"
        ),
        average("avg_close_price", "average price of all its exits", "nothing was closed"),
        CURRENCY,
        money("realized_pnl", "profit of the closed quantity and funding, less all commissions"),
        money("unrealized_pnl", "value of what is held at the last price less its cost; 0 once it is closed"),
        money("commission", "commissions paid"),
        money("funding", "funding, dividends and interest received, negative if paid"),
        time("ts_opened", "when it was opened"),
        time("ts_closed", "when it became flat", "it is open"),
        flag("is_open", "it is still held at the end of the run"),
    ),
)

_EXCURSION = "a fraction of entry_price, over whole bars, those of entry and exit included"

TRADES = LedgerTable(
    name="trades",
    row="a round trip: what one closing order closed, at average cost (A13); last what is still open",
    columns=(
        text("trade_id", "T-<n>, by time of exit, open ones last"),
        text("position_id", "the position"),
        STRATEGY_ID,
        INSTRUMENT_ID,
        code("side", PositionSide, "side of the position: LONG or SHORT"),
        quantity("quantity", "units closed, or still open"),
        average("entry_price", "average cost per unit of what was closed"),
        average("exit_price", "average price of the closing order's fills", "it is open"),
        time("entry_time", "when the position was opened"),
        time("exit_time", "when the closing order last filled", "it is open"),
        count(
            "bars_held",
            "the instrument's rows after the entry's, up to the exit's or the last; 0 within one bar",
        ),
        CURRENCY,
        number(
            "base_rate",
            "what one of currency is worth in the base currency at the exit",
            "no rate is known yet",
        ),
        money("pnl", "profit after commissions and funding; of an open trade at the last price"),
        number("pnl_pct", "pnl as a fraction of the entry's cost", "the cost is 0"),
        money("commission", "commissions of its share of the entries and of its exit"),
        money("funding", "its share of what its position received, negative if paid"),
        number("mae", "largest loss on the way: " + _EXCURSION + "; 0 or below", "the entry price is 0"),
        number("mfe", "largest gain on the way: " + _EXCURSION + "; 0 or above", "the entry price is 0"),
        text("entry_tag", "tag of the order that opened the position", "none was given"),
        code("exit_cause", FillCause, "why the closing order was sent", "it is open"),
        flag("is_open", "it is what is left of an open position"),
    ),
)

LEDGER: dict[str, LedgerTable] = {
    table.name: table for table in (ORDERS, FILLS, POSITIONS, TRADES, EVENTS, ACCOUNT, EQUITY, FUNDING)
}
"""The tables of a result by name."""
